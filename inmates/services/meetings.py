"""People who must not meet are not brought together, unless somebody whose call it is decides so, with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.access import NOBODY, access_of
from corrections.models import Place, User
from corrections.periods import between
from corrections.refusals import Refusal, explained
from corrections.services import audit
from inmates.meeting_choices import MeetingKind
from inmates.models import Commitment, MeetingOverride, Person, Placement, Stay
from inmates.rules import meetings as rules
from inmates.selectors import meetings as selector
from inmates.selectors.meetings import Bar


class MeetingRefused(Refusal):
    code = "may_not_meet"


# ---- the check that others ask ---------------------------------------------------------------------------------------
def refuse_bars(bars: list[Bar], by: User | None, at: datetime) -> None:
    """Raises ``MeetingRefused`` worded for ``by``: who and why only to those who may know."""
    if bars:
        access = access_of(by, at=at) if by else NOBODY
        raise MeetingRefused(selector.in_words(bars[0], access), code="may_not_meet")


def partners(person_id: int, kind: str, start: datetime, end: datetime) -> dict[int, Bar]:
    """Whom the person must not meet in this way, locked with the person (lower id first): of two who bring a pair
    together at once, the second sees the first. Usually nobody, and one statement."""
    found = [bar for bar in selector.with_newcomer(person_id, start, end) if bar.stops(kind)]
    others = {bar.besides(person_id)[0]: bar for bar in found}
    if others:
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=[person_id, *others]).order_by("pk"))
    return others


def refuse_company(
    *, stay: Stay, kind: str, place: Place | None, start: datetime, end: datetime, by: User | None, at: datetime
) -> None:
    """Somebody is to be at ``place``: nobody whom they must not meet is booked there at that time."""
    how = rules.BOOKED.get(kind)
    if how is None or place is None:
        return
    others = partners(stay.person_id, how, start, end)
    if others:
        there = Commitment.objects.touching(start, end).filter(place=place, cancelled_at__isnull=True)
        met = there.filter(stay__person__in=others).order_by("pk").values_list("stay__person", flat=True)
        refuse_bars([others[pk] for pk in met], by, at)


def refuse_living_in(stay: Stay, prison_id: int, by: User | None, at: datetime) -> None:
    """Nobody is sent to a prison where somebody lives who must not be in the same prison."""
    others = partners(stay.person_id, MeetingKind.PRISON, at, at)
    if others:
        homes = Placement.objects.current().filter(bed__cell__unit__prison=prison_id, stay__person__in=others)
        refuse_bars([others[pk] for pk in homes.order_by("pk").values_list("stay__person", flat=True)], by, at)


# ---- letting them --------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def allow(
    *,
    stay: Stay,
    other: Stay,
    kind: MeetingKind | str,
    start: datetime,
    end: datetime,
    reason: str,
    measures: str = "",
    by: User,
    at: datetime,
) -> MeetingOverride:
    """These two may meet in this way until ``end``, although they are kept apart. It is never taken back, it ends.

    Raises ``MeetingRefused`` where nothing keeps them apart, without a reason, and for a time that has passed.
    """
    if not reason.strip():
        raise MeetingRefused(_("Write why they may meet after all."), code="no_reason")
    if end <= start or end <= at:
        raise MeetingRefused(_("That time has passed. Choose a time that is still to come."), code="past")
    found = selector.between([stay.person_id, other.person_id], kind, start, end)
    if not found.bars:
        raise MeetingRefused(_("Nothing keeps these two from meeting in that way."), code="nothing_to_allow")
    home = Placement.objects.current().filter(stay=stay).select_related("bed__cell__unit").order_by("pk").first()
    if home is None:
        raise MeetingRefused(_("%(person)s has no cell.") % {"person": stay.person}, code="no_cell")
    first, second = sorted((stay.pk, other.pk))
    row = MeetingOverride.objects.create(
        first_id=first,
        second_id=second,
        kind=kind,
        during=between(start, end),
        reason=reason.strip(),
        measures=measures.strip(),
        prison_id=home.bed.cell.unit.prison_id,
        decided_at=at,
        decided_by=by,
    )
    audit.record_write(by=by, at=at, act="inmates.allow_meeting", subject=row, detail={"kind": str(kind)})
    return row
