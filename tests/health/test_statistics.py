"""Statistics of the clinics: rounded, without small groups, counted once; nothing that is asked of them says more."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from psycopg.errors import DivisionByZero

from corrections.models import Prison
from health import tasks
from health.context import clinical_context
from health.models import Clinician, SeenInMonth
from health.services.statistics import count_months
from tests.corrections.factories import PrisonFactory, oslo
from tests.health.factories import clinician
from tests.health.test_record import as_owner
from tests.inmates.factories import StayFactory

pytestmark = pytest.mark.django_db
SHOWN = "SELECT prison_id, month::text, patients FROM health_stats.patients_seen ORDER BY 1, 2"
MARCH = oslo("2026-03-01 04:00")


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


def seen(nurse: Clinician, prison: Prison, number: int, moment: str) -> list[int]:
    """So many new patients, each with one note of that moment."""
    people = [StayFactory.create(reception_prison=prison).person_id for _one in range(number)]
    as_owner(
        """INSERT INTO health.note (patient_id, kind, text, written_at, written_by_id)
           SELECT id, 'OTHER', decode('01' || repeat('00', 40), 'hex'), %s, %s
           FROM health.patient WHERE person_id = ANY(%s)""",
        moment,
        nurse.user_id,
        people,
    )
    return people


def test_small_groups_are_hidden_and_large_ones_rounded(nurse: Clinician, prison: Prison) -> None:
    seen(nurse, prison, 9, "2026-01-10T12:00Z")
    seen(nurse, prison, 13, "2026-02-10T12:00Z")
    assert count_months(at=MARCH) == 2
    assert as_owner(SHOWN) == [(prison.pk, "2026-02-01", 10)]


def test_two_exports_around_one_transfer_do_not_differ_by_one_patient(nurse: Clinician, prison: Prison) -> None:
    """Fifteen show as twenty, fourteen as ten: counted anew, the one who moved would be known to be a patient."""
    people = seen(nurse, prison, 15, "2026-02-10T12:00Z")
    count_months(at=MARCH)
    before = as_owner(SHOWN)
    other = PrisonFactory.create()
    as_owner("UPDATE health.patient SET prison_id = %s WHERE person_id = %s", other.pk, people[0])
    seen(nurse, prison, 9, "2026-02-11T12:00Z")
    assert count_months(at=oslo("2026-03-02 04:00")) == 0
    assert as_owner(SHOWN) == before == [(prison.pk, "2026-02-01", 20)]


def test_no_total_is_kept_from_which_a_hidden_one_could_be_taken(nurse: Clinician, prison: Prison) -> None:
    small = PrisonFactory.create()
    seen(nurse, prison, 24, "2026-02-10T12:00Z")
    seen(nurse, small, 4, "2026-02-10T12:00Z")
    count_months(at=MARCH)
    assert as_owner(SHOWN) == [(prison.pk, "2026-02-01", 20)]
    assert as_owner("SELECT patients FROM health.seen_in_month WHERE prison_id = %s", small.pk) == [(None,)]
    views = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'health_stats'::regnamespace"
    assert as_owner(views) == [("patients_seen",)]


def test_a_month_that_is_not_over_is_not_counted_in_norway_s_own_time(nurse: Clinician, prison: Prison) -> None:
    seen(nurse, prison, 12, "2026-02-28T22:59Z")
    seen(nurse, prison, 22, "2026-02-28T23:00Z")  # the first of March in Norway
    assert count_months(at=oslo("2026-02-28 23:59")) == 0
    count_months(at=oslo("2026-03-31 23:59"))
    assert as_owner(SHOWN) == [(prison.pk, "2026-02-01", 10)]
    count_months(at=oslo("2026-04-01 00:00"))
    assert as_owner(SHOWN) == [(prison.pk, "2026-02-01", 10), (prison.pk, "2026-03-01", 20)]


def test_no_filter_and_no_column_narrows_them_to_somebody(nurse: Clinician, prison: Prison) -> None:
    columns = """SELECT table_name, column_name FROM information_schema.columns
                 WHERE table_schema = 'health_stats' ORDER BY ordinal_position"""
    assert as_owner(columns) == [("patients_seen", name) for name in ("prison_id", "month", "patients")]
    people = seen(nurse, prison, 13, "2026-02-10T12:00Z")
    count_months(at=MARCH)
    person = f"prison_id IN (SELECT reception_prison_id FROM inmates_stay WHERE person_id = {people[0]})"  # noqa: S608
    for condition in (person, "month = '2026-02-01'", "patients < 14", "patients > 9"):
        assert as_web(f"SELECT patients FROM health_stats.patients_seen WHERE {condition}") == [(10,)]  # noqa: S608
    for condition in ("patients BETWEEN 11 AND 19", "patients < 10"):
        assert as_web(f"SELECT patients FROM health_stats.patients_seen WHERE {condition}") == []  # noqa: S608


@pytest.mark.parametrize(
    "leak",
    ["1 / (patients - {n}) > -2", "(patients || CASE WHEN patients = {n} THEN 'x' ELSE '' END)::int > 0"],
)
def test_a_condition_that_fails_on_a_hidden_number_never_sees_it(nurse: Clinician, prison: Prison, leak: str) -> None:
    seen(nurse, prison, 9, "2026-01-10T12:00Z")
    seen(nurse, prison, 23, "2026-02-10T12:00Z")
    count_months(at=MARCH)
    for hidden in (0, 1, 9, 23):
        assert as_web(f"SELECT month::text FROM health_stats.patients_seen WHERE {leak.format(n=hidden)}") == [  # noqa: S608
            ("2026-02-01",)
        ]
    with pytest.raises(DataError) as shown, transaction.atomic():  # the control: what is shown does fail
        as_web(f"SELECT month FROM health_stats.patients_seen WHERE {leak.format(n=20)}")  # noqa: S608
    assert isinstance(shown.value.__cause__, DivisionByZero) or "20x" in str(shown.value)
    assert as_owner("SELECT reloptions FROM pg_class WHERE relname = 'patients_seen'") == [(["security_barrier=true"],)]


def test_postgresql_keeps_no_number_of_fewer_than_ten_and_counts_a_month_once(prison: Prison, nurse: Clinician) -> None:
    into = "INSERT INTO health.seen_in_month (prison_id, month, patients, at) VALUES (%s, '2026-02-01', %s, now())"
    with pytest.raises(IntegrityError, match="no_number_tells_of_fewer_than_ten"), transaction.atomic():
        as_owner(into, prison.pk, 9)
    as_owner(into, prison.pk, 10)
    with pytest.raises(IntegrityError, match="a_month_is_counted_once_for_a_prison"), transaction.atomic():
        as_owner(into, prison.pk, 20)
    tasks.count_months()
    with clinical_context(nurse.user_id), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        SeenInMonth.objects.count()


def as_web(sql: str) -> list[tuple[object, ...]]:
    """What the web login may do, in the transaction of the test."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE cap_web")
        cursor.execute(sql)
        found = list(cursor.fetchall())
        cursor.execute("RESET ROLE")
        return found
