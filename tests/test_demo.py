"""The demo prison: alive at any minute, the same each time, and nobody real in it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from corrections.choices import Role, Urgency
from corrections.demo import play
from corrections.demo.estate import UNITS
from corrections.demo.staff import CAST, COLLEAGUES
from corrections.demo.stage import Stage
from corrections.models import Breach, Cell, Clock, Posting, Prison, Task, User
from health.context import clinical_context
from health.selectors import care, leaving
from inmates.choices import IdentifierKind
from inmates.models import (
    Absence,
    Commitment,
    ContactOfficer,
    Identifier,
    LogEntry,
    Movement,
    NonAssociation,
    Person,
    Photo,
    Placement,
    Stay,
    Transfer,
    Trip,
)
from inmates.rules.identity import read_number
from inmates.selectors import whereabouts
from security.models import Count, CountPlan, Handover
from sentencing.models import RemandOrder
from tests import access_matrix
from tests.access_matrix_health import HEALTH
from tests.shots import clinic, pages

AT = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
# The demo has none of these: every count adds up, and what is left to do is read from the clocks, and nobody is close.
NOT_IN_THE_DEMO = {"task", "countstep", "closeness"}
GROWING = (
    *(Movement, Absence, Commitment, LogEntry, Clock, Task, RemandOrder, ContactOfficer, Stay, Transfer, Trip),
    *(Count, CountPlan, Handover),
)


@pytest.fixture(scope="module")
def prison(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[tuple[Any, ...]]]]:
    """Seeded twice: once to remember what it was, and once to stay for the tests of this file."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, CLINICAL_TRANSPORT="owner"):
        with transaction.atomic():
            play.seed(Stage(AT))
            first = everybody()
            transaction.set_rollback(True)
        with transaction.atomic():
            play.seed(Stage(AT))
            hold_to_the_constraints()
            yield media, first
            transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prison")]


def everybody() -> list[tuple[Any, ...]]:
    people = Placement.objects.current().order_by("bed__cell__code", "bed__cell__unit__prison")
    return list(
        people.values_list(
            "bed__cell__code",
            "stay__person__number",
            "stay__person__uuid",
            "stay__person__family_name",
            "stay__person__given_name",
            "stay__person__birth_date",
            "stay__during",
        )
    )


