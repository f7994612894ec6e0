"""Addresses of the plan of a person: the page, its draft, the answer, its steps, partners and the mapping of needs."""

from django.urls import URLPattern, path

from sentencing.views import needs, plan

OF = "people/<uuid:uuid>/plan/"
urlpatterns: list[URLPattern] = [
    path(f"{OF}now/", plan.person_plan, name="person_plan"),
    path(f"{OF}paper/", plan.person_plan_paper, name="person_plan_paper"),
    path(f"{OF}begin/", plan.person_plan_begin, name="person_plan_begin"),
    path(f"{OF}goal/new/", plan.person_plan_goal_new, name="person_plan_goal_new"),
    path(f"{OF}goal/<uuid:thread>/", plan.person_plan_goal, name="person_plan_goal"),
    path(f"{OF}goal/<uuid:thread>/drop/", plan.person_plan_goal_drop, name="person_plan_goal_drop"),
    path(f"{OF}offer/", plan.person_plan_offer, name="person_plan_offer"),
    path(f"{OF}answer/", plan.person_plan_answer, name="person_plan_answer"),
    path(f"{OF}step/<int:pk>/", plan.person_plan_step, name="person_plan_step"),
    path(f"{OF}version/<int:number>/", plan.person_plan_version, name="person_plan_version"),
    path(f"{OF}partner/new/", needs.person_partner_new, name="person_partner_new"),
    path(f"{OF}partner/<int:pk>/end/", needs.person_partner_end, name="person_partner_end"),
    path(f"{OF}consent/give/", needs.person_consent, name="person_consent"),
    path(f"{OF}consent/withdraw/", needs.person_consent_withdraw, name="person_consent_withdraw"),
    path(f"{OF}needs/new/", needs.person_needs, name="person_needs"),
]
