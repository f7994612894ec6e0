"""Observation at intervals: begun, each look at the person, what a movement does to it, and its end.

Each act locks the stay and then the observation, so that a check, a departure and an end come one after the other.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.periods import ended, since
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.models import Absence, Stay
from inmates.services import presence
from security.choices import CheckCode, EndOfRounds, Ground
from security.models import Observation, ObservationCheck
from security.rules import rounds as rules
from security.selectors import advised
from security.services import observation_clock

INSTANT = timedelta(microseconds=1)
CHOSEN = (EndOfRounds.ORDERED, EndOfRounds.CHANGED)  # what a person may give as the reason


class RoundRefused(Refusal):
    code = "round_refused"


@explained()
@transaction.atomic
def start(
    *, stay: Stay, interval: int, ground: Ground | str, by: User | None, at: datetime, note: str = ""
) -> Observation:
    """Look in on the person every ``interval`` minutes from now on; ``by`` is empty for a system.

    Of somebody who is outside it rests until the return. Raises ``RoundRefused`` for a released person, an interval or
    a ground that is none, ``Conflict`` when the person is already observed for this reason.
    """
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, at, at)
    refuse_impossible(interval, ground)
    refuse_if_observed(stay, ground, at)
    observation = Observation.objects.create(
        stay=stay,
        interval_minutes=interval,
        ground=ground,
        note=note.strip(),
        during=since(at),
        ordered_at=at,
        ordered_by=by,
        running_since=at,
        next_due_at=rules.next_due(at, interval),
    )
    detail = {"stay": stay.pk, "minutes": interval, "ground": str(ground)}
    audit.record_write(by=by, at=at, act="security.start_observation", subject=observation, detail=detail)
    if outside(stay) is None:
        observation_clock.run(observation, by=by, at=at)
    else:
        suspend(observation, by, at)
    return observation


@explained()
@transaction.atomic
def check(
    *,
    observation: Observation,
    event_id: UUID,
    code: CheckCode | str,
    by: User,
    at: datetime,
    text: str = "",
    late_reason: str = "",
    seen_at: datetime | None = None,
) -> ObservationCheck:
    """An officer has seen the person. The same ``event_id`` again is the same look.

    ``seen_at`` is when, where a tablet had no network then: a look counts from when it was made, also when the person
    has left or the observation has ended since.

    Two officers at one door at once have both seen the person: both looks stand, the clock goes by the last. Raises
    ``Conflict`` when the observation has ended, ``RoundRefused`` while the person is outside, for a late check without
    a reason, and for a call for help that does not say what happened.
    """
    stay = presence.lock(observation.stay)
    observation = lock(observation)
    if (known := same(observation, event_id)) is not None:
        return known
    looked = min(seen_at or at, at)
    refuse_impossible_look(observation, looked, at)
    if stay.during.upper is not None:
        refuse_if_ended(observation, at)  # who was released has no unit any more to keep the look at
    unit = presence.current_placement(stay).bed.cell.unit
    runs = observation.next_due_at is not None and looked >= observation.running_since
    due = observation.next_due_at if runs and observation.next_due_at else looked
    refuse_unexplained(due, code, text, late_reason, looked)
    late = rules.is_late(due, looked)
    made = ObservationCheck.objects.create(
        id=event_id,
        observation=observation,
        unit=unit,
        due_at=due,
        at=looked,
        by=by,
        code=code,
        text=text.strip(),
        late_reason=late_reason.strip() if late else "",
    )
    if runs:
        # of two who looked at once, the one who is kept last may have looked first
        observation.next_due_at = max(due, rules.next_due(looked, observation.interval_minutes))
        save(observation, "next_due_at")
        observation_clock.move(observation, seen_at=looked, late=late, by=by, at=at)
    audit.record_write(by=by, at=at, act="security.check_observation", subject=observation, detail={"code": str(code)})
    return made


@explained()
@transaction.atomic
def end(*, observation: Observation, code: EndOfRounds | str, by: User, at: datetime, note: str = "") -> Observation:
    """Nobody looks in at intervals any more. The second who ends it is told who was first."""
    presence.lock(observation.stay)
    observation = lock(observation)
    refuse_if_ended(observation, at)
    refuse_if_advised(observation, at)
    if code not in CHOSEN:
        raise RoundRefused(_("Choose why the observation ends from the list."), code="unknown_end")
    finish(observation, code, by, at, at, note)
    audit.record_write(by=by, at=at, act="security.end_observation", subject=observation, detail={"why": str(code)})
    return observation


@transaction.atomic
def follow(*, stay_id: int, by: User | None, at: datetime) -> None:
    """Where the person is, has changed: rest while they are outside, go on when they are back, end with the stay.

    Another cell or unit takes the clock along: whoever is responsible there is called.
    """
    standing = Observation.objects.current().filter(stay=stay_id).order_by("pk")
    if not standing.exists():
        return
    stay = presence.lock(Stay(pk=stay_id))
    away = outside(stay)
    for observation in standing.select_for_update(of=("self",)):
        if stay.during.upper is not None:
            finish(observation, EndOfRounds.RELEASED, by, stay.during.upper, at, "")
        elif away is not None and observation.suspended_at is None:
            suspend(observation, by, at)
        elif away is None and observation.suspended_at is not None:
            resume(observation, by, at)
        else:
            observation_clock.take_along(observation, by=by, at=at)


# ---- steps -------------------------------------------------------------------------------------------------------
def lock(observation: Observation) -> Observation:
    locked = Observation.objects.select_for_update(of=("self",)).select_related("stay__person", "ended_by")
    return locked.get(pk=observation.pk)


def save(observation: Observation, *fields: str) -> None:
    """When the next check is due is no news of the observation: its checks tell the history of that."""
    if fields == ("next_due_at",):
        observation.skip_history_when_saving = True
        observation.save(update_fields=fields)
        del observation.skip_history_when_saving
    else:
        observation.save(update_fields=fields)


def suspend(observation: Observation, by: User | None, at: datetime) -> None:
    observation_clock.stop(observation, by=by, at=at, reason="outside")
    observation.next_due_at, observation.suspended_at = None, at
    save(observation, "next_due_at", "suspended_at")


def resume(observation: Observation, by: User | None, at: datetime) -> None:
    """Back: a new stretch, its first check one interval after the return."""
    observation.running_since, observation.suspended_at = at, None
    observation.next_due_at = rules.next_due(at, observation.interval_minutes)
    save(observation, "running_since", "suspended_at", "next_due_at")
    observation_clock.run(observation, by=by, at=at)


def finish(
    observation: Observation, code: EndOfRounds | str, by: User | None, ended_at: datetime, at: datetime, note: str
) -> None:
    """A release that is registered afterwards may lie before what was ordered meanwhile: that lasted an instant."""
    observation_clock.stop(observation, by=by, at=at, reason=str(code).lower())
    ended_at = max(ended_at, observation.during.lower + INSTANT)
    observation.during = ended(observation.during, ended_at)
    observation.ended_at, observation.ended_by = ended_at, by
    observation.end_code, observation.end_note, observation.next_due_at = code, note.strip(), None
    save(observation, "during", "ended_at", "ended_by", "end_code", "end_note", "next_due_at")


def outside(stay: Stay) -> Absence | None:
    return Absence.objects.current().filter(stay=stay).order_by("pk").first()


def same(observation: Observation, event_id: UUID) -> ObservationCheck | None:
    """The look that this tap has become already."""
    known = ObservationCheck.objects.filter(pk=event_id).order_by("pk").first()
    if known is not None and known.observation_id != observation.pk:
        raise Conflict(_("This tap belongs to another door. Look at the list again."), code="other_door")
    return known


# ---- what stands in the way ------------------------------------------------------------------------------------------
def refuse_impossible(interval: int, ground: Ground | str) -> None:
    if not rules.LEAST <= interval <= rules.MOST:
        raise RoundRefused(_("Choose between 5 minutes and 24 hours between two checks."), code="interval")
    if ground not in Ground.values:
        raise RoundRefused(_("Choose why the person is observed from the list."), code="ground")


def refuse_if_observed(stay: Stay, ground: Ground | str, at: datetime) -> None:
    standing = Observation.objects.current().filter(stay=stay, ground=ground).select_related("ordered_by")
    for observation in standing:
        raise Conflict(
            _("%(who)s put %(person)s under observation for this reason %(when)s, every %(minutes)d minutes.")
            % {
                "who": observation.ordered_by or _("The system"),
                "person": stay.person,
                "when": display.moment(observation.ordered_at, at),
                "minutes": observation.interval_minutes,
            },
            code="already_observed",
        )


def refuse_impossible_look(observation: Observation, looked: datetime, at: datetime) -> None:
    """It was made while the observation ran, and told within half a day."""
    if rules.is_too_old(looked, at):
        raise RoundRefused(
            _("The look was made %(when)s. Nothing that old is written down as a look: write it in the log.")
            % {"when": display.moment(looked, at)},
            code="too_old",
        )
    if observation.ended_at is None or looked >= observation.ended_at:
        refuse_if_ended(observation, looked)
    if observation.suspended_at is None or looked >= observation.suspended_at:
        refuse_if_outside(observation, looked)


def refuse_if_ended(observation: Observation, at: datetime) -> None:
    if observation.ended_at is not None:
        raise Conflict(
            _("%(who)s ended this observation %(when)s.")
            % {
                "who": observation.ended_by or _("The system"),
                "when": display.moment(observation.ended_at, at),
            },
            code="already_ended",
        )
    if at < observation.during.lower:
        raise RoundRefused(_("This observation had not begun then. Check the time."), code="before_it_began")


def refuse_if_advised(observation: Observation, at: datetime) -> None:
    """What a signal began, ends with the signal: ended here, it would begin again."""
    if observation.ordered_by_id is None and advised.wanted(at, [observation.stay_id]):
        raise RoundRefused(
            _("The health service asks for this observation. It ends when they withdraw their signal."), code="advised"
        )


def refuse_if_outside(observation: Observation, at: datetime) -> None:
    absence = outside(observation.stay)
    if absence is not None or observation.suspended_at is not None:
        where = absence.get_kind_display() if absence else _("outside")
        raise RoundRefused(
            _("%(person)s is outside the prison: %(where)s. Register the return first, then the rounds go on.")
            % {"person": observation.stay.person, "where": where},
            code="outside",
        )


def refuse_unexplained(due: datetime, code: CheckCode | str, text: str, late_reason: str, at: datetime) -> None:
    if code not in CheckCode.values:
        raise RoundRefused(_("Choose what you saw from the list."), code="unknown_check")
    if code == CheckCode.HELP and not text.strip():
        raise RoundRefused(_("Write in a few words what happened, and who was called."), code="no_text")
    if rules.is_late(due, at) and not late_reason.strip():
        raise RoundRefused(
            _("The check was due at %(due)s. It is late: write why.") % {"due": display.moment(due, at)}, code="late"
        )
