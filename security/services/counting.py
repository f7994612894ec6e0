"""Taking a count: begin, tap, hand in.

The count's row is locked first, so that two officers, a movement and a certification queue. Where people should be is
frozen when the counting begins; a movement that lands later changes its line and leaves a trace
(``security.services.following``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections.events import publish
from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.services import audit
from security.choices import ELSEWHERE, TAPS, CountKind, CountState, EventKind, Expected, Mark
from security.events import CountDiffers
from security.models import Count, CountEvent, CountLine
from security.rules.counts import BEING_COUNTED, WAITING
from security.rules.marks import Tap, Tapped, fold
from security.services import card, lines, states
from security.services.states import CountRefused, advance, lock

JUST_LEFT = timedelta(minutes=15)
AFTERWARDS = (EventKind.FOUND, EventKind.ACCOUNTED, EventKind.UNDO)  # of a count that does not add up
MOST_NAMES = 5


@dataclass(slots=True)
class Receipt:
    """What the tablet hears: which taps are kept, which are not and why, and how the count stands."""

    ok: list[UUID] = field(default_factory=list)
    refused: list[tuple[UUID, str]] = field(default_factory=list)
    state: str = CountState.COUNTING


@explained()
@transaction.atomic
def start(*, count: Count, by: User, at: datetime, despite_movement: bool = False) -> Count:
    """Begin to count. Refused while people are on their way, unless the officer says so, or it is urgent."""
    lines.lock_stays(count.unit_id)
    count = lock(count)
    if count.state in WAITING and count.kind != CountKind.EMERGENCY and not despite_movement:
        refuse_during_movement(count, at)
    advance(count, "start", by=by, at=at, counter=by, started_at=at)
    lines.freeze(count, at)
    audit.record_write(by=by, at=at, act="security.start", subject=count)
    return count


@explained()
@transaction.atomic
def receive(*, count: Count, events: Sequence[Tap], by: User, at: datetime) -> Receipt:
    """Keep what was tapped, each once, whatever comes twice, late or out of order. One bad tap spoils no other.

    A tap on a count that has not begun begins it: whoever taps, counts.
    """
    begin_by_tapping(count, events, by, at)
    count = lock(count)
    known = dict(CountEvent.objects.filter(pk__in=[tap.id for tap in events]).values_list("pk", "count_id"))
    here = {line.pk: line for line in count.lines.select_related("stay__person")}
    receipt = Receipt(state=count.state)
    new: dict[UUID, Tap] = {}
    for tap in sorted(events, key=lambda tap: tap.seq):
        message = refused_tap(count, here.get(tap.line), tap, by, at, known)
        if message:
            receipt.refused.append((tap.id, message))
            continue
        receipt.ok.append(tap.id)
        if tap.id not in known:
            new.setdefault(tap.id, tap)
    keep(count, new.values(), by, at)
    mark(count, [here[pk] for pk in sorted({tap.line for tap in new.values()})])
    if new and count.state == CountState.DISCREPANCY:
        states.renumber(count)
    return receipt


@explained()
@transaction.atomic
def submit(*, count: Count, by: User, at: datetime) -> Count:
    """Hand the count in. It adds up and is agreed, or it differs and the action card opens.

    Raises ``CountRefused`` while somebody who should be on the unit is not counted, ``Conflict`` for whoever is second.
    """
    count = lock(count)
    if count.state in BEING_COUNTED:
        refuse_first_counter(count, by)
        refuse_uncounted(count)
    advance(count, "submit", by=by, at=at, submitted_by=by, submitted_at=at, **states.numbers_of(count))
    audit.record_write(by=by, at=at, act="security.submit", subject=count, detail={"missing": count.missing})
    if count.missing:
        differ(count, by, at)
    else:
        advance(count, "agree", by=by, at=at, agreed_by=by, agreed_at=at)
        states.close_clocks(count, by=by, at=at)
        states.close_tasks(count, by=by, at=at)
    return count


def differ(count: Count, by: User, at: datetime) -> None:
    advance(count, "differ", by=by, at=at)
    card.open_card(count, by, at)
    publish(CountDiffers(at=at, by_id=by.pk, count_id=count.pk, unit_id=count.unit_id, missing=count.missing or 0))


# ---- taps ----------------------------------------------------------------------------------------------------------
def begin_by_tapping(count: Count, events: Sequence[Tap], by: User, at: datetime) -> None:
    """The tablet was without a network when the officer began. Of two at once, the second taps on."""
    if not events or not Count.objects.filter(pk=count.pk, state__in=WAITING).exists():
        return
    try:
        start(count=count, by=by, at=at, despite_movement=True)
    except Conflict:
        return


def refused_tap(count: Count, line: CountLine | None, tap: Tap, by: User, at: datetime, known: dict[UUID, int]) -> str:
    """Why this tap cannot be kept; empty when it can, or was."""
    if tap.id in known:
        return "" if known[tap.id] == count.pk else _("This tap belongs to another count.")
    if line is None or line.expected == Expected.GONE:
        return _("This person is not in this count any more.") if line else _("This person is not in this count.")
    if tap.kind not in TAPS:
        return _("Choose seen, not here, found, confirmed or undo.")
    return refused_by_state(count, tap, by, at) or refused_accounting(line, tap)


def refused_by_state(count: Count, tap: Tap, by: User, at: datetime) -> str:
    if count.state == CountState.RECOUNT and by.pk == count.counter_id and tap.kind != EventKind.ACCOUNTED:
        return _("You counted first. The recount is by %(who)s.") % {"who": count.recounter}
    if count.state in BEING_COUNTED or (count.state == CountState.DISCREPANCY and tap.kind in AFTERWARDS):
        return ""
    if count.state == CountState.ABANDONED:
        return str(states.out_of_place(count, "start", at))
    return _("%(who)s handed in the count at %(when)s. What comes after that is not counted. Ask for a recount.") % {
        "who": count.submitted_by,
        "when": states.moment(count.submitted_at, at),
    }


def refused_accounting(line: CountLine, tap: Tap) -> str:
    if tap.kind == EventKind.ACCOUNTED and line.expected not in ELSEWHERE and line.mark != Mark.MISSING:
        return _("%(person)s should be on the unit. Look there, and choose seen.") % {"person": line.stay.person}
    return ""


def keep(count: Count, taps: Iterable[Tap], by: User, at: datetime) -> None:
    CountEvent.objects.bulk_create(
        CountEvent(
            id=tap.id,
            count=count,
            line_id=tap.line,
            attempt=count.attempt,
            seq=tap.seq,
            kind=tap.kind,
            signs=tap.signs,
            client_at=tap.at,
            received_at=at,
            by=by,
        )
        for tap in taps
    )


def mark(count: Count, touched: Sequence[CountLine]) -> None:
    """What the taps on each of these lines come to now."""
    taps: dict[int, list[Tapped]] = {line.pk: [] for line in touched}
    found = CountEvent.objects.filter(line__in=touched, attempt=count.attempt, kind__in=TAPS)
    fields = ("line_id", "seq", "kind", "signs", "client_at", "received_at", "by_id")
    for line_id, *values in found.values_list(*fields):
        taps[line_id].append(Tapped(*values))
    for line in touched:
        last = fold(taps[line.pk])
        line.mark = last.kind if last else Mark.NONE
        line.signs = last.signs if last else False
        line.marked_at = last.moment if last else None
        line.marked_by_id = last.by_id if last else None
        line.save(update_fields=["mark", "signs", "marked_at", "marked_by"])


# ---- what stands in the way ------------------------------------------------------------------------------------------
def refuse_during_movement(count: Count, at: datetime) -> None:
    """A count while people walk finds nobody where they should be. Whoever left long ago is not on the way any more."""
    lines.freeze(count, at)
    walking = count.lines.filter(on_the_way=True, since__gt=at - JUST_LEFT).exclude(expected=Expected.GONE)
    if who := names(walking):
        raise CountRefused(
            ngettext(
                "%(who)s is on the way. Wait for the arrival, or begin all the same.",
                "%(who)s are on the way. Wait for the arrivals, or begin all the same.",
                len(walking),
            )
            % {"who": who},
            code="movement",
        )


def refuse_first_counter(count: Count, by: User) -> None:
    if count.state == CountState.RECOUNT and by.pk == count.counter_id:
        raise CountRefused(
            _("You counted first. %(who)s hands in the recount.") % {"who": count.recounter}, code="first_counter"
        )


def refuse_uncounted(count: Count) -> None:
    left = count.lines.filter(mark=Mark.NONE, expected__in=(Expected.CELL, Expected.UNIT))
    if who := names(left):
        raise CountRefused(_("Not counted yet: %(who)s.") % {"who": who}, code="uncounted")


def names(of: Iterable[CountLine]) -> str:
    """The first few by name, with their cell."""
    people = list(
        CountLine.objects.filter(pk__in=[line.pk for line in of])
        .order_by("bed__cell__position", "bed__cell__code", "bed__number")
        .values_list("stay__person__family_name", "bed__cell__code")
    )
    text = ", ".join(f"{name} ({cell})" for name, cell in people[:MOST_NAMES])
    more = len(people) - MOST_NAMES
    if more <= 0:
        return text
    return ngettext("%(people)s and %(more)d more", "%(people)s and %(more)d more", more) % {
        "people": text,
        "more": more,
    }
