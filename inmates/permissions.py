"""What may be done with people and their whereabouts, and which roles may do it (norway.md 21)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.choices import Role
from corrections.permissions import EVERYONE_INSIDE
from corrections.registries import permission_texts, permissions

ON_THE_FLOOR = frozenset({Role.OFFICER, Role.CONTACT_OFFICER, Role.DUTY_MANAGER})


class PersonPerm(StrEnum):
    """Identity, photo and location; needs, next of kin and numbers are apart."""

    VIEW = "person.view"
    VIEW_NUMBERS = "person.view_numbers"
    VIEW_CONTACTS = "person.view_contacts"
    VIEW_NEEDS = "person.view_needs"
    EDIT = "person.edit"
    SEARCH_ALL = "person.search_all"


class BoardPerm(StrEnum):
    """The unit board and the movements on it."""

    VIEW = "board.view"
    MOVE = "board.move"
    WALL = "board.wall"


class LogPerm(StrEnum):
    """The unit log."""

    VIEW = "log.view"
    WRITE = "log.write"


class CustodyPerm(StrEnum):
    """Placements, absences, alerts, who must not meet, contact officers. Whom somebody must not meet is apart."""

    VIEW = "custody.view"
    VIEW_APART = "custody.view_apart"
    PLACE = "custody.place"
    DEPART = "custody.depart"
    ALERT = "custody.alert"
    KEEP_APART = "custody.keep_apart"
    CONTACT_OFFICER = "custody.contact_officer"


class ImportPerm(StrEnum):
    """Handing over a register or an estate."""

    RUN = "import.run"


ROLES: dict[StrEnum, frozenset[Role]] = {
    PersonPerm.VIEW: EVERYONE_INSIDE | {Role.REGION, Role.INSPECTOR, Role.TEACHER},
    PersonPerm.VIEW_NUMBERS: frozenset({Role.CASEWORKER, Role.REINTEGRATION, Role.LEADER, Role.DUTY_MANAGER}),
    PersonPerm.VIEW_CONTACTS: EVERYONE_INSIDE | {Role.INSPECTOR},
    PersonPerm.VIEW_NEEDS: EVERYONE_INSIDE,
    PersonPerm.EDIT: frozenset({Role.CASEWORKER, Role.DUTY_MANAGER}),
    PersonPerm.SEARCH_ALL: frozenset({Role.CASEWORKER, Role.DUTY_MANAGER, Role.LEADER}),
    BoardPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    BoardPerm.MOVE: ON_THE_FLOOR,
    BoardPerm.WALL: EVERYONE_INSIDE,
    LogPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    LogPerm.WRITE: ON_THE_FLOOR | {Role.CASEWORKER, Role.LEADER},
    CustodyPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    CustodyPerm.VIEW_APART: ON_THE_FLOOR | {Role.CASEWORKER, Role.LEADER},
    CustodyPerm.PLACE: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER}),
    CustodyPerm.DEPART: ON_THE_FLOOR,
    CustodyPerm.ALERT: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER, Role.CONTACT_OFFICER}),
    CustodyPerm.KEEP_APART: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER}),
    CustodyPerm.CONTACT_OFFICER: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    ImportPerm.RUN: frozenset({Role.ADMINISTRATOR}),
}

TEXTS: dict[StrEnum, str | Promise] = {
    PersonPerm.VIEW: _("See who someone is, their photo and where they are"),
    PersonPerm.VIEW_NUMBERS: _("See identity numbers"),
    PersonPerm.VIEW_CONTACTS: _("See next of kin"),
    PersonPerm.VIEW_NEEDS: _("See diet, faith and adaptation"),
    PersonPerm.EDIT: _("Change who someone is"),
    PersonPerm.SEARCH_ALL: _("Search people who are not in custody now"),
    BoardPerm.VIEW: _("See the unit board"),
    BoardPerm.MOVE: _("Register movements"),
    BoardPerm.WALL: _("Show the board on the wall, with initials"),
    LogPerm.VIEW: _("Read the unit log"),
    LogPerm.WRITE: _("Write in the unit log"),
    CustodyPerm.VIEW: _("See stays, placements, absences and alerts"),
    CustodyPerm.VIEW_APART: _("See whom somebody must not meet"),
    CustodyPerm.PLACE: _("Admit people, give them cells and release them"),
    CustodyPerm.DEPART: _("Register departures and returns"),
    CustodyPerm.ALERT: _("Raise and close alerts"),
    CustodyPerm.KEEP_APART: _("Register who must not meet"),
    CustodyPerm.CONTACT_OFFICER: _("Name contact officers"),
    ImportPerm.RUN: _("Take in a register or an estate"),
}

permissions.register("inmates", ROLES, order=20)
permission_texts.register("inmates", TEXTS, order=20)
