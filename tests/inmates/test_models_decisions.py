"""What PostgreSQL itself refuses about decisions: each constraint broken on purpose."""

from datetime import timedelta
from typing import Any

import pytest

from corrections.models import RuleVersion
from inmates.models import Decision, DecisionAppeal, DecisionStep, Stay
from tests.commit import at_commit, delete_by_sql
from tests.corrections.factories import NOW
from tests.inmates.house import House, build_house
from tests.inmates.test_models_whereabouts import broken, change

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WAY = (
    ("HEAR", "DRAFT", "HEARD"),
    ("DECIDE", "HEARD", "DECIDED"),
    ("NOTIFY", "DECIDED", "NOTIFIED"),
    ("BECOME_FINAL", "NOTIFIED", "FINAL"),
    ("CARRY_OUT", "FINAL", "EXECUTED"),
)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


def drafted(stay: Stay, house: House, **values: Any) -> Decision:
    rule = RuleVersion.objects.get(rule_id="DECISION_TRANSFER")
    given = {"kind": "transfer", "level": "LOCAL", "level_why": "ordinary", "legal_ref": "strgjfl. s. 14"}
    when = {"drafted_at": NOW, "drafted_by": house.officer, "saved_at": NOW}
    return Decision.objects.create(stay=stay, prison=house.prison, rule=rule, **{**given, **when, **values})


def walked(row: Decision, to: str) -> None:
    """Every step on the way to ``to``."""
    for act, held, next_ in WAY:
        if row.steps.filter(act=act).exists():
            continue
        DecisionStep.objects.create(decision=row, act=act, from_state=held, to_state=next_, at=NOW)
        if next_ == to:
            return


def made(stay: Stay, house: House, to: str = "DECIDED", **values: Any) -> Decision:
    """A decision that lacks nothing, with ``values`` besides, as far as ``to``."""
    text = {"grounds": ["a"], "facts": "Reports.", "milder_means": "Talks.", "outcome": "IMPOSED"}
    ways = {"heard_at": NOW - HOUR, "heard_by": house.officer, "heard_said": "No."}
    by = {"decided_at": NOW, "decided_by": house.colleague, "decided_level": "LOCAL", "written_at": NOW}
    if to != "DECIDED":
        by |= {"notified_at": NOW, "notified_by": house.officer, "notified_how": "SIGNED"}

    def act() -> Decision:
        row = drafted(stay, house, state=to, **{**text, **ways, **by, **values})
        if to in {next_ for _act, _held, next_ in WAY}:
            walked(row, to)
        return row

    row: Decision = at_commit(act)
    return row


def test_a_decision_is_in_a_known_state(stay: Stay, house: House) -> None:
    broken("a_decision_is_in_a_known_state", lambda: drafted(stay, house, state="SOMEWHERE", grounds=["a"]))


def test_a_decision_rests_on_a_ground(stay: Stay, house: House) -> None:
    broken("a_decision_rests_on_a_ground", lambda: made(stay, house, grounds=[]))
    assert drafted(stay, house).pk


def test_a_decision_states_its_facts(stay: Stay, house: House) -> None:
    broken("a_decision_states_its_facts", lambda: made(stay, house, facts=""))


def test_a_decision_weighs_milder_means(stay: Stay, house: House) -> None:
    broken("a_decision_weighs_milder_means", lambda: made(stay, house, milder_means=""))
    assert made(stay, house, milder_means="", outcome="GRANTED").pk


def test_a_decision_weighs_the_best_interest_of_the_child(stay: Stay, house: House) -> None:
    broken("a_decision_weighs_the_best_interest_of_the_child", lambda: made(stay, house, affects_child=True))
    assert made(stay, house, affects_child=True, child_interest="Close to the mother.").pk


@pytest.mark.parametrize("values", [{"heard_said": ""}, {"heard_at": None}, {"heard_at": NOW + HOUR}])
def test_the_person_is_heard_or_it_says_why_not(stay: Stay, house: House, values: dict[str, Any]) -> None:
    broken("the_person_is_heard_or_it_says_why_not", lambda: made(stay, house, **values))
    assert made(stay, house, heard_said="", not_heard_why="Escaped.").pk


