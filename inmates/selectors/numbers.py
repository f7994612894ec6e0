"""One identity number of a person, and who else has a number that was typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.rules import OSLO
from inmates.models import Identifier, Person
from inmates.rules.identity import NumberRefused, read_number
from inmates.selectors.person import spaced


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who has the number. Without ``href`` the reader may not know who."""

    name: str
    number: str
    birth_date: date | None
    since: str
    href: str


def standing(person_id: int, pk: int) -> Identifier | None:
    """A number that the person has now."""
    return Identifier.objects.current().filter(person=person_id, pk=pk).order_by("pk").first()


def holders(kind: str, value: str, person_id: int, access: Access, at: datetime) -> list[Hit]:
    """The others who have the number now, or had it. Nobody who was only thought to have it. Two queries."""
    found = Identifier.objects.filter(kind=kind, value=as_stored(kind, value, at), was_wrong=False)
    rows = list(found.exclude(person=person_id).select_related("person").order_by("-during", "-pk"))
    known = Person.objects.visible_to(access).filter(pk__in=[row.person_id for row in rows])
    seen = set(known.values_list("pk", flat=True))
    return [hit(row, seen) for row in rows]


def as_stored(kind: str, value: str, at: datetime) -> str:
    try:
        on = at.astimezone(OSLO).date()
        return read_number(kind, value, on=on, synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS).value
    except NumberRefused:
        return ""


def hit(row: Identifier, seen: Collection[int]) -> Hit:
    until = row.during.upper
    since = _("until %(day)s") % {"day": display.day(until)} if until else ""
    if row.person_id not in seen:
        return Hit("", "", None, since, "")
    person = row.person
    return Hit(person.name, person.number, person.birth_date, since, reverse("person", args=[person.uuid]))


def title(number: Identifier) -> str:
    return _("Correct %(kind)s %(value)s") % {"kind": number.get_kind_display(), "value": spaced(number.value)}
