"""The log of a unit: only added to, corrected beside the old entry, and free of health information."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from corrections.refusals import Refusal
from inmates.choices import LogKind, LogSource
from inmates.models import LogEntry
from inmates.rules.wording import health_words
from inmates.selectors import log as selector
from inmates.services import log
from tests.corrections.factories import NOW, CellFactory
from tests.inmates.house import House, build_house, minutes
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def write(house: House, text: str = "Ro på avdelingen", **values: Any) -> LogEntry:
    return log.write(**{"unit": house.unit, "text": text, "by": house.officer, "at": NOW, **values})


def refused(code: str, act: Any) -> None:
    before = LogEntry.objects.count()
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert LogEntry.objects.count() == before


# ---- writing ------------------------------------------------------------------------
def test_a_line_says_who_when_and_what(house: House) -> None:
    entry = write(house, "  Ro  på\navdelingen ", kind=LogKind.OBSERVATION, happened_at=minutes(9))

    assert (entry.text, entry.kind, entry.written_by) == ("Ro på avdelingen", "OBSERVATION", house.officer)
    assert (entry.happened_at, entry.written_at) == (minutes(9), NOW)


def test_a_line_that_says_nothing_too_much_or_from_the_future_is_refused(house: House) -> None:
    elsewhere = CellFactory.create()
    refused("empty", lambda: write(house, " \n "))
    refused("too_long", lambda: write(house, "x" * 1001))
    refused("future", lambda: write(house, happened_at=NOW + timedelta(minutes=1)))
    refused("unknown_kind", lambda: write(house, kind="GOSSIP"))
    refused("other_unit", lambda: write(house, cell=elsewhere))


# ---- correcting ------------------------------------------------------------------------
def test_a_correction_stands_beside_the_old_entry_which_stays(house: House) -> None:
    old = write(house, "Karimi fulgt til skole", happened_at=minutes(9))

    new = log.correct(entry=old, text="Karimi fulgt til helse", by=house.colleague, at=NOW)

    old.refresh_from_db()
    assert (old.text, new.corrects, new.happened_at) == ("Karimi fulgt til skole", old, old.happened_at)
    (line,) = selector.page_of(house.unit.pk, NOW).lines
    assert (line.text, line.was, line.by, line.was_by) == (
        "Karimi fulgt til helse", "Karimi fulgt til skole", "T. Lunde", "K. Nesheim",
    )  # fmt: skip


def test_what_is_corrected_is_corrected_further_on(house: House) -> None:
    old = write(house)
    log.correct(entry=old, text="Uro på avdelingen", by=house.colleague, at=NOW)

    refused("already_corrected", lambda: log.correct(entry=old, text="Noe annet", by=house.officer, at=NOW))
    refused("no_change", lambda: log.correct(entry=old, text=old.text, by=house.officer, at=NOW))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_one_entry_one_wins_and_the_other_is_told(house: House) -> None:
    old = write(house)

    def correct(text: str) -> Any:
        with translation.override("en"):
            return log.correct(entry=old, text=text, by=house.officer, at=NOW)

    came_to = together(lambda: correct("A"), lambda: correct("B"))

    assert LogEntry.objects.filter(corrects=old).count() == 1
    (told,) = [str(result) for result in came_to if isinstance(result, Refusal)]
    assert told.startswith("K. Nesheim corrected this entry at 14:32.")


# ---- reading ------------------------------------------------------------------------
def test_the_log_is_read_newest_first_page_by_page_and_no_line_is_lost_or_seen_twice(house: House) -> None:
    written = [write(house, f"Linje {n}", happened_at=minutes(n // 3)).pk for n in range(2 * selector.PAGE + 5)]
    seen: list[int] = []
    before = ""
    for _page in range(3):
        page = selector.page_of(house.unit.pk, NOW, before=before)
        seen += [line.id for line in page.lines]
        before = page.older

    assert before == ""
    assert sorted(seen) == sorted(written)
    moments = dict(LogEntry.objects.values_list("pk", "happened_at"))
    assert seen == sorted(seen, key=lambda pk: (moments[pk], pk), reverse=True)


@pytest.mark.parametrize(
    "cursor", ["x", "~", "2026-11-24~1", "2026-11-24T10:00:00Z~x", "2026-13-40T10:00:00Z~1", "~" * 90]
)
def test_a_cursor_that_nobody_was_given_shows_the_newest(house: House, cursor: str) -> None:
    write(house)

    assert len(selector.page_of(house.unit.pk, NOW, before=cursor).lines) == 1


def test_one_kind_alone_also_when_it_was_corrected(house: House) -> None:
    write(house, "notat")
    seen = write(house, "observasjon", kind=LogKind.OBSERVATION)
    log.correct(entry=seen, text="rettet", by=house.officer, at=NOW)

    assert [line.text for line in selector.page_of(house.unit.pk, NOW, kinds=["OBSERVATION"]).lines] == ["rettet"]


def test_a_line_written_long_after_says_so(house: House) -> None:
    write(house, happened_at=minutes(61))

    assert selector.page_of(house.unit.pk, NOW).lines[0].late == "14:32"


def test_one_query_a_page_and_one_for_the_rule(house: House) -> None:
    for _ in range(5):
        write(house, cell=house.resident().placements.get().bed.cell)
    with CaptureQueriesContext(connection) as queries:
        selector.page_of(house.unit.pk, NOW)
    assert len(queries) == 1

    for _ in range(5):  # the rule that says how long those are kept is asked for once
        write(house, source=LogSource.STAFF, person=house.resident().person)
    with CaptureQueriesContext(connection) as queries:
        selector.page_of(house.unit.pk, NOW)
    assert len(queries) == 2


# ---- whom it is about ------------------------------------------------------------------------
def test_signs_name_a_resident_and_a_cell(house: House) -> None:
    cell = CellFactory.create(unit=house.unit, code="B2-07")
    stay = house.resident("Zieliński", "Piotr", cell=cell)

    found = selector.mentioned("@zielinski flyttet ut av #07, se e-post til a@b.no", house.unit.pk)

    assert found.text == "zielinski flyttet ut av 07, se e-post til a@b.no"
    assert (found.people, found.cells) == ((stay.person,), (cell,))


def test_a_sign_that_fits_nobody_or_several_is_refused_with_what_to_write_instead(house: House) -> None:
    house.resident("Hansen", "Ola", cell=CellFactory.create(unit=house.unit, code="B2-01"))
    kari = house.resident("Hansen", "Kari", cell=CellFactory.create(unit=house.unit, code="B2-02"))
    said = {}
    for text in ("@Hansen", "@Hanssen", "@Nilsen", "#99"):
        with pytest.raises(selector.MentionRefused) as caught:
            selector.mentioned(text, house.unit.pk)
        said[text] = str(caught.value)

    assert said == {
        "@Hansen": "Several people on the unit are called Hansen. Write one of these: @Hansen_Kari, @Hansen_Ola.",
        "@Hanssen": "Nobody on the unit is called Hanssen. Did you mean @Hansen_Ola?",
        "@Nilsen": "Nobody on the unit is called Nilsen. Check it, or leave out the sign.",
        "#99": "The unit has no cell 99. Check it, or leave out the sign.",
    }
    assert selector.mentioned("@Kari", house.unit.pk).people == (kari.person,)
    assert selector.mentioned("@hansen_kari kom", house.unit.pk) == selector.Mentioned(
        "hansen kari kom", (kari.person,)
    )


def test_a_line_may_name_several_people_and_cells(house: House) -> None:
    one, other = house.resident("Karimi", "Reza").person, house.resident("Myhre", "Rolf").person
    cells = [CellFactory.create(unit=house.unit, code=code) for code in ("B2-20", "B2-21")]
    entry = write(house, "Samtale", people=[one, other, one], cells=cells)

    assert (entry.person, entry.cell) == (one, cells[0])
    (line,) = selector.page_of(house.unit.pk, NOW).lines
    assert sorted(about.text for about in line.about) == ["B2-20", "B2-21", "Karimi, Reza", "Myhre, Rolf"]
    assert [line.id for line in selector.page_of(house.unit.pk, NOW, person=other.uuid).lines] == [entry.pk]
    assert selector.page_of(house.unit.pk, NOW, person=house.resident().person.uuid).lines == ()


# ---- health stays with the health service ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["Fikk insulin 14:05", "Mulig DEPRESJON", "spurte om medisinene sine", "hepatitt C", "har HIV."]
)
def test_words_of_health_are_noticed(text: str) -> None:
    assert health_words(text)


@pytest.mark.parametrize("text", ["Til helse 15:15", "Hivet en stol", "Snakket rolig sammen", "Ba om å få ringe"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert not health_words(text)


def test_a_line_with_words_of_health_is_asked_about_once_and_taken_when_the_officer_stands_by_it(
    house: House, client: Client
) -> None:
    client.force_login(house.officer)
    address = reverse("unit_log", args=[house.unit.pk])

    asked = client.post(address, {"text": "Fikk insulin", "from": "board"}, headers={"HX-Request": "true"})
    assert (asked.status_code, LogEntry.objects.count()) == (422, 0)
    assert 'value="Fikk insulin"' in asked.content.decode()

    taken = client.post(
        address, {"text": "Fikk insulin", "from": "board", "stands": "on"}, headers={"HX-Request": "true"}
    )
    assert (taken.status_code, LogEntry.objects.count()) == (200, 1)


def test_without_javascript_a_line_from_the_board_leads_back_to_the_board(house: House, client: Client) -> None:
    client.force_login(house.officer)

    answer = client.post(reverse("unit_log", args=[house.unit.pk]), {"text": "Ro", "from": "board"})

    assert answer.headers["Location"] == reverse("board", args=[house.unit.pk])


def test_a_refused_line_on_the_log_page_keeps_what_was_typed(house: House, client: Client) -> None:
    client.force_login(house.officer)

    answer = client.post(reverse("unit_log", args=[house.unit.pk]), {"text": "@Ingen var her", "happened_at": "25:70"})

    assert answer.status_code == 422
    assert "@Ingen var her</textarea>" in answer.content.decode()
    assert LogEntry.objects.count() == 0