def hold_to_the_constraints() -> None:
    """What PostgreSQL would ask at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def buckets(unit: str, at: datetime) -> Counter[str]:
    stays = Placement.objects.current().filter(bed__cell__unit__code=unit).values_list("stay_id", flat=True)
    return Counter(str(one.bucket) for one in whereabouts.of_stays(stays, at).values())


def sizes() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in GROWING}


# ---- as it is drawn ------------------------------------------------------------------------------------------------
def test_unit_b2_adds_up_as_it_is_drawn() -> None:
    assert buckets("B2", AT) == {"cell": 7, "unit": 5, "inside": 6, "outside": 2}


def test_people_of_b2_are_where_they_are_drawn() -> None:
    rows = Placement.objects.current().filter(bed__cell__unit__code="B2").select_related("stay__person")
    here = whereabouts.of_stays([row.stay_id for row in rows], AT)
    places = {row.stay.person.family_name: here[row.stay_id].place_name for row in rows}
    assert places["Lervik"] == places["Wrona"] == places["Zieliński"] == "Verksted"
    assert (places["Karimi"], places["Nergård"], places["Brattland"]) == ("Helse", "Luftegård", "Tingretten")


def test_one_cell_of_b2_is_closed_and_one_is_kept() -> None:
    closed = Cell.objects.filter(closures__during__contains=AT, unit__code="B2")
    assert [str(cell) for cell in closed] == ["B2-12"]
    assert not Placement.objects.current().filter(bed__cell__code__in=["B2-04", "B2-12", "B2-18", "B2-23"]).exists()


def test_aydin_and_kvalvag_are_kept_apart() -> None:
    names = {"Aydın", "Kvalvåg"}
    pairs = NonAssociation.objects.current().select_related("first", "second")
    assert any({pair.first.family_name, pair.second.family_name} == names for pair in pairs)


def test_one_thing_is_overdue_on_b2_and_one_leave_on_c1_and_one_breach_waits() -> None:
    """The leave of C1 ran out 17 minutes ago, which its clock tells two roles; a breach at home is for the leader."""
    overdue = Task.objects.open().filter(urgency=Urgency.BAD)
    told = Counter((task.kind, task.unit.code if task.unit else "") for task in overdue)
    assert [told.pop(key) for key in list(told) if key[0] == "outside.BREACH"] == [1]
    assert told == {("clock.CONTACT", "B2"): 1, ("clock.RETURN", "C1"): 2}
    assert sorted(Breach.objects.values_list("clock__rule__rule_id", flat=True)) == [
        "CONTACT",
        "RETURN",
        "ROUND",
        "ROUND",
    ]


def test_a_remand_order_runs_out_in_three_days() -> None:
    assert RemandOrder.objects.filter(stay__during__endswith__isnull=True, expires_on="2026-11-27").exists()


# ---- the prison ----------------------------------------------------------------------------------------------------
def test_every_unit_has_its_people() -> None:
    found = Counter(Placement.objects.current().values_list("bed__cell__unit__code", flat=True))
    assert found == {plan.code: plan.residents for plan in UNITS}
    assert found.total() == 220


def test_nordlia_is_there_with_nobody_in_it() -> None:
    nordlia = Prison.objects.get(slug="nordlia")
    assert Cell.objects.filter(unit__prison=nordlia).count() == 154
    there = Placement.objects.filter(bed__cell__unit__prison=nordlia)
    assert not there.filter(during__endswith=None).exists()
    assert [str(row.stay.person) for row in there] == ["Aronsen, Jon Mikkel"]  # who came from there today


def test_a_year_lies_behind() -> None:
    assert Stay.objects.filter(during__endswith__lt=AT).count() > 400
    assert LogEntry.objects.filter(happened_at__lt=AT - timedelta(days=300)).exists()


def test_seeding_twice_gives_the_same_people(prison: tuple[Path, list[tuple[Any, ...]]]) -> None:
    assert prison[1] == everybody()


def test_nobody_is_named_twice() -> None:
    names = Counter(Person.objects.values_list("family_name", "given_name"))
    assert [name for name, times in names.items() if times > 1] == []


def test_all_identity_numbers_are_synthetic_and_valid() -> None:
    kinds = (IdentifierKind.NATIONAL, IdentifierKind.D_NUMBER)
    numbers = list(Identifier.objects.filter(kind__in=kinds).values_list("kind", "value"))
    assert len(numbers) > 800
    for kind, value in numbers:
        assert read_number(kind, value, on=AT.date(), synthetic=True).value == value


def test_every_face_is_a_drawing_without_a_script(prison: tuple[Path, list[tuple[Any, ...]]]) -> None:
    photos = Photo.objects.all()
    assert len(photos) == Person.objects.count()
    assert set(photos.values_list("content_type", flat=True)) == {"image/svg+xml"}
    drawn = (prison[0] / str(photos.order_by("pk")[0].image)).read_text()
    assert drawn.startswith("<svg ")
    assert "<script" not in drawn


@pytest.mark.parametrize("word", sorted(access_matrix.OBJECTS.keys() - NOT_IN_THE_DEMO))
def test_what_stands_in_an_address_has_an_example_for_the_photographs(word: str) -> None:
    """A word that is new in the access matrix is found for the demo in tests/shots/pages.py."""
    assert None not in access_matrix.OBJECTS[word](pages.example())


def test_every_page_of_the_clinic_has_an_example_for_the_photographs() -> None:
    shown = {line.split()[0] for line in HEALTH.splitlines() if " GET " in line}
    assert shown - clinic.PAGES.keys() == clinic.NO_PICTURE
    assert [name for name, address in clinic.addresses() if address is None] == []


def test_an_emergency_is_shown_as_it_looks_to_a_clinician_of_another_clinic() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.prison_id FROM ({clinic.PATIENT}) x JOIN health.patient p USING (uuid)")  # noqa: S608
        here = {prison for (prison,) in cursor.fetchall()}
        cursor.execute(
            "SELECT w.prison_id FROM health.clinician_prison w JOIN health.clinician c ON c.id = w.clinician_id"
            " JOIN corrections_user u ON u.id = c.user_id WHERE u.username = %s",
            [clinic.SEEN_BY["emergency_open"]],
        )
        there = {prison for (prison,) in cursor.fetchall()}
    assert there
    assert not there & here


# ---- who works there -----------------------------------------------------------------------------------------------
def test_every_role_has_a_login() -> None:
    assert sorted(hand.role for hand in CAST) == sorted(Role.values)
    for hand in CAST + COLLEAGUES:
        assert Posting.objects.as_of(AT).filter(user__username=hand.username, role=hand.role).exists()


def test_health_staff_are_clinicians_or_proposed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, approved_at IS NULL FROM health.clinician")
        found = dict(cursor.fetchall())
    health_staff = User.objects.filter(postings__role=Role.HEALTH_STAFF)
    assert set(found) == set(health_staff.values_list("pk", flat=True))
    assert [user.username for user in health_staff if found[user.pk]] == ["fagerli"]


def test_a_handful_waits_for_the_reception_screening_and_one_is_late() -> None:
    nurse = User.objects.get(username="berg")
    with override_settings(CLINICAL_TRANSPORT="owner"), clinical_context(nurse.pk):
        rows = care.waiting(AT)
        came = [str(row.person) for row in leaving.came(AT)]
    assert 3 <= len(rows) <= 6
    assert [row.is_overdue for row in rows].count(True) == 1
    assert came == ["Aronsen, Jon Mikkel"]


# ---- later starts --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "later", [timedelta(minutes=25), timedelta(hours=3), timedelta(days=1, hours=11), timedelta(days=33)]
)
def test_a_later_start_finds_b2_alive_and_another_adds_nothing(later: timedelta) -> None:
    at = AT + later
    play.refresh(Stage(at))
    hold_to_the_constraints()
    assert buckets("B2", at) == {"cell": 7, "unit": 5, "inside": 6, "outside": 2}
    once = sizes()
    play.refresh(Stage(at))
    assert sizes() == once


def test_a_start_at_the_same_minute_changes_nothing() -> None:
    before = sizes()
    play.refresh(Stage(AT))
    assert sizes() == before


def test_what_somebody_booked_stands_at_a_later_start() -> None:
    stay = Stay.objects.current().get(person__family_name="Tveit")
    later = AT + timedelta(hours=2)
    booked = Commitment.objects.filter(stay=stay).order_by("pk")[0]
    booked.pk, booked.source = None, "visits:1"
    booked.during = type(booked.during)(later, later + timedelta(hours=1), "[)")
    Commitment.objects.filter(stay=stay, during__overlap=booked.during).delete()
    booked.save()
    play.refresh(Stage(AT + timedelta(hours=1)))
    assert Commitment.objects.filter(pk=booked.pk, source="visits:1").exists()


# ---- where it is refused -------------------------------------------------------------------------------------------
def test_it_is_never_seeded_outside_a_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PMS_DEMO", raising=False)
    before = Prison.objects.count()
    with pytest.raises(CommandError, match="PMS_DEMO=1"):
        call_command("seed_demo")
    assert Prison.objects.count() == before


def test_it_is_never_seeded_over_a_prison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMS_DEMO", "1")
    before = sizes()
    with pytest.raises(CommandError, match="only seeded into an empty one"):
        call_command("seed_demo")
    assert sizes() == before
