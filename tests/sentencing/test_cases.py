"""Sentences as JSON: a corpus of cases, one file per source, and the commands that answer them without a database."""

import json
import os
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrections import json_lists
from sentencing import cases
from sentencing.law import law_on
from tests.journeys.languages import catalogues  # noqa: F401  (a fixture)

CORPUS = sorted((Path(__file__).parent / "cases").glob("*.json"))
DAY = date(2026, 11, 23)
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_each_case_of_the_corpus_has_the_dates_that_its_source_gives(path: Path) -> None:
    written = json.loads(path.read_text(encoding="utf-8"))
    answer = cases.answer({"id": path.stem, **written["case"]}, on=DAY)
    found: dict[str, Any] = answer | {"refusals": sorted(refusal["code"] for refusal in answer["refusals"])}
    steps = {step["code"]: step["date"] for step in answer["steps"]}
    expected = written["expect"]
    assert {key: found[key] if key in found else steps.get(key) for key in expected} == expected, written["source"]


def test_every_date_says_how_it_came_about_from_which_source_and_whether_that_is_confirmed() -> None:
    case = {"id": "1", "start": "2026-03-02", "terms": [{"kind": "prison", "months": 10}], "credit_days": 37}
    answer = cases.answer(case, on=DAY)
    assert answer["rule_version"] == law_on(DAY).version
    assert next(step for step in answer["steps"] if step["code"] == "probation") == {
        "date": "2026-08-16",
        "code": "probation",
        "what": "Release on probation, at the earliest",
        "how": "Two thirds of 10 months, and at least 60 days. Minus 37 deducted days.",
        "source": "strgjfl. s. 42",
        "unconfirmed": True,
    }
    assert not next(step for step in answer["steps"] if step["code"] == "start")["unconfirmed"]


def test_a_refusal_says_the_rule_in_one_sentence_with_its_source() -> None:
    answer = cases.answer({"id": 7, "start": "2026-01-12", "terms": [{"kind": "prison", "days": 200}]}, on=DAY)
    assert answer["id"] == 7
    assert answer["refusals"] == [
        {
            "code": "days_above_120",
            "message": "200 days is above 120: a longer term is stated in months and years (strl. s. 31)."
            " Check the judgment.",
            "source": "strl. s. 31",
        }
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "start", "terms", "kind", "days", "years", "frame", "minimum", "credit_days"]), inner
        )
    ),
    max_leaves=12,
)


@given(ANYTHING)
def test_whatever_is_handed_in_gets_an_answer_and_never_an_exception(case: Any) -> None:
    answer = cases.answer(case, on=DAY)
    assert answer["refusals"] or answer["full"]
    json.dumps(answer)


def test_a_date_with_too_little_left_says_that_it_takes_weighty_reasons() -> None:
    answer = cases.answer({"start": "2026-01-12", "terms": [{"kind": "prison", "days": 73}]}, on=DAY)
    (probation,) = (step for step in answer["steps"] if step["code"] == "probation")
    assert probation["how"].endswith("Fewer than 14 days would be left: only for weighty reasons.")


def test_what_is_odd_is_answered_and_said() -> None:
    terms = [{"kind": "preventive", "frame": {"years": 12}}, {"kind": "prison", "months": 2, "yeras": 1}]
    answer = cases.answer({"start": "2026-01-12", "terms": terms, "age_at_act": 17, "credits": 4}, on=DAY)
    assert (answer["full"], answer["refusals"]) == ("2038-01-12", [])
    assert [warning["code"] for warning in answer["warnings"]] == [
        "no_minimum",
        "long_frame_under_18",
        "months_for_days",
        "lapses",
        "unknown_field",
        "unknown_field",
    ]
    assert "“yeras”" in answer["warnings"][-1]["message"]


def test_the_same_fault_in_two_terms_is_said_once() -> None:
    answer = cases.answer({"start": "2026-01-12", "terms": [{"kind": "bot"}, {"kind": "bot"}]}, on=DAY)
    assert [refusal["code"] for refusal in answer["refusals"]] == ["unknown_kind"]


