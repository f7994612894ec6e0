"""The doors of a unit: locked and unlocked, who is an exception, and what was written down wrongly.

Each act locks the unit (and before it the stay, where there is one), so that of two officers who tap at once the
second is told who was first.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Unit, User
from corrections.periods import ended, since
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.meeting_choices import MeetingKind
from inmates.models import Stay
from inmates.services import meetings, presence
from security.choices import DoorAct, DoorTurn
from security.models import DailyTurn, LockEvent
from security.models.plans import WEEK

INSTANT = timedelta(microseconds=1)
ON_A_UNIT = (DoorAct.LOCK, DoorAct.UNLOCK)
ON_A_PERSON = (*ON_A_UNIT, DoorAct.FOLLOW)


class LockRefused(Refusal):
    pass


@explained()
@transaction.atomic
def turn(*, unit: Unit, act: DoorAct | str, by: User, at: datetime, turned_at: datetime | None = None) -> LockEvent:
    """All doors of the unit are locked, or unlocked, since ``turned_at``.

    Raises ``Conflict`` when they are so already, ``LockRefused`` for a time in the future or before the last turn.
    """
    if act not in ON_A_UNIT:
        raise LockRefused(_("Choose whether the doors are locked or unlocked."), code="unknown_act")
    unit = hold(unit)
    moment = turned_at or at
    refuse_future(moment, at)
    last = last_of(unit)
    if last is not None and last.act == act:
        raise Conflict(already(last, at), code="already")
    refuse_before(last, moment, at)
    return write(unit, None, act, moment, by, at, reason="")


@explained()
@transaction.atomic
def except_person(
    *, stay: Stay, act: DoorAct | str, reason: str, by: User, at: datetime, turned_at: datetime | None = None
) -> LockEvent:
    """This person is locked in, or out, by name; or with ``FOLLOW`` does as the unit does from now on.

    Raises ``Conflict`` when it is so already, ``LockRefused`` without a reason, for an exception that is none, and
    for a bad time; ``MeetingRefused`` for being out beside somebody whom the person must not meet.
    """
    if act not in ON_A_PERSON:
        raise LockRefused(_("Choose whether the person is locked in, out, or follows the unit again."), code="unknown")
    if act != DoorAct.FOLLOW and not reason.strip():
        raise LockRefused(_("Write why this person is locked in, or out, when the others are not."), code="no_reason")
    stay = presence.lock(stay)
    placement = presence.current_placement(stay)
    unit = hold(placement.bed.cell.unit)
    moment = turned_at or at
    refuse_future(moment, at)
    if moment < placement.during.lower:
        raise LockRefused(
            _("%(person)s came to the cell %(when)s. Check the time.")
            % {"person": stay.person, "when": display.moment(placement.during.lower, at)},
            code="before_the_cell",
        )
    whole, own = last_of(unit), last_of(unit, stay)
    refuse_no_exception(whole, in_force(whole, own), act, moment, at)
    refuse_before(own, moment, at)
    if act == DoorAct.UNLOCK:
        refuse_meeting_outside(stay, unit, whole, moment, by, at)
    return write(unit, stay, act, moment, by, at, reason=reason.strip())


@explained()
@transaction.atomic
def correct(*, event: LockEvent, reason: str, by: User, at: datetime, turned_at: datetime | None = None) -> LockEvent:
    """It was at ``turned_at``; without a time it did not happen at all, which can be said of the last event only.

    Raises ``Conflict`` when somebody has corrected it, ``LockRefused`` without a reason or for a time that would put
    events in another order.
    """
    if not reason.strip():
        raise LockRefused(_("Write what was wrong."), code="no_reason")
    if event.stay is not None:
        presence.lock(event.stay)
    unit = hold(event.unit)
    event = LockEvent.objects.select_related("stay", "corrected_by__registered_by").get(pk=event.pk)
    refuse_corrected(event, at)
    before, following = neighbours(event)
    if turned_at is None:
        refuse_in_the_middle(following, at)
        return write(unit, event.stay, DoorAct.NEVER, event.at, by, at, reason=reason.strip(), corrects=event)
    refuse_future(turned_at, at)
    refuse_before(before, turned_at, at)
    if following is not None and turned_at >= following.at:
        raise LockRefused(
            _("The next event is of %(when)s. This one lies before it: check the time.")
            % {"when": display.moment(following.at, at)},
            code="after_the_next",
        )
    return write(unit, event.stay, event.act, turned_at, by, at, reason=reason.strip(), corrects=event)


def refuse_meeting_outside(
    stay: Stay, unit: Unit, whole: LockEvent | None, moment: datetime, by: User, at: datetime
) -> None:
    """While the others are locked in, nobody is let out beside somebody whom they must not meet."""
    others = meetings.partners(stay.person_id, MeetingKind.YARD, moment, at)
    out = LockEvent.objects.standing().filter(unit=unit, stay__person__in=others).select_related("stay")
    last = out.order_by("stay_id", "-at", "-pk").distinct("stay_id")
    met = [
        others[event.stay.person_id]
        for event in (last if others else ())
        if event.stay is not None and in_force(whole, event) is not None and event.act == DoorAct.UNLOCK
    ]
    meetings.refuse_bars(met, by, at)


# ---- the daily order -----------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def order(*, unit: Unit, act: DoorTurn | str, starts: time, weekdays: list[int], by: User, at: datetime) -> DailyTurn:
    """From now on the doors are expected to turn then."""
    line = DailyTurn.objects.create(
        unit=unit,
        act=act,
        starts=starts,
        weekdays=sorted(set(weekdays) & set(WEEK)),
        during=since(at),
        ordered_at=at,
        ordered_by=by,
    )
    audit.record_write(by=by, at=at, act="security.order_day", subject=line, detail={"unit": unit.pk})
    return line


@explained()
@transaction.atomic
def end_order(*, line: DailyTurn, by: User, at: datetime) -> DailyTurn:
    line = DailyTurn.objects.select_for_update().get(pk=line.pk)
    if line.during.upper is not None:
        when = display.moment(line.during.upper, at)
        raise Conflict(_("This line of the daily order ended %(when)s.") % {"when": when}, code="ended")
    line.during = ended(line.during, max(at, line.during.lower + INSTANT))
    line.save(update_fields=["during"])
    audit.record_write(by=by, at=at, act="security.end_order", subject=line)
    return line


# ---- steps -------------------------------------------------------------------------------------------------------
def hold(unit: Unit) -> Unit:
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def last_of(unit: Unit, stay: Stay | None = None) -> LockEvent | None:
    standing = LockEvent.objects.standing().filter(unit=unit, stay=stay).select_related("registered_by")
    return standing.order_by("-at", "-pk").first()


def in_force(whole: LockEvent | None, own: LockEvent | None) -> LockEvent | None:
    """The exception that stands: being out by name ends when the doors of the unit next turn."""
    if own is None or own.act == DoorAct.FOLLOW:
        return None
    if own.act == DoorAct.UNLOCK and whole is not None and whole.at > own.at:
        return None
    return own


def neighbours(event: LockEvent) -> tuple[LockEvent | None, LockEvent | None]:
    """Of the same door, those just before and after it."""
    others = LockEvent.objects.standing().filter(unit=event.unit_id, stay=event.stay_id).exclude(pk=event.pk)
    before = others.filter(at__lt=event.at).order_by("-at", "-pk").first()
    return before, others.filter(at__gte=event.at).order_by("at", "pk").first()


def write(
    unit: Unit,
    stay: Stay | None,
    act: DoorAct | str,
    moment: datetime,
    by: User,
    at: datetime,
    *,
    reason: str,
    corrects: LockEvent | None = None,
) -> LockEvent:
    event = LockEvent.objects.create(
        unit=unit,
        stay=stay,
        act=act,
        at=moment,
        reason=reason,
        corrects=corrects,
        registered_at=at,
        registered_by=by,
    )
    done = "security.correct_lock" if corrects else "security.turn_lock"
    audit.record_write(by=by, at=at, act=done, subject=event, detail={"act": str(act), "unit": unit.pk})
    return event


# ---- what stands in the way ------------------------------------------------------------------------------------------
def already(last: LockEvent, at: datetime) -> str:
    words = {"who": last.registered_by, "when": display.moment(last.at, at)}
    if last.act == DoorAct.LOCK:
        return _("The doors are locked already: %(who)s wrote it down for %(when)s.") % words
    return _("The doors are unlocked already: %(who)s wrote it down for %(when)s.") % words


def refuse_future(moment: datetime, at: datetime) -> None:
    if moment > at:
        raise LockRefused(_("That time has not come yet. Write down what has happened."), code="future")


def refuse_before(last: LockEvent | None, moment: datetime, at: datetime) -> None:
    if last is not None and moment <= last.at:
        raise LockRefused(
            _("The last event is of %(when)s: %(what)s. This one comes after it: check the time.")
            % {"when": display.moment(last.at, at), "what": last.get_act_display()},
            code="before_the_last",
        )


def refuse_no_exception(
    whole: LockEvent | None, standing: LockEvent | None, act: DoorAct | str, moment: datetime, at: datetime
) -> None:
    """Locked in by name is meaningful at any time; out by name only while the others are locked in."""
    if act == DoorAct.FOLLOW:
        if standing is None:
            raise Conflict(_("This person follows the unit already."), code="already")
    elif standing is not None and standing.act == act:
        raise Conflict(already_by_name(standing, at), code="already")
    elif act == DoorAct.UNLOCK and standing is None and (whole is None or whole.act != DoorAct.LOCK):
        raise LockRefused(_("The doors of the unit are not locked, so this is no exception."), code="no_exception")
    if whole is not None and moment < whole.at and act == DoorAct.UNLOCK:
        raise LockRefused(
            _("The doors of the unit turned %(when)s. This comes after it: check the time.")
            % {"when": display.moment(whole.at, at)},
            code="before_the_unit",
        )


def already_by_name(standing: LockEvent, at: datetime) -> str:
    words = {"who": standing.registered_by, "when": display.moment(standing.at, at)}
    if standing.act == DoorAct.LOCK:
        return _("This person is locked in by name already: %(who)s, %(when)s.") % words
    return _("This person is out by name already: %(who)s, %(when)s.") % words


def refuse_corrected(event: LockEvent, at: datetime) -> None:
    newer = getattr(event, "corrected_by", None)
    if newer is not None:
        raise Conflict(
            _("%(who)s corrected this %(when)s. Look at the list again.")
            % {"who": newer.registered_by, "when": display.moment(newer.registered_at, at)},
            code="corrected",
        )
    if event.act == DoorAct.NEVER:
        raise LockRefused(_("This did not happen, so there is nothing to correct."), code="never")


def refuse_in_the_middle(following: LockEvent | None, at: datetime) -> None:
    if following is not None:
        raise LockRefused(
            _("Something was written down after it, at %(when)s. Take that back first, or correct the time.")
            % {"when": display.moment(following.at, at)},
            code="in_the_middle",
        )
