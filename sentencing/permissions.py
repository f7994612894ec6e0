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


ROLES: dict[StrEnum, frozenset[Role]] = {
    SentencePerm.VIEW_MILESTONES: EVERYONE_INSIDE | {Role.REGION, Role.INSPECTOR, Role.TEACHER},
    SentencePerm.VIEW: frozenset(
        {Role.CONTACT_OFFICER, Role.CASEWORKER, Role.REINTEGRATION, Role.LEADER, Role.REGION, Role.INSPECTOR}
    ),
    SentencePerm.EDIT: frozenset({Role.CASEWORKER}),
}

TEXTS: dict[StrEnum, str | Promise] = {
    SentencePerm.VIEW_MILESTONES: _("See the milestones of a sentence"),
    SentencePerm.VIEW: _("See judgments and how dates were worked out"),
    SentencePerm.EDIT: _("Register judgments and court orders"),
}

permissions.register("sentencing", ROLES, order=30)
permission_texts.register("sentencing", TEXTS, order=30)
