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
    CLOSE = "person.close"
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
    RELY = "log.rely"


class CustodyPerm(StrEnum):
    """Placements, absences, alerts, who must not meet, contact officers. Whom somebody must not meet is apart."""

    VIEW = "custody.view"
    VIEW_APART = "custody.view_apart"
    PLACE = "custody.place"
    VIEW_LEGAL = "custody.view_legal"
    LEGAL = "custody.legal"
    DEPART = "custody.depart"
    ALERT = "custody.alert"
    KEEP_APART = "custody.keep_apart"
    CONTACT_OFFICER = "custody.contact_officer"
    TRANSFER = "custody.transfer"
    PLAN_TRIP = "custody.plan_trip"
    RETURN = "custody.return"


class MeetingPerm(StrEnum):
    """Groups of people, and letting two meet who must not. Who belongs to a group is known to few."""

    VIEW_GROUPS = "meeting.view_groups"
    KEEP_GROUPS = "meeting.keep_groups"
    ALLOW = "meeting.allow"


class PropertyPerm(StrEnum):
    """Things and money in the prison's keeping."""

    VIEW = "property.view"
    HANDLE = "property.handle"


class ReleasePerm(StrEnum):
    """Letting people go. Going past a check that stops is apart, and rests on a decision."""

    VIEW = "release.view"
    PLAN = "release.plan"
    CONFIRM = "release.confirm"
    OVERRIDE = "release.override"


class DecisionPerm(StrEnum):
    """Decisions (vedtak). The prison and the region decide each what the law gives them."""

    VIEW = "decision.view"
    PREPARE = "decision.prepare"
    TELL = "decision.tell"
    DECIDE = "decision.decide"
    DECIDE_REGION = "decision.decide_region"
    STATISTICS = "decision.statistics"


class ReceptionPerm(StrEnum):
    """Receiving people, desk by desk, and joining two records of one person."""

    RUN = "reception.run"
    MERGE = "reception.merge"


class ImportPerm(StrEnum):
    """Handing over a register or an estate."""

    RUN = "import.run"


ROLES: dict[StrEnum, frozenset[Role]] = {
    PersonPerm.VIEW: EVERYONE_INSIDE | {Role.REGION, Role.INSPECTOR, Role.TEACHER},
    PersonPerm.VIEW_NUMBERS: frozenset({Role.CASEWORKER, Role.REINTEGRATION, Role.LEADER, Role.DUTY_MANAGER}),
    PersonPerm.VIEW_CONTACTS: EVERYONE_INSIDE | {Role.INSPECTOR},
    PersonPerm.VIEW_NEEDS: EVERYONE_INSIDE,
    PersonPerm.CLOSE: EVERYONE_INSIDE,
    PersonPerm.EDIT: frozenset({Role.CASEWORKER, Role.DUTY_MANAGER}),
    PersonPerm.SEARCH_ALL: frozenset({Role.CASEWORKER, Role.DUTY_MANAGER, Role.LEADER}),
    BoardPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    BoardPerm.MOVE: ON_THE_FLOOR,
    BoardPerm.WALL: EVERYONE_INSIDE,
    LogPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    LogPerm.WRITE: ON_THE_FLOOR | {Role.CASEWORKER, Role.LEADER},
    LogPerm.RELY: frozenset({Role.CASEWORKER, Role.LEADER}),
    CustodyPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    CustodyPerm.VIEW_APART: ON_THE_FLOOR | {Role.CASEWORKER, Role.LEADER},
    CustodyPerm.PLACE: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER}),
    CustodyPerm.VIEW_LEGAL: frozenset(
        {
            Role.CONTACT_OFFICER,
            Role.DUTY_MANAGER,
            Role.CASEWORKER,
            Role.REINTEGRATION,
            Role.LEADER,
            Role.INSPECTOR,
        }
    ),
    CustodyPerm.LEGAL: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER}),
    CustodyPerm.DEPART: ON_THE_FLOOR,
    CustodyPerm.ALERT: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER, Role.CONTACT_OFFICER}),
    CustodyPerm.KEEP_APART: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER}),
    CustodyPerm.CONTACT_OFFICER: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    CustodyPerm.TRANSFER: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER, Role.LEADER}),
    CustodyPerm.PLAN_TRIP: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER, Role.CONTACT_OFFICER}),
    CustodyPerm.RETURN: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    MeetingPerm.VIEW_GROUPS: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    MeetingPerm.KEEP_GROUPS: frozenset({Role.LEADER}),
    MeetingPerm.ALLOW: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    PropertyPerm.VIEW: ON_THE_FLOOR | {Role.CASEWORKER, Role.LEADER, Role.INSPECTOR},
    PropertyPerm.HANDLE: ON_THE_FLOOR,
    ReleasePerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    ReleasePerm.PLAN: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER, Role.LEADER}),
    ReleasePerm.CONFIRM: ON_THE_FLOOR | {Role.LEADER},
    ReleasePerm.OVERRIDE: frozenset({Role.LEADER}),
    DecisionPerm.VIEW: frozenset(
        {
            Role.CONTACT_OFFICER,
            Role.DUTY_MANAGER,
            Role.CASEWORKER,
            Role.REINTEGRATION,
            Role.LEADER,
            Role.REGION,
            Role.INSPECTOR,
        }
    ),
    DecisionPerm.PREPARE: frozenset({Role.DUTY_MANAGER, Role.CASEWORKER, Role.LEADER}),
    DecisionPerm.TELL: frozenset({Role.CONTACT_OFFICER, Role.DUTY_MANAGER, Role.CASEWORKER, Role.LEADER}),
    DecisionPerm.DECIDE: frozenset({Role.LEADER}),
    DecisionPerm.DECIDE_REGION: frozenset({Role.REGION}),
    DecisionPerm.STATISTICS: frozenset({Role.LEADER, Role.REGION, Role.INSPECTOR}),
    ReceptionPerm.RUN: ON_THE_FLOOR | {Role.CASEWORKER},
    ReceptionPerm.MERGE: frozenset({Role.CASEWORKER, Role.DUTY_MANAGER}),
    ImportPerm.RUN: frozenset({Role.ADMINISTRATOR}),
}

