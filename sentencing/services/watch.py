"""The watch over how long people are held: one clock for the remand order that holds them, one for the full term.

A clock that is overdue while the person is still here is the overstay alarm. A clock is closed when the person is
released or a new order follows, and cancelled when another judgment takes its place in time. It can be run at any time
and as often as one likes; it is run every five minutes, and at once when a judgment, an order or a register comes in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from corrections.models import Clock, User
from corrections.services import clocks, law, work
from corrections.services.clocks import NewClock
from inmates.choices import LegalStatusKind
from inmates.models import LegalStatus, Placement, Stay
from sentencing.calculation import dates_of
from sentencing.models import Judgment, RemandOrder

SUBJECT = "inmates.stay"
ORDER = "R1"
FULL = "FULL"
RULES = (ORDER, FULL)


@dataclass(slots=True)
class Case:
    """What holds one person: where, on which basis, by which judgments and orders."""

    stay_id: int
    admitted_at: datetime
    prison_id: int
    unit_id: int | None = None
    basis: str = ""
    judgments: list[Judgment] = field(default_factory=list)
    orders: list[RemandOrder] = field(default_factory=list)

    @property
    def admitted_on(self) -> date:
        return timezone.localtime(self.admitted_at).date()


@transaction.atomic
def watch_all(*, by: User | None = None, at: datetime) -> int:
    """Every open stay, and every clock whose person is gone. Returns the clocks started."""
    started = watch_stays(stay_ids=None, by=by, at=at)
    running = running_clocks(None)
    gone = Stay.objects.filter(pk__in={clock.subject_id for clock in running}, during__endswith__lte=at)
    ends = dict(gone.values_list("pk", "during__endswith"))
    for clock in running:
        if clock.subject_id in ends:
            work.close_clock(clock=clock, by=by, at=ends[clock.subject_id])
    return started


@transaction.atomic
def watch_stays(*, stay_ids: Iterable[int] | None, by: User | None = None, at: datetime) -> int:
    """These open stays (all of them for ``None``): start what is missing, end what something else has replaced."""
    cases = gather(stay_ids, at)
    wanted = {new.dedupe_key: (rule_id, new) for case in cases for rule_id, new in clocks_of(case)}
    running = {clock.dedupe_key: clock for clock in running_clocks([case.stay_id for case in cases])}
    for key, clock in running.items():
        if key not in wanted:
            supersede(clock, by=by, at=at)
        else:
            follow(clock, wanted[key][1])
    day = timezone.localtime(at).date()
    return sum(
        clocks.start_many(
            rule=law.rule_in_force(rule_id, day),
            subject_type=SUBJECT,
            clocks=[new for key, (of, new) in wanted.items() if of == rule_id and key not in running],
            by=by,
            at=at,
        )
        for rule_id in RULES
    )


@transaction.atomic
def end_watch(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The person was released at ``at``: what ran on the stay is met, or closed late with its breach."""
    for clock in running_clocks([stay_id]):
        work.close_clock(clock=clock, by=by, at=at)


# ---- what holds whom -------------------------------------------------------------------------------------------
def gather(stay_ids: Iterable[int] | None, at: datetime) -> list[Case]:
    """The cases of open stays, five queries whatever their number."""
    stays = Stay.objects.current()
    if stay_ids is not None:
        stays = stays.filter(pk__in=list(stay_ids))
    cases = {
        pk: Case(pk, admitted_at, prison_id or 0)
        for pk, admitted_at, prison_id in stays.values_list("pk", "during__startswith", "reception_prison_id")
    }
    add_places(cases)
    cases = {pk: case for pk, case in cases.items() if case.prison_id}
    for stay_id, kind in LegalStatus.objects.as_of(at).filter(stay_id__in=cases).values_list("stay_id", "kind"):
        cases[stay_id].basis = kind
    for judgment in Judgment.objects.filter(stay_id__in=cases).order_by("judged_on", "pk"):
        cases[judgment.stay_id].judgments.append(judgment)
    for order in RemandOrder.objects.filter(stay_id__in=cases).order_by("expires_on", "pk"):
        cases[order.stay_id].orders.append(order)
    return list(cases.values())


def add_places(cases: dict[int, Case]) -> None:
    placed: Any = Placement.objects.current().filter(stay_id__in=cases)
    for stay_id, unit_id, prison_id in placed.values_list(
        "stay_id", "bed__cell__unit_id", "bed__cell__unit__prison_id"
    ):
        cases[stay_id].unit_id, cases[stay_id].prison_id = unit_id, prison_id


def clocks_of(case: Case) -> Iterable[tuple[str, NewClock]]:
    """The clock that belongs to what holds the person now."""
    if case.basis == LegalStatusKind.REMAND:
        if case.orders:
            yield ORDER, clock_of_order(case, case.orders[-1])
    elif case.judgments:
        yield FULL, clock_of_term(case)


def clock_of_order(case: Case, order: RemandOrder) -> NewClock:
    """Runs to the end of the last day of the order (strpl. s. 187 a)."""
    due = end_of(order.expires_on)
    start = midnight(order.ordered_on) if order.ordered_on else case.admitted_at
    return new_clock(case, f"{ORDER}:{order.pk}", start, due)


def clock_of_term(case: Case) -> NewClock:
    """Runs to the end of the day on which the full term is served, or the frame expires."""
    dates = dates_of(case.judgments, case.admitted_on)
    return new_clock(case, f"{FULL}:{case.stay_id}:{case.judgments[-1].pk}", midnight(dates.start), end_of(dates.full))


def new_clock(case: Case, key: str, start: datetime, due: datetime) -> NewClock:
    return NewClock(case.stay_id, case.prison_id, case.unit_id, min(start, due), due, key)


# ---- clocks that run ---------------------------------------------------------------------------------------------
def running_clocks(stay_ids: list[int] | None) -> list[Clock]:
    clocks_here = Clock.objects.running().filter(subject_type=SUBJECT, rule__rule_id__in=RULES)
    if stay_ids is not None:
        clocks_here = clocks_here.filter(subject_id__in=stay_ids)
    return list(clocks_here.select_related("rule").order_by("pk"))


def supersede(clock: Clock, *, by: User | None, at: datetime) -> None:
    """Met by a new order in time, cancelled by another judgment in time; what comes too late, closes it late."""
    if clock.rule.rule_id == ORDER or clock.due_at < at:
        work.close_clock(clock=clock, by=by, at=at)
    else:
        work.cancel_clock(clock=clock, by=by, at=at, reason="superseded")


def follow(clock: Clock, new: NewClock) -> None:
    """The person has moved: the clock goes along, and so do its tasks."""
    if (clock.prison_id, clock.unit_id) == (new.prison_id, new.unit_id):
        return
    clock.prison_id, clock.unit_id = new.prison_id, new.unit_id
    clock.save(update_fields=["prison", "unit"])
    for task in clock.tasks.open().order_by("pk"):
        task.prison_id, task.unit_id = new.prison_id, new.unit_id
        task.save(update_fields=["prison", "unit"])


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def end_of(day: date) -> datetime:
    return midnight(day + timedelta(days=1))
