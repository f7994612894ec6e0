"""Preventive detention while it runs: extension by the court, and petitions for release on probation."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from corrections.choices import ClockState, Urgency
from corrections.models import Breach, Clock, Task, Unit, User
from corrections.refusals import Conflict, Refusal
from corrections.services import work
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.choices import NotCountedReason, PetitionAnswer, PetitionBody, PetitionBy, PetitionOutcome, TermKind
from sentencing.models import Extension, Judgment, NotCounted, ReleasePetition
from sentencing.selectors.dates import dates_of_stay
from sentencing.services import preventive, watch
from sentencing.services.judgments import SentenceRefused, note_filing
from sentencing.services.preventive import Decided
from tests.corrections.factories import UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")
TODAY = date(2026, 11, 24)


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


def frame(unit: Unit, *, final_on: date | None = date(2022, 4, 1), **values: Any) -> Judgment:
    """Five years with a minimum of three, from 1 March 2022: it expires on 1 March 2027."""
    stay: Stay = PlacementFactory.create(
        unit=unit, start=oslo("2022-03-01 12:00"), legal=LegalStatusKind.PREVENTIVE
    ).stay
    values = {"years": 5, "minimum_years": 3, **values}
    made: Judgment = JudgmentFactory.create(
        stay=stay, kind=TermKind.PREVENTIVE, judged_on=date(2022, 3, 1), final_on=final_on, **values
    )
    return made


def expires(judgment: Judgment) -> date:
    dates = dates_of_stay(judgment.stay_id, TODAY)
    assert dates is not None
    return dates.full


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    before = Extension.objects.count(), list(ReleasePetition.objects.order_by("pk").values())
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    said = error.value.__cause__
    assert isinstance(said, psycopg.Error)
    assert said.diag.constraint_name == constraint
    assert (Extension.objects.count(), list(ReleasePetition.objects.order_by("pk").values())) == before


# ---- extension -----------------------------------------------------------------------------------------------------
def test_an_extension_moves_the_frame_and_asks_for_the_next_filing(unit: Unit, by: User) -> None:
    judgment = frame(unit)
    watch.watch_all(at=NOW)
    note_filing(judgment=judgment, filed_on=date(2026, 11, 1), by=by, at=NOW)
    preventive.extend_frame(judgment=judgment, judged_on=TODAY, months=60, by=by, at=NOW)
    dates = dates_of_stay(judgment.stay_id, TODAY)
    assert dates is not None
    assert (dates.full, dates.frame_expires, dates.extension_filed_by) == (
        date(2032, 3, 1),
        date(2032, 3, 1),
        date(2031, 12, 1),
    )
    assert dates.minimum_reached == date(2025, 3, 1)
    assert [(s.what, s.on) for s in dates.steps][-2:] == [("filing", date(2031, 12, 1)), ("frame", date(2032, 3, 1))]
    running = Clock.objects.running().filter(subject_id=judgment.stay_id).order_by("rule__rule_id")
    assert list(running.values_list("rule__rule_id", "due_at")) == [
        ("F1", oslo("2031-12-02 00:00")),
        ("FULL", oslo("2032-03-02 00:00")),
    ]
    judgment.refresh_from_db()
    assert judgment.extension_filed_on is None
    assert Extension.objects.get().filed_on == date(2026, 11, 1)


def test_a_frame_is_extended_any_number_of_times(unit: Unit, by: User) -> None:
    judgment = frame(unit, years=3, minimum_years=2)
    for filed, judged in ((date(2024, 10, 1), date(2025, 1, 15)), (date(2026, 6, 1), date(2026, 8, 1))):
        note_filing(judgment=judgment, filed_on=filed, by=by, at=NOW)
        preventive.extend_frame(judgment=judgment, judged_on=judged, months=24, by=by, at=NOW)
    assert expires(judgment) == date(2029, 3, 1)


def test_a_court_that_refuses_to_extend_leaves_the_end_where_it_is(unit: Unit, by: User) -> None:
    judgment = frame(unit)
    note_filing(judgment=judgment, filed_on=date(2026, 11, 1), by=by, at=NOW)
    preventive.extend_frame(judgment=judgment, judged_on=TODAY, months=0, by=by, at=NOW)
    assert expires(judgment) == date(2027, 3, 1)
    assert not Clock.objects.running().filter(rule__rule_id="F1").exists()


@pytest.mark.parametrize(
    ("filed_on", "judged_on", "months", "sentence"),
    [
        (date(2026, 11, 1), TODAY, 72, "by at most 5 years at a time"),
        (None, TODAY, 60, "First note on which day the prosecutor filed"),
        (date(2026, 11, 20), date(2026, 11, 10), 60, "decides after the prosecutor has filed"),
        (date(2026, 11, 1), TODAY + timedelta(days=1), 60, "lies in the future"),
    ],
)
def test_an_extension_beyond_the_law_is_refused(
    unit: Unit, by: User, filed_on: date | None, judged_on: date, months: int, sentence: str
) -> None:
    judgment = frame(unit)
    if filed_on is not None:
        note_filing(judgment=judgment, filed_on=filed_on, by=by, at=NOW)
    with pytest.raises(SentenceRefused, match=sentence):
        preventive.extend_frame(judgment=judgment, judged_on=judged_on, months=months, by=by, at=NOW)
    assert not Extension.objects.exists()
    assert expires(judgment) == date(2027, 3, 1)


def test_what_is_filed_too_late_is_extended_only_with_the_courts_reason(unit: Unit, by: User) -> None:
    judgment = frame(unit, months=0)
    at = oslo("2027-01-20 12:00")
    note_filing(judgment=judgment, filed_on=date(2026, 12, 2), by=by, at=at)
    late: dict[str, Any] = {"judgment": judgment, "judged_on": date(2027, 1, 15), "months": 12, "by": by, "at": at}
    with pytest.raises(SentenceRefused, match=r"after the last day, 01\.12\.2026"):
        preventive.extend_frame(**late)
    assert not Extension.objects.exists()
    preventive.extend_frame(**late, late_reason="Fristen er oversittet, se kjennelsen")
    assert expires(judgment) == date(2028, 3, 1)


def test_a_missed_filing_stands_as_the_highest_alarm_until_it_is_met(unit: Unit, by: User) -> None:
    judgment = frame(unit)
    watch.watch_all(at=NOW)
    late = oslo("2026-12-02 06:00")
    work.escalate(at=late)
    task = Task.objects.filter(kind="clock.F1").latest("pk")
    assert (task.role, task.urgency, task.detail["overdue"]) == ("LEADER", Urgency.BAD, True)
    with pytest.raises(Refusal, match="deadline still runs"):
        work.complete_task(task=task, outcome="Sett", by=by, at=late)
    assert Breach.objects.filter(clock__rule__rule_id="F1").count() == 1
    note_filing(judgment=judgment, filed_on=date(2026, 12, 2), by=by, at=late)
    assert Clock.objects.get(rule__rule_id="F1").state == ClockState.CLOSED_LATE


# ---- petitions -----------------------------------------------------------------------------------------------------
def asked(judgment: Judgment, by: User, on: date = TODAY, asked_by: str = PetitionBy.INMATE) -> ReleasePetition:
    return preventive.ask_for_release(judgment=judgment, asked_by=asked_by, asked_on=on, by=by, at=NOW)


def refused(on: date, final_on: date | None = None) -> Decided:
    return Decided(PetitionOutcome.REFUSED, PetitionBody.COURT, on, "Vilkårene er til stede", final_on)


def granted(day: date, body: str = PetitionBody.COURT) -> Decided:
    return Decided(PetitionOutcome.GRANTED, body, TODAY, "Faren er redusert", None, day, 3)


def test_a_petition_goes_by_the_prosecutor_to_the_court(unit: Unit, by: User) -> None:
    petition = asked(frame(unit), by, date(2026, 10, 1))
    preventive.note_answer(petition=petition, answer=PetitionAnswer.COURT, answered_on=date(2026, 10, 9), by=by, at=NOW)
    preventive.decide(petition=petition, decided=granted(date(2026, 12, 1)), by=by, at=NOW)
    petition.refresh_from_db()
    assert (petition.outcome, petition.release_on, petition.probation_years) == ("GRANTED", date(2026, 12, 1), 3)
    assert petition.closed_by == by
    assert petition.history.count() == 3


def test_the_region_decides_when_the_prosecutor_consents_and_only_then(unit: Unit, by: User) -> None:
    petition = asked(frame(unit), by)
    by_region = granted(date(2026, 12, 1), PetitionBody.REGION)
    with pytest.raises(Refusal, match="only when the prosecutor consents"):
        preventive.decide(petition=petition, decided=by_region, by=by, at=NOW)
    petition.refresh_from_db()
    assert petition.outcome == ""
    preventive.note_answer(petition=petition, answer=PetitionAnswer.CONSENT, answered_on=TODAY, by=by, at=NOW)
    preventive.decide(petition=petition, decided=by_region, by=by, at=NOW)
    assert ReleasePetition.objects.get().decided_by == PetitionBody.REGION


def test_two_petitions_do_not_overlap(unit: Unit, by: User) -> None:
    judgment = frame(unit)
    asked(judgment, by)
    with pytest.raises(Conflict, match="one at a time"):
        asked(judgment, by, asked_by=PetitionBy.SERVICE)
    assert ReleasePetition.objects.count() == 1


def test_nobody_is_released_before_the_minimum_is_reached(unit: Unit, by: User) -> None:
    petition = asked(frame(unit, minimum_years=4, minimum_months=10), by)
    with pytest.raises(SentenceRefused, match=r"before the minimum term is reached, 01\.01\.2027"):
        preventive.decide(petition=petition, decided=granted(date(2026, 12, 31)), by=by, at=NOW)
    petition.refresh_from_db()
    assert petition.outcome == ""
    preventive.decide(petition=petition, decided=granted(date(2027, 1, 1)), by=by, at=NOW)


@pytest.mark.parametrize(
    ("final_on", "asked_on", "sentence"),
    [
        (None, TODAY, "First enter when it became final"),
        (date(2025, 11, 25), TODAY, r"may ask from 25\.11\.2026"),
    ],
)
def test_the_person_asks_at_the_earliest_a_year_after_the_judgment_is_final(
    unit: Unit, by: User, final_on: date | None, asked_on: date, sentence: str
) -> None:
    judgment = frame(unit, final_on=final_on)
    with pytest.raises(SentenceRefused, match=sentence):
        asked(judgment, by, asked_on)
    assert not ReleasePetition.objects.exists()
    asked(judgment, by, asked_on, PetitionBy.SERVICE)


def test_a_refusal_that_is_final_keeps_the_person_from_asking_for_a_year(unit: Unit, by: User) -> None:
    judgment = frame(unit)
    first = asked(judgment, by, date(2025, 9, 1))
    preventive.decide(petition=first, decided=refused(date(2025, 11, 10)), by=by, at=NOW)
    with pytest.raises(SentenceRefused, match="First enter when it became final"):
        asked(judgment, by)
    preventive.note_refusal_final(petition=first, final_on=date(2025, 11, 24), by=by, at=NOW)
    with pytest.raises(SentenceRefused, match=r"may ask from 24\.11\.2026"):
        asked(judgment, by, date(2026, 11, 23))
    asked(judgment, by, date(2026, 11, 24))


def test_a_petition_is_decided_once(unit: Unit, by: User) -> None:
    petition = asked(frame(unit), by)
    preventive.decide(petition=petition, decided=refused(TODAY, TODAY), by=by, at=NOW)
    with pytest.raises(Conflict, match="is decided"):
        preventive.decide(petition=petition, decided=granted(date(2026, 12, 1)), by=by, at=NOW)
    with pytest.raises(Conflict, match="entered already"):
        preventive.note_refusal_final(petition=petition, final_on=TODAY, by=by, at=NOW)


def test_a_prison_sentence_has_no_petition_and_no_extension(unit: Unit, by: User) -> None:
    stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-01 12:00"), legal=LegalStatusKind.SENTENCED).stay
    judgment = JudgmentFactory.create(stay=stay, years=5)
    with pytest.raises(SentenceRefused, match="only for preventive detention"):
        asked(judgment, by)
    with pytest.raises(SentenceRefused, match="only for preventive detention"):
        preventive.note_final(judgment=judgment, final_on=TODAY, by=by, at=NOW)
    judgment.refresh_from_db()
    assert judgment.final_on is None


# ---- what PostgreSQL refuses ---------------------------------------------------------------------------------------
def row_of_extension(judgment: Judgment, by: User, **values: Any) -> Extension:
    given = {
        "judged_on": TODAY,
        "filed_on": date(2026, 11, 1),
        "years": 5,
        "frame_expires": date(2027, 3, 1),
        **values,
    }
    return Extension.objects.create(judgment=judgment, registered_at=NOW, registered_by=by, **given)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("an_extension_is_at_most_five_years", {"years": 6}),
        ("an_extension_is_at_most_five_years", {"months": 1}),
        ("an_extension_is_at_most_five_years", {"years": 0}),
        ("an_extension_is_at_most_five_years", {"is_granted": False}),
        ("an_extension_is_filed_before_it_is_judged", {"judged_on": date(2026, 10, 31)}),
        ("an_extension_is_filed_three_months_before_the_frame_expires", {"frame_expires": date(2027, 1, 31)}),
        ("only_preventive_detention_is_extended", {"filed_on": date(2022, 2, 28)}),
    ],
)
def test_postgresql_refuses_an_extension_that_cannot_be(
    unit: Unit, by: User, constraint: str, values: dict[str, Any]
) -> None:
    judgment = frame(unit)
    with refused_by(constraint):
        row_of_extension(judgment, by, **values)


def test_postgresql_refuses_an_extension_twice_and_of_a_prison_sentence(unit: Unit, by: User) -> None:
    judgment = frame(unit)
    row_of_extension(judgment, by)
    with refused_by("an_extension_is_entered_once"):
        row_of_extension(judgment, by)
    prison = JudgmentFactory.create(stay=judgment.stay, years=2)
    with refused_by("only_preventive_detention_is_extended"):
        row_of_extension(prison, by)
    with refused_by("only_preventive_detention_is_petitioned"):
        row_of_petition(prison, by)


def row_of_petition(judgment: Judgment, by: User, **values: Any) -> ReleasePetition:
    given = {"asked_by": PetitionBy.INMATE, "asked_on": date(2026, 10, 1), **values}
    if values.get("outcome"):
        given = {"decided_on": TODAY, "why": "Why", "closed_at": NOW, "closed_by": by, **given}
    return ReleasePetition.objects.create(judgment=judgment, registered_at=NOW, registered_by=by, **given)


GRANTED = {"outcome": "GRANTED", "decided_by": "COURT", "release_on": date(2026, 12, 1), "probation_years": 2}


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_petition_is_asked_by_the_person_or_the_service", {"asked_by": "VICTIM"}),
        ("a_prosecutor_answers_on_a_day", {"answer": "CONSENT"}),
        ("a_prosecutor_answers_on_a_day", {"answer": "CONSENT", "answered_on": date(2026, 9, 30)}),
        ("a_decided_petition_says_who_when_and_why", {"outcome": "REFUSED"}),
        ("a_decided_petition_says_who_when_and_why", {"outcome": "WITHDRAWN", "why": ""}),
        ("the_region_decides_only_when_the_prosecutor_consents", {**GRANTED, "decided_by": "REGION"}),
        ("a_decided_petition_says_who_when_and_why", {"outcome": "REFUSED", "decided_by": "COURT", "decided_on": None}),
        ("a_release_on_probation_has_a_day_and_one_to_five_years", {**GRANTED, "probation_years": 6}),
        ("a_release_on_probation_has_a_day_and_one_to_five_years", {**GRANTED, "release_on": None}),
        ("a_release_on_probation_has_a_day_and_one_to_five_years", {**GRANTED, "release_on": date(2026, 11, 23)}),
        ("only_a_refusing_judgment_becomes_final", {"outcome": "WITHDRAWN", "final_on": TODAY}),
        ("nobody_asks_within_a_year_of_a_final_judgment", {"asked_on": date(2023, 3, 31)}),
        (
            "nobody_is_released_before_the_minimum",
            {**GRANTED, "decided_on": date(2025, 1, 5), "asked_on": date(2024, 9, 1), "release_on": date(2025, 2, 28)},
        ),
    ],
)
def test_postgresql_refuses_a_petition_that_cannot_be(
    unit: Unit, by: User, constraint: str, values: dict[str, Any]
) -> None:
    judgment = frame(unit)
    with refused_by(constraint):
        row_of_petition(judgment, by, **values)


def test_postgresql_refuses_a_second_petition_and_changes_of_a_decided_one(unit: Unit, by: User) -> None:
    judgment = frame(unit)
    petition = row_of_petition(judgment, by)
    with refused_by("one_petition_for_release_at_a_time"):
        row_of_petition(judgment, by)
    preventive.decide(petition=petition, decided=refused(TODAY), by=by, at=NOW)
    with refused_by("a_petition_follows_a_final_judgment"):
        row_of_petition(judgment, by)
    with refused_by("a_decided_petition_stands"):
        ReleasePetition.objects.filter(pk=petition.pk).update(outcome="GRANTED")
    extension = row_of_extension(judgment, by)
    for row in (petition, extension):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            row.delete()


def test_a_judgment_is_final_after_it_is_passed(unit: Unit) -> None:
    with pytest.raises(IntegrityError, match="a_judgment_is_final_after_it_is_passed"), transaction.atomic():
        frame(unit, final_on=date(2022, 2, 28))


@pytest.mark.parametrize("credit", [0, 37, 3000])
def test_postgresql_counts_the_minimum_as_the_rules_do(unit: Unit, by: User, credit: int) -> None:
    judgment = frame(unit, years=9, minimum_years=6, minimum_months=11, credit_days=credit)
    NotCounted.objects.create(
        stay=judgment.stay,
        reason=NotCountedReason.ESCAPE,
        days=(date(2022, 2, 20), date(2022, 3, 10)),
        document="Report",
        registered_at=NOW,
        registered_by=by,
    )
    dates = dates_of_stay(judgment.stay_id, TODAY)
    assert dates is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.minimum_reached(%s)", [judgment.pk])
        assert cursor.fetchone() == (dates.minimum_reached,)
