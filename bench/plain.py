"""The board as an ordinary Django build has it: ORM with every prefetch one would add, and an ordinary template.

No read model, no ready rows, no kept fragments: links, dates and words are made in the template's loop. The same
middleware and sign-in stand around it as around ours.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bench.clock import PRESENT
from corrections.models import Bed, Unit
from inmates.models import Absence, Alert, Commitment, LogEntry, Movement, NonAssociation, Placement, Stay


@login_required
def board(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("prison"), pk=pk)
    beds = list(Bed.objects.filter(cell__unit=unit).select_related("cell").order_by("cell__floor", "cell__position"))
    placements = (
        Placement.objects.current().filter(bed__in=beds).select_related("stay__person").prefetch_related(*PREFETCHES)
    )
    lives = {placement.bed_id: placement for placement in placements}
    people = [placement.stay.person_id for placement in lives.values()]
    apart = set(NonAssociation.objects.current().filter(first__in=people).values_list("first_id", flat=True))
    log = LogEntry.objects.filter(unit=unit).select_related("written_by").order_by("-happened_at")[:6]
    context = {"unit": unit, "tiles": [tile(bed, lives.get(bed.pk), apart) for bed in beds], "log": log, "now": PRESENT}
    return render(request, "bench/plain.html", context)


PREFETCHES = (
    Prefetch("stay__absences", Absence.objects.current(), to_attr="away"),
    # one movement a stay: what people write after the first page that loaded them all
    Prefetch(
        "stay__movements",
        Movement.objects.filter(undone_at=None)
        .order_by("stay_id", "-left_at")
        .distinct("stay_id")
        .select_related("to_place"),
        to_attr="last_movements",
    ),
    Prefetch(
        "stay__commitments",
        Commitment.objects.filter(during__endswith__gt=PRESENT, cancelled_at=None).select_related("place"),
        to_attr="booked",
    ),
    Prefetch("stay__person__alerts", Alert.objects.current(), to_attr="open_alerts"),
    "stay__legal_statuses",
    "stay__contact_officers__officer",
)


def tile(bed: Bed, placement: Placement | None, apart: set[int]) -> dict[str, Any]:
    stay: Stay | None = placement.stay if placement else None
    return {"bed": bed, "stay": stay, "apart": stay is not None and stay.person_id in apart}