@pytest.mark.parametrize("entry", [3, None, [], "x", True])
def test_an_entry_that_is_no_object_gets_one_refusal(entry: Any) -> None:
    answer = cases.answer(entry, on=DAY)
    assert (answer["id"], [refusal["code"] for refusal in answer["refusals"]]) == (None, ["not_an_entry"])


def alone(command: str, entries: Any, *arguments: str) -> Any:
    """The command as on a machine that has neither settings nor a database."""
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    done = subprocess.run(
        [sys.executable, "manage.py", command, "-", *arguments],
        cwd=ROOT, env=bare, input=json.dumps(entries), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_the_command_needs_neither_settings_nor_a_database() -> None:
    case = {"id": "A", "start": "2026-01-12", "terms": [{"kind": "prison", "days": 74}]}
    (answer,) = alone("sentence_dates", [case], "--language", "en")
    assert (answer["id"], answer["full"], answer["earliest_probation"]) == ("A", "2026-03-27", "2026-03-13")
    (answer,) = alone("deadlines", [{"id": 1, "trigger": "S1", "started_at": "2026-03-28T20:00:00+01:00"}])
    assert answer["thresholds"][0]["due_at"] == "2026-04-11T20:00:00+02:00"
    assert answer["thresholds"][0]["action"] == "avgjør om tiltaket fortsetter"


@pytest.mark.parametrize("text", ["{", '{"id": 1}', ""])
def test_what_is_no_list_is_refused_with_a_sentence(text: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="JSON"):
        call_command("sentence_dates", str(file))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("sentence_dates", str(tmp_path / "none.json"))


def test_the_order_of_entries_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"id": number} for number in (3, 1, 2)]), encoding="utf-8")
    with translation.override("en"):
        call_command("sentence_dates", str(file), language="en")
    assert [answer["id"] for answer in json.loads(capsys.readouterr().out)] == [3, 1, 2]


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, command: str = "sentence_dates") -> Any:
    file = tmp_path / "cases.json"
    file.write_text(text, encoding="utf-8")
    call_command(command, str(file), language="en")
    return json.loads(capsys.readouterr().out)


GOOD = '{"id": "good", "start": "2026-01-12", "terms": [{"kind": "prison", "days": 74}]}'


def test_one_bad_entry_leaves_the_good_ones_their_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = run(tmp_path, capsys, f"[{GOOD}, 7, {GOOD.replace('good', 'next')}]")
    assert [answer["full"] for answer in answers] == ["2026-03-27", None, "2026-03-27"]
    assert [len(answer["refusals"]) for answer in answers] == [0, 1, 0]


def test_two_entries_with_one_id_both_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = run(tmp_path, capsys, f"[{GOOD}, {GOOD.replace('good', 'other')}, {GOOD}, {{}}, {{}}]")
    twice = [[warning["code"] for warning in answer["warnings"]] for answer in answers]
    assert twice == [["id_twice"], [], ["id_twice"], [], []]


@pytest.mark.parametrize(
    ("command", "entry"),
    [
        ("sentence_dates", '{"start": "2026-01-12", "terms": [{"kind": "prison", "days": 74, "days": 7}]}'),
        ("deadlines", '{"trigger": "S1", "age": 17, "age": 30, "started_at": "2026-03-28T20:00:00+01:00"}'),
    ],
)
def test_a_name_written_twice_is_refused(
    command: str, entry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = run(tmp_path, capsys, f"[{entry}]", command)
    assert [refusal["code"] for refusal in answer["refusals"]] == ["written_twice"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 60_000 + "]" * 60_000, "nested too deeply"),
        (f'[{{"id": {"9" * 5000}}}]', "not JSON"),
        ('[{"credit_days": NaN}]', "NaN"),
        ("[Infinity]", "Infinity"),
    ],
)
def test_what_no_reader_takes_is_refused_with_a_sentence(text: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=reason):
        call_command("sentence_dates", str(file))


