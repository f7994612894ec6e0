"""Who must not meet, and alerts, are looked at again by their day: they stand until another, or end, with a reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.rules import OSLO
from corrections.services import audit
from inmates.meeting_choices import ApartOutcome
from inmates.models import Alert, ApartReview, GroupNonAssociation, NonAssociation
from inmates.services import care, together
from inmates.services.endings import end

LONGEST_DAYS = 366
Thing = NonAssociation | GroupNonAssociation | Alert


class ReviewRefused(Refusal):
    code = "review_refused"


@explained()
@transaction.atomic
def review(
    *, thing: Thing, outcome: ApartOutcome | str, reason: str, next_on: date | None, by: User, at: datetime
) -> ApartReview:
    """It stands until it is looked at again on ``next_on``, or it ends now.

    Raises ``ReviewRefused`` without a reason, or with no later day within a year for what stands; ``Conflict`` when it
    has ended.
    """
    if not reason.strip():
        raise ReviewRefused(_("Write what the review rests on."), code="no_reason")
    ends = outcome == ApartOutcome.END
    day = None if ends else refuse_bad_day(next_on, at.astimezone(OSLO).date())
    if ends:
        finish(thing, by, at)
    else:
        keep(thing, day)
    row = ApartReview.objects.create(
        **{subject_of(thing): thing},
        outcome=outcome,
        reason=reason.strip(),
        next_on=day,
        reviewed_at=at,
        reviewed_by=by,
    )
    if not isinstance(thing, GroupNonAssociation):
        together.reviewed(thing, by, at)
    audit.record_write(by=by, at=at, act="inmates.review_apart", subject=row, detail={"outcome": str(outcome)})
    return row


def refuse_bad_day(next_on: date | None, today: date) -> date:
    if next_on is None or not 0 < (next_on - today).days <= LONGEST_DAYS:
        raise ReviewRefused(_("Say when it is looked at again, within a year from now."), code="bad_day")
    return next_on


def subject_of(thing: Thing) -> str:
    return {NonAssociation: "pair", GroupNonAssociation: "groups", Alert: "alert"}[type(thing)]


def finish(thing: Thing, by: User, at: datetime) -> None:
    if isinstance(thing, NonAssociation):
        care.end_keeping_apart(pair=thing, by=by, at=at)
    elif isinstance(thing, Alert):
        care.close_alert(alert=thing, by=by, at=at)
    else:
        row = locked(thing)
        end(row, at)
        row.save(update_fields=["during"])


def keep(thing: Thing, next_on: date | None) -> None:
    row = locked(thing)
    row.review_on = next_on
    row.save(update_fields=["review_on"])


def locked(thing: Thing) -> Any:
    row: Any = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    if row.during.upper is not None:
        raise Conflict(_("It has ended already. Look at it again."), code="ended")
    return row