@pytest.mark.parametrize("values", [{"decided_by": None}, {"outcome": ""}, {"decided_level": ""}])
def test_a_decision_says_who_decided_what_when(stay: Stay, house: House, values: dict[str, Any]) -> None:
    broken("a_decision_says_who_decided_what_when", lambda: made(stay, house, **values))


@pytest.mark.parametrize(("needs", "at"), [("REGIONAL", "LOCAL"), ("DIRECTORATE", "REGIONAL")])
def test_a_decision_is_made_at_its_level(stay: Stay, house: House, needs: str, at: str) -> None:
    broken("a_decision_is_made_at_its_level", lambda: made(stay, house, level=needs, decided_level=at))
    assert made(stay, house, level=at, decided_level=needs).pk


def test_another_decides_than_prepared_it(stay: Stay, house: House) -> None:
    own: dict[str, Any] = {"needs_two": True, "decided_by": house.officer}
    broken("another_decides_than_prepared_it", lambda: made(stay, house, **own))
    assert made(stay, house, needs_two=True).pk


def test_an_oral_decision_is_written_down_after_it(stay: Stay, house: House) -> None:
    name = "an_oral_decision_is_written_down_after_it"
    broken(name, lambda: made(stay, house, is_oral=True, written_at=NOW - HOUR))


@pytest.mark.parametrize("values", [{"notified_at": NOW - HOUR}, {"notified_how": "SHOUTED"}, {"notified_at": None}])
def test_a_decision_is_known_to_the_person_after_it_is_made(stay: Stay, house: House, values: dict[str, Any]) -> None:
    name = "a_decision_is_known_to_the_person_after_it_is_made"
    broken(name, lambda: made(stay, house, "NOTIFIED", **values))


@pytest.mark.parametrize("due", [None, NOW, NOW - HOUR])
def test_the_appeal_deadline_follows_the_notice(stay: Stay, house: House, due: Any) -> None:
    rule = RuleVersion.objects.get(rule_id="APPEAL_7D")
    name = "the_appeal_deadline_follows_the_notice"
    broken(name, lambda: made(stay, house, "NOTIFIED", appeal_rule=rule, appeal_due_at=due))
    assert made(stay, house, "NOTIFIED", appeal_rule=rule, appeal_due_at=NOW + HOUR).pk


def test_a_decision_is_not_carried_out_before_its_notice(stay: Stay, house: House) -> None:
    name = "a_decision_is_not_carried_out_before_its_notice"
    broken(name, lambda: made(stay, house, executed_at=NOW))
    broken(name, lambda: made(stay, house, "NOTIFIED", notified_at=NOW + HOUR, executed_at=NOW))
    assert made(stay, house, executed_at=NOW, notice_first=False).pk


def test_a_suspended_decision_waits_until_it_is_final(stay: Stay, house: House) -> None:
    name = "a_suspended_decision_waits_until_it_is_final"
    broken(name, lambda: made(stay, house, "NOTIFIED", is_suspensive=True, executed_at=NOW))
    assert made(stay, house, "NOTIFIED", is_suspensive=True, executed_at=NOW, final_at=NOW).pk


@pytest.mark.parametrize("values", [{"withheld": "PERSON"}, {"withheld_what": "A name"}])
def test_what_is_withheld_says_why(stay: Stay, house: House, values: dict[str, Any]) -> None:
    broken("what_is_withheld_says_why", lambda: made(stay, house, **values))
    assert made(stay, house, withheld="PERSON", withheld_what="A name").pk


def test_a_lapsed_decision_says_why(stay: Stay, house: House) -> None:
    row = drafted(stay, house)
    broken("a_lapsed_decision_says_why", change(row, state="LAPSED", lapsed_at=NOW))


