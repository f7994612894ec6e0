"""A decision from draft to its end: what each step writes and refuses, whose turn it is, and the appeal clocks."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from corrections.models import Clock, Task, WriteRecord
from corrections.refusals import Conflict
from inmates.choices import DecisionAct, DecisionState, LogKind
from inmates.models import Decision, DecisionStep, LogEntry, Stay
from inmates.rules.decisions import TABLE
from inmates.services import decision_appeals, decision_ends, decisions
from inmates.services.decision_checks import DecisionRefused
from inmates.services.decisions import Text
from tests.corrections.factories import NOW
from tests.inmates import deciding
from tests.inmates.deciding import FULL, Cast, cast
from tests.inmates.house import House, build_house
from tests.inmates.races import race

pytestmark = pytest.mark.django_db
S, A = DecisionState, DecisionAct


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


# ---- the table ---------------------------------------------------------------------------------------------------
REACHED: dict[str, Callable[..., Decision]] = {
    S.DRAFT: deciding.drafted,
    S.HEARD: deciding.heard,
    S.DECIDED: deciding.decided,
    S.NOTIFIED: deciding.told,
    S.APPEALED: deciding.appealed,
    S.FORWARDED: deciding.forwarded,
    S.SETTLED: deciding.settled,
}


def do(act: str, row: Decision, who: Cast, at: datetime) -> object:
    """The service of each act of the table that a person does."""
    acts: dict[str, Callable[[], object]] = {
        A.HEAR: lambda: decisions.hear(decision=row, said="No.", by=who.caseworker, at=at),
        A.RETURN: lambda: decisions.send_back(decision=row, why="The dates.", by=who.leader, at=at),
        A.ALLOW: lambda: decision_appeals.answer_late(
            decision=row, answer="ALLOWED", reasons="Ill.", by=who.leader, at=at
        ),
        A.REJECT: lambda: decision_appeals.answer_late(
            decision=row, answer="REJECTED", reasons="No.", by=who.leader, at=at
        ),
        A.SUSPEND: lambda: decision_appeals.suspend(
            decision=row, answer="WAITS", reasons="Children.", by=who.leader, at=at
        ),
        A.DECIDE: lambda: decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=at),
        A.NOTIFY: lambda: decision_ends.tell(decision=row, how="ORAL", language="nb", by=who.caseworker, at=at),
        A.APPEAL: lambda: decision_appeals.appeal(decision=row, text="", by=who.caseworker, at=at),
        A.FORWARD: lambda: decision_appeals.forward(decision=row, remarks="", by=who.caseworker, at=at),
        A.SETTLE: lambda: decision_appeals.settle(
            decision=row, outcome="UPHELD", reasons="Yes.", level="REGIONAL", by=who.region, at=at
        ),
        A.TELL: lambda: decision_appeals.tell(decision=row, by=who.caseworker, at=at),
        A.LAPSE: lambda: decision_ends.lapse(decision=row, why="Withdrawn.", by=who.caseworker, at=at),
        A.CARRY_OUT: lambda: decision_ends.carry_out(decision=row, by=who.caseworker, at=at),
    }
    return acts[act]()


ASKED = [(state, act) for state in REACHED for act in A.values if act not in (A.BECOME_FINAL, A.CLOSE, A.LATE)]


@pytest.mark.parametrize(("state", "act"), ASKED)
def test_each_act_is_done_where_the_table_holds_it_and_refused_elsewhere(
    stay: Stay, who: Cast, state: str, act: str
) -> None:
    deciding.under(notice_first=False)
    row = REACHED[state](stay, who)
    assert row.state == state
    steps = DecisionStep.objects.count()
    if (state, act) in TABLE:
        do(act, row, who, NOW)
        assert DecisionStep.objects.filter(decision=row, act=act, to_state=TABLE[state, act]).count() == 1
        return
    with pytest.raises((Conflict, DecisionRefused)):
        do(act, row, who, NOW)
    row.refresh_from_db()
    assert (row.state, DecisionStep.objects.count()) == (state, steps)


def test_the_whole_way_leaves_a_step_and_a_record_of_each_act(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.settled(stay, who)
    row = decision_appeals.tell(decision=row, by=who.caseworker, at=NOW)
    row = decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW)
    assert row.state == S.EXECUTED
    assert list(row.steps.order_by("pk").values_list("act", flat=True)) == [
        A.HEAR,
        A.DECIDE,
        A.NOTIFY,
        A.APPEAL,
        A.FORWARD,
        A.SETTLE,
        A.TELL,
        A.CARRY_OUT,
    ]
    acts = WriteRecord.objects.filter(subject_type="inmates.decision", subject_id=row.pk).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "inmates.draft_decision",
        "inmates.hear_decision",
        "inmates.decide_decision",
        "inmates.notify_decision",
        "inmates.appeal_decision",
        "inmates.forward_decision",
        "inmates.settle_decision",
        "inmates.tell_decision",
        "inmates.carry_out_decision",
    ]


def test_the_ball_goes_to_whoever_is_next(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.heard(stay, who)
    assert open_tasks() == [("inmates.decision.decide", "LEADER")]
    row = decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW)
    assert open_tasks() == [("inmates.decision.notify", "CASEWORKER")]
    row = decision_ends.tell(decision=row, how="SIGNED", language="nb", by=who.caseworker, at=NOW)
    assert open_tasks() == []
    row = decision_appeals.appeal(decision=row, text="No.", by=who.caseworker, at=NOW)
    assert open_tasks() == [("inmates.decision.forward", "CASEWORKER")]
    row = decision_appeals.forward(decision=row, remarks="", by=who.caseworker, at=NOW)
    assert open_tasks() == [("inmates.decision.settle", "REGION")]
    row = decision_appeals.settle(
        decision=row, outcome="UPHELD", reasons="Yes.", level="REGIONAL", by=who.region, at=NOW
    )
    assert open_tasks() == [("inmates.decision.tell", "CASEWORKER")]
    row = decision_appeals.tell(decision=row, by=who.caseworker, at=NOW)
    assert open_tasks() == [("inmates.decision.carry_out", "CASEWORKER")]
    decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW)
    assert open_tasks() == []
    assert not Clock.objects.running().filter(dedupe_key__startswith="decision:").exists()


# ---- drafts ------------------------------------------------------------------------------------------------------
def test_whoever_saved_meanwhile_is_not_written_over(stay: Stay, who: Cast) -> None:
    row = deciding.drafted(stay, who)
    decisions.save(decision=row, text=Text(facts="Fir"), version=1, by=who.caseworker, at=NOW)
    decisions.save(decision=row, text=Text(facts="First"), version=1, by=who.caseworker, at=NOW)
    with pytest.raises(Conflict):
        decisions.save(decision=row, text=Text(facts="Second"), version=1, by=who.leader, at=NOW)
    row.refresh_from_db()
    assert (row.facts, row.version) == ("First", 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (Text(facts="Something"), "no_ground"),
        (Text(grounds=("z",), facts="Something"), "unknown_ground"),
        (Text(grounds=("a",)), "no_facts"),
        (Text(grounds=("c",), facts="Something"), "no_conversation"),
    ],
)
def test_a_draft_that_lacks_what_the_law_asks_for_is_not_heard(stay: Stay, who: Cast, text: Text, code: str) -> None:
    row = deciding.drafted(stay, who, text=text)
    with pytest.raises(DecisionRefused) as refused:
        decisions.hear(decision=row, said="No.", by=who.caseworker, at=NOW)
    assert refused.value.code == code
    assert not DecisionStep.objects.exists()


def test_ground_c_is_heard_with_the_conversation_it_rests_on(stay: Stay, who: Cast, house: House) -> None:
    talk = LogEntry.objects.create(
        unit=house.unit,
        happened_at=NOW,
        kind=LogKind.CONVERSATION,
        text="We talked.",
        person=stay.person,
        written_at=NOW,
    )
    row = deciding.drafted(stay, who, text=Text(grounds=("c",), facts="Something", conversation=talk))
    assert decisions.hear(decision=row, said="No.", by=who.caseworker, at=NOW).state == S.HEARD


def test_the_person_is_heard_or_it_says_why_not(stay: Stay, who: Cast) -> None:
    row = deciding.drafted(stay, who)
    with pytest.raises(DecisionRefused):
        decisions.hear(decision=row, said=" ", by=who.caseworker, at=NOW)
    row = decisions.hear(decision=row, why_not="Unconscious in hospital.", by=who.caseworker, at=NOW)
    assert (row.state, row.heard_said, row.not_heard_why) == (S.HEARD, "", "Unconscious in hospital.")


def test_the_decision_keeps_the_rule_that_it_was_made_under(stay: Stay, who: Cast) -> None:
    row = deciding.drafted(stay, who)
    assert (row.rule.rule_id, row.legal_ref) == ("DECISION_TESTED", "strgjfl. s. 14")
    assert row.appeal_rule is not None
    assert row.appeal_rule.rule_id == "APPEAL_7D"


# ---- deciding ----------------------------------------------------------------------------------------------------
def test_two_people_make_a_decision_where_the_rule_says_so(stay: Stay, who: Cast) -> None:
    deciding.under(four_eyes=True)
    row = decisions.draft(stay=stay, kind=deciding.TESTED, text=FULL, by=who.leader, at=NOW)
    row = decisions.hear(decision=row, said="No.", by=who.leader, at=NOW)
    with pytest.raises(DecisionRefused) as refused:
        decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW)
    assert refused.value.code == "alone"
    row.refresh_from_db()
    assert row.decided_at is None


def test_what_the_region_decides_no_prison_decides(stay: Stay, who: Cast) -> None:
    deciding.under(section="11")
    row = deciding.heard(stay, who)
    assert (row.level, row.level_why) == ("REGIONAL", "always")
    assert open_tasks() == [("inmates.decision.decide", "REGION")]
    with pytest.raises(DecisionRefused) as refused:
        decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW)
    assert refused.value.code == "level"
    row = decisions.decide(decision=row, outcome="IMPOSED", level="REGIONAL", by=who.region, at=NOW)
    assert row.decided_level == "REGIONAL"


def test_a_decision_against_somebody_weighs_milder_means(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.heard(stay, who, text=Text(grounds=("a",), facts="Something"))
    with pytest.raises(DecisionRefused) as refused:
        decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW)
    assert refused.value.code == "no_milder_means"
    assert decisions.decide(decision=row, outcome="GRANTED", level="LOCAL", by=who.leader, at=NOW).outcome == "GRANTED"


def test_of_a_child_the_best_interest_is_weighed_unasked(stay: Stay, who: Cast) -> None:
    deciding.under()
    stay.person.birth_date = (NOW - timedelta(days=16 * 366)).date()
    stay.person.save()
    row = deciding.heard(stay, who)
    assert row.affects_child
    with pytest.raises(DecisionRefused) as refused:
        decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW)
    assert refused.value.code == "no_child_interest"


def test_an_oral_decision_is_written_down_with_the_time_it_was_made(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.heard(stay, who, at=NOW - timedelta(hours=2))
    said = NOW - timedelta(hours=1)
    row = decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW, decided_at=said)
    assert (row.is_oral, row.decided_at, row.written_at) == (True, said, NOW)
    with pytest.raises(DecisionRefused):
        decision_ends.tell(
            decision=row, how="ORAL", language="nb", by=who.leader, at=NOW, notified_at=said - timedelta(minutes=1)
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.heard(stay, who)
    found = race(
        lambda: decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=who.leader, at=NOW),
        lambda: decisions.decide(decision=row, outcome="NOT_IMPOSED", level="REGIONAL", by=who.region, at=NOW),
    )
    assert sum(isinstance(one, Conflict) for one in found) == 1
    assert DecisionStep.objects.filter(decision=row, act=A.DECIDE).count() == 1
