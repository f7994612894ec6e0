"""Who must find a cell sees who comes without one: in the handover, and on the page of the reception."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from corrections.access import access_of
from corrections.choices import CellKind, Role, UnitFunction
from corrections.models import Unit, User
from inmates.choices import ArrivalSource
from inmates.selectors.board import board_rows
from inmates.services import arrivals
from inmates.services.arrivals import Who
from security.registries import Duty
from security.selectors import handovers as selector
from security.services import handovers
from tests.corrections.factories import BedFactory, CellFactory, PrisonFactory, UnitFactory, oslo, staff
from tests.corrections.pages import at_instant, signed_in, statements_for, text_of
from tests.inmates.factories import ExpectedArrivalFactory, PersonFactory, PlacementFactory, ReceptionFactory
from tests.inmates.transferring import leave, order
from tests.security.handovers import SLOT

pytestmark = pytest.mark.django_db
AT = oslo("2026-11-24 14:41")
EVENING = oslo("2026-11-24 18:00")
PREFIXES = ("expected-", "received-", "transfer-")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def ward() -> Unit:
    return UnitFactory.create(name="Avdeling A")


@pytest.fixture
def gate(ward: Unit) -> Unit:
    return UnitFactory.create(prison=ward.prison, function=UnitFunction.RECEPTION)


def duties(unit: Unit, who: User) -> list[Duty]:
    access = access_of(who, at=AT)
    found = selector.duties_of(unit, SLOT, board_rows(unit.pk, AT, access), access)
    return [duty for duty in found if duty.key.startswith(PREFIXES)]


def titles(unit: Unit, role: Role = Role.OFFICER) -> list[str]:
    who = staff(role, unit=unit) if role is Role.OFFICER else staff(role, prison=unit.prison)
    return [duty.title for duty in duties(unit, who)]


def expected(unit: Unit, name: str, at: Any = EVENING, **values: Any) -> Any:
    return ExpectedArrivalFactory.create(
        prison=unit.prison, family_name=name, given_name="Emil", expected_at=at, **values
    )


# ---- the handover ------------------------------------------------------------------------
def test_the_unit_that_receives_hears_of_who_comes_before_the_shift_is_over_and_has_no_cell(gate: Unit) -> None:
    row = expected(gate, "Vik", source=ArrivalSource.COURT)
    expected(gate, "Sen", oslo("2026-11-24 09:00"))
    expected(gate, "Morgen", oslo("2026-11-25 18:00"))
    ExpectedArrivalFactory.create(expected_at=EVENING)  # of another prison

    found = duties(gate, staff(Role.OFFICER, unit=gate))

    assert [duty.title for duty in found] == [
        "Sen, Emil should have come 09:00, and has no cell",
        "Vik, Emil comes 18:00, and has no cell",
    ]
    last = found[-1]
    assert (last.key, last.text, last.level) == (f"expected-{row.pk}", "Court. Find a cell.", "warn")
    assert last.href == reverse("receptions")


def test_who_has_a_cell_kept_is_shown_by_the_unit_of_the_cell_alone(gate: Unit, ward: Unit) -> None:
    bed = BedFactory.create(unit=ward)
    arrivals.expect(prison=gate.prison, source="COURT", expected_at=EVENING, who=Who("Vik"), bed=bed, by=None, at=AT)
    assert titles(gate) == []
    access = access_of(officer := staff(Role.OFFICER, unit=ward), at=AT)
    assert officer is not None
    shown = selector.duties_of(ward, SLOT, board_rows(ward.pk, AT, access), access)
    assert [duty.title for duty in shown if duty.key.startswith("arrival-")] == [f"{bed.cell.code}: arrival 18:00"]


def test_a_unit_with_a_reception_cell_receives_and_an_ordinary_unit_hears_nothing(ward: Unit) -> None:
    expected(ward, "Vik")
    assert titles(ward) == []
    CellFactory.create(unit=ward, kind=CellKind.RECEPTION)
    assert titles(ward) == ["Vik, Emil comes 18:00, and has no cell"]


def test_who_gives_cells_hears_of_it_on_any_unit_and_once(ward: Unit, gate: Unit) -> None:
    expected(ward, "Vik")
    for unit in (ward, gate):
        assert titles(unit, Role.DUTY_MANAGER) == ["Vik, Emil comes 18:00, and has no cell"]


def test_who_stands_in_the_reception_without_a_cell_is_a_duty_until_there_is_one(gate: Unit) -> None:
    arrival = expected(gate, "Vik", oslo("2026-11-24 13:00"), arrived_at=oslo("2026-11-24 13:05"))
    person = PersonFactory.create(family_name="Viken", given_name="Emil")
    reception = ReceptionFactory.create(arrival=arrival, person=person, started_at=oslo("2026-11-24 13:05"))

    found = duties(gate, staff(Role.OFFICER, unit=gate))
    assert [duty.title for duty in found] == ["Viken, Emil is in the reception and has no cell"]
    assert found[0].href == reverse("reception", args=[reception.uuid])

    placement = PlacementFactory.create(unit=UnitFactory.create(prison=gate.prison))
    reception.stay, reception.person = placement.stay, placement.stay.person
    reception.save()
    assert titles(gate) == []


def test_who_is_on_the_way_from_another_prison_has_no_cell_before_the_arrival(gate: Unit) -> None:
    home = PlacementFactory.create()
    transfer = order(home, gate, staff(Role.LEADER, prison=home.bed.cell.unit.prison))
    assert titles(gate) == []
    leave(transfer, staff(Role.LEADER, prison=gate.prison))

    found = duties(gate, staff(Role.OFFICER, unit=gate))
    assert [(duty.key, duty.due_at) for duty in found] == [
        (f"transfer-{transfer.pk}", oslo("2026-11-24 16:32")),
    ]
    assert found[0].title == f"{home.stay.person.name} comes from another prison 16:32, and has no cell"


def test_what_was_acknowledged_of_an_arrival_is_read_by_those_who_receive(gate: Unit) -> None:
    row = expected(gate, "Vik")
    officer, leader = staff(Role.OFFICER, unit=gate), staff(Role.LEADER, prison=gate.prison)
    access = access_of(officer, at=AT)
    signed = handovers.take_alone(
        unit=gate, slot=SLOT, reason="Alene", calm="CALM", ticked=[f"expected-{row.pk}"], access=access,
        by=officer, at=AT,
    )  # fmt: skip
    assert [item.key for item in selector.items_of(signed, gate, access)] == [f"expected-{row.pk}"]
    assert selector.items_of(signed, gate, access_of(leader, at=AT)) == []


# ---- the page of the reception ------------------------------------------------------------------------
def test_the_reception_shows_who_is_on_the_way_beside_who_else_is_expected(
    gate: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_instant(monkeypatch, AT)
    home = PlacementFactory.create()
    transfer = leave(order(home, gate, staff(Role.LEADER)), staff(Role.LEADER))
    expected(gate, "Vik")
    manager, officer = staff(Role.DUTY_MANAGER, prison=gate.prison), staff(Role.OFFICER, unit=gate)

    html = text_of(signed_in(manager).get(reverse("receptions")))
    assert "On the way from other prisons" in html
    assert home.stay.person.name in html
    assert f"left {transfer.from_prison.name} 14:32" in html
    assert "No cell yet: it is given on arrival" in html
    assert "No cell is kept" in html  # of Vik
    address = reverse("transfer", args=[transfer.pk])
    assert f'href="{address}"' in html
    # an officer of one unit may know who comes, and does not open the transfer of the prison
    assert f'href="{address}"' not in text_of(signed_in(officer).get(reverse("receptions")))
    other = staff(Role.OFFICER, unit=UnitFactory.create(prison=PrisonFactory.create()))
    assert home.stay.person.name not in text_of(signed_in(other).get(reverse("receptions")))


def test_the_reception_asks_the_same_number_of_queries_however_many_are_on_the_way(
    gate: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_instant(monkeypatch, AT)
    client = signed_in(staff(Role.DUTY_MANAGER, prison=gate.prison))
    leader = staff(Role.LEADER)
    leave(order(PlacementFactory.create(), gate, leader), leader)
    before = statements_for(client, reverse("receptions"))
    for _n in range(3):
        leave(order(PlacementFactory.create(), gate, leader), leader)
    assert statements_for(client, reverse("receptions")) == before


# ---- the board ------------------------------------------------------------------------
def test_the_board_leads_to_the_rounds_also_while_nobody_is_observed(
    ward: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_instant(monkeypatch, AT)
    client, board = signed_in(staff(Role.OFFICER, unit=ward)), reverse("board", args=[ward.pk])
    assert f'href="{reverse("rounds", args=[ward.pk])}"' in text_of(client.get(board))
    past = AT - timedelta(days=1)
    assert reverse("rounds", args=[ward.pk]) not in text_of(
        client.get(board, {"day": f"{past:%Y-%m-%d}", "time": "12:00"})
    )