def test_a_decision_that_is_carried_out_says_when(stay: Stay, house: House) -> None:
    broken("a_decision_that_is_carried_out_says_when", lambda: made(stay, house, "EXECUTED", final_at=NOW))


def test_a_step_of_a_decision_is_in_the_table(stay: Stay, house: House) -> None:
    row = drafted(stay, house)
    wrong = {"act": "DECIDE", "from_state": "DRAFT", "to_state": "DECIDED", "at": NOW}
    broken("a_step_of_a_decision_is_in_the_table", lambda: DecisionStep.objects.create(decision=row, **wrong))


def test_a_decision_takes_each_step_once(stay: Stay, house: House) -> None:
    row = made(stay, house)
    again = {"act": "DECIDE", "from_state": "HEARD", "to_state": "DECIDED", "at": NOW}
    broken("a_decision_takes_each_step_once", lambda: DecisionStep.objects.create(decision=row, **again))


@pytest.mark.parametrize(
    "values",
    [
        {"facts": "Other facts."},
        {"grounds": ["b"]},
        {"outcome": "GRANTED"},
        {"decided_level": "REGIONAL"},
        {"details": {"to": "1"}},
    ],
)
def test_a_decision_is_not_changed_after_it_is_made(stay: Stay, house: House, values: dict[str, Any]) -> None:
    row = made(stay, house)
    broken("a_decision_is_not_changed_after_it_is_made", change(row, **values))
    row.refresh_from_db()
    assert row.facts == "Reports."


def test_the_notice_is_not_moved_afterwards(stay: Stay, house: House) -> None:
    row = made(stay, house, "NOTIFIED")
    broken("a_decision_is_not_changed_after_it_is_made", change(row, notified_at=NOW + HOUR))


def test_a_decision_stands_where_its_last_step_left_it(stay: Stay, house: House) -> None:
    row = made(stay, house)
    given = {"state": "NOTIFIED", "notified_at": NOW, "notified_how": "ORAL"}
    broken("a_decision_stands_where_its_last_step_left_it", change(row, **given))
    step = {"act": "NOTIFY", "from_state": "DECIDED", "to_state": "NOTIFIED", "at": NOW}
    broken("a_decision_stands_where_its_last_step_left_it", lambda: DecisionStep.objects.create(decision=row, **step))


def test_decisions_and_their_steps_stay(stay: Stay, house: House) -> None:
    row = made(stay, house)
    step = row.steps.order_by("pk").get(act="DECIDE")
    broken("records_are_only_added", delete_by_sql("inmates_decisionstep", step.pk))
    broken("records_are_only_added", delete_by_sql("inmates_decision", row.pk))
    broken("records_are_only_added", change(step, at=NOW + HOUR))


# ---- appeals -----------------------------------------------------------------------------------------------------
def lodged(stay: Stay, house: House, **values: Any) -> DecisionAppeal:
    row = made(stay, house, "NOTIFIED")
    given = {"lodged_at": NOW, "entered_by": house.officer, "level": "REGIONAL"}
    return DecisionAppeal.objects.create(decision=row, **{**given, **values})


def test_a_decision_is_appealed_once(stay: Stay, house: House) -> None:
    first = lodged(stay, house)
    again = {"lodged_at": NOW, "entered_by": house.officer, "level": "REGIONAL"}
    broken(
        "inmates_decisionappeal_decision_id_key",
        lambda: DecisionAppeal.objects.create(decision=first.decision, **again),
    )


@pytest.mark.parametrize("values", [{"forwarded_at": NOW - HOUR}, {}, {"forwarded_at": NOW, "told_at": NOW - HOUR}])
def test_an_appeal_goes_its_way_in_order(stay: Stay, house: House, values: dict[str, Any]) -> None:
    settled = {"settled_at": NOW, "settled_by": house.officer, "outcome": "UPHELD", "reasons": "Yes."}
    broken("an_appeal_goes_its_way_in_order", lambda: lodged(stay, house, **{**settled, **values}))


