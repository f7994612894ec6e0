"""A person's page in the browser: read it, end an alert, move somebody to another cell, find people by a few letters."""

from dataclasses import dataclass
from datetime import date

import pytest

from corrections.choices import ClosureReason, PlaceKind, Role
from corrections.models import CellClosure, User
from corrections.periods import between, since
from inmates.choices import AlertCode, CommitmentKind, LegalStatusKind, LogKind
from inmates.models import Alias, Commitment, Language, LogEntry, Movement, Need, NextOfKin, Person, Placement
from inmates.services import care
from tests.corrections.factories import NOW, CellFactory, PlaceFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.fixtures import Clock, OpenWindow


@dataclass
class Scene:
    """Unit B2 of Fjordvik on 24 November at 14:32."""

    person: Person
    home: Placement
    officer: User
    manager: User
    caseworker: User


def note(scene_person: Person, unit: object, at: str, text: str, kind: LogKind, by: User) -> None:
    LogEntry.objects.create(
        unit=unit, happened_at=oslo(at), written_at=oslo(at), kind=kind, text=text, person=scene_person, written_by=by
    )


def book(home: Placement, start: str, end: str, label: str, kind: CommitmentKind) -> None:
    Commitment.objects.create(
        stay=home.stay, kind=kind, label=label, source=f"test:{start}", booked_at=NOW,
        during=between(oslo(start), oslo(end)),
    )


@pytest.fixture
def scene(clock: Clock) -> Scene:
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    unit.prison.name = "Fjordvik fengsel"
    unit.prison.save()
    cells = [CellFactory.create(unit=unit, code=f"B2-{n:02}", position=n) for n in range(1, 9)]
    lervik = PersonFactory.create(
        number="F-20418", family_name="Lervik", given_name="Andreas", birth_date=date(1992, 3, 12), nationality="NOR"
    )
    home = PlacementFactory.create(
        person=lervik, cell=cells[0], start=oslo("2026-06-02 10:00"), legal=LegalStatusKind.SENTENCED
    )
    myhre = PersonFactory.create(family_name="Myhre", given_name="Rolf")
    PlacementFactory.create(person=myhre, cell=cells[1], start=oslo("2026-06-02 10:00"))
    staff_on = {"unit": unit}
    officer = staff(Role.OFFICER, **staff_on, first_name="Kari", last_name="Nesheim", home_unit=unit)
    vik = staff(Role.OFFICER, **staff_on, first_name="Ola", last_name="Vik")
    manager = staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Tor", last_name="Lunde", home_unit=unit)
    caseworker = staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke", home_unit=unit)
    CellClosure.objects.create(
        cell=cells[2], during=since(oslo("2026-11-20 08:00")), reason=ClosureReason.DAMP, closed_at=NOW,
        closed_by=manager, expected_return_on=date(2026, 12, 3),
    )
    shop = PlaceFactory.create(prison=unit.prison, name="Verksted, tre", kind=PlaceKind.WORKSHOP)
    Movement.objects.create(
        stay=home.stay, to_place=shop, left_at=oslo("2026-11-24 12:28"), arrived_at=oslo("2026-11-24 14:30"),
        expected_back_at=oslo("2026-11-24 14:45"), registered_at=oslo("2026-11-24 12:28"), registered_by=vik, seen_by=vik,
    )
    care.assign_contact_officer(stay=home.stay, officer=officer, seen=None, by=None, at=oslo("2026-06-03 10:00"))
    for code in (AlertCode.EVACUATION_HELP, AlertCode.READS_WITH_SOUND):
        care.raise_alert(person=lervik, code=code, by=officer, at=oslo("2026-06-03 10:00"))
    care.raise_alert(
        person=lervik, code=AlertCode.PHONE_CONTROL, by=manager, at=oslo("2026-07-03 10:00"), until=oslo("2026-12-31 23:59")
    )
    old = care.raise_alert(person=lervik, code=AlertCode.ESCAPE_RISK, by=manager, at=oslo("2026-06-02 10:00"))
    care.close_alert(alert=old, by=manager, at=oslo("2026-07-01 10:00"))
    care.keep_apart(person=lervik, other=myhre, reason="THREAT", by=manager, at=oslo("2026-06-05 10:00"))
    Need.objects.create(person=lervik, kind="DIET", label="Nøttefri kost", during=since(oslo("2026-06-02 10:00")))
    Language.objects.create(person=lervik, code="nb")
    Alias.objects.create(person=lervik, family_name="Solberg", given_name="Andreas", note="før 2015")
    NextOfKin.objects.create(
        person=lervik, name="Ingrid Lervik", relation="mor", phone="987 65 432", may_be_called_at_night=True
    )
    for start, end, label, kind in (
        ("08:15", "11:15", "Verksted, tre", CommitmentKind.WORK),
        ("12:30", "14:45", "Verksted, tre", CommitmentKind.WORK),
        ("15:15", "15:30", "Til helse", CommitmentKind.HEALTH),
        ("17:00", "18:00", "Besøk: Ingrid Lervik (mor)", CommitmentKind.VISIT),
    ):
        book(home, f"2026-11-24 {start}", f"2026-11-24 {end}", label, kind)
    book(home, "2026-12-03 10:00", "2026-12-03 11:00", "Ansvarsgruppe", CommitmentKind.MEETING)
    note(lervik, unit, "2026-11-24 09:50", "Hjalp ny innsatt i gang på verkstedet. Tålmodig og grundig.", LogKind.NOTE, vik)
    note(lervik, unit, "2026-11-23 18:05", "Telefon, 20 min", LogKind.NOTE, vik)
    note(lervik, unit, "2026-11-19 10:00", "Kontaktsamtale. Spent på bolig.", LogKind.CONVERSATION, officer)
    return Scene(person=lervik, home=home, officer=officer, manager=manager, caseworker=caseworker)


def path(scene: Scene, rest: str = "") -> str:
    return f"/people/{scene.person.uuid}/{rest}"
