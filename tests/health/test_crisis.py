"""The risk of suicide, the plan, visits to the isolated: signed once, reviewed in time, seen by the clinic alone."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import InsufficientPrivilege

from corrections.access import now
from corrections.models import Clock, Prison
from corrections.refusals import Conflict, Refusal
from health import questions
from health.choices import Answer, CareKind, RiskLevel, VisitOutcome, WatchLevel
from health.context import clinical_context
from health.models import Clinician, CrisisPlan, IsolationVisit, RiskAssessment
from health.selectors import crisis as selectors
from health.selectors import records
from health.services import crisis, journal
from health.services.crisis import Assessed, Measure
from inmates.models import SeenByHealth, Signal, Stay
from inmates.services import first_hours
from security.choices import Ground
from security.models import Observation
from security.services import observing
from tests.corrections.factories import PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.logins import connect
from tests.health.test_record import as_owner, opened, uuid_of
from tests.health.test_screening import signed
from tests.inmates.factories import PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 18, 12, tzinfo=UTC)  # 13:00 in Oslo
NO = dict.fromkeys(questions.SETS[questions.NOW], (Answer.NO, ""))
CALM = Assessed("RECEPTION", NO, RiskLevel.NONE, "Ingen tegn til selvmordsfare.")
HIGH = Assessed(
    "NEWS", NO | {"thoughts": (Answer.YES, "Hver natt")}, RiskLevel.HIGH, "Tanker, ingen plan.", WatchLevel.EVERY_30
)
ACUTE = replace(HIGH, level=RiskLevel.ACUTE, watch=WatchLevel.ALWAYS)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def stay(prison: Prison) -> Stay:
    return received(prison)


def received(prison: Prison) -> Stay:
    made: Stay = StayFactory.create(reception_prison=prison)
    PlacementFactory.create(stay=made, unit=UnitFactory.create(prison=prison))
    return made


def assessed(
    nurse: Clinician, stay: Stay, what: Assessed, follows: RiskAssessment | None = None, at: datetime = AT
) -> RiskAssessment:
    opened(nurse, uuid_of(stay))
    with clinical_context(nurse.user_id):
        patient = records.patient_of(uuid_of(stay))
        return crisis.assess(patient=patient, what=what, follows=follows, by=nurse.user, at=at)


def visited(
    nurse: Clinician, stay: Stay, outcome: VisitOutcome = VisitOutcome.SEEN, text: str = "", at: datetime = AT
) -> IsolationVisit:
    opened(nurse, uuid_of(stay))
    with clinical_context(nurse.user_id):
        patient = records.patient_of(uuid_of(stay))
        return crisis.visit(patient=patient, outcome=outcome, text=text, by=nurse.user, at=at)


def isolate(stay: Stay, at: datetime) -> Observation:
    made: Observation = observing.start(stay=stay, interval=60, ground=Ground.APART, by=UserFactory.create(), at=at)
    return made


def lines(nurse: Clinician, at: datetime) -> list[tuple[CareKind, uuid.UUID, bool, bool]]:
    with clinical_context(nurse.user_id):
        wanted = selectors.addresses(at)
    if wanted:
        journal.open_records(user_id=nurse.user_id, request_id=uuid.uuid4(), patients=wanted, basis="treatment")  # type: ignore[arg-type]
    with clinical_context(nurse.user_id):
        groups = selectors.now_at_risk(at)
        return [(line.kind, line.record, line.is_done, line.is_late) for _kind, found in groups for line in found]


def late(at: datetime) -> int:
    with clinical_context(0):
        return crisis.find_late(at=at)


def standing(stay: Stay) -> list[str]:
    found = Signal.objects.filter(stay=stay, ended_at__isnull=True)
    return list(found.order_by("code").values_list("code", flat=True))


# ---- the assessment ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "hours"),
    [(replace(HIGH, level=RiskLevel.RAISED), 168), (HIGH, 24), (ACUTE, 12)],
)
def test_a_level_is_reviewed_within_the_hours_of_its_rule(
    nurse: Clinician, stay: Stay, what: Assessed, hours: int
) -> None:
    assert assessed(nurse, stay, what).review_due_at == AT + timedelta(hours=hours)


def test_no_raised_risk_has_no_review_and_is_on_no_list(nurse: Clinician, stay: Stay) -> None:
    assert assessed(nurse, stay, CALM).review_due_at is None
    assert lines(nurse, AT) == []


def test_the_officers_are_told_how_often_to_look_in_and_nothing_else(nurse: Clinician, stay: Stay) -> None:
    first = assessed(nurse, stay, HIGH)
    assert standing(stay) == ["OBSERVE_30"]
    second = assessed(nurse, stay, ACUTE, first, AT + timedelta(hours=1))
    assert standing(stay) == ["OBSERVE_ALWAYS"]
    assessed(nurse, stay, CALM, second, AT + timedelta(hours=2))
    assert standing(stay) == []
    acts = [row[0] for row in as_owner("SELECT act FROM health.crossing ORDER BY id")]
    assert acts == ["set_signal", "end_signal", "set_signal", "end_signal"]


def test_a_signal_of_another_kind_stays_where_it_is(nurse: Clinician, stay: Stay) -> None:
    Signal.objects.create(
        stay=stay, code="LOWER_BUNK", needed_by="UNIT", set_at=now(), expires_at=now() + timedelta(days=1)
    )
    assessed(nurse, stay, HIGH)
    assert standing(stay) == ["LOWER_BUNK", "OBSERVE_30"]


def test_whoever_has_not_read_the_newest_assessment_is_told_so_and_nothing_is_written(
    nurse: Clinician, stay: Stay
) -> None:
    first = assessed(nurse, stay, HIGH)
    for follows, code in (
        (None, "a_stay_has_one_first_risk_assessment"),
        (first, "a_risk_assessment_is_followed_once"),
    ):
        if follows is not None:
            assessed(nurse, stay, ACUTE, first, AT + timedelta(hours=1))
        with pytest.raises(Conflict) as refused:
            assessed(nurse, stay, CALM, follows, AT + timedelta(hours=2))
        assert refused.value.code == code
    assert as_owner("SELECT level FROM health.risk_assessment ORDER BY id") == [("HIGH",), ("ACUTE",)]
    assert standing(stay) == ["OBSERVE_ALWAYS"]


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("a_risk_assessment_says_why", {"judgement": "  "}),
    ("a_risk_assessment_has_known_words", {"occasion": "FOO"}),
    ("an_acute_risk_is_watched_closely", {"level": "ACUTE", "watch": WatchLevel.EVERY_30}),
    ("observation_belongs_to_a_raised_risk", {"level": "NONE"}),
    ("a_risk_assessment_answers_every_question", {"answers": {"wish": (Answer.NO, "")}}),
    ("a_risk_assessment_answers_every_question", {"answers": NO | {"wish": ("MAYBE", "")}}),
    ("a_risk_assessment_answers_every_question", {"answers": NO | {"more": (Answer.NO, "")}}),
]


@pytest.mark.parametrize(("name", "wrong"), BROKEN)
def test_postgresql_refuses_an_assessment_that_says_too_little(
    nurse: Clinician, stay: Stay, name: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        assessed(nurse, stay, replace(HIGH, **wrong))
    assert refused.value.code == name
    assert (as_owner("SELECT count(*) FROM health.risk_assessment"), standing(stay)) == ([(0,)], [])


def test_a_raised_risk_without_a_review_and_the_stay_of_another_are_refused(
    nurse: Clinician, stay: Stay, prison: Prison
) -> None:
    made, other = assessed(nurse, stay, HIGH), received(prison)
    copy = """INSERT INTO health.risk_assessment SELECT (jsonb_populate_record(r, jsonb_build_object(
      'id', nextval('health.risk_assessment_id_seq'), 'stay_id', %s))).*
      FROM health.risk_assessment r WHERE r.id = %s"""
    with pytest.raises(IntegrityError) as wrong, transaction.atomic():
        as_owner(copy, other.pk, made.pk)
    assert constraint_of(wrong) == "care_is_of_the_patients_own_stay"


def constraint_of(caught: "pytest.ExceptionInfo[IntegrityError]") -> str:
    return str(caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_what_is_signed_is_never_changed_not_even_by_the_owner(nurse: Clinician, stay: Stay) -> None:
    assessed(nurse, stay, HIGH)
    isolate(stay, AT - timedelta(hours=2))
    visited(nurse, stay)
    plan(nurse, stay)
    late(AT + timedelta(days=4))
    for name in ("risk_assessment", "crisis_plan", "plan_measure", "isolation_visit", "care_alarm"):
        assert as_owner("SELECT count(*) > 0 FROM health.@".replace("@", name)) == [(True,)]
        for act in ("UPDATE health.@ SET patient_id = patient_id", "DELETE FROM health.@"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                as_owner(act.replace("@", name))


def test_another_clinic_and_a_shut_record_show_nothing(nurse: Clinician, stay: Stay, prison: Prison) -> None:
    assessed(nurse, stay, HIGH)
    assert lines(clinician(), AT) == []
    with clinical_context(clinician(prison=prison).user_id):
        assert RiskAssessment.objects.count() == 0
    with clinical_context(nurse.user_id):
        assert RiskAssessment.objects.count() == 1


# ---- reviews -----------------------------------------------------------------------------------------------------
def test_a_review_that_is_late_is_raised_once_for_each_step_and_stays_on_record(nurse: Clinician, stay: Stay) -> None:
    first = assessed(nurse, stay, HIGH)
    due = AT + timedelta(hours=24)
    assert [late(at) for at in (due - timedelta(minutes=1), due, due, due + timedelta(hours=2))] == [0, 1, 0, 1]
    assert lines(nurse, due - timedelta(minutes=1))[0][3] is True  # raised already
    assessed(nurse, stay, HIGH, first, due + timedelta(hours=3))
    assert lines(nurse, due + timedelta(hours=3)) == [(CareKind.REVIEW, uuid_of(stay), False, False)]
    assert as_owner("SELECT kind, level FROM health.care_alarm ORDER BY id") == [("REVIEW", 1), ("REVIEW", 2)]


def test_the_observation_goes_on_while_the_review_is_late(nurse: Clinician, stay: Stay) -> None:
    assessed(nurse, stay, HIGH)
    row = Signal.objects.get(stay=stay)
    assert timedelta(days=29, hours=23) < row.expires_at - row.set_at <= timedelta(days=30)


# ---- the plan ----------------------------------------------------------------------------------------------------
def plan(nurse: Clinician, stay: Stay, follows: CrisisPlan | None = None, measures: int = 2) -> CrisisPlan:
    opened(nurse, uuid_of(stay))
    with clinical_context(nurse.user_id):
        return crisis.write_plan(
            patient=records.patient_of(uuid_of(stay)),
            signs="Isolerer seg, sover ikke",
            measures=[Measure(f"Samtale {n}", "Sykepleier", AT.date() + timedelta(days=n)) for n in range(measures)],
            follows=follows,
            by=nurse.user,
            at=AT,
        )


def test_a_plan_says_what_who_and_until_when_and_a_later_one_stands_instead(nurse: Clinician, stay: Stay) -> None:
    first = plan(nurse, stay)
    plan(nurse, stay, first, 1)
    with clinical_context(nurse.user_id):
        patient = records.patient_of(uuid_of(stay))
        stands = selectors.plan_of(patient, AT)
        assert stands is not None
        assert [(each.what, each.who, each.until) for each in stands.measures] == [
            ("Samtale 0", "Sykepleier", AT.date())
        ]
        assert [len(each.measures) for each in selectors.plans(patient)] == [1, 2]
    with pytest.raises(Conflict) as refused:
        plan(nurse, stay, first)
    assert refused.value.code == "a_crisis_plan_is_followed_once"


def test_a_plan_without_measures_ends_one_and_begins_none(nurse: Clinician, stay: Stay) -> None:
    with pytest.raises(crisis.CareRefused, match="at least one"):
        plan(nurse, stay, measures=0)
    plan(nurse, stay, plan(nurse, stay), 0)
    with clinical_context(nurse.user_id):
        stands = selectors.plan_of(records.patient_of(uuid_of(stay)), AT)
        assert stands is not None
        assert stands.measures == []


# ---- the isolated ------------------------------------------------------------------------------------------------
def test_who_is_kept_apart_is_to_be_visited_today_and_is_visited_once(nurse: Clinician, stay: Stay) -> None:
    isolate(stay, AT - timedelta(hours=3))
    assert lines(nurse, AT) == [(CareKind.VISIT, uuid_of(stay), False, False)]
    first = visited(nurse, stay, text="Rolig, spiser.")
    assert visited(nurse, stay, at=AT + timedelta(minutes=1)) == first
    assert lines(nurse, AT) == [(CareKind.VISIT, uuid_of(stay), True, False)]
    assert lines(nurse, AT + timedelta(days=1)) == [(CareKind.VISIT, uuid_of(stay), False, False)]
    assert as_owner("SELECT day::text, outcome FROM health.isolation_visit") == [("2026-03-18", "SEEN")]


def test_another_who_taps_is_told_who_was_there(nurse: Clinician, stay: Stay, prison: Prison) -> None:
    isolate(stay, AT - timedelta(hours=3))
    visited(nurse, stay)
    with pytest.raises(Conflict, match=str(nurse.user)):
        visited(clinician(prison=prison), stay)
    with pytest.raises(Conflict) as refused:
        visited(nurse, stay, VisitOutcome.NOT_SEEN, "Sov")
    assert refused.value.code == "who_was_visited_was_not_left_out"
    assert as_owner("SELECT count(*) FROM health.isolation_visit") == [(1,)]


def test_a_day_ends_at_midnight_in_oslo(nurse: Clinician, stay: Stay) -> None:
    isolate(stay, AT - timedelta(hours=3))
    for at in (datetime(2026, 3, 18, 22, 59, tzinfo=UTC), datetime(2026, 3, 18, 23, 1, tzinfo=UTC)):
        visited(nurse, stay, at=at)
    assert as_owner("SELECT day::text FROM health.isolation_visit ORDER BY id") == [("2026-03-18",), ("2026-03-19",)]


def test_nobody_is_visited_as_isolated_who_is_not(nurse: Clinician, stay: Stay) -> None:
    with pytest.raises(Refusal) as refused:
        visited(nurse, stay)
    assert refused.value.code == "a_visit_is_to_somebody_isolated"


def test_not_visited_says_why_and_can_still_be_visited_that_day(nurse: Clinician, stay: Stay) -> None:
    isolate(stay, AT - timedelta(hours=3))
    with pytest.raises(Refusal) as refused:
        visited(nurse, stay, VisitOutcome.NOT_SEEN)
    assert refused.value.code == "a_visit_that_was_not_made_says_why"
    visited(nurse, stay, VisitOutcome.NOT_SEEN, "Ikke forsvarlig å åpne, sagt av vaktleder")
    visited(nurse, stay, at=AT + timedelta(hours=2))
    assert as_owner("SELECT outcome FROM health.isolation_visit ORDER BY id") == [("NOT_SEEN",), ("SEEN",)]


def test_a_day_without_a_visit_is_raised_when_it_is_over(nurse: Clinician, stay: Stay, prison: Prison) -> None:
    isolate(stay, AT - timedelta(hours=3))
    excused, evening = received(prison), received(prison)
    isolate(excused, AT - timedelta(hours=3))
    visited(nurse, excused, VisitOutcome.NOT_SEEN, "Ved retten hele dagen")
    isolate(evening, datetime(2026, 3, 18, 20, tzinfo=UTC))  # 21:00: the day's count was at 18
    midnight = datetime(2026, 3, 18, 23, tzinfo=UTC)
    assert [late(midnight - timedelta(seconds=1)), late(midnight), late(midnight)] == [0, 1, 0]
    assert as_owner("SELECT kind, row_id FROM health.care_alarm") == [("VISIT", stay.pk)]
    assert (CareKind.VISIT, uuid_of(stay), False, True) in lines(nurse, midnight)
    visited(nurse, stay, at=midnight + timedelta(hours=9))
    assert (CareKind.VISIT, uuid_of(stay), True, False) in lines(nurse, midnight + timedelta(hours=9))


# ---- what crosses ------------------------------------------------------------------------------------------------
def test_the_first_hours_say_that_health_staff_have_seen_who_was_screened(nurse: Clinician, prison: Prison) -> None:
    stay = StayFactory.create(reception_prison=prison, start=now() - timedelta(hours=2))
    first_hours.start(stay_id=stay.pk, prison_id=prison.pk, by=None, at=stay.admitted_at)
    signed(nurse, stay)
    seen = SeenByHealth.objects.get()
    assert {field.name for field in SeenByHealth._meta.concrete_fields} == {"stay", "at"}
    assert [first_hours.tick_who_was_seen_by_health(at=max(seen.at, now())) for _twice in range(2)] == [1, 0]
    clock = Clock.objects.get(dedupe_key=first_hours.key_of("HEALTH", stay.pk))
    assert (clock.closed_at, clock.closed_by) == (seen.at, None)
    assert Clock.objects.running().filter(subject_id=stay.pk).count() == 3


@pytest.mark.django_db(transaction=True)
def test_no_login_but_the_clinical_reaches_any_of_it_and_that_one_not_around_the_rules() -> None:
    tables = ("risk_assessment", "crisis_plan", "plan_measure", "isolation_visit", "care_alarm", "food_strike",
              "food_plan", "food_day")  # fmt: skip
    with connect("web") as web:
        for table in tables:
            with pytest.raises(InsufficientPrivilege):
                web.execute("SELECT * FROM health.@".replace("@", table).encode())
        assert web.execute("SELECT * FROM inmates_seenbyhealth").fetchall() == []
        for sql in (
            "INSERT INTO inmates_seenbyhealth VALUES (1, now())",
            "DELETE FROM inmates_seenbyhealth",
            "SELECT * FROM health.care_now(now())",
            "SELECT health.find_late_care(now())",
            "SELECT * FROM health.isolated(now(), now())",
        ):
            with pytest.raises(InsufficientPrivilege):
                web.execute(sql.encode())
    with connect("clinical") as login:
        for table in tables:
            assert login.execute("SELECT * FROM health.@".replace("@", table).encode()).fetchall() == []
            for sql in ("DELETE FROM health.@", "UPDATE health.@ SET patient_id = 1"):
                with pytest.raises(InsufficientPrivilege):
                    login.execute(sql.replace("@", table).encode())
        for sql in (
            "INSERT INTO health.care_alarm DEFAULT VALUES",
            "SELECT * FROM health.isolated(now(), now())",
            "SELECT * FROM inmates_seenbyhealth",
            "INSERT INTO inmates_seenbyhealth VALUES (1, now())",
        ):
            with pytest.raises(InsufficientPrivilege):
                login.execute(sql.encode())
        assert login.execute("SELECT * FROM health.care_now(now())").fetchall() == []


def test_the_list_takes_as_many_queries_for_many_as_for_one(nurse: Clinician, prison: Prison) -> None:
    taken = []
    for size in (1, 4):
        for _more in range(size):
            each = received(prison)
            assessed(nurse, each, HIGH)
            isolate(each, AT - timedelta(hours=1))
        lines(nurse, AT)
        with clinical_context(nurse.user_id), CaptureQueriesContext(connection) as queries:
            assert len(selectors.now_at_risk(AT)[0][1]) in (1, 5)
        taken.append(len(queries))
    assert taken == [4, 4]
