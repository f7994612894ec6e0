"""Names for the review of who has looked at whom. Who may review a look may know at whom it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Func, Q, TextField, Value
from django.urls import reverse

from corrections.access import Access
from inmates.models import Person, Placement
from inmates.permissions import PersonPerm

MOST_MEANT = 200


def names(ids: Iterable[int], *, access: Access, at: datetime) -> dict[int, tuple[str, str]]:
    """Name and number; an address only for those who live where the reviewer may open them. Two queries."""
    wanted = list(ids)
    here = Placement.objects.as_of(at).filter(Q(stay__person__in=wanted) | Q(stay__person__in=joined_from(wanted)))
    open_to = set(here.filter(bed__cell__unit__in=access.units(PersonPerm.VIEW)).values_list("stay__person", flat=True))
    found = Person.objects.filter(pk__in=wanted).values_list(
        "pk", "uuid", "family_name", "given_name", "number", "merged_into_id", "merged_into__number"
    )
    return {
        pk: (
            f"{family}, {given} ({number} → {kept})" if kept else f"{family}, {given} ({number})",
            reverse("person", args=[uuid]) if (kept_id or pk) in open_to else "",
        )
        for pk, uuid, family, given, number, kept_id, kept in found
    }


def joined_from(ids: Iterable[int]) -> Any:
    """Those to whom these records were joined."""
    return Person.objects.filter(pk__in=list(ids), merged_into__isnull=False).values("merged_into")


def find(text: str, *, access: Access, at: datetime) -> list[int]:
    """Those with that number, or whose name begins so, folded as in every search; with every record that was joined
    to them, so that whoever looked at one of two records has looked at the person."""
    key = Func(Value(text), function="public.name_key", output_field=TextField())
    meant = Person.objects.annotate(key=key).filter(Q(number__iexact=text) | Q(sort_key__startswith=F("key")))
    found = meant.order_by("sort_key", "pk").values_list("pk", "merged_into_id")[:MOST_MEANT]
    kept = {joined_to or pk for pk, joined_to in found}
    return list(Person.objects.filter(Q(pk__in=kept) | Q(merged_into__in=kept)).values_list("pk", flat=True))
