"""Entries of the top bar, and tabs about one prison, that the ground floor lends."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from corrections.access import StaffRequest
from corrections.permissions import CompetencePerm, EstatePerm, StaffPerm, WorkPerm
from corrections.registries import (
    NavigationEntry,
    TaskText,
    landings,
    navigation,
    prison_tabs,
    task_subjects,
    task_texts,
)
from corrections.selectors import competences, work


def due(request: StaffRequest) -> int:
    """How many tasks are overdue: the number that asks for somebody now."""
    return work.overdue_count(request.access, request.at)


def first_page(request: StaffRequest) -> str:
    """For those with no unit to look after, the first of these that their role opens."""
    pages = ((WorkPerm.VIEW, "tasks"), (StaffPerm.VIEW, "postings"), (EstatePerm.VIEW, "estate"))
    return next((reverse(name) for perm, name in pages if request.access.may(perm)), "")


navigation.register("tasks", NavigationEntry(_("Tasks"), "tasks", "list", WorkPerm.VIEW, count=due), order=60)
navigation.register("estate", NavigationEntry(_("Estate"), "estate", "home", EstatePerm.MANAGE), order=80)
navigation.register("postings", NavigationEntry(_("Postings"), "postings", "people", StaffPerm.VIEW), order=85)
navigation.register("reads", NavigationEntry(_("Lookups"), "reads", "eye", StaffPerm.REVIEW_READS), order=90)

prison_tabs.register(
    "units", NavigationEntry(_("Units and cells"), "unit_list", "apartment", EstatePerm.VIEW), order=20
)
prison_tabs.register("places", NavigationEntry(_("Places"), "place_list", "home", EstatePerm.VIEW), order=30)
prison_tabs.register(
    "competences", NavigationEntry(_("Competences"), "competences", "check", CompetencePerm.VIEW), order=60
)
task_subjects.register("corrections.competence", competences.codes)
task_texts.register("clock.COMPETENCE", TaskText(competences.renew, competences.to_prison))

landings.register("first_page", first_page, order=90)
