"""Everything that happened to a person as one stream: every event on one page, by type, by year."""

from datetime import timedelta

import pytest

from corrections.choices import Role
from inmates.models import LogEntry, Placement
from tests.corrections.factories import NOW
from tests.inmates.scenes import address, at_work, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrections.middleware.now", lambda: NOW)


@pytest.fixture
def home() -> Placement:
    return at_work()


@pytest.fixture
def written(home: Placement) -> list[LogEntry]:
    return [
        LogEntry.objects.create(
            unit=home.bed.cell.unit,
            happened_at=NOW - timedelta(days=n // 2),
            text=f"Notat {n:03}",
            person=home.stay.person,
            written_at=NOW,
        )
        for n in range(90)
    ]


def test_the_timeline_is_one_stream_and_every_event_stands_on_exactly_one_page(
    home: Placement, written: list[LogEntry]
) -> None:
    client = signed_in(Role.OFFICER, home)
    found: list[str] = []
    before = ""
    for _page in range(4):
        page = client.get(address(home, "person_timeline"), {"kind": "log", "before": before}).context["page"]
        found += [entry["text"] for day in page.days for entry in day["entries"]]
        before = page.older
        if not before:
            break
    assert len(found) == len(set(found)) == 90
    assert [text[:9] for text in found] == sorted(found, key=lambda t: (int(t[-3:]) // 2, -int(t[-3:])))


def test_the_timeline_jumps_to_a_year(home: Placement, written: list[LogEntry]) -> None:
    client = signed_in(Role.OFFICER, home)
    page = client.get(address(home, "person_timeline"), {"year": "2025"}).context["page"]
    assert page.count == 0
    page = client.get(address(home, "person_timeline"), {"year": "2026"}).context["page"]
    assert page.count == 40


@pytest.mark.parametrize("word", ["%%%", "AAAA", "MjAyNi0xMS0yNHxsb2c6MQ", "x" * 5000])
def test_a_broken_page_address_shows_the_newest(home: Placement, word: str) -> None:
    client = signed_in(Role.OFFICER, home)
    assert (
        client.get(address(home, "person_timeline"), {"before": word, "year": "9999", "kind": "nonsense"}).status_code
        == 200
    )


def test_an_officer_without_the_log_cannot_filter_his_way_to_it(home: Placement, written: list[LogEntry]) -> None:
    """The region sees identity and sentence; asking for the log by name gives nothing of it."""
    client = signed_in(Role.REGION, home, prison=home.bed.cell.unit.prison)
    page = client.get(address(home, "person_timeline"), {"kind": "log"}).content.decode()
    assert "Notat" not in page
    assert 'value="log"' not in page


def test_the_filter_narrows_to_types(home: Placement, written: list[LogEntry]) -> None:
    client = signed_in(Role.OFFICER, home)
    page = client.get(address(home, "person_timeline"), {"kind": "movement"}).context["page"]
    assert page.count == 1
