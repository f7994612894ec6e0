"""Law as data: versions are loaded, never changed, and a day has the version that held on it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from corrections.models import RuleVersion
from corrections.services import law

pytestmark = pytest.mark.django_db

FIRST = """
[[rule]]
id = "CONTACT"
source = "KSF 2/2002"
valid_from = 2002-01-01
{end}
[rule.parameters]
limit = {limit}
unit = "H"
"""
SECOND = """
[[rule]]
id = "CONTACT"
source = "KSF 1/2027"
valid_from = 2027-01-01
verify = true
[rule.parameters]
limit = 24
unit = "H"
"""


@pytest.fixture
def country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A country whose law is what the test writes: another country is another folder."""
    monkeypatch.setattr(law, "FOLDER", tmp_path)

    def write(text: str) -> int:
        (tmp_path / "se").mkdir(exist_ok=True)
        (tmp_path / "se" / "law.toml").write_text(text, encoding="utf-8")
        return law.load_law("se")

    return write


def first(limit: int = 48, end: str = "") -> str:
    return FIRST.format(limit=limit, end=end)


def test_every_rule_of_the_country_is_there_with_its_source() -> None:
    written = law.read_law("no")
    assert written
    for entry in written:
        version = law.rule_in_force(entry["id"], entry["valid_from"])
        assert version.legal_ref == entry["source"]
        assert version.parameters == entry["parameters"]
        assert version.is_confirmed is not entry.get("verify", False)


def test_loading_again_adds_nothing(country: Any) -> None:
    assert country(first()) == 1
    assert country(first()) == 0
    assert law.load_law() == 0


def test_a_version_that_was_edited_is_refused_and_nothing_is_loaded(country: Any) -> None:
    country(first())
    with pytest.raises(law.LawChanged, match="add a version"):
        country(first(limit=48).replace("CONTACT", "NEW") + first(limit=72))
    assert RuleVersion.objects.filter(country="se").count() == 1
    assert law.rule_in_force("CONTACT", date(2026, 1, 1), "se").parameters["limit"] == 48


def test_a_day_has_the_version_that_held_on_it(country: Any) -> None:
    country(first(end="valid_to = 2027-01-01") + SECOND)
    limits = {
        on: law.rule_in_force("CONTACT", on, "se").parameters["limit"] for on in (date(2026, 12, 31), date(2027, 1, 1))
    }
    assert list(limits.values()) == [48, 24]
    assert not law.rule_in_force("CONTACT", date(2027, 1, 1), "se").is_confirmed


def test_a_rule_that_did_not_exist_yet_is_not_in_force(country: Any) -> None:
    country(first())
    with pytest.raises(RuleVersion.DoesNotExist):
        law.rule_in_force("CONTACT", date(2001, 12, 31), "se")


def test_one_countrys_law_is_not_anothers(country: Any) -> None:
    country(first(limit=1))
    assert law.rule_in_force("CONTACT", date(2026, 1, 1), "se").parameters["limit"] == 1
    assert law.rule_in_force("CONTACT", date(2026, 1, 1), "no").parameters["limit"] == 48


def test_applying_the_firewall_loads_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("apply_firewall")
    assert "0 rule versions new" in capsys.readouterr().out
