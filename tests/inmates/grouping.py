"""Groups of people for tests."""

from datetime import date, datetime
from typing import Any

from corrections.models import User
from inmates.models import GroupMembership, Person, SecurityGroup
from inmates.services import groups
from tests.corrections.factories import UserFactory, oslo

AT = oslo("2026-01-01 12:00")


def group(name: str, *members: Person, by: User | None = None, at: datetime = AT) -> SecurityGroup:
    by = by or UserFactory.create()
    made = groups.register(name=name, by=by, at=at)
    for person in members:
        groups.join(group=made, person=person, basis="Eget utsagn", by=by, at=at)
    return made


def rivals(one: SecurityGroup, other: SecurityGroup, at: datetime = AT, **more: Any) -> Any:
    return groups.keep_apart(group=one, other=other, review_on=date(2027, 1, 1), by=UserFactory.create(), at=at, **more)


def grouped(person: Person) -> dict[str, Any]:
    """A member of a group, and what that group must not meet."""
    mine, theirs = group(f"Gruppe {person.pk}", person), group(f"Mot {person.pk}")
    return {"member": GroupMembership.objects.get(person=person), "rivals": rivals(mine, theirs)}
