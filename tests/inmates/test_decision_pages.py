"""The pages of decisions: from a draft to its end as the browser does it, and the letter."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from corrections import display
from corrections.choices import Role, SecurityLevel
from corrections.models import Unit, User
from inmates.choices import DecisionState
from inmates.models import Decision, Placement, Transfer
from inmates.services import decision_appeals
from inmates.services.decisions import Text
from inmates.views import letters
from tests.corrections.factories import NOW, UnitFactory, staff
from tests.inmates import deciding
from tests.inmates.deciding import Cast
from tests.inmates.factories import PlacementFactory
from tests.inmates.house import House

pytestmark = pytest.mark.django_db
S = DecisionState


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create(unit=UnitFactory.create(code="B2", security_level=SecurityLevel.HIGH))


@pytest.fixture
def other() -> Unit:
    return UnitFactory.create(code="T1", security_level=SecurityLevel.LOWER)


@pytest.fixture
def who(home: Placement) -> Cast:
    return deciding.cast(House(home.bed.cell.unit.prison, *[None] * 6))  # type: ignore[arg-type]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, row: Decision, key: str, **data: Any) -> int:
    prefixed = {f"{key}-{name}": value for name, value in data.items()}
    return client.post(reverse("decision_act", args=[row.uuid, key]), prefixed).status_code


def written(row: Decision, other: Unit, **values: Any) -> dict[str, Any]:
    given = {
        "version": row.version,
        "own_to": f"{other.prison.pk}:{other.security_level}",
        "grounds": ["h"],
        "assessment": "It fits the plan.",
        "facts": "Wants to work outside.",
        "milder_means": "None is milder.",
        "outcome": "GRANTED",
    }
    return {**given, **values}


def begun(client: Client, home: Placement) -> Decision:
    client.post(reverse("decision_begin", args=[home.stay.person.uuid, "transfer"]))
    return Decision.objects.get(stay=home.stay)


def test_a_transfer_goes_from_its_draft_to_the_order_of_the_transfer(home: Placement, other: Unit, who: Cast) -> None:
    caseworker, leader = as_(who.caseworker), as_(who.leader)
    row = begun(caseworker, home)
    saved = caseworker.post(reverse("decision_save", args=[row.uuid]), written(row, other) | {"button": "save"})
    assert saved.status_code == 302
    assert act(caseworker, row, "hear", said="I look forward to it.", language="nb") == 302
    assert act(caseworker, row, "decide", outcome="GRANTED") == 404
    assert act(leader, row, "decide", outcome="GRANTED") == 302
    assert act(caseworker, row, "carry_out") == 422
    assert act(caseworker, row, "notify", how="SIGNED", language="nb") == 302
    assert act(caseworker, row, "carry_out") == 302
    row.refresh_from_db()
    transfer = Transfer.objects.get(stay=home.stay)
    assert (row.state, row.executed_ref) == (S.NOTIFIED, f"inmates.transfer:{transfer.pk}")
    assert (transfer.to_prison, transfer.to_level, transfer.ground) == (other.prison, "LOWER", "h")
    assert act(caseworker, row, "appeal", text="Not there.") == 302
    assert act(caseworker, row, "forward", remarks="") == 302
    assert act(as_(who.region), row, "settle", outcome="UPHELD", reasons="It serves the plan.") == 302
    assert act(caseworker, row, "tell") == 302
    row.refresh_from_db()
    assert row.state == S.EXECUTED


def test_the_draft_saves_itself_and_another_is_not_written_over(home: Placement, other: Unit, who: Cast) -> None:
    caseworker = as_(who.caseworker)
    row = begun(caseworker, home)
    url = reverse("decision_save", args=[row.uuid])
    assert caseworker.post(url, written(row, other, facts="Wan")).status_code == 204
    assert caseworker.post(url, written(row, other, facts="Wants")).status_code == 204
    answer = as_(who.leader).post(url, written(row, other, facts="Other"))
    assert answer.status_code == 422
    assert "has saved this draft" in answer.content.decode()
    row.refresh_from_db()
    assert row.facts == "Wants"


def test_a_stricter_prison_needs_a_ground_that_carries_it(home: Placement, who: Cast) -> None:
    strict = UnitFactory.create(code="S1", security_level=SecurityLevel.PARTICULARLY_HIGH)
    caseworker = as_(who.caseworker)
    row = begun(caseworker, home)
    caseworker.post(reverse("decision_save", args=[row.uuid]), written(row, strict, grounds=["i"]))
    answer = caseworker.post(
        reverse("decision_act", args=[row.uuid, "hear"]), {"hear-said": "No.", "hear-language": "nb"}
    )
    assert answer.status_code == 422
    assert "does not carry a transfer to a stricter security level" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == S.DRAFT


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"said": "No.", "day": "24.11.2026"}, "Write both the day and the time"),
        ({"said": "No.", "day": "31.02.2026", "clock": "12:00"}, "Write the date as day, month and year"),
        ({"said": "No.", "day": "24.11.2096", "clock": "12:00"}, ""),
        ({}, "Write what the person said"),
    ],
)
def test_bad_input_is_refused_with_its_sentence_on_the_same_page(
    home: Placement, other: Unit, who: Cast, data: dict[str, str], words: str
) -> None:
    caseworker = as_(who.caseworker)
    row = begun(caseworker, home)
    caseworker.post(reverse("decision_save", args=[row.uuid]), written(row, other))
    answer = caseworker.post(
        reverse("decision_act", args=[row.uuid, "hear"]),
        {"hear-language": "nb", **{f"hear-{name}": value for name, value in data.items()}},
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    row.refresh_from_db()
    assert row.state == S.DRAFT


def test_the_pages_show_what_waits_for_whom(home: Placement, other: Unit, who: Cast) -> None:
    caseworker = as_(who.caseworker)
    row = begun(caseworker, home)
    caseworker.post(reverse("decision_save", args=[row.uuid]), written(row, other))
    act(caseworker, row, "hear", said="Yes.", language="nb")
    prison = home.bed.cell.unit.prison
    people = (("leader", who.leader), ("caseworker", who.caseworker))
    url = reverse("decisions", args=[prison.slug])
    mine = {name: as_(user).get(url).context["found"] for name, user in people}
    assert [len(mine["leader"].mine), len(mine["leader"].others)] == [1, 0]
    assert [len(mine["caseworker"].mine), len(mine["caseworker"].others)] == [0, 1]
    assert caseworker.get(reverse("person_decisions", args=[home.stay.person.uuid])).status_code == 200
    page = as_(who.leader).get(reverse("decision", args=[row.uuid])).content.decode()
    assert reverse("decision_act", args=[row.uuid, "decide"]) in page
    assert reverse("decision_act", args=[row.uuid, "settle"]) not in page


def test_an_officer_of_one_unit_reads_the_decisions_of_that_unit(home: Placement, who: Cast) -> None:
    with deciding.kind():
        deciding.under()
        deciding.decided(home.stay, who)
        neighbour = PlacementFactory.create(unit=UnitFactory.create(prison=home.bed.cell.unit.prison))
        deciding.decided(neighbour.stay, who)
    officer = staff(Role.CONTACT_OFFICER, unit=home.bed.cell.unit)
    found = as_(officer).get(reverse("decisions", args=[home.bed.cell.unit.prison.slug])).context["found"]
    assert [line.number for line in (*found.mine, *found.others)] == [home.stay.person.number]


# ---- the letter --------------------------------------------------------------------------------------------------
def letter(home: Placement, who: Cast, **text: Any) -> Decision:
    deciding.under()
    given = {"grounds": ("a",), "facts": "Three reports.", "milder_means": "Talks.", **text}
    return deciding.told(home.stay, who, text=Text(**given))


def test_the_letter_says_what_how_to_appeal_and_until_when(home: Placement, who: Cast) -> None:
    with deciding.kind():
        row = letter(home, who)
        body = (
            as_(who.caseworker).get(reverse("decision_letter", args=[row.uuid, "html"]) + "?lang=en").content.decode()
        )
    assert "Three reports." in body
    assert "You can appeal within 7 days" in body
    assert "The deadline is 01.12.2026 14:32." in body.replace("1 December 2026", "01.12.2026")


def body_of(row: Decision, who: Cast, language: str = "en") -> str:
    url = reverse("decision_letter", args=[row.uuid, "html"])
    return as_(who.caseworker).get(f"{url}?lang={language}").content.decode().split('<article class="panel letter"')[1]


def test_the_letter_names_the_law_in_full_and_bears_the_day_of_the_decision(home: Placement, who: Cast) -> None:
    with deciding.kind():
        row = letter(home, who)
        body = body_of(row, who)
        assert "the Execution of Sentences Act s. 14" in body
        assert "strgjfl" not in body
        assert body.index(display.day(NOW)) < body.index("Tested")
        assert "§ 14" in body_of(row, who, "nb")


def test_whoever_carries_out_is_told_that_an_appeal_waits(home: Placement, who: Cast) -> None:
    said = "Consider first whether the decision should wait for it."
    with deciding.kind():
        row = letter(home, who)
        client, url = as_(who.caseworker), reverse("decision", args=[row.uuid])
        assert said not in client.get(url).content.decode()
        decision_appeals.appeal(decision=row, text="No.", by=who.caseworker, at=NOW)
        page = client.get(url).content.decode()
    assert page.count(said) == 1
    assert "carry_out" in page


def test_the_letter_says_what_came_of_the_appeal(home: Placement, who: Cast) -> None:
    with deciding.kind():
        deciding.under()
        row = deciding.forwarded(home.stay, who)
        assert "The answer to your appeal" not in body_of(row, who)
        decision_appeals.settle(
            decision=row, outcome="UPHELD", reasons="The reports agree.", level="REGIONAL", by=who.region, at=NOW
        )
        body = body_of(row, who)
    for said in ("The answer to your appeal", "The decision stands", "The reports agree.", "The region", "further"):
        assert said in body


def test_the_letter_says_why_a_late_appeal_is_not_taken_up(home: Placement, who: Cast) -> None:
    with deciding.kind():
        row = letter(home, who)
        late = NOW + timedelta(days=20)
        decision_appeals.appeal(decision=row, text="No.", why_late="I was ill.", by=who.caseworker, at=late)
        decision_appeals.answer_late(
            decision=row, answer="REJECTED", reasons="Nothing hindered it.", by=who.leader, at=late
        )
        body = body_of(row, who)
    assert "Rejected, since it came too late" in body
    assert "Nothing hindered it." in body
    assert "cannot be appealed further" not in body


def test_what_is_withheld_stands_in_no_letter(home: Placement, who: Cast) -> None:
    with deciding.kind():
        row = letter(home, who, withheld="PERSON", withheld_what="Told by Hansen in B2-04")
        client = as_(who.caseworker)
        body = client.get(reverse("decision_letter", args=[row.uuid, "html"]) + "?lang=en").content.decode()
        page = client.get(reverse("decision", args=[row.uuid])).content.decode()
    assert "Hansen" not in body
    assert "Parts of the reasons are left out" in body
    assert "Hansen" in page


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_letter_is_a_pdf_in_both_languages(home: Placement, who: Cast, language: str) -> None:
    with deciding.kind():
        row = letter(home, who)
        url = reverse("decision_letter", args=[row.uuid, "pdf"])
        answer = as_(who.caseworker).get(f"{url}?lang={language}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "no-store"


def test_without_the_tool_the_letter_is_a_page_to_print(home: Placement, who: Cast) -> None:
    with deciding.kind(), patch.multiple(letters, engine=lambda: None, can_draw=lambda: False):
        row = letter(home, who)
        client = as_(who.caseworker)
        assert client.get(reverse("decision_letter", args=[row.uuid, "pdf"])).status_code == 404
        page = client.get(reverse("decision_letter", args=[row.uuid, "html"]))
    assert "Print the page instead" in page.content.decode()


@pytest.mark.parametrize("path", ["/decisions/------------------------------------/letter.html", "{}letter.docx"])
def test_an_address_that_is_none_is_not_found(home: Placement, who: Cast, path: str) -> None:
    with deciding.kind():
        row = letter(home, who)
        address = path.format(reverse("decision", args=[row.uuid]))
        assert as_(who.caseworker).get(address).status_code == 404


def test_a_draft_has_no_letter(home: Placement, who: Cast) -> None:
    row = begun(as_(who.caseworker), home)
    assert as_(who.caseworker).get(reverse("decision_letter", args=[row.uuid, "html"])).status_code == 404


def test_whoever_decides_reads_the_text_and_opens_the_form_to_change_it(
    home: Placement, other: Unit, who: Cast
) -> None:
    client = as_(who.caseworker)
    row = begun(client, home)
    client.post(reverse("decision_save", args=[row.uuid]), written(row, other))
    act(client, row, "hear", said="Fine.", language="nb")
    page = as_(who.leader).get(reverse("decision", args=[row.uuid])).content.decode()
    assert "<p>Wants to work outside.</p>" in page
    assert "Change the text" in page
