"""What may be done about security on a unit, and which roles may do it (norway.md 21)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.choices import Role
from corrections.permissions import EVERYONE_INSIDE
from corrections.registries import permission_texts, permissions
from inmates.permissions import ON_THE_FLOOR


class HandoverPerm(StrEnum):
    """How one shift hands a unit over to the next."""

    VIEW = "handover.view"
    SIGN = "handover.sign"
    EQUIPMENT = "handover.equipment"


class CountPerm(StrEnum):
    """Head counts."""

    VIEW = "count.view"
    TAKE = "count.take"
    CERTIFY = "count.certify"
    PLAN = "count.plan"
    EMERGENCY = "count.emergency"


class RoundPerm(StrEnum):
    """Observation at intervals: whoever is worried begins it; who answers for the prison ends it."""

    VIEW = "round.view"
    CHECK = "round.check"
    START = "round.start"
    END = "round.end"


class LockPerm(StrEnum):
    """When the doors of a unit are locked and unlocked, and hours out of cell."""

    VIEW = "lock.view"
    TURN = "lock.turn"
    ORDER = "lock.order"


class RegimePerm(StrEnum):
    """Evenings with too few officers: who is out when, and who lost what."""

    VIEW = "regime.view"
    PLAN = "regime.plan"


ROLES: dict[StrEnum, frozenset[Role]] = {
    HandoverPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    HandoverPerm.SIGN: ON_THE_FLOOR,
    HandoverPerm.EQUIPMENT: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    CountPerm.VIEW: EVERYONE_INSIDE | {Role.REGION, Role.INSPECTOR},
    CountPerm.TAKE: ON_THE_FLOOR,
    CountPerm.CERTIFY: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    CountPerm.PLAN: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    CountPerm.EMERGENCY: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    RoundPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    RoundPerm.CHECK: ON_THE_FLOOR,
    RoundPerm.START: ON_THE_FLOOR | {Role.LEADER},
    RoundPerm.END: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    LockPerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    LockPerm.TURN: ON_THE_FLOOR,
    LockPerm.ORDER: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    RegimePerm.VIEW: EVERYONE_INSIDE | {Role.INSPECTOR},
    RegimePerm.PLAN: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
}

TEXTS: dict[StrEnum, str | Promise] = {
    HandoverPerm.VIEW: _("Read the handover between shifts and the climate of a unit"),
    HandoverPerm.SIGN: _("Hand a unit over to the next shift, and take it over"),
    HandoverPerm.EQUIPMENT: _("Decide which keys, radios and tools a unit has"),
    CountPerm.VIEW: _("See counts and their plans"),
    CountPerm.TAKE: _("Take counts, and confirm people who are elsewhere"),
    CountPerm.CERTIFY: _("Certify and abandon counts"),
    CountPerm.PLAN: _("Plan the counts of a unit"),
    CountPerm.EMERGENCY: _("Order an emergency count of a prison"),
    RoundPerm.VIEW: _("See who is under observation, and when they were looked in on"),
    RoundPerm.CHECK: _("Look in on people under observation"),
    RoundPerm.START: _("Put somebody under observation"),
    RoundPerm.END: _("End an observation"),
    LockPerm.VIEW: _("See when doors were locked and unlocked, and hours out of cell"),
    LockPerm.TURN: _("Write down when doors are locked and unlocked, and who is an exception"),
    LockPerm.ORDER: _("Set the daily order of a unit"),
    RegimePerm.VIEW: _("See plans for evenings with too few officers, and who lost hours"),
    RegimePerm.PLAN: _("Plan and adopt an evening with too few officers"),
}

permissions.register("security", ROLES, order=40)
permission_texts.register("security", TEXTS, order=40)
