"""What a nurse must know beside the bed: the doses in hand, the days before, as needed, and what has changed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from health.choices import DoseStatus
from health.models import Administration, Allergy, Dose, Measurement, MedicationOrder, Patient, StockMove
from health.selectors.charts import standing_allergies, standing_measurements, twice
from health.selectors.records import whole
from health.selectors.rounds import Line

Key = tuple[str, str]  # the substance and its form: an order that follows another goes on with its days
DAYS = 5
LATELY = timedelta(days=7)
UNDO = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Day:
    """One of the last doses. ``kind``: given, late, not or missing."""

    due_at: datetime
    kind: str
    entry: Administration | None


@dataclass(frozen=True, slots=True)
class Row:
    """One dose in hand. ``state``: due, hold, given, sign (given, a second signature is missing) or not."""

    dose: Dose
    entry: Administration | None
    state: str
    days: list[Day]
    may_undo: bool
    outside: bool
    changed: MedicationOrder | None
    balance: Decimal | None
    twice: bool

    @property
    def order(self) -> MedicationOrder:
        return self.dose.order

    @property
    def trouble(self) -> Day | None:
        """The last dose that did not go as planned."""
        return next((day for day in reversed(self.days) if day.kind in ("late", "not") and day.entry), None)


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """``earliest`` is when it may be given again, when that is not now; ``full``: the daily maximum is reached."""

    order: MedicationOrder
    had: Decimal
    last: datetime | None
    earliest: datetime | None
    full: bool


@dataclass(frozen=True, slots=True)
class Chart:
    rows: list[Row]
    as_needed: list[AsNeeded]
    allergies: list[Allergy]
    weight: Measurement | None
    measurements: list[Measurement]
    changes: list[MedicationOrder]
    look_for: list[MedicationOrder]
    controlled: int
    checked: bool


def of_line(line: Line, user_id: int, at: datetime) -> Chart:
    """Always ten queries, whatever the patient gets. What stands in a joined record counts here too."""
    ids = whole(line.patient)
    changes = list(
        MedicationOrder.objects.filter(patient__in=ids, ordered_at__gt=at - LATELY, follows__isnull=False)
        .select_related("follows")
        .order_by("-ordered_at")
    )
    measurements = list(standing_measurements(ids).order_by("kind", "-at", "-pk").distinct("kind"))
    rows = _rows(line, ids, {order.pk: order for order in changes}, user_id, at)
    return Chart(
        rows=rows,
        as_needed=as_needed(line.patient, at),
        allergies=list(standing_allergies(ids)),
        weight=next((each for each in measurements if each.kind == "WEIGHT"), None),
        measurements=[each for each in measurements if each.kind != "WEIGHT"],
        changes=changes,
        look_for=[row.order for row in rows if row.order.look_for],
        controlled=sum(1 for row in rows if row.order.controlled),
        checked=any(
            row.entry is not None
            and row.entry.by_id == user_id
            and row.entry.face_checked
            and at - row.entry.recorded_at < UNDO
            for row in rows
        ),
    )


def _rows(line: Line, ids: list[int], changes: dict[int, MedicationOrder], user_id: int, at: datetime) -> list[Row]:
    both = twice([dose.order for dose in line.doses])
    before, balances = _days(line, ids), _balances(line)
    rows = []
    for dose, entry in zip(line.doses, line.answers, strict=True):
        order = dose.order
        days = before[order.atc, order.form]
        if entry is not None:
            days = [*days, _day(dose, entry)]
        rows.append(
            Row(
                dose=dose,
                entry=entry,
                state="hold" if entry is None and dose.order_id in line.on_hold else _state(order, entry),
                days=days[-DAYS:],
                may_undo=_may_undo(entry, user_id, at),
                outside=not dose.window.lower <= at < dose.window.upper,
                changed=changes.get(order.pk),
                balance=balances.get((order.atc, order.form, order.strength)),
                twice=order.pk in both,
            )
        )
    return rows


def _state(order: MedicationOrder, entry: Administration | None) -> str:
    if entry is None:
        return "due"
    if entry.status != DoseStatus.GIVEN:
        return "not"
    return "sign" if order.controlled and not hasattr(entry, "second_signature") else "given"


def _may_undo(entry: Administration | None, user_id: int, at: datetime) -> bool:
    return (
        entry is not None
        and entry.by_id == user_id
        and at <= entry.recorded_at + UNDO
        and not hasattr(entry, "second_signature")
    )


def _day(dose: Dose, entry: Administration | None) -> Day:
    if entry is None:
        return Day(dose.due_at, "missing", None)
    if entry.status != DoseStatus.GIVEN:
        return Day(dose.due_at, "not", entry)
    return Day(dose.due_at, "given" if entry.at < dose.window.upper else "late", entry)


def _days(line: Line, ids: list[int]) -> dict[Key, list[Day]]:
    due_at = line.doses[0].due_at if line.doses else None
    found: dict[Key, list[Day]] = defaultdict(list)
    if due_at is None:
        return found
    doses = list(
        Dose.objects.filter(patient__in=ids, due_at__lt=due_at, due_at__gt=due_at - timedelta(days=10))
        .select_related("order")
        .order_by("due_at")
    )
    entries = {
        entry.dose_id: entry
        for entry in Administration.objects.filter(dose__in=[dose.pk for dose in doses], stands=True)
    }
    for dose in doses:
        found[dose.order.atc, dose.order.form].append(_day(dose, entries.get(dose.pk)))
    return found


def _balances(line: Line) -> dict[tuple[str, str, Decimal], Decimal]:
    moves = (
        StockMove.objects.filter(
            item__prison=line.patient.prison_id, item__atc__in=[dose.order.atc for dose in line.doses]
        )
        .select_related("item")
        .order_by("item", "-number")
        .distinct("item")
    )
    return {(move.item.atc, move.item.form, move.item.strength): move.balance for move in moves}


def as_needed(patient: Patient, at: datetime) -> list[AsNeeded]:
    """What may be given when asked for, and how much of it the last day and night have seen. Three queries."""
    ids = whole(patient)
    orders = list(
        MedicationOrder.objects.filter(patient__in=ids, as_needed=True, during__contains=at)
        .select_related("patient__person")
        .order_by("ordered_at")
    )
    given = list(
        Administration.objects.filter(
            patient__in=ids,
            order__atc__in=[order.atc for order in orders],
            stands=True,
            status=DoseStatus.GIVEN,
            at__gt=at - timedelta(hours=24),
        )
        .select_related("order")
        .order_by("at")
    )
    return [one_as_needed(order, [entry for entry in given if entry.order.atc == order.atc], at) for order in orders]


def one_as_needed(order: MedicationOrder, given: list[Administration], at: datetime) -> AsNeeded:
    had = sum((entry.amount * entry.order.strength for entry in given), Decimal(0)) / order.strength
    last = given[-1].at if given else None
    earliest = last + timedelta(hours=order.min_interval_hours or 0) if last else None
    return AsNeeded(
        order=order,
        had=had,
        last=last,
        earliest=earliest if earliest and earliest > at else None,
        full=had + order.dose > (order.daily_max or order.dose),
    )
