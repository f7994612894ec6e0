"""A hunger strike: its days in Oslo, what the prison may know and what stays here, and the daily examination."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from health.choices import CareKind, StrikeKind
from health.context import clinical_context
from health.models import Clinician, FoodDay, FoodPlan, FoodStrike
from health.selectors import crisis as care
from health.selectors import food as selectors
from health.selectors import records
from health.services import food
from health.services.food import Examined
from inmates.models import Signal, Stay
from tests.health.test_crisis import (
    AT,
    HIGH,
    assessed,
    isolate,
    late,
    lines,
    nurse,
    plan,
    prison,
    received,
    standing,
    stay,
    visited,
)
from tests.health.test_record import as_owner, opened, uuid_of

__all__ = ["nurse", "prison", "stay"]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 18)
MIDNIGHT = AT.replace(hour=23)  # in Oslo


def begun(nurse: Clinician, stay: Stay, started_on: date = TODAY - timedelta(days=2)) -> FoodStrike:
    opened(nurse, uuid_of(stay))
    with clinical_context(nurse.user_id):
        patient = records.patient_of(uuid_of(stay))
        return food.begin(
            patient=patient, kind=StrikeKind.FOOD, started_on=started_on, reason="Saken min", by=nurse.user, at=AT
        )


def examined(
    nurse: Clinician, strike: FoodStrike, weight: str = "82", at: object = AT, corrects: FoodDay | None = None
) -> FoodDay:
    with clinical_context(nurse.user_id):
        what = Examined("Våken, svimmel", weight=Decimal(weight), over=120, under=80, pulse=70, drunk=1500)
        return food.examine(strike=strike, what=what, corrects=corrects, by=nurse.user, at=at)  # type: ignore[arg-type]


def agreed(nurse: Clinician, strike: FoodStrike, codes: tuple[str, ...], follows: FoodPlan | None = None) -> FoodPlan:
    with clinical_context(nurse.user_id):
        return food.agree(
            strike=strike,
            arrangements=codes,
            agreed_with="Vaktleder Dale",
            clinic="Vekt hver dag. Innleggelse ved 15 %.",
            wishes="Ikke sonde",
            follows=follows,
            by=nurse.user,
            at=AT,
        )


def ended(nurse: Clinician, strike: FoodStrike, on: date = TODAY) -> FoodStrike:
    with clinical_context(nurse.user_id):
        return food.end(strike=strike, ended_on=on, note="Spiste frokost", by=nurse.user, at=AT)


# ---- days --------------------------------------------------------------------------------------------------------
def test_the_first_day_without_food_is_day_one_and_a_day_begins_at_midnight_in_oslo(
    nurse: Clinician, stay: Stay
) -> None:
    strike = begun(nurse, stay)
    with clinical_context(nurse.user_id):
        assert selectors.picture(strike, AT).number == 3
        assert selectors.picture(strike, MIDNIGHT - timedelta(seconds=1)).number == 3
        assert selectors.picture(strike, MIDNIGHT).number == 4
        assert [day.day for day in selectors.picture(strike, AT).days] == [TODAY - timedelta(days=n) for n in range(3)]


def test_the_counter_stops_with_the_first_day_of_food(nurse: Clinician, stay: Stay) -> None:
    strike = ended(nurse, begun(nurse, stay))
    with clinical_context(nurse.user_id):
        assert selectors.picture(strike, AT + timedelta(days=9)).number == 3
        assert selectors.open_strike(records.patient_of(uuid_of(stay))) is None
    assert lines(nurse, AT) == []


def test_a_new_strike_may_begin_the_day_the_last_one_ended_and_none_before(nurse: Clinician, stay: Stay) -> None:
    ended(nurse, begun(nurse, stay))
    for started_on, code in (
        (TODAY - timedelta(days=1), "hunger_strikes_do_not_overlap"),
        (TODAY + timedelta(days=1), "a_hunger_strike_has_begun"),
    ):
        with pytest.raises(Refusal) as refused:
            begun(nurse, stay, started_on)
        assert refused.value.code == code
    begun(nurse, stay, TODAY)
    with pytest.raises(Conflict) as twice:
        begun(nurse, stay, TODAY)
    assert twice.value.code == "one_hunger_strike_at_a_time"
    assert as_owner("SELECT count(*) FROM health.food_strike") == [(2,)]


# ---- what the prison may know -------------------------------------------------------------------------------------
def test_the_prison_learns_that_no_food_is_taken_and_what_was_agreed_by_code_alone(
    nurse: Clinician, stay: Stay
) -> None:
    strike = begun(nurse, stay)
    assert standing(stay) == ["NO_FOOD"]
    first = agreed(nurse, strike, ("WATER_IN_CELL", "OFFER_MEALS"))
    assert standing(stay) == ["NO_FOOD", "OFFER_MEALS", "WATER_IN_CELL"]
    agreed(nurse, strike, ("OFFER_MEALS",), first)
    assert standing(stay) == ["NO_FOOD", "OFFER_MEALS"]
    examined(nurse, strike)
    ended(nurse, strike)
    assert standing(stay) == []
    assert set(Signal.objects.values_list("code", flat=True)) == {"NO_FOOD", "OFFER_MEALS", "WATER_IN_CELL"}


def test_a_plan_that_somebody_has_changed_is_read_first(nurse: Clinician, stay: Stay) -> None:
    strike = begun(nurse, stay)
    first = agreed(nurse, strike, ())
    with pytest.raises(Conflict) as refused:
        agreed(nurse, strike, ("OFFER_MEALS",))
    assert refused.value.code == "a_hunger_strike_has_one_first_plan"
    agreed(nurse, strike, ("OFFER_MEALS",), first)
    with pytest.raises(Conflict) as again:
        agreed(nurse, strike, (), first)
    assert again.value.code == "a_food_plan_is_followed_once"
    assert standing(stay) == ["NO_FOOD", "OFFER_MEALS"]


# ---- the daily examination ---------------------------------------------------------------------------------------
def test_each_day_is_examined_once_and_corrected_by_another_row(nurse: Clinician, stay: Stay) -> None:
    strike = begun(nurse, stay)
    first = examined(nurse, strike, "82")
    with pytest.raises(Conflict) as refused:
        examined(nurse, strike, "81", AT + timedelta(hours=1))
    assert refused.value.code == "a_day_without_food_is_examined_once"
    examined(nurse, strike, "80", AT + timedelta(hours=1), first)
    with pytest.raises(Conflict) as twice:
        examined(nurse, strike, "79", AT + timedelta(hours=2), first)
    assert twice.value.code == "a_day_without_food_is_corrected_once"
    with clinical_context(nurse.user_id):
        today = selectors.picture(strike, AT).today
        assert today is not None
        assert today.weight == Decimal("80.0")


def test_the_weight_that_is_lost_is_counted_from_the_first_and_ten_per_cent_is_danger(
    nurse: Clinician, stay: Stay
) -> None:
    strike = begun(nurse, stay)
    for n, weight in enumerate(("80", "76", "72")):
        examined(nurse, strike, weight, AT + timedelta(days=n))
    with clinical_context(nurse.user_id):
        days = selectors.picture(strike, AT + timedelta(days=2)).days
        assert [(day.number, day.lost, day.is_dangerous) for day in days] == [
            (5, Decimal("10.0"), True),
            (4, Decimal("5.0"), False),
            (3, Decimal("0.0"), False),
            (2, None, False),
            (1, None, False),
        ]


def test_a_day_without_an_examination_is_raised_when_it_is_over(nurse: Clinician, stay: Stay, prison: Prison) -> None:
    strike = begun(nurse, stay)
    other = begun(nurse, received(prison))
    examined(nurse, other)
    assert [late(at) for at in (MIDNIGHT - timedelta(seconds=1), MIDNIGHT, MIDNIGHT)] == [0, 1, 0]
    assert as_owner("SELECT kind, row_id FROM health.care_alarm") == [("FOOD", strike.pk)]
    assert {(kind, is_late) for kind, _record, _done, is_late in lines(nurse, MIDNIGHT)} == {
        (CareKind.FOOD, True),
        (CareKind.FOOD, False),
    }
    with clinical_context(nurse.user_id):
        assert care.waiting(MIDNIGHT) == 1


# ---- what PostgreSQL refuses --------------------------------------------------------------------------------------
def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        as_owner(sql)
    return str(caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


ROW = """INSERT INTO health.@ SELECT (jsonb_populate_record(r, jsonb_build_object('id', nextval('health.@_id_seq'))
  || '{change}')).* FROM health.@ r ORDER BY r.id LIMIT 1"""
ENDED = '"ended_at": "2026-03-02", "ended_by_id": 1'
BROKEN = [
    ("food_strike", '"kind": "X"', "a_hunger_strike_is_of_a_known_kind"),
    ("food_strike", f'"ended_on": "2026-03-01", {ENDED}', "a_hunger_strike_ends_after_it_began"),
    ("food_strike", '"ended_on": "2026-03-18"', "an_ended_hunger_strike_says_who_and_when"),
    ("food_plan", '"arrangements": ["LOWER_BUNK"]', "a_joint_plan_arranges_what_is_known"),
    ("food_plan", '"clinic": ""', "a_joint_plan_says_with_whom_and_what"),
    ("food_day", '"condition": ""', "a_day_without_food_says_how_it_goes"),
    ("food_day", '"weight": 8', "a_weight_is_that_of_a_person"),
    ("food_day", '"under": 130', "two_blood_pressures_or_none"),
    ("food_day", '"under": null', "two_blood_pressures_or_none"),
    ("food_day", '"pulse": 10', "pulse_and_drink_are_within_reason"),
    ("food_day", '"at": "2026-03-19T12:00:00Z", "corrects_id": ONE', "a_correction_is_of_the_same_day"),
    ("crisis_plan", '"signs": ""', "a_crisis_plan_says_what_to_look_for"),
    ("crisis_plan", "", "a_stay_has_one_first_crisis_plan"),
    ("plan_measure", "", "measures_of_a_plan_are_in_order"),
    ("plan_measure", '"who": ""', "a_measure_says_what_and_who"),
    ("isolation_visit", "", "a_visit_counts_once_a_day"),
    ("isolation_visit", '"outcome": "X"', "a_visit_has_a_known_outcome"),
    ("care_alarm", "", "a_care_alarm_is_raised_once"),
    ("care_alarm", '"kind": "X"', "a_care_alarm_is_of_a_known_kind"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "change", "constraint"), BROKEN)
def test_postgresql_refuses_what_cannot_be(
    nurse: Clinician, stay: Stay, table: str, change: str, constraint: str
) -> None:
    everything(nurse, stay)
    ((one,),) = as_owner("SELECT min(id) FROM health.@".replace("@", table))
    changed = "{" + change.replace("ONE", str(one)) + "}"
    assert refused(ROW.replace("@", table).replace("{change}", changed)) == constraint


def everything(nurse: Clinician, stay: Stay) -> None:
    """A row of each kind."""
    strike = begun(nurse, stay)
    agreed(nurse, strike, ("OFFER_MEALS",))
    examined(nurse, strike)
    plan(nurse, stay)
    isolate(stay, AT - timedelta(hours=3))
    visited(nurse, stay)
    late(MIDNIGHT + timedelta(days=1))


def test_a_raised_risk_needs_its_review_in_postgresql_too(nurse: Clinician, stay: Stay) -> None:
    """The trigger sets it; without the trigger the constraint holds alone."""
    assessed(nurse, stay, HIGH)
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.risk_assessment DISABLE TRIGGER risk_is_right")
    change = '{"review_due_at": null}'
    assert refused(ROW.replace("@", "risk_assessment").replace("{change}", change)) == "a_raised_risk_is_reviewed"
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.risk_assessment ENABLE TRIGGER risk_is_right")


def test_a_strike_is_ended_once_and_never_changed_and_nothing_is_added_after(nurse: Clinician, stay: Stay) -> None:
    strike = begun(nurse, stay)
    first = examined(nurse, strike)
    name = "a_hunger_strike_is_ended_never_changed"
    assert refused("UPDATE health.food_strike SET started_on = started_on - 1") == name
    ended(nurse, strike)
    with pytest.raises(Conflict, match="just ended"):
        ended(nurse, strike)
    assert refused("UPDATE health.food_strike SET ended_on = NULL, ended_at = NULL, ended_by_id = NULL") == name
    with pytest.raises(Refusal) as over:
        examined(nurse, strike, "80", AT + timedelta(hours=1), first)
    assert over.value.code == "a_hunger_strike_that_is_over_gets_nothing_more"
    for act in (
        "DELETE FROM health.food_strike",
        "DELETE FROM health.food_day",
        "UPDATE health.food_day SET pulse = 1",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            as_owner(act)
