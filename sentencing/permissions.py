"""Who may see what the court decided and the dates that follow (norway.md 21)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.choices import Role
from corrections.permissions import EVERYONE_INSIDE
from corrections.registries import permission_texts, permissions


class SentencePerm(StrEnum):
    """Officers and teachers see milestones only; the full derivation is for those who work with it."""

    VIEW_MILESTONES = "sentence.view_milestones"
    VIEW = "sentence.view"
    EDIT = "sentence.edit"
    CONFIRM = "sentence.confirm"
    DECIDE_PETITION = "sentence.decide_petition"


class WayOutPerm(StrEnum):
    """The steps to freedom and what must be in place before it."""

    VIEW = "way_out.view"
    REVIEW = "way_out.review"
    DECIDE = "way_out.decide"
    PREPARE = "way_out.prepare"


class LeavePerm(StrEnum):
    """Leave: see it, apply for it, decide it, let somebody go on it."""

    VIEW = "leave.view"
    ASK = "leave.ask"
    DECIDE = "leave.decide"
    RUN = "leave.run"


class VictimPerm(StrEnum):
    """Whether a victim is told beforehand, and that it was done. Nobody else learns that there is one."""

    NOTICE = "victim.notice"


class PlanPerm(StrEnum):
    """The sentence plan. Officers learn of the next steps; the person's words stay with those who work with them."""

    NEXT = "plan.next"
    VIEW = "plan.view"
    EDIT = "plan.edit"


ON_THE_WAY_OUT = frozenset({Role.CONTACT_OFFICER, Role.CASEWORKER, Role.REINTEGRATION, Role.LEADER})
SEES_THE_WAY_OUT = ON_THE_WAY_OUT | {Role.REGION, Role.INSPECTOR}

ROLES: dict[StrEnum, frozenset[Role]] = {
    SentencePerm.VIEW_MILESTONES: EVERYONE_INSIDE | {Role.REGION, Role.INSPECTOR, Role.TEACHER},
    SentencePerm.VIEW: frozenset(
        {Role.CONTACT_OFFICER, Role.CASEWORKER, Role.REINTEGRATION, Role.LEADER, Role.REGION, Role.INSPECTOR}
    ),
    SentencePerm.EDIT: frozenset({Role.CASEWORKER}),
    SentencePerm.CONFIRM: frozenset({Role.CASEWORKER, Role.LEADER}),
    SentencePerm.DECIDE_PETITION: frozenset({Role.REGION}),
    WayOutPerm.VIEW: SEES_THE_WAY_OUT,
    WayOutPerm.REVIEW: ON_THE_WAY_OUT | {Role.REGION},
    WayOutPerm.DECIDE: frozenset({Role.LEADER, Role.REGION}),
    WayOutPerm.PREPARE: ON_THE_WAY_OUT - {Role.LEADER},
    LeavePerm.VIEW: SEES_THE_WAY_OUT | {Role.OFFICER, Role.DUTY_MANAGER},
    LeavePerm.ASK: frozenset({Role.CONTACT_OFFICER, Role.CASEWORKER, Role.REINTEGRATION}),
    LeavePerm.DECIDE: frozenset({Role.LEADER, Role.REGION}),
    LeavePerm.RUN: frozenset({Role.OFFICER, Role.CONTACT_OFFICER, Role.DUTY_MANAGER, Role.CASEWORKER}),
    VictimPerm.NOTICE: frozenset({Role.CASEWORKER, Role.LEADER}),
    PlanPerm.NEXT: ON_THE_WAY_OUT | {Role.OFFICER, Role.DUTY_MANAGER},
    PlanPerm.VIEW: ON_THE_WAY_OUT,
    PlanPerm.EDIT: frozenset({Role.CONTACT_OFFICER, Role.REINTEGRATION}),
}

TEXTS: dict[StrEnum, str | Promise] = {
    SentencePerm.VIEW_MILESTONES: _("See the milestones of a sentence"),
    SentencePerm.VIEW: _("See judgments and how dates were worked out"),
    SentencePerm.EDIT: _("Register judgments and court orders"),
    SentencePerm.CONFIRM: _("Confirm the dates that a colleague has worked out"),
    SentencePerm.DECIDE_PETITION: _("Decide on release from preventive detention, with the prosecutor's consent"),
    WayOutPerm.VIEW: _("See the steps to freedom and what is in place"),
    WayOutPerm.REVIEW: _("Say what comes of a step to freedom"),
    WayOutPerm.DECIDE: _("Grant or refuse a step to freedom"),
    WayOutPerm.PREPARE: _("Prepare a release: who sees to what, and what shows it"),
    LeavePerm.VIEW: _("See leave"),
    LeavePerm.ASK: _("Enter an application for leave, and plan each leave"),
    LeavePerm.DECIDE: _("Decide on leave"),
    LeavePerm.RUN: _("Let somebody go on leave, and call them back"),
    VictimPerm.NOTICE: _("See and settle whether a victim is told beforehand"),
    PlanPerm.NEXT: _("See the next steps of a plan"),
    PlanPerm.VIEW: _("See the plan of a person, in their own words"),
    PlanPerm.EDIT: _("Write the plan together with the person"),
}

permissions.register("sentencing", ROLES, order=30)
permission_texts.register("sentencing", TEXTS, order=30)
