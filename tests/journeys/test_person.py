"""A person in the browser: read the page, raise an alert, move somebody, find people by a few letters."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from corrections.choices import ClosureReason, PlaceKind, Role
from corrections.models import CellClosure, Unit, User
from corrections.periods import between, since
from inmates.choices import AlertCode, CommitmentKind, LegalStatusKind, LogKind
from inmates.models import Alert, Alias, Commitment, Language, LogEntry, Movement, Need, NextOfKin, Person, Placement
from inmates.registries import person_panels
from inmates.services import care
from tests.corrections.factories import NOW, CellFactory, PlaceFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.fixtures import Clock, OpenWindow


@dataclass
class Scene:
    """Unit B2 of Fjordvik on 24 November at 14:32."""

    person: Person
    home: Placement
    officer: User
    manager: User
    caseworker: User


def note(scene_person: Person, unit: Unit, at: str, text: str, kind: LogKind, by: User) -> None:
    LogEntry.objects.create(
        unit=unit, happened_at=oslo(at), written_at=oslo(at), kind=kind, text=text, person=scene_person, written_by=by
    )


def book(home: Placement, start: str, end: str, label: str, kind: CommitmentKind) -> None:
    Commitment.objects.create(
        stay=home.stay,
        kind=kind,
        label=label,
        source=f"test:{start}",
        booked_at=NOW,
        during=between(oslo(start), oslo(end)),
    )


@pytest.fixture
def scene(clock: Clock) -> Scene:
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    unit.prison.name = "Fjordvik fengsel"
    unit.prison.save()
    cells = [CellFactory.create(unit=unit, code=f"B2-{n:02}", position=n) for n in range(1, 9)]
    lervik = PersonFactory.create(
        number="F-20418", family_name="Lervik", given_name="Andreas", birth_date=date(1992, 3, 12), nationality="NOR"
    )
    home = PlacementFactory.create(
        person=lervik, cell=cells[0], start=oslo("2026-06-02 10:00"), legal=LegalStatusKind.SENTENCED
    )
    myhre = PersonFactory.create(family_name="Myhre", given_name="Rolf")
    PlacementFactory.create(person=myhre, cell=cells[1], start=oslo("2026-06-02 10:00"))
    officer = staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit)
    vik = staff(Role.OFFICER, unit=unit, first_name="Ola", last_name="Vik")
    manager = staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Tor", last_name="Lunde", home_unit=unit)
    caseworker = staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke", home_unit=unit)
    CellClosure.objects.create(
        cell=cells[2],
        during=since(oslo("2026-11-20 08:00")),
        reason=ClosureReason.DAMP,
        closed_at=NOW,
        closed_by=manager,
        expected_return_on=date(2026, 12, 3),
    )
    shop = PlaceFactory.create(prison=unit.prison, name="Verksted, tre", kind=PlaceKind.WORKSHOP)
    Movement.objects.create(
        stay=home.stay,
        to_place=shop,
        left_at=oslo("2026-11-24 12:28"),
        arrived_at=oslo("2026-11-24 14:30"),
        expected_back_at=oslo("2026-11-24 14:45"),
        registered_at=oslo("2026-11-24 12:28"),
        registered_by=vik,
        seen_by=vik,
    )
    care.assign_contact_officer(stay=home.stay, officer=officer, seen=None, by=None, at=oslo("2026-06-03 10:00"))
    for code in (AlertCode.EVACUATION_HELP, AlertCode.READS_WITH_SOUND):
        care.raise_alert(person=lervik, code=code, by=officer, at=oslo("2026-06-03 10:00"))
    care.raise_alert(
        person=lervik,
        code=AlertCode.PHONE_CONTROL,
        by=manager,
        at=oslo("2026-07-03 10:00"),
        until=oslo("2026-12-31 23:59"),
    )
    old = care.raise_alert(person=lervik, code=AlertCode.ESCAPE_RISK, by=manager, at=oslo("2026-06-02 10:00"))
    care.close_alert(alert=old, by=manager, at=oslo("2026-07-01 10:00"))
    care.keep_apart(person=lervik, other=myhre, reason="THREAT", by=manager, at=oslo("2026-06-05 10:00"))
    Need.objects.create(person=lervik, kind="DIET", label="Nøttefri kost", during=since(oslo("2026-06-02 10:00")))
    Language.objects.create(person=lervik, code="nb")
    Alias.objects.create(person=lervik, family_name="Solberg", given_name="Andreas", note="før 2015")
    NextOfKin.objects.create(
        person=lervik, name="Ingrid Lervik", relation="mor", phone="987 65 432", may_be_called_at_night=True
    )
    for start, end, label, kind in (
        ("08:15", "11:15", "Verksted, tre", CommitmentKind.WORK),
        ("12:30", "14:45", "Verksted, tre", CommitmentKind.WORK),
        ("15:15", "15:30", "Til helse", CommitmentKind.HEALTH),
        ("17:00", "18:00", "Besøk: Ingrid Lervik (mor)", CommitmentKind.VISIT),
    ):
        book(home, f"2026-11-24 {start}", f"2026-11-24 {end}", label, kind)
    book(home, "2026-12-03 10:00", "2026-12-03 11:00", "Ansvarsgruppe", CommitmentKind.MEETING)
    note(
        lervik,
        unit,
        "2026-11-24 09:50",
        "Hjalp ny innsatt i gang på verkstedet. Tålmodig og grundig.",
        LogKind.NOTE,
        vik,
    )
    note(lervik, unit, "2026-11-23 18:05", "Telefon, 20 min", LogKind.NOTE, vik)
    note(lervik, unit, "2026-11-19 10:00", "Kontaktsamtale. Spent på bolig.", LogKind.CONVERSATION, officer)
    return Scene(person=lervik, home=home, officer=officer, manager=manager, caseworker=caseworker)


def path(scene: Scene, rest: str = "") -> str:
    return f"/people/{scene.person.uuid}/{rest}"


SIZES = [(1440, 1072, "light"), (1180, 820, "dark"), (768, 1024, "light"), (320, 700, "dark")]


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_a_persons_pages_are_accessible_at_every_size_in_every_light(
    window: OpenWindow, scene: Scene, width: int, height: int, scheme: str
) -> None:
    opened = window(scene.manager, width=width, height=height, scheme=scheme)
    for rest in ("", "timeline/", "details/", "cells/", "log/", "move/", "alerts/", "note/"):
        opened.open(path(scene, rest))
        assert opened.axe() == [], rest
        assert not opened.scrolls_sideways(), rest
    for list_page in ("/people/", "/search/?q=ler"):
        opened.open(list_page)
        assert opened.axe() == [], list_page
        assert not opened.scrolls_sideways(), list_page


def test_the_page_can_be_read_without_scripts(window: OpenWindow, scene: Scene) -> None:
    page = window(scene.officer, js=False).open(path(scene))
    assert page.locator("#person-head .now__main b").inner_text() == "Verksted, tre"
    assert page.locator("#panel-today li").count() == 4
    assert page.locator("#panel-events .tl").is_visible()
    page = window(scene.caseworker, js=False).open(path(scene, "details/"))
    page.locator("#panel-numbers a.ds-button").click()
    assert page.locator("#person-head").is_visible()
    assert page.locator("#panel-numbers dl, #panel-numbers .empty").count() == 1


def test_a_box_that_failed_can_be_asked_again(
    window: OpenWindow, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = person_panels.get("contact")
    assert panel is not None

    def fall(*args: object, **kwargs: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setitem(person_panels._items, "contact", replace(panel, load=fall))
    page = window(scene.officer).open(path(scene))
    box = page.locator("#panel-contact")
    assert box.locator(".empty").is_visible()
    assert page.locator("#panel-events .tl").is_visible()
    monkeypatch.setitem(person_panels._items, "contact", panel)
    box.locator("a.ds-button").click()
    page.locator("#panel-contact dl").wait_for()
    assert "Ingrid Lervik" in page.locator("#panel-contact").inner_text()


def test_an_alert_is_raised_corrected_and_ended(window: OpenWindow, scene: Scene) -> None:
    opened = window(scene.manager)
    opened.expects(422)
    page = opened.open(path(scene))
    page.locator("details.menu summary").click()
    page.locator("details.menu a", has=page.locator("use[href$='#i-alert']")).click()
    page.locator("[name=code]").select_option("VULNERABLE")
    page.locator("[name=until]").fill("31.02.2026")
    page.locator("#person-act button.ds-button:not([data-pick])").last.click()
    page.locator("[data-errors]").wait_for()
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
    page.locator("[name=until]").fill("31.12.2026")
    page.locator("#person-act .form__end button").click()
    page.wait_for_url("**/details/")
    assert page.locator(".flags .pill").count() == 5
    assert Alert.objects.filter(code="VULNERABLE", closed_at__isnull=True).exists()


def test_somebody_is_moved_to_another_cell_and_the_second_officer_is_told(window: OpenWindow, scene: Scene) -> None:
    first, second = window(scene.manager), window(scene.caseworker)
    second.expects(422)
    for opened, cell in ((first, "Cell 04"), (second, "Cell 05")):
        page = opened.open(path(scene, "move/"))
        assert page.locator("a.cell").count() == 5
        assert page.locator("div.cell[data-shut]", has_text="Cell 03").count() == 1
        page.locator("a.cell", has_text=cell).click()
        page.locator("[name=reason]").fill("Rolig avdeling")
    first.page.locator("#move-form .form__end button").click()
    first.page.wait_for_url(f"**{path(scene)}")
    assert first.page.locator("#person-head .now").inner_text().count("B2-04") == 1
    second.page.locator("#move-form .form__end button").click()
    second.page.locator("[data-errors]").wait_for()
    told = second.page.locator("[data-errors]").inner_text()
    assert "T. Lunde" in told
    assert "14:32" in told
    assert Placement.objects.current().get(stay=scene.home.stay).bed.cell.code == "B2-04"


def test_people_are_found_from_anywhere_by_a_few_letters(window: OpenWindow, scene: Scene) -> None:
    page = window(scene.officer).open("/people/")
    assert page.locator(".resident b").all_inner_texts() == ["Lervik, Andreas", "Myhre, Rolf"]
    page.keyboard.press("Control+k")
    page.locator("#palette-q").fill("andreas l")
    page.locator("#palette-list [role=option]", has_text="Lervik, Andreas").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path(scene)}")
    assert page.locator("h1").inner_text() == "Lervik, Andreas"


def test_the_timeline_is_narrowed_by_type_and_year(window: OpenWindow, scene: Scene) -> None:
    page = window(scene.officer).open(path(scene, "timeline/"))
    page.locator("#kind-log").check()
    page.locator("#filter button").click()
    page.wait_for_url("**kind=log**")
    assert page.locator("#stream .tl li:not(.tl__day)").count() == 3
    page.locator("#year").select_option("2026")
    page.locator("#filter button").click()
    assert page.locator("#kind-log").is_checked()
