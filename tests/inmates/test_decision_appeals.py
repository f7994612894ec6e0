"""Appeals that come too late, what waits for them, and what follows when the level above does not let it stand."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from corrections.models import Task, User
from corrections.refusals import Conflict
from inmates.choices import DecisionAct, DecisionState
from inmates.models import Decision, DecisionAppeal, Stay
from inmates.services import decision_appeals, decision_ends, decisions
from inmates.services.decision_checks import DecisionRefused
from tests.corrections.factories import NOW
from tests.inmates import deciding
from tests.inmates.deciding import Cast, cast
from tests.inmates.house import House, build_house
from tests.inmates.races import race

pytestmark = pytest.mark.django_db
S, A = DecisionState, DecisionAct
DUE = NOW + timedelta(days=7)
AFTER = DUE + timedelta(days=3)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


@pytest.fixture
def who(house: House) -> Cast:
    return cast(house)


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    with deciding.kind():
        yield


def open_tasks() -> list[tuple[str, str]]:
    return sorted(Task.objects.filter(done_at__isnull=True).values_list("kind", "role"))


def appeal(row: Decision, who: Cast, at: datetime, **values: Any) -> Decision:
    found: Decision = decision_appeals.appeal(decision=row, text="It is not true.", by=who.caseworker, at=at, **values)
    return found


def final(stay: Stay, who: Cast, outcome: str = "IMPOSED") -> Decision:
    """Told, and nobody appealed in time."""
    row = deciding.told(stay, who, outcome=outcome)
    decision_ends.finish_due(at=DUE)
    row.refresh_from_db()
    return row


def late(stay: Stay, who: Cast, outcome: str = "IMPOSED") -> Decision:
    return appeal(final(stay, who, outcome), who, AFTER, why_late="Was in hospital.")


def answer(row: Decision, who: Cast, said: str, at: datetime = AFTER) -> Decision:
    found: Decision = decision_appeals.answer_late(
        decision=row, answer=said, reasons="Could not write.", by=who.leader, at=at
    )
    return found


def told_of_the_answer(row: Decision, who: Cast, outcome: str, at: datetime = AFTER, **changed: str) -> Decision:
    row = decision_appeals.forward(decision=row, remarks="", by=who.caseworker, at=at)
    row = decision_appeals.settle(
        decision=row, outcome=outcome, reasons="So.", level="REGIONAL", by=who.region, at=at, **changed
    )
    found: Decision = decision_appeals.tell(decision=row, by=who.caseworker, at=at)
    return found


# ---- too late ----------------------------------------------------------------------------------------------------
def test_said_in_time_and_typed_after_the_deadline_is_in_time(stay: Stay, who: Cast) -> None:
    row = appeal(final(stay, who), who, AFTER, lodged_at=DUE - timedelta(minutes=1))
    assert (row.state, row.final_at) == (S.APPEALED, DUE)
    assert not DecisionAppeal.objects.get(decision=row).is_late
    assert open_tasks() == [("inmates.decision.forward", "CASEWORKER")]


def test_a_late_appeal_is_registered_and_waits_for_the_leader_while_the_decision_stands(stay: Stay, who: Cast) -> None:
    row = late(stay, who)
    assert row.state == S.FINAL
    assert DecisionAppeal.objects.get(decision=row).late_why == "Was in hospital."
    assert open_tasks() == [("inmates.decision.carry_out", "CASEWORKER"), ("inmates.decision.late", "LEADER")]


def test_a_late_appeal_before_the_clock_has_noticed_makes_the_decision_final_first(stay: Stay, who: Cast) -> None:
    row = appeal(deciding.told(stay, who), who, DUE, why_late="Forgot.")
    assert (row.state, row.final_at) == (S.FINAL, DUE)
    assert list(row.steps.order_by("pk").values_list("act", flat=True))[-2:] == [A.BECOME_FINAL, A.LATE]


def test_a_rejected_late_appeal_changes_nothing_and_the_person_is_told(stay: Stay, who: Cast) -> None:
    row = answer(late(stay, who), who, "REJECTED")
    assert (row.state, open_tasks()) == (
        S.FINAL,
        [("inmates.decision.carry_out", "CASEWORKER"), ("inmates.decision.tell", "CASEWORKER")],
    )
    row = decision_appeals.tell(decision=row, by=who.caseworker, at=AFTER)
    assert (row.state, open_tasks()) == (S.FINAL, [("inmates.decision.carry_out", "CASEWORKER")])
    with pytest.raises(Conflict):
        answer(row, who, "ALLOWED")


def test_a_late_appeal_that_is_taken_up_goes_the_whole_way(stay: Stay, who: Cast) -> None:
    row = answer(late(stay, who), who, "ALLOWED")
    assert (row.state, open_tasks()) == (S.APPEALED, [("inmates.decision.forward", "CASEWORKER")])
    row = told_of_the_answer(row, who, "UPHELD")
    assert (row.state, row.final_at) == (S.FINAL, DUE)
    assert open_tasks() == [("inmates.decision.carry_out", "CASEWORKER")]


def test_a_refused_application_that_lapsed_by_itself_can_be_appealed_late(stay: Stay, who: Cast) -> None:
    row = final(stay, who, "REFUSED")
    assert (row.state, row.lapsed_why) == (S.LAPSED, "nothing_to_do")
    row = answer(appeal(row, who, AFTER, why_late="Was in hospital."), who, "ALLOWED")
    assert (row.state, row.lapsed_at, row.lapsed_why) == (S.APPEALED, None, "")
    row = told_of_the_answer(row, who, "UPHELD")
    assert (row.state, row.lapsed_at, row.lapsed_why) == (S.LAPSED, AFTER, "nothing_to_do")


def test_carried_out_and_closed_it_is_opened_and_closed_again(stay: Stay, who: Cast) -> None:
    row = decision_ends.carry_out(decision=deciding.told(stay, who), by=who.caseworker, at=NOW)
    decision_ends.finish_due(at=DUE)
    row = answer(appeal(row, who, AFTER, why_late="Ill."), who, "ALLOWED")
    assert row.state == S.APPEALED
    row = told_of_the_answer(row, who, "UPHELD")
    assert (row.state, row.executed_at, open_tasks()) == (S.EXECUTED, NOW, [])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"representative": "Hansen, B2-04", "representative_is": "BARRED"}, "barred"),
        ({"representative": "Ness"}, "representative"),
        ({"representative": " ", "representative_is": "LAWYER"}, "representative"),
        ({"representative": "Ness", "representative_is": "FRIEND"}, "representative"),
    ],
)
def test_neither_an_inmate_nor_staff_appeals_for_another(
    stay: Stay, who: Cast, given: dict[str, Any], code: str
) -> None:
    deciding.under()
    row = deciding.told(stay, who)
    with pytest.raises(DecisionRefused) as refused:
        decision_appeals.appeal(decision=row, text="No.", by=who.caseworker, at=NOW, **given)
    row.refresh_from_db()
    assert (refused.value.code, row.state) == (code, "NOTIFIED")
    assert not DecisionAppeal.objects.exists()


def test_a_lawyer_appeals_for_the_person(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.told(stay, who)
    said: dict[str, Any] = {"representative": "Advokat Ness", "representative_is": "LAWYER"}
    decision_appeals.appeal(decision=row, text="No.", by=who.caseworker, at=NOW, **said)
    found = DecisionAppeal.objects.get()
    assert (found.representative, found.representative_is, found.entered_by) == (
        "Advokat Ness",
        "LAWYER",
        who.caseworker,
    )


@pytest.mark.parametrize("values", [{}, {"why_late": "  "}])
def test_a_late_appeal_without_a_reason_writes_nothing(stay: Stay, who: Cast, values: dict[str, str]) -> None:
    row = deciding.told(stay, who)
    with pytest.raises(DecisionRefused) as refused:
        appeal(row, who, AFTER, **values)
    row.refresh_from_db()
    assert (refused.value.code, row.state, DecisionAppeal.objects.count()) == ("late", S.NOTIFIED, 0)


def test_there_is_one_appeal_of_a_decision(stay: Stay, who: Cast) -> None:
    row = late(stay, who)
    with pytest.raises(Conflict):
        appeal(row, who, AFTER, lodged_at=DUE - timedelta(hours=1))
    assert DecisionAppeal.objects.count() == 1


def test_what_was_withdrawn_is_not_appealed(stay: Stay, who: Cast) -> None:
    row = decision_ends.lapse(decision=deciding.told(stay, who), why="A mistake.", by=who.leader, at=NOW)
    with pytest.raises(DecisionRefused) as refused:
        appeal(row, who, NOW)
    assert refused.value.code == "lapsed"


# ---- waiting for the appeal --------------------------------------------------------------------------------------
def test_what_is_made_to_wait_is_not_carried_out_before_it_is_final(stay: Stay, who: Cast) -> None:
    row = decision_appeals.suspend(
        decision=deciding.appealed(stay, who), answer="WAITS", reasons="School.", by=who.leader, at=NOW
    )
    with pytest.raises(DecisionRefused) as refused:
        decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW)
    assert refused.value.code == "suspended"
    row = told_of_the_answer(row, who, "UPHELD", at=NOW)
    assert decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW).state == S.EXECUTED


def test_what_waits_by_its_rule_can_be_let_go_on(stay: Stay, who: Cast) -> None:
    deciding.under(suspensive=True)
    row = decision_appeals.suspend(
        decision=deciding.told(stay, who), answer="GOES_ON", reasons="Danger.", by=who.leader, at=NOW
    )
    assert decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW).executed_at == NOW


def test_a_late_appeal_that_is_taken_up_makes_it_wait_again(stay: Stay, who: Cast) -> None:
    deciding.under(suspensive=True)
    row = answer(late(stay, who), who, "ALLOWED")
    with pytest.raises(DecisionRefused) as refused:
        decision_ends.carry_out(decision=row, by=who.caseworker, at=AFTER)
    assert refused.value.code == "suspended"


def test_what_is_carried_out_cannot_wait(stay: Stay, who: Cast) -> None:
    row = decision_ends.carry_out(decision=deciding.told(stay, who), by=who.caseworker, at=NOW)
    with pytest.raises(DecisionRefused) as refused:
        decision_appeals.suspend(decision=row, answer="WAITS", reasons="School.", by=who.leader, at=NOW)
    assert refused.value.code == "executed"


# ---- what the level above says -----------------------------------------------------------------------------------
def undoing(done: list[int], *, could: bool = True) -> Callable[[Decision, User, datetime], bool]:
    def undo(row: Decision, _by: User, _at: datetime) -> bool:
        done.append(row.pk)
        return could

    return undo


@pytest.mark.parametrize("could", [True, False])
def test_what_was_carried_out_and_is_set_aside_is_undone_or_somebody_is_asked_to(
    stay: Stay, who: Cast, *, could: bool
) -> None:
    done: list[int] = []
    with deciding.kind(undo=undoing(done, could=could)):
        row = decision_ends.carry_out(decision=deciding.told(stay, who), by=who.caseworker, at=NOW)
        row = told_of_the_answer(appeal(row, who, NOW), who, "SET_ASIDE", at=NOW)
    assert (done, row.state, row.lapsed_why) == ([row.pk], S.LAPSED, "set_aside")
    assert open_tasks() == ([] if could else [("inmates.decision.put_right", "CASEWORKER")])


def test_what_is_sent_back_is_drafted_anew_and_heard_anew(stay: Stay, who: Cast) -> None:
    row = told_of_the_answer(deciding.appealed(stay, who), who, "SENT_BACK", at=NOW)
    anew = Decision.objects.get(follows=row)
    assert (row.state, row.lapsed_why, anew.state) == (S.LAPSED, "sent_back", S.DRAFT)
    assert (anew.facts, anew.grounds, anew.outcome, anew.heard_at) == (row.facts, row.grounds, "", None)
    assert open_tasks() == [("inmates.decision.anew", "CASEWORKER")]
    decisions.hear(decision=anew, said="Still no.", by=who.caseworker, at=NOW)
    assert open_tasks() == [("inmates.decision.decide", "LEADER")]


def test_a_refusal_that_is_changed_to_a_grant_is_carried_out(stay: Stay, who: Cast) -> None:
    row = deciding.told(stay, who, outcome="REFUSED")
    row = told_of_the_answer(
        appeal(row, who, NOW), who, "CHANGED", at=NOW, changed_outcome="GRANTED", changed_conditions="With an officer."
    )
    assert (row.state, row.outcome, row.conditions_in_force) == (S.FINAL, "REFUSED", "With an officer.")
    assert decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW).state == S.EXECUTED


def test_what_is_changed_to_nothing_lapses(stay: Stay, who: Cast) -> None:
    row = told_of_the_answer(deciding.appealed(stay, who), who, "CHANGED", at=NOW, changed_outcome="NOT_IMPOSED")
    assert (row.state, row.lapsed_why, open_tasks()) == (S.LAPSED, "changed", [])


def test_a_change_says_what_it_is_changed_to(stay: Stay, who: Cast) -> None:
    row = deciding.forwarded(stay, who)
    with pytest.raises(DecisionRefused) as refused:
        decision_appeals.settle(decision=row, outcome="CHANGED", reasons="So.", level="REGIONAL", by=who.region, at=NOW)
    assert refused.value.code == "unknown_outcome"


# ---- races -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_an_appeal_while_it_is_carried_out_leaves_both_done_once(stay: Stay, who: Cast) -> None:
    done: list[int] = []

    def execute(row: Decision, _by: User, _at: datetime) -> None:
        done.append(row.pk)

    with deciding.kind(execute=execute):
        row = deciding.told(stay, who)
        race(
            lambda: decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW),
            lambda: appeal(row, who, NOW),
            lambda: decision_ends.carry_out(decision=row, by=who.leader, at=NOW),
        )
    row.refresh_from_db()
    assert (done, row.state, row.executed_at) == ([row.pk], S.APPEALED, NOW)
    assert row.steps.filter(act=A.CARRY_OUT).count() == row.steps.filter(act=A.APPEAL).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_a_late_appeal_one_does(stay: Stay, who: Cast) -> None:
    row = late(stay, who)
    race(lambda: answer(row, who, "ALLOWED"), lambda: answer(row, who, "REJECTED"))
    row.refresh_from_db()
    said = DecisionAppeal.objects.get(decision=row).late_answer
    assert (said, row.state) in (("ALLOWED", S.APPEALED), ("REJECTED", S.FINAL))
    assert row.steps.filter(act__in=(A.ALLOW, A.REJECT)).count() == 1


# ---- the draft comes back, and who may decide --------------------------------------------------------------------
def test_a_draft_that_is_sent_back_is_heard_again_and_waits_again(stay: Stay, who: Cast) -> None:
    row = decisions.send_back(decision=deciding.heard(stay, who), why="Which day?", by=who.leader, at=NOW)
    assert (row.state, row.heard_at, row.heard_said, open_tasks()) == (S.DRAFT, None, "", [])
    assert row.steps.get(act=A.RETURN).note == "Which day?"
    row = decisions.hear(decision=row, said="On Monday.", by=who.caseworker, at=NOW)
    assert (row.state, open_tasks()) == (S.HEARD, [("inmates.decision.decide", "LEADER")])


def test_the_grounds_are_not_changed_after_the_person_was_heard_on_them(stay: Stay, who: Cast) -> None:
    row = deciding.heard(stay, who)
    text = decisions.Text(grounds=("c",), facts="Others.")
    with pytest.raises(DecisionRefused) as refused:
        decisions.save(decision=row, text=text, version=row.version, by=who.leader, at=NOW)
    row.refresh_from_db()
    assert (refused.value.code, row.grounds) == ("heard_on_others", ["a"])


def test_where_two_make_it_whoever_heard_the_person_does_not_decide(stay: Stay, who: Cast) -> None:
    deciding.under(four_eyes=True)
    row = decisions.hear(decision=deciding.drafted(stay, who), said="No.", by=who.leader, at=NOW)
    with pytest.raises(DecisionRefused) as refused:
        decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW)
    assert refused.value.code == "alone"


@pytest.mark.parametrize(
    ("language", "interpreter", "done"), [("ar", "", False), ("ar", "No. 4411", True), ("en", "", True)]
)
def test_in_a_language_that_no_letter_is_written_in_somebody_interprets(
    stay: Stay, who: Cast, language: str, interpreter: str, *, done: bool
) -> None:
    row = deciding.drafted(stay, who)
    code = ""
    try:
        decisions.hear(decision=row, said="No.", language=language, interpreter=interpreter, by=who.caseworker, at=NOW)
    except DecisionRefused as refused:
        code = refused.code
    row.refresh_from_db()
    assert (row.state, code) == ((S.HEARD, "") if done else (S.DRAFT, "no_interpreter"))
