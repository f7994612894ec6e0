"""Released on probation: what was decided begins at the gate, and ends with the term (strgjfl. ss. 42 to 45)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from corrections.models import User
from inmates.choices import ReleaseKind, ReleaseState
from inmates.models import Release
from sentencing.choices import OutsideKind, OutsideState
from sentencing.models import OutsideTerm
from sentencing.services import outside
from sentencing.services.outside_hours import OPEN

SERVED = "SERVED"


@transaction.atomic
def released(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The stay has ended: probation begins where that is what the release rests on, and everything else is over."""
    planned = Release.objects.filter(stay=stay_id).exclude(state=ReleaseState.CANCELLED).order_by("-pk")
    is_probation = next(iter(planned.values_list("kind", flat=True)), "") == ReleaseKind.PROBATION_RELEASE
    found = OutsideTerm.objects.select_for_update(of=("self",)).select_related("rule", "granted_by")
    probation = []
    for term in found.filter(stay=stay_id, state__in=OPEN).order_by("pk"):
        if term.kind == OutsideKind.PROBATION and term.state == OutsideState.GRANTED and is_probation:
            probation.append(term)
        else:
            outside.close(term, OutsideState.ENDED, outside.RELEASED, by, at)
    for term in probation:
        outside.begin(term, by, at)


@transaction.atomic
def end_served(*, by: User | None = None, at: datetime) -> int:
    """The full term has passed: nobody is on probation any more."""
    today = timezone.localtime(at).date()
    over = OutsideTerm.objects.select_for_update(of=("self",)).select_related("rule")
    done = 0
    for term in over.filter(kind=OutsideKind.PROBATION, state=OutsideState.RUNNING, last_on__lt=today).order_by("pk"):
        outside.close(term, OutsideState.ENDED, SERVED, by, at)
        done += 1
    return done
