"""Addresses of the daily shell: home, own settings, the work list, postings, and who has looked at whom."""

from django.urls import path

from corrections.views import competences, home, postings, reads, work

urlpatterns = [
    path("", home.home, name="home"),
    path("settings/", home.my_settings, name="my_settings"),
    path("settings/language/", home.set_language, name="set_language"),
    path("settings/colours/", home.set_colour_scheme, name="set_colour_scheme"),
    path("settings/shortcuts/", home.set_keyboard_shortcuts, name="set_keyboard_shortcuts"),
    path("tasks/", work.tasks, name="tasks"),
    path("tasks/<int:pk>/done/", work.task_complete, name="task_complete"),
    path("postings/", postings.postings, name="postings"),
    path("postings/<int:pk>/end/", postings.posting_end, name="posting_end"),
    path("prison/<slug:slug>/postings/add/", postings.posting_grant, name="posting_grant"),
    path("competences/own/", competences.own_competences, name="own_competences"),
    path("competences/<int:pk>/withdraw/", competences.competence_withdraw, name="competence_withdraw"),
    path("prison/<slug:slug>/competences/", competences.competences, name="competences"),
    path("prison/<slug:slug>/competences/add/", competences.competence_grant, name="competence_grant"),
    path("access/", postings.who_may_do_what, name="who_may_do_what"),
    path("lookups/", reads.reads, name="reads"),
    path("lookups/own/", reads.own_reads, name="own_reads"),
]
