"""Leave in the browser: with a notice to the victim, out and back in time; and somebody who does not come back.

Each page is read in English and in Bokmål.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.choices import ClockState, Role
from corrections.models import Breach, Clock, Task, User
from corrections.services import law, work
from inmates.models import Absence, Commitment, Escort, Stay
from sentencing.models import Leave, LeavePermission
from sentencing.selectors.leave_along import source_of
from sentencing.services import leave as service
from sentencing.services import victims
from tests.corrections.factories import NOW, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock as Time
from tests.journeys.fixtures import OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages
from tests.sentencing.factories import JudgmentFactory, LeavePermissionFactory

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}
LEAVES, BACK = oslo("2026-11-24 16:00"), oslo("2026-11-25 16:00")


@dataclass
class Scene:
    """Fourteen months from February, a third of them served; ordinary leave is granted for the winter."""

    stay: Stay
    permission: LeavePermission
    clerk: User
    officer: User
    manager: User

    @property
    def board(self) -> str:
        return reverse("board", args=[self.stay.placements.get().bed.cell.unit_id])

    @property
    def tile(self) -> str:
        return f"#bed-{self.stay.placements.get().bed_id}"


@pytest.fixture
def scene(clock: Time) -> Scene:
    law.load_law()
    unit = UnitFactory.create(code="B2", name="Avdeling B2")
    person = PersonFactory.create(family_name="Lervik", given_name="Andreas")
    stay: Stay = PlacementFactory.create(person=person, unit=unit, start=oslo("2026-02-24 12:00")).stay
    JudgmentFactory.create(stay=stay, years=1, months=2, judged_on=date(2026, 2, 20))
    return Scene(
        stay=stay,
        permission=LeavePermissionFactory.create(stay=stay),
        clerk=staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke", language="en"),
        officer=staff(Role.OFFICER, unit=unit, home_unit=unit, first_name="Kari", last_name="Nesheim", language="en"),
        manager=staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale", language="en"),
    )


# ---- the acts ----------------------------------------------------------------------------------------------------
def planned_at_the_desk(office: Window, scene: Scene) -> Leave:
    page = office.open(reverse("person_leave", args=[scene.stay.person.uuid]))
    then_it_reads_in_both_languages(office, scene.clerk)
    page.get_by_role("link", name="Plan a leave").click()
    then_it_reads_in_both_languages(office, scene.clerk)
    for label, value in (
        ("Leaves on", "24.11.2026"),
        ("Leaves at", "16:00"),
        ("Back on", "25.11.2026"),
        ("Back at", "16:00"),
    ):
        page.get_by_label(label).fill(value)
    page.locator("#person-act .form__end button").first.click()
    expect(page.locator("#leaves")).to_contain_text("1 of 18 days are taken or planned from 24.11.2026 to 23.11.2027")
    leave = Leave.objects.get()
    booked = Commitment.objects.get(source=source_of(leave))
    assert (booked.during.lower, booked.during.upper, booked.cancelled_at) == (LEAVES, BACK, None)
    return leave


def the_victim_is_told(office: Window, scene: Scene, leave: Leave) -> None:
    page = office.open(reverse("person_victim", args=[scene.stay.person.uuid]))
    then_it_reads_in_both_languages(office, scene.clerk)
    page.get_by_label("Yes, it matters to a victim or the bereaved").check()
    page.get_by_label("What it rests on").fill("Dommen")
    page.locator("#person-act .form__end button").first.click()
    expect(page.locator("#told")).to_contain_text("Somebody is told before each leave")
    page = office.open(reverse("leave", args=[leave.pk]))
    page.locator("#act-notice").locator("xpath=..").locator("summary").click()
    page.get_by_label("The victim was told").check()
    page.locator("#act-notice select").select_option("COUNSEL")
    page.locator("#act-notice button").click()
    expect(page.locator("#told")).to_contain_text("Through the victim's counsel")
    then_it_reads_in_both_languages(office, scene.clerk)


def on_leave(scene: Scene) -> Leave:
    """Out through the gate with nobody to be told, and expected back a day later."""
    victims.say_duty(stay=scene.stay, is_due=False, reason="Ingen fornærmet i saken", by=scene.clerk, at=NOW)
    leave = service.plan(permission=scene.permission, start=LEAVES, end=BACK, by=scene.clerk, at=NOW)[0]
    return service.start(leave=leave, departed_at=LEAVES, by=scene.officer, at=LEAVES)


def called(at: datetime) -> set[str]:
    """Who has been called when the clocks have been looked at."""
    work.escalate(at=at)
    return set(Task.objects.open().filter(clock__rule__rule_id="RETURN").values_list("role", flat=True))


# ---- the walks ---------------------------------------------------------------------------------------------------
def test_a_leave_with_a_victim_notice_from_the_desk_to_the_return(
    window: OpenWindow, scene: Scene, clock: Time
) -> None:
    office = window(scene.clerk, **TABLET)
    leave = planned_at_the_desk(office, scene)

    # at the gate nobody leaves yet, and nobody there learns why
    gate = window(scene.officer, **TABLET)
    gate.open(reverse("leave", args=[leave.pk]))
    expect(gate.page.locator("#next")).to_contain_text("the notice beforehand is not settled")
    expect(gate.page.locator("main")).not_to_contain_text("Told beforehand")
    then_it_reads_in_both_languages(gate, scene.officer)
    the_victim_is_told(office, scene, leave)

    # now the person leaves
    clock.at = oslo("2026-11-24 16:05")
    gate = window(scene.officer, **TABLET)
    gate.open(reverse("leave", args=[leave.pk]))
    gate.page.get_by_role("button", name="The person leaves now").click()
    expect(gate.page.locator(".pagehead .pill")).to_contain_text("Out on leave")
    assert Absence.objects.get().expected_return_at == BACK
    then_it_reads_in_both_languages(gate, scene.officer)
    gate.open(scene.board)
    expect(gate.page.locator(scene.tile)).to_contain_text("Furuveien 4, Fjordvik until 25.11.")
    then_it_reads_in_both_languages(gate, scene.officer)

    # back before the time: registered at the gate, and nothing runs any more
    clock.at = oslo("2026-11-25 15:40")
    gate, office = window(scene.officer, **TABLET), window(scene.clerk, **TABLET)
    gate.open(reverse("leave", args=[leave.pk]))
    gate.page.get_by_role("link", name="Register the return").click()
    then_it_reads_in_both_languages(gate, scene.officer)
    gate.page.get_by_role("button", name="Back in the prison").click()
    expect(gate.page.get_by_text("Lervik, Andreas is back.")).to_be_visible()
    assert Absence.objects.get().returned_at == clock.at
    assert Clock.objects.get(rule__rule_id="RETURN").state == ClockState.MET
    assert not Breach.objects.exists()

    # at the desk: back, and the day of the quota is taken
    page = office.open(reverse("leave", args=[leave.pk]))
    expect(page.locator(".pagehead .pill")).to_contain_text("Back from leave")
    then_it_reads_in_both_languages(office, scene.clerk)
    page = office.open(reverse("person_leave", args=[scene.stay.person.uuid]))
    expect(page.locator("#leaves")).to_contain_text("1 of 18 days are taken or planned from 24.11.2026 to 23.11.2027")
    expect(page.locator("#leaves")).to_contain_text("Back from leave")
    then_it_reads_in_both_languages(office, scene.clerk)


def test_who_is_not_back_from_leave_is_seen_late_on_the_board_and_the_person_and_called_for_step_by_step(
    window: OpenWindow, scene: Scene, clock: Time
) -> None:
    leave = on_leave(scene)

    # in time: nothing is late and nobody has been called
    assert called(oslo("2026-11-25 15:59")) == set()
    assert called(oslo("2026-11-25 16:00")) == {"OFFICER"}
    clock.at = oslo("2026-11-25 16:10")
    gate = window(scene.officer, **TABLET)
    page = gate.open(scene.board)
    expect(page.locator(scene.tile).locator("[data-lvl=bad]").first).to_be_visible()
    then_it_reads_in_both_languages(gate, scene.officer)
    page = gate.open(reverse("person", args=[scene.stay.person.uuid]))
    expect(page.locator(".now__main")).to_have_attribute("data-lvl", "bad")
    then_it_reads_in_both_languages(gate, scene.officer)
    page = gate.open(reverse("tasks"))
    expect(page.locator("main")).to_contain_text("Lervik")

    # a quarter of an hour, then an hour: the duty manager and the leader
    assert called(oslo("2026-11-25 16:14")) == {"OFFICER"}
    assert called(oslo("2026-11-25 16:15")) == {"OFFICER", "DUTY_MANAGER"}
    assert called(oslo("2026-11-25 17:00")) == {"OFFICER", "DUTY_MANAGER", "LEADER"}
    assert called(oslo("2026-11-25 17:01")) == {"OFFICER", "DUTY_MANAGER", "LEADER"}
    assert Task.objects.filter(clock__rule__rule_id="RETURN").count() == 3
    clock.at = oslo("2026-11-25 17:20")
    desk = window(scene.manager, **TABLET)
    page = desk.open(reverse("leave", args=[leave.pk]))
    expect(page.locator(".pagehead .pill")).to_contain_text("Late")
    then_it_reads_in_both_languages(desk, scene.manager)
    page.get_by_role("link", name="Register the return").click()
    expect(page.locator(".standing")).to_have_text("Not back: 1 h 20 min late")
    then_it_reads_in_both_languages(desk, scene.manager)

    # at the gate at last: late, the breach stands, and nobody is called for it any more
    clock.at = oslo("2026-11-25 18:00")
    gate = window(scene.officer, **TABLET)
    page = gate.open(reverse("absence", args=[leave.absence_id]))
    page.get_by_role("button", name="Back in the prison").click()
    expect(page.get_by_text("Lervik, Andreas is back.")).to_be_visible()
    page = gate.open(reverse("absence", args=[leave.absence_id]))
    expect(page.locator(".standing")).to_have_text("Back 18:00, 2 h 00 min late")
    then_it_reads_in_both_languages(gate, scene.officer)
    breach = Breach.objects.get()
    assert (breach.clock.rule.rule_id, breach.clock.due_at, breach.clock.state) == (
        "RETURN",
        BACK,
        ClockState.CLOSED_LATE,
    )
    assert not Task.objects.open().filter(clock=breach.clock).exists()
    page = gate.open(scene.board)
    expect(page.locator(scene.tile).locator("[data-lvl=bad]")).to_have_count(0)


def test_who_is_accompanied_on_leave_leaves_with_the_officers_that_are_named(
    window: OpenWindow, scene: Scene, clock: Time
) -> None:
    unit = scene.officer.home_unit
    second = staff(Role.OFFICER, unit=unit, home_unit=unit, first_name="Tor", last_name="Lunde", language="en")
    permission = LeavePermissionFactory.create(stay=scene.stay, officers=2)
    victims.say_duty(stay=scene.stay, is_due=False, reason="Ingen fornærmet i saken", by=scene.clerk, at=NOW)
    leave = service.plan(permission=permission, start=LEAVES, end=BACK, by=scene.clerk, at=NOW)[0]

    # one is named, and the gate says that one more is lacking
    office = window(scene.clerk, **TABLET)
    page = office.open(reverse("leave", args=[leave.pk]))
    expect(page.locator("main")).to_contain_text("2 more officers are to be named.")
    then_it_reads_in_both_languages(office, scene.clerk)
    page.get_by_label("Leads the trip").select_option(label="K. Nesheim")
    page.get_by_role("button", name="Name the officers").click()
    expect(page.locator("#leave")).to_contain_text("K. Nesheim B2")
    clock.at = LEAVES
    gate = window(scene.officer, **TABLET)
    gate.expects(422)
    gate.open(reverse("leave", args=[leave.pk]))
    gate.page.get_by_role("button", name="The person leaves now").click()
    expect(gate.page.locator("main")).to_contain_text(
        "2 officers accompany the person on this leave. Named so far: 1. Name the others first."
    )
    assert not Absence.objects.exists()

    # the other is named at the gate, and they leave
    gate.open(reverse("leave", args=[leave.pk]))
    gate.page.locator("#act-officers").get_by_label("T. Lunde").check()
    gate.page.get_by_role("button", name="Name the officers").click()
    expect(gate.page.locator("#leave")).to_contain_text("K. Nesheim B2 (leads), T. Lunde B2")
    gate.page.get_by_role("button", name="The person leaves now").click()
    expect(gate.page.locator(".pagehead .pill")).to_contain_text("Out on leave")
    then_it_reads_in_both_languages(gate, scene.officer)
    assert set(Escort.objects.values_list("officer", flat=True)) == {scene.officer.pk, second.pk}
