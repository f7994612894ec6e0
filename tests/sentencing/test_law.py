"""The numbers of the law as versions: a new one changes what is worked out from its day on, and nothing before."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from corrections.models import User
from corrections.services import law as folder
from inmates.models import Stay
from sentencing import cases, law
from sentencing.calculation import basis_of, in_order, still_holds
from sentencing.models import Calculation, Judgment
from sentencing.rules.dates import Dates, calculate
from sentencing.rules.terms import Term, TermRefused, check
from sentencing.services import calculations
from sentencing.words import derivation
from tests.corrections.factories import UserFactory, oslo
from tests.inmates.factories import StayFactory
from tests.sentencing.factories import JudgmentFactory

START = date(2026, 1, 12)
LAST_DAY, NEW_LAW = date(2026, 12, 31), date(2027, 1, 1)
PROBATION = """
[[rule]]
id = "SENTENCE_PROBATION"
source = "strgjfl. s. 42"
valid_from = 2027-01-01
verify = true
[rule.parameters]
what = "earliest release on probation"
share = [3, 4]
least_days = 90
least_left = 20
"""
FINE = """
[[rule]]
id = "SENTENCE_FINE"
source = "strl. s. 55"
valid_from = 2027-01-01
[rule.parameters]
what = "subsidiary imprisonment for a fine"
least_days = 1
most_days = 90
"""


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The country's folder, to put more into."""
    shutil.copytree(folder.FOLDER / "no", tmp_path / "no")
    monkeypatch.setattr(folder, "FOLDER", tmp_path)
    law.forget()
    yield tmp_path / "no"
    law.forget()


def add(texts: Path, version: str) -> None:
    (texts / "zz_later.toml").write_text(version, encoding="utf-8")
    law.forget()


def worked_out(on: date, *terms: Term) -> Dates:
    return calculate(start=START, terms=terms or [Term("PRISON", months=12)], law=law.law_on(on))


def test_a_number_that_holds_from_a_later_day_changes_only_what_is_worked_out_from_then_on(texts: Path) -> None:
    before, version = worked_out(LAST_DAY), law.law_on(LAST_DAY).version
    add(texts, PROBATION)
    assert worked_out(LAST_DAY) == before
    assert law.law_on(LAST_DAY).version == version
    assert worked_out(NEW_LAW).probation == date(2026, 10, 12)
    assert before.probation == date(2026, 9, 12)
    assert worked_out(NEW_LAW).full == before.full
    assert law.law_on(NEW_LAW).version.startswith("no-20270101-")


def test_every_number_of_a_rule_reaches_the_dates_and_their_words(texts: Path) -> None:
    add(texts, PROBATION)
    short = worked_out(NEW_LAW, Term("PRISON", days=110))
    assert (short.probation, short.remaining_days, short.eligible) == (date(2026, 4, 12), 20, True)
    (line,) = (step for step in short.steps if step.what == "probation")
    assert derivation(line)[1] == "3/4 of 110 days, and at least 90 days."
    shorter = worked_out(NEW_LAW, Term("PRISON", days=109))
    (line,) = (step for step in shorter.steps if step.what == "probation")
    assert derivation(line)[1].endswith("Fewer than 20 days would be left: only for weighty reasons.")


def test_the_limits_are_those_of_the_day(texts: Path) -> None:
    add(texts, FINE)
    check(Term("FINE", days=120), law.law_on(LAST_DAY))
    with pytest.raises(TermRefused, match="fine_outside_limits") as refusal:
        check(Term("FINE", days=120), law.law_on(NEW_LAW))
    assert refusal.value.values == {"most": 90}


def test_a_rule_to_be_confirmed_makes_its_date_unconfirmed_and_a_confirmed_method_the_others_not(texts: Path) -> None:
    file = texts / "sentences.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("verify = true\n", ""), encoding="utf-8")
    add(texts, PROBATION)
    assert all(step.is_confirmed for step in worked_out(LAST_DAY).steps)
    unconfirmed = [step.what for step in worked_out(NEW_LAW).steps if not step.is_confirmed]
    assert unconfirmed == ["probation"]


def test_the_command_answers_under_the_law_of_a_day(texts: Path) -> None:
    add(texts, PROBATION)
    case = {"start": "2026-01-12", "terms": [{"kind": "prison", "months": 12}]}
    then, now = cases.answer(case, on=LAST_DAY), cases.answer(case, on=NEW_LAW)
    assert (then["earliest_probation"], now["earliest_probation"]) == ("2026-09-12", "2026-10-12")
    assert then["rule_version"] != now["rule_version"]


def test_half_a_law_is_no_law(texts: Path) -> None:
    add(texts, PROBATION.replace("least_left = 20\n", "least_lift = 20\n"))
    with pytest.raises(ValueError, match="SENTENCE_PROBATION from 2027-01-01: least_left, least_lift"):
        law.law_on(NEW_LAW)


def test_the_version_fits_its_column_and_follows_from_the_numbers_alone(texts: Path) -> None:
    version = law.law_on(LAST_DAY).version
    assert len(version) <= Calculation._meta.get_field("rule_version").max_length  # type: ignore[operator]
    law.forget()
    assert law.law_on(LAST_DAY).version == version


def test_before_the_first_version_the_first_one_holds() -> None:
    assert law.law_on(date(1998, 1, 1)).terms == law.law_on(LAST_DAY).terms


# ---- what is kept ------------------------------------------------------------------------------------------------
@pytest.fixture
def stay(db: None) -> Stay:
    folder.load_law()
    stay: Stay = StayFactory.create(start=oslo("2026-01-12 12:00"))
    JudgmentFactory.create(stay=stay, judged_on=START, months=12)
    return stay


@pytest.fixture
def confirmed(stay: Stay, texts: Path) -> Calculation:
    first: User = UserFactory.create()
    calculation = calculations.work_out(stay=stay, reason="Judgment", by=first, at=AT)
    return calculations.confirm(calculation=calculation, by=UserFactory.create(), at=AT)


AT: datetime = oslo("2026-11-23 10:00")
LATER: datetime = oslo("2027-01-04 10:00")


def holds(calculation: Calculation, at: datetime) -> bool:
    on = timezone.localtime(at).date()
    judgments = list(in_order(Judgment.objects.filter(stay=calculation.stay_id)))
    return still_holds(calculation, judgments, basis_of(judgments, [], START, on=on), on)


def test_a_confirmed_calculation_keeps_its_version_and_its_dates_and_the_next_has_the_new(
    confirmed: Calculation, texts: Path
) -> None:
    kept = (confirmed.rule_version, confirmed.earliest_probation, confirmed.steps)
    add(texts, PROBATION)
    later = calculations.work_out(stay=confirmed.stay, reason="New law", by=confirmed.made_by, at=LATER)
    confirmed.refresh_from_db()
    assert (confirmed.rule_version, confirmed.earliest_probation, confirmed.steps) == kept
    assert later.rule_version == law.law_on(NEW_LAW).version != confirmed.rule_version
    assert later.earliest_probation == date(2026, 10, 12)


def test_a_law_that_moves_no_day_leaves_confirmed_dates_as_they_are(confirmed: Calculation, texts: Path) -> None:
    add(texts, FINE)
    assert law.law_on(NEW_LAW).version != confirmed.rule_version
    assert holds(confirmed, LATER)


def test_a_law_that_moves_a_day_makes_confirmed_dates_outdated_from_its_day_on(
    confirmed: Calculation, texts: Path
) -> None:
    add(texts, PROBATION)
    assert holds(confirmed, LATER - timedelta(days=10))
    assert not holds(confirmed, LATER)
