"""Who accompanies somebody on leave: named beforehand, as many as the decision says, free again when it is over.

The officers are claimed as on every other way out, so PostgreSQL refuses one who is on two ways at once.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.models import Commitment
from inmates.services import escorts, presence
from sentencing.choices import LeaveState
from sentencing.models import Leave
from sentencing.selectors.leave_along import going, source_of


class TooFewOfficers(Refusal):
    code = "too_few_officers"


@explained()
@transaction.atomic
def name_officers(*, leave: Leave, officers: Sequence[User], by: User, at: datetime) -> Leave:
    """These officers accompany the person, the first leads; who was named before and is not now is free.

    Raises ``Conflict`` that names the other way of an officer, or when the leave has begun or is off.
    """
    stay = presence.lock(leave.stay)
    leave = Leave.objects.select_for_update(of=("self",)).select_related("permission").get(pk=leave.pk)
    booked = Commitment.objects.select_for_update().filter(source=source_of(leave), cancelled_at__isnull=True)
    time = booked.order_by("pk").first()
    if leave.state != LeaveState.PLANNED or time is None:
        raise Conflict(_("The leave has begun, or is cancelled. Nobody else goes along on it."), code="not_planned")
    prison_id = presence.current_placement(stay).bed.cell.unit.prison_id
    escorts.accompany(commitment=time, prison_id=prison_id, officers=officers, by=by, at=at)
    audit.record_write(by=by, at=at, act="sentencing.name_officers", subject=leave, detail={"stay": leave.stay_id})
    return leave


def refuse_too_few(leave: Leave) -> None:
    named, needed = going(leave).count(), leave.permission.officers
    if named < needed:
        raise TooFewOfficers(
            ngettext(
                "%(needed)d officer accompanies the person on this leave. Named so far: %(named)d. Name one first.",
                "%(needed)d officers accompany the person on this leave. Named so far: %(named)d. Name the others "
                "first.",
                needed,
            )
            % {"needed": needed, "named": named}
        )


@transaction.atomic
def back(*, absence_id: int, by: User | None, at: datetime) -> None:
    """The person is back from leave: the officers are free from then on."""
    for leave in Leave.objects.filter(absence=absence_id).order_by("pk"):
        escorts.free_from_now(going(leave), by=by, at=at)
