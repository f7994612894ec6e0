"""What may be done on the ground floor, and which roles may do it (norway.md 21).

Each app has such a file; ``docs/access.md`` and the object permissions of guardian are made from them.
A permission is held at a place: a unit, or a prison with all its units.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.choices import Role
from corrections.registries import permission_texts, permissions

EVERYONE_INSIDE = frozenset(
    {
        Role.OFFICER,
        Role.CONTACT_OFFICER,
        Role.DUTY_MANAGER,
        Role.CASEWORKER,
        Role.REINTEGRATION,
        Role.LEADER,
    }
)


class EstatePerm(StrEnum):
    """The buildings and their capacities."""

    VIEW = "estate.view"
    CLOSE_CELL = "estate.close_cell"
    MANAGE = "estate.manage"


class StaffPerm(StrEnum):
    """Accounts and postings."""

    VIEW = "staff.view"
    GRANT = "staff.grant"
    REVIEW_READS = "staff.review_reads"


class WorkPerm(StrEnum):
    """The work list."""

    VIEW = "work.view"
    COMPLETE = "work.complete"


class CompetencePerm(StrEnum):
    """What staff have learnt, and until when it holds."""

    VIEW = "competence.view"
    GRANT = "competence.grant"


ROLES: dict[StrEnum, frozenset[Role]] = {
    EstatePerm.VIEW: EVERYONE_INSIDE | {Role.REGION, Role.INSPECTOR, Role.ADMINISTRATOR},
    EstatePerm.CLOSE_CELL: frozenset({Role.DUTY_MANAGER, Role.LEADER}),
    EstatePerm.MANAGE: frozenset({Role.LEADER, Role.ADMINISTRATOR}),
    StaffPerm.VIEW: frozenset({Role.LEADER, Role.ADMINISTRATOR, Role.INSPECTOR}),
    StaffPerm.GRANT: frozenset({Role.ADMINISTRATOR, Role.LEADER}),
    StaffPerm.REVIEW_READS: frozenset({Role.LEADER, Role.REGION, Role.INSPECTOR}),
    CompetencePerm.VIEW: frozenset({Role.LEADER, Role.ADMINISTRATOR, Role.DUTY_MANAGER, Role.INSPECTOR}),
    CompetencePerm.GRANT: frozenset({Role.LEADER, Role.ADMINISTRATOR}),
    WorkPerm.VIEW: EVERYONE_INSIDE,
    WorkPerm.COMPLETE: EVERYONE_INSIDE,
}

TEXTS: dict[StrEnum, str | Promise] = {
    EstatePerm.VIEW: _("See units, cells, capacities and closed cells"),
    EstatePerm.CLOSE_CELL: _("Close and reopen cells"),
    EstatePerm.MANAGE: _("Add and change units, cells, capacities and places"),
    StaffPerm.VIEW: _("See who has which role where"),
    StaffPerm.GRANT: _("Give and end postings"),
    StaffPerm.REVIEW_READS: _("Review who has looked at whom"),
    CompetencePerm.VIEW: _("See which competences staff have, and until when"),
    CompetencePerm.GRANT: _("Give and withdraw competences"),
    WorkPerm.VIEW: _("See the tasks of one's own role"),
    WorkPerm.COMPLETE: _("Complete tasks"),
}

permissions.register("corrections", ROLES, order=10)
permission_texts.register("corrections", TEXTS, order=10)