def test_letters_that_the_output_cannot_hold_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = run(tmp_path, capsys, '[{"id": "\\ud800"}]')
    assert answer["id"] == "\ud800"
    assert json_lists.printable([{"id": "å"}], "ascii") == '[\n  {\n    "id": "\\u00e5"\n  }\n]'
    assert json_lists.printable([{"id": "å"}], "utf-8") == '[\n  {\n    "id": "å"\n  }\n]'


def test_a_file_that_is_not_utf_8_is_refused_and_one_with_a_byte_order_mark_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(b"\xff\xfe[")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("sentence_dates", str(file))
    file.write_bytes(b"\xef\xbb\xbf" + f"[{GOOD}]".encode())
    call_command("sentence_dates", str(file))
    assert json.loads(capsys.readouterr().out)[0]["full"] == "2026-03-27"


# ---- against all that somebody may hand in -----------------------------------------------------------------------
def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("command", ["sentence_dates", "deadlines"])
@pytest.mark.parametrize(
    "text",
    [nested(101), f'[{{"id": {nested(900)}}}]', f'[{{"terms": {nested(600)}, "trigger": {nested(600)}}}]'],
)
def test_what_is_nested_beyond_all_reason_is_refused_by_both_commands(command: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="nested too deeply"):
        call_command(command, str(file))


def test_a_number_that_json_cannot_give_back_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text('[{"id": 1e999}]', encoding="utf-8")
    with pytest.raises(CommandError, match="1e999 is too large"):
        call_command("sentence_dates", str(file))


FORGED = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": ANYTHING,
            "start": st.sampled_from(["2026-02-31", "2028-02-29", "9999-12-31", "0001-01-01"]) | ANYTHING,
            "started_at": st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]) | ANYTHING,
            "trigger": st.sampled_from(["S1", "F1", "A1", "C5"]) | ANYTHING,
            "age": ANYTHING,
            "age_at_act": st.integers(-1, 200) | ANYTHING,
            "credit_days": st.integers(-1, 10**12) | ANYTHING,
            "not_counted": st.lists(st.fixed_dictionaries({"reason": ANYTHING, "days": ANYTHING}), max_size=2)
            | ANYTHING,
            "terms": ANYTHING
            | st.lists(
                st.dictionaries(
                    st.sampled_from(
                        ["kind", "years", "days", "frame", "minimum", "extensions", "suspended", "credit_days"]
                    ),
                    st.sampled_from(["prison", "preventive", "fine", {"years": 9}, 10**9, [{"years": 5}]]) | ANYTHING,
                ),
                max_size=3,
            ),
        },
    ),
    max_size=3,
)


@pytest.mark.parametrize("command", ["sentence_dates", "deadlines"])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(entries=FORGED, language=st.sampled_from(["nb", "en"]))
def test_each_entry_is_answered_with_dates_or_with_refusals_that_say_code_sentence_and_source(
    command: str, tmp_path: Path, entries: list[Any], language: str
) -> None:
    file, out = tmp_path / "cases.json", StringIO()
    file.write_text(json.dumps(entries), encoding="utf-8")
    call_command(command, str(file), language=language, stdout=out)
    answers = json.loads(out.getvalue(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert [answer["id"] for answer in answers] == [entry.get("id") for entry in entries]
    for answer in answers:
        assert bool(answer["refusals"]) != bool(answer.get("full") or answer.get("thresholds"))
        for refusal in answer["refusals"]:
            assert refusal["code"]
            assert refusal["message"].endswith((".", "”.", "»."))
            assert "%(" not in refusal["message"]
            assert refusal["source"] or refusal["code"] in {"unknown_trigger", "not_an_entry", "written_twice"}


@pytest.mark.usefixtures("catalogues")
def test_the_source_of_a_refusal_is_written_as_the_language_writes_it() -> None:
    case = {"start": "2026-01-12", "terms": [{"kind": "prison", "days": 30}], "credit_days": 31}
    with translation.override("nb"):
        (refusal,) = cases.answer(case, on=DAY)["refusals"]
    assert refusal["source"] == "strl. § 83"
    assert "(strl. § 83)" in refusal["message"]
