"""Each constraint of the ground floor, broken on purpose: PostgreSQL refuses it by the name that is its sentence."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from corrections.choices import ClockState, Role
from corrections.models import (
    Bed,
    Breach,
    Cell,
    CellClosure,
    Clock,
    Posting,
    Prison,
    RuleVersion,
    Task,
    Unit,
    User,
    WriteRecord,
)
from corrections.periods import Period, since
from corrections.refusals import refusal_of
from corrections.services import audit, law, postings
from tests.commit import at_commit, delete_by_sql
from tests.corrections.factories import (
    NOW,
    BedFactory,
    CellFactory,
    PlaceFactory,
    PostingFactory,
    PrisonFactory,
    TaskFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
EMPTY = Period(NOW, NOW, "[)")
ENDLESS = Period(None, NOW, "[)")


def broken(constraint: str, act: Callable[[], Any]) -> None:
    """``act`` is refused by that constraint, now or when the transaction would commit, and it has a sentence."""
    with pytest.raises(IntegrityError) as caught:
        at_commit(act)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    refusal = refusal_of(caught.value)
    assert refusal is not None
    assert refusal.code == constraint


def change(row: Any, **values: Any) -> Callable[[], Any]:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


# ---- the estate ----------------------------------------------------------------------------------------------
def test_one_unit_of_a_code_per_prison() -> None:
    unit = UnitFactory.create()
    broken("one_unit_of_a_code_per_prison", lambda: UnitFactory.create(prison=unit.prison, code=unit.code))


@pytest.mark.parametrize(
    ("field", "constraint"),
    [
        ("security_level", "a_unit_has_a_known_level"),
        ("function", "a_unit_has_a_known_function"),
        ("sex", "a_unit_has_a_known_sex"),
    ],
)
def test_a_unit_is_of_a_known_kind(field: str, constraint: str) -> None:
    broken(constraint, change(UnitFactory.create(), **{field: "?"}))


def test_one_cell_of_a_code_per_unit() -> None:
    cell = CellFactory.create()
    broken("one_cell_of_a_code_per_unit", lambda: CellFactory.create(unit=cell.unit, code=cell.code))


def test_a_cell_has_a_place() -> None:
    broken("a_cell_has_a_place", change(CellFactory.create(), physical_places=0, places_in_use=0, certified_places=0))


def test_places_in_use_never_above_physical() -> None:
    broken("places_in_use_never_above_physical", change(CellFactory.create(), places_in_use=2))


def test_certified_places_never_above_physical() -> None:
    broken("certified_places_never_above_physical", change(CellFactory.create(), certified_places=2))


def test_places_are_never_negative() -> None:
    values = {"physical_places": -1, "places_in_use": -1, "certified_places": -1}
    for field, value in values.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            change(CellFactory.create(), **{field: value})()


def test_one_bed_of_a_number_per_cell() -> None:
    bed = BedFactory.create()
    broken("one_bed_of_a_number_per_cell", lambda: Bed.objects.create(cell=bed.cell, number=bed.number))


def test_a_cell_has_one_bed_for_each_physical_place() -> None:
    name = "a_cell_has_one_bed_for_each_physical_place"
    cell, other = CellFactory.create(), CellFactory.create()
    broken(name, change(cell, physical_places=2))
    broken(name, lambda: Bed.objects.create(cell=cell, number=2))
    broken(name, lambda: Bed.objects.filter(cell=cell).delete())
    broken(name, lambda: Bed.objects.filter(cell=cell).update(cell=other, number=2))
    unit = UnitFactory.create()
    broken(name, lambda: Cell.objects.create(unit=unit, code="1"))


def closure(cell: Cell, **values: Any) -> CellClosure:
    values = {"during": since(NOW), "reason": "DAMP", "closed_at": NOW, "closed_by": UserFactory.create()} | values
    return CellClosure.objects.create(cell=cell, **values)


def test_a_cell_is_closed_once_at_a_time() -> None:
    cell = CellFactory.create()
    closure(cell)
    broken("a_cell_is_closed_once_at_a_time", lambda: closure(cell, during=since(NOW + HOUR)))


@pytest.mark.parametrize("period", [EMPTY, ENDLESS])
def test_a_closure_has_a_period(period: Period) -> None:
    broken("a_closure_has_a_period", lambda: closure(CellFactory.create(), during=period))


def test_a_reopened_cell_says_who_and_when() -> None:
    broken("a_reopened_cell_says_who_and_when", change(closure(CellFactory.create()), reopened_at=NOW))


def test_one_place_of_a_code_per_prison() -> None:
    place = PlaceFactory.create()
    broken("one_place_of_a_code_per_prison", lambda: PlaceFactory.create(prison=place.prison, code=place.code))


def test_operational_capacity_never_above_physical_places() -> None:
    name = "operational_capacity_never_above_physical_places"
    cell = CellFactory.create(places=2)
    prison = Prison.objects.get(pk=cell.unit.prison_id)
    broken(name, change(prison, operational_capacity=3))
    change(prison, operational_capacity=2)()

    def shrink() -> None:
        cell.beds.filter(number=2).delete()
        change(cell, physical_places=1, places_in_use=1, certified_places=1)()

    def raze() -> None:
        cell.beds.all().delete()
        Cell.objects.filter(pk=cell.pk).delete()

    broken(name, shrink)
    broken(name, raze)


# ---- staff ---------------------------------------------------------------------------------------------------
def posting(**values: Any) -> Posting:
    unit = values.get("unit") or UnitFactory.create()
    prison = values.setdefault("prison", unit.prison)
    defaults = {
        "user": UserFactory.create(),
        "role": Role.OFFICER,
        "group": Group.objects.create(name=f"{prison.pk}:{Posting.objects.count()}"),
        "during": since(NOW),
        "granted_at": NOW,
    }
    return Posting.objects.create(**defaults | values)


def test_one_posting_of_a_role_at_a_place_at_a_time() -> None:
    one = posting()
    broken(
        "one_posting_of_a_role_at_a_place_at_a_time",
        lambda: posting(user=one.user, group=one.group, prison=one.prison, during=since(NOW + HOUR)),
    )


@pytest.mark.parametrize("period", [EMPTY, ENDLESS])
def test_a_posting_has_a_period(period: Period) -> None:
    broken("a_posting_has_a_period", lambda: posting(during=period))


def test_a_posting_has_a_known_role() -> None:
    broken("a_posting_has_a_known_role", lambda: posting(role="KING"))


def test_a_posting_is_at_a_unit_of_its_prison() -> None:
    unit, prison = UnitFactory.create(), PrisonFactory.create()
    broken("a_posting_is_at_a_unit_of_its_prison", lambda: posting(unit=unit, prison=prison))
    held = PostingFactory.create(unit=unit)
    broken("a_posting_is_at_a_unit_of_its_prison", change(held, prison=prison))


def test_a_member_of_staff_who_did_something_is_never_deleted() -> None:
    by = UserFactory.create()
    audit.record_write(by=by, at=NOW, act="test", subject=PrisonFactory.create())
    with pytest.raises(IntegrityError):
        at_commit(delete_by_sql("corrections_user", by.pk))
    assert User.objects.filter(pk=by.pk).exists()


# ---- work, law, records ----------------------------------------------------------------------------------------
def clock(**values: Any) -> Clock:
    defaults = {
        "rule": law.rule_in_force("R1", NOW.date()),
        "subject_type": "corrections.prison",
        "subject_id": 1,
        "prison": values.pop("prison", None) or PrisonFactory.create(),
        "started_at": NOW,
        "due_at": NOW + HOUR,
        "next_step_at": NOW + HOUR,
        "dedupe_key": "one",
    }
    return Clock.objects.create(**defaults | values)


def test_a_clock_is_due_after_it_starts() -> None:
    broken("a_clock_is_due_after_it_starts", lambda: clock(due_at=NOW - HOUR))


def test_a_running_clock_has_no_end() -> None:
    running = clock()
    broken("a_running_clock_has_no_end", change(running, closed_at=NOW))
    broken("a_running_clock_has_no_end", change(running, state=ClockState.CANCELLED))


def test_a_clock_met_was_closed_in_time() -> None:
    broken("a_clock_met_was_closed_in_time", change(clock(), state=ClockState.MET, closed_at=NOW + 2 * HOUR))


def test_a_clock_closed_late_has_a_breach() -> None:
    late = clock()
    values = {"state": ClockState.CLOSED_LATE, "closed_at": NOW + 2 * HOUR}
    broken("a_clock_closed_late_has_a_breach", change(late, **values))
    Breach.objects.create(clock=late, due_at=late.due_at, recorded_at=NOW + 2 * HOUR)
    assert change(late, **values)() == 1


def test_a_task_has_a_known_role() -> None:
    broken("a_task_has_a_known_role", change(TaskFactory.create(), role="KING"))


def test_the_same_clock_and_the_same_task_are_never_there_twice() -> None:
    one = clock()
    with pytest.raises(IntegrityError), transaction.atomic():
        clock(prison=one.prison)
    task = TaskFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(
            kind="test", role=Role.OFFICER, prison=task.prison, created_at=NOW, dedupe_key=task.dedupe_key
        )


def version(**values: Any) -> RuleVersion:
    defaults = {"country": "no", "rule_id": "X", "legal_ref": "strgjfl. s. 1", "valid": DateRange(NOW.date(), None)}
    return RuleVersion.objects.create(**defaults | {"fingerprint": "x"} | values)


def test_one_version_of_a_rule_in_force_at_a_time() -> None:
    version()
    broken("one_version_of_a_rule_in_force_at_a_time", lambda: version(valid=DateRange(None, None)))


def test_a_rule_has_a_source() -> None:
    broken("a_rule_has_a_source", lambda: version(legal_ref=""))


def test_records_are_only_added() -> None:
    by, prison = UserFactory.create(), PrisonFactory.create()
    late = clock(prison=prison)
    records = [
        audit.record_write(by=by, at=NOW, act="test", subject=prison),
        audit.record_read(by=by, at=NOW, subject=prison, what="test"),
        Breach.objects.create(clock=late, due_at=late.due_at, recorded_at=NOW),
        version(),
    ]
    for record in records:
        table = type(record)._default_manager.filter(pk=record.pk)
        broken("records_are_only_added", lambda table=table: table._raw_delete(table.db))  # type: ignore[misc]
    broken("records_are_only_added", change(records[0], act="other"))
    broken("records_are_only_added", change(records[1], what="other"))
    broken("records_are_only_added", change(records[2], recorded_at=NOW + HOUR))
    broken("records_are_only_added", change(records[3], legal_ref="other"))
    assert WriteRecord.objects.get(pk=records[0].pk).act == "test"


def test_what_a_place_holds_is_never_deleted_from_under_it() -> None:
    cell = CellFactory.create()
    for row in (cell.unit.prison.region, cell.unit.prison, cell.unit, cell):
        with pytest.raises(IntegrityError):
            at_commit(delete_by_sql(row._meta.db_table, row.pk))
    assert Unit.objects.filter(pk=cell.unit_id).exists()


def test_the_groups_of_postings_are_made_by_the_service_alone() -> None:
    unit = UnitFactory.create()
    first = postings.group_for(role=Role.OFFICER, prison=unit.prison, unit=unit)
    assert postings.group_for(role=Role.OFFICER, prison=unit.prison, unit=unit) == first
    assert postings.group_for(role=Role.OFFICER, prison=unit.prison) != first
