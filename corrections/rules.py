"""Rules of the ground floor: pure functions, values in, an answer out."""

from collections.abc import Iterable

from corrections.choices import Role

ON_THE_UNIT = frozenset(
    {
        Role.OFFICER,
        Role.CONTACT_OFFICER,
        Role.DUTY_MANAGER,
        Role.CASEWORKER,
        Role.REINTEGRATION,
        Role.TEACHER,
    }
)


def roles_given_by(roles: Iterable[str]) -> frozenset[Role]:
    """Which roles someone who holds ``roles`` may give to others.

    A leader gives the roles of the daily work; only an administrator gives those of leaders, of administrators and of
    those who come from outside. Nobody gives anything to themselves (``corrections.services.postings``). Being health
    staff opens no record: clinicians are approved by clinicians, at their own address (norway.md 21; docs/adr/0001).
    """
    held = frozenset(roles)
    if Role.ADMINISTRATOR in held:
        return frozenset(Role)
    return ON_THE_UNIT if Role.LEADER in held else frozenset()