TEXTS: dict[StrEnum, str | Promise] = {
    PersonPerm.VIEW: _("See who someone is, their photo and where they are"),
    PersonPerm.VIEW_NUMBERS: _("See identity numbers"),
    PersonPerm.VIEW_CONTACTS: _("See next of kin"),
    PersonPerm.VIEW_NEEDS: _("See diet, faith and adaptation"),
    PersonPerm.CLOSE: _("Say that oneself is close to somebody outside work"),
    PersonPerm.EDIT: _("Change who someone is"),
    PersonPerm.SEARCH_ALL: _("Search people who are not in custody now"),
    BoardPerm.VIEW: _("See the unit board"),
    BoardPerm.MOVE: _("Register movements"),
    BoardPerm.WALL: _("Show the board on the wall, with initials"),
    LogPerm.VIEW: _("Read the unit log"),
    LogPerm.WRITE: _("Write in the unit log"),
    LogPerm.RELY: _("Keep a line of the unit log that a decision rests on"),
    CustodyPerm.VIEW: _("See stays, placements, absences and alerts"),
    CustodyPerm.VIEW_APART: _("See whom somebody must not meet"),
    CustodyPerm.PLACE: _("Admit people, give them cells and release them"),
    CustodyPerm.VIEW_LEGAL: _("See what a stay rests on, with its documents and corrections"),
    CustodyPerm.LEGAL: _("Register and correct what a stay rests on"),
    CustodyPerm.DEPART: _("Register departures and returns"),
    CustodyPerm.ALERT: _("Raise and close alerts"),
    CustodyPerm.KEEP_APART: _("Register who must not meet"),
    CustodyPerm.CONTACT_OFFICER: _("Name contact officers"),
    CustodyPerm.TRANSFER: _("Order transfers between prisons, and say who has left, come or been turned back"),
    CustodyPerm.PLAN_TRIP: _("Plan trips with staff"),
    CustodyPerm.RETURN: _("Give more time outside, and decide that somebody is unlawfully at large"),
    MeetingPerm.VIEW_GROUPS: _("See which groups people belong to, and which groups must not meet"),
    MeetingPerm.KEEP_GROUPS: _("Register groups, who belongs to them and which must not meet"),
    MeetingPerm.ALLOW: _("Decide that two who must not meet may do so after all, for a time"),
    PropertyPerm.VIEW: _("See property and money in keeping"),
    PropertyPerm.HANDLE: _("Receive and hand out property and money"),
    ReleasePerm.VIEW: _("See who is to be released, and what is missing"),
    ReleasePerm.PLAN: _("Plan releases"),
    ReleasePerm.CONFIRM: _("Prepare and confirm releases, and release at the gate"),
    ReleasePerm.OVERRIDE: _("Let a release go past a check, on a decision"),
    DecisionPerm.VIEW: _("Read decisions and appeals"),
    DecisionPerm.PREPARE: _("Prepare decisions, hear the person and carry out what is decided"),
    DecisionPerm.TELL: _("Tell people what was decided, and register their appeals"),
    DecisionPerm.DECIDE: _("Decide for the prison"),
    DecisionPerm.DECIDE_REGION: _("Decide for the region, and answer appeals"),
    DecisionPerm.STATISTICS: _("See how decisions fall on different groups of people"),
    ReceptionPerm.RUN: _("Receive people at the prison"),
    ReceptionPerm.MERGE: _("Join two records of the same person"),
    ImportPerm.RUN: _("Take in a register or an estate"),
}

permissions.register("inmates", ROLES, order=20)
permission_texts.register("inmates", TEXTS, order=20)
