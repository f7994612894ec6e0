"""Names for the review of who has looked at whom. Who may review a look may know at whom it was."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Func, Q, TextField, Value
from django.urls import reverse

from corrections.access import Access
from inmates.models import Person, Placement
from inmates.permissions import PersonPerm

MOST_MEANT = 200


def names(ids: Iterable[int], *, access: Access, at: datetime) -> dict[int, tuple[str, str]]:
    """Name and number; an address only for those who live where the reviewer may open them. Two queries."""
    wanted = list(ids)
    here = Placement.objects.as_of(at).filter(stay__person__in=wanted)
    open_to = set(here.filter(bed__cell__unit__in=access.units(PersonPerm.VIEW)).values_list("stay__person", flat=True))
    found = Person.objects.filter(pk__in=wanted).values_list("pk", "uuid", "family_name", "given_name", "number")
    return {
        pk: (f"{family}, {given} ({number})", reverse("person", args=[uuid]) if pk in open_to else "")
        for pk, uuid, family, given, number in found
    }


def find(text: str, *, access: Access, at: datetime) -> list[int]:
    """Those with that number, or whose name begins so, folded as in every search."""
    key = Func(Value(text), function="public.name_key", output_field=TextField())
    meant = Person.objects.annotate(key=key).filter(Q(number__iexact=text) | Q(sort_key__startswith=F("key")))
    return list(meant.order_by("sort_key", "pk").values_list("pk", flat=True)[:MOST_MEANT])