@pytest.mark.parametrize("values", [{"outcome": ""}, {"reasons": ""}, {"outcome": "SHRUGGED"}, {"settled_by": None}])
def test_a_settled_appeal_says_its_outcome_and_reasons(stay: Stay, house: House, values: dict[str, Any]) -> None:
    settled = {"forwarded_at": NOW, "settled_at": NOW, "settled_by": house.officer, "outcome": "UPHELD"}
    name = "a_settled_appeal_says_its_outcome_and_reasons"
    broken(name, lambda: lodged(stay, house, **{**settled, "reasons": "Yes.", **values}))


@pytest.mark.parametrize(
    "values",
    [
        {"representative": "Ness", "representative_is": "BARRED"},
        {"representative": "Ness"},
        {"representative_is": "LAWYER"},
        {"representative": "Ness", "representative_is": "FRIEND"},
    ],
)
def test_no_inmate_or_staff_appeals_for_another(stay: Stay, house: House, values: dict[str, Any]) -> None:
    broken("no_inmate_or_staff_appeals_for_another", lambda: lodged(stay, house, **values))
    assert lodged(stay, house, representative="Ness", representative_is="LAWYER").pk


SAID_LATE = {"is_late": True, "late_why": "Ill."}


@pytest.mark.parametrize(
    "values",
    [{"is_late": True}, {"late_why": "Ill."}, {**SAID_LATE, "forwarded_at": NOW}],
)
def test_a_late_appeal_says_why_and_is_taken_up_before_it_goes_on(
    stay: Stay, house: House, values: dict[str, Any]
) -> None:
    broken("a_late_appeal_says_why_and_is_taken_up_before_it_goes_on", lambda: lodged(stay, house, **values))


@pytest.mark.parametrize("left_out", [{"late_reasons": ""}, {"late_by": None}, {"late_at": None}])
def test_the_answer_to_a_late_appeal_has_reasons(stay: Stay, house: House, left_out: dict[str, Any]) -> None:
    said = {**SAID_LATE, "late_answer": "ALLOWED", "late_reasons": "Ill.", "late_at": NOW, "late_by": house.officer}
    broken("the_answer_to_a_late_appeal_has_reasons", lambda: lodged(stay, house, **{**said, **left_out}))
    assert lodged(stay, house, **said).pk


@pytest.mark.parametrize(
    "values", [{"outcome": "CHANGED"}, {"outcome": "UPHELD", "changed_outcome": "GRANTED"}, {"changed_conditions": "a"}]
)
def test_a_changed_decision_says_what_it_is_changed_to(stay: Stay, house: House, values: dict[str, Any]) -> None:
    said = {"forwarded_at": NOW, "settled_at": NOW, "settled_by": house.officer, "outcome": "UPHELD", "reasons": "So."}
    name = "a_changed_decision_says_what_it_is_changed_to"
    broken(name, lambda: lodged(stay, house, **{**said, **values}))


@pytest.mark.parametrize("left_out", [{"suspended_why": ""}, {"suspended_by": None}, {"suspension": ""}])
def test_whether_it_waits_is_said_by_somebody_with_reasons(stay: Stay, house: House, left_out: dict[str, Any]) -> None:
    said = {"suspension": "WAITS", "suspended_why": "School.", "suspended_at": NOW, "suspended_by": house.officer}
    name = "whether_it_waits_is_said_by_somebody_with_reasons"
    broken(name, lambda: made(stay, house, "NOTIFIED", **{**said, **left_out}))
    row = made(stay, house, "NOTIFIED", **said)
    broken("a_decision_is_not_changed_after_it_is_made", change(row, suspended_why="Other."))
    broken("a_suspended_decision_waits_until_it_is_final", change(row, executed_at=NOW))


def test_another_decides_than_heard_the_person(stay: Stay, house: House) -> None:
    given: dict[str, Any] = {"needs_two": True, "drafted_by": None, "heard_by": house.colleague}
    broken("another_decides_than_prepared_it", lambda: made(stay, house, **given))
