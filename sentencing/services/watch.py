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
from inmates.rules.beds import is_minor
from sentencing.calculation import dates_of, granted_to, in_force, in_order
from sentencing.models import Judgment, RemandOrder
from sentencing.rules.dates import Dates

SUBJECT = "inmates.stay"
ORDER = "R1"
NO_ORDER = "BASIS"
FULL = "FULL"
FILING = "F1"
RULES = (ORDER, NO_ORDER, FULL, FILING)
DAYS_TO_COURT, DAYS_TO_COURT_UNDER_18 = 3, 1  # strpl. s. 183: the third day, under 18 the day after


@dataclass(slots=True)
class Case:
    """What holds one person: where, on which basis, by which judgments and orders."""

    stay_id: int
    admitted_at: datetime
    prison_id: int
    unit_id: int | None = None
    basis: str = ""
    basis_since: datetime | None = None
    born: date | None = None
    judgments: list[Judgment] = field(default_factory=list)
    orders: list[RemandOrder] = field(default_factory=list)

    @property
    def admitted_on(self) -> date:
        return timezone.localtime(self.admitted_at).date()

    @property
    def since(self) -> datetime:
        """When the basis that holds the person now began."""
        return max(self.basis_since or self.admitted_at, self.admitted_at)

    @property
    def live_orders(self) -> list[RemandOrder]:
        """Orders of this remand: one that ended before it began belongs to another one."""
        since = timezone.localtime(self.since).date()
        return [order for order in self.orders if order.expires_on >= since]


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
    cases, day = gather(stay_ids, at), timezone.localtime(at).date()
    wanted = {new.dedupe_key: (rule_id, new) for case in cases for rule_id, new in clocks_of(case, day)}
    running = {clock.dedupe_key: clock for clock in running_clocks([case.stay_id for case in cases])}
    for key, clock in running.items():
        if key not in wanted:
            supersede(clock, by=by, at=at)
        else:
            follow(clock, wanted[key][1])
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
        pk: Case(pk, admitted_at, prison_id or 0, born=born)
        for pk, admitted_at, prison_id, born in stays.values_list(
            "pk", "during__startswith", "reception_prison_id", "person__birth_date"
        )
    }
    add_places(cases)
    cases = {pk: case for pk, case in cases.items() if case.prison_id}
    bases = LegalStatus.objects.as_of(at).filter(stay_id__in=cases)
    for stay_id, kind, since in bases.values_list("stay_id", "kind", "during__startswith"):
        cases[stay_id].basis, cases[stay_id].basis_since = kind, since
    for judgment in in_order(Judgment.objects.filter(stay_id__in=cases)):
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


def clocks_of(case: Case, today: date) -> Iterable[tuple[str, NewClock]]:
    """The clock that belongs to what holds the person now."""
    if case.basis == LegalStatusKind.REMAND:
        if case.live_orders:
            yield ORDER, clock_of_order(case, case.live_orders[-1])
        else:
            yield NO_ORDER, clock_without_order(case)
    elif case.judgments:
        dates = dates_of(case.judgments, case.admitted_on, on=today)
        yield FULL, clock_of_term(case, dates)
        if dates.extension_filed_by is not None and in_force(case.judgments)[0].extension_filed_on is None:
            yield FILING, clock_of_filing(case, dates, dates.extension_filed_by)


def clock_of_order(case: Case, order: RemandOrder) -> NewClock:
    """Runs to the end of the last day of the order (strpl. s. 187 a)."""
    due = end_of(order.expires_on)
    start = midnight(order.ordered_on) if order.ordered_on else case.admitted_at
    return new_clock(case, f"{ORDER}:{order.pk}{begun_again(case)}", start, due)


def clock_without_order(case: Case) -> NewClock:
    """Nobody is on remand without an order: until one is entered, at the latest when a court has to see the person."""
    since = timezone.localtime(case.since)
    is_child = case.born is not None and is_minor(case.born, since.date())
    days = DAYS_TO_COURT_UNDER_18 if is_child else DAYS_TO_COURT
    key = f"{NO_ORDER}:{case.stay_id}:{since:%Y%m%d%H%M}"
    return new_clock(case, key, since, end_of(since.date() + timedelta(days=days)))


def clock_of_term(case: Case, dates: Dates) -> NewClock:
    """Runs to the end of the day on which the full term is served, or the frame expires. Days that come to count or no
    longer count move that day, so another day is another clock."""
    key = f"{FULL}:{case.stay_id}:{case.judgments[-1].pk}"
    return new_clock(case, f"{key}{times_moved(case)}", midnight(dates.start), end_of(dates.full))


def clock_of_filing(case: Case, dates: Dates, by_day: date) -> NewClock:
    """Runs to the end of the last day to file for extension of preventive detention, until it is noted as filed.

    Not filed, the person goes free when the frame expires (strl. s. 43).
    """
    key = f"{FILING}:{case.stay_id}:{in_force(case.judgments)[0].pk}"
    return new_clock(case, f"{key}{times_moved(case)}", midnight(dates.start), end_of(by_day))


def times_moved(case: Case) -> str:
    """How often days were left out or counted again, parts paid or served, and a frame extended.

    It only grows: a date that comes back gets a clock of its own.
    """
    parts = sum(getattr(judgment, "parts_changed", None) or 0 for judgment in case.judgments)
    moved = (getattr(case.judgments[0], "days_changed", None) or 0) + parts
    extensions = len(granted_to(in_force(case.judgments)[0]))
    moves = (f":{moved}" if moved else "") + (f":x{extensions}" if extensions else "")
    return moves + begun_again(case)


def begun_again(case: Case) -> str:
    """A basis that follows another one gets clocks of its own: those of the same judgment or order from before are
    closed, and a closed clock watches nobody."""
    return f":{timezone.localtime(case.since):%Y%m%d%H%M}" if case.since > case.admitted_at else ""


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
    if clock.rule.rule_id in (ORDER, NO_ORDER, FILING) or clock.due_at < at:
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
