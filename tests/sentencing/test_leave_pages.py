"""The pages of leave: what was granted, each time, the notice beforehand, and who learns of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Unit
from inmates.models import Absence, Stay
from sentencing.choices import LeaveState, NoticeAct, NoticeChannel
from sentencing.models import Leave, LeavePermission, VictimDuty, VictimNotice
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import LeavePermissionFactory, leave_to_come

pytestmark = pytest.mark.django_db
TOLD = "Told beforehand"


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def sign_in(unit: Unit) -> Callable[[Role], Client]:
    def make(role: Role) -> Client:
        client = Client()
        client.force_login(staff(role, prison=unit.prison))
        return client

    return make


@pytest.fixture
def stay(unit: Unit) -> Stay:
    found: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00")).stay
    return found


def of(stay: Stay) -> str:
    return reverse("person_leave", args=[stay.person.uuid])


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_leave_is_planned_on_a_permission(stay: Stay, sign_in: Callable[[Role], Client]) -> None:
    permission = LeavePermissionFactory.create(stay=stay, valid_from=date(2026, 1, 1), valid_to=date(2099, 12, 31))
    client = sign_in(Role.CASEWORKER)
    given = {"starts_on": "27.11.2099", "starts_at": "16:00", "ends_on": "29.11.2099", "ends_at": "16:00"}
    answer = client.post(reverse("leave_plan", args=[permission.pk]), {**given, "times": "2", "weeks": "2"})
    assert (answer.status_code, answer["Location"]) == (302, of(stay))
    assert [leave.during.lower for leave in Leave.objects.order_by("during")] == [
        oslo("2099-11-27 16:00"),
        oslo("2099-12-11 16:00"),
    ]
    html = text(client, of(stay))
    assert "Furuveien 4, Fjordvik" in html
    backwards = client.post(
        reverse("leave_plan", args=[permission.pk]), {**given, "ends_on": "26.11.2099", "times": "1", "weeks": "2"}
    )
    assert backwards.status_code == 422
    assert "The leave ends before it begins. Check the times." in backwards.content.decode()
    assert Leave.objects.count() == 2


def test_only_named_roles_see_whether_somebody_is_told(stay: Stay, sign_in: Callable[[Role], Client]) -> None:
    leave = leave_to_come(stay)
    VictimDuty.objects.create(
        stay=stay, is_due=True, reason="Point 4 of the judgment", said_at=oslo("2026-11-01 12:00"),
        said_by=leave.planned_by,
    )  # fmt: skip
    pages = (of(stay), reverse("leave", args=[leave.pk]))
    for role in (Role.CASEWORKER, Role.LEADER):
        for url in pages:
            html = text(sign_in(role), url)
            assert TOLD in html
            assert "Point 4 of the judgment" in html
    for role in (Role.OFFICER, Role.CONTACT_OFFICER, Role.DUTY_MANAGER, Role.REINTEGRATION, Role.REGION):
        for url in (*pages, reverse("leaves", args=[stay.placements.get().bed.cell.unit.prison.slug])):
            html = text(sign_in(role), url)
            assert TOLD not in html
            assert "Point 4 of the judgment" not in html
        assert sign_in(role).get(reverse("person_victim", args=[stay.person.uuid])).status_code == 403


def test_the_board_says_nothing_of_a_victim(unit: Unit, stay: Stay, sign_in: Callable[[Role], Client]) -> None:
    leave = leave_to_come(stay)
    VictimDuty.objects.create(
        stay=stay, is_due=True, reason="Point 4", said_at=oslo("2026-11-01 12:00"), said_by=leave.planned_by
    )
    html = text(sign_in(Role.DUTY_MANAGER), reverse("board", args=[unit.pk]))
    assert "Point 4" not in html
    assert "victim" not in html.casefold()


def test_the_notice_is_settled_and_then_the_button_is_there(stay: Stay, sign_in: Callable[[Role], Client]) -> None:
    leave = leave_to_come(stay)
    url = reverse("leave", args=[leave.pk])
    start = reverse("leave_start", args=[leave.pk])
    clerk, officer = sign_in(Role.CASEWORKER), sign_in(Role.OFFICER)
    assert "the notice beforehand is not settled" in text(officer, url)
    assert start not in text(officer, url)
    said = clerk.post(reverse("person_victim", args=[stay.person.uuid]), {"is_due": "yes", "reason": "The judgment"})
    assert (said.status_code, VictimDuty.objects.get().is_due) == (302, True)
    notice = reverse("leave_notice", args=[leave.pk])
    silent = clerk.post(notice, {"act": NoticeAct.SENT})
    assert (silent.status_code, VictimNotice.objects.count()) == (422, 0)
    assert "Say how the victim was told." in silent.content.decode()
    assert clerk.post(notice, {"act": NoticeAct.SENT, "channel": NoticeChannel.COUNSEL}).status_code == 302
    assert start in text(officer, url)
    early = officer.post(start, {})
    assert (early.status_code, Absence.objects.count()) == (422, 0)
    assert "Nobody leaves before." in early.content.decode()


def test_a_leave_is_cancelled_with_its_reason(stay: Stay, sign_in: Callable[[Role], Client]) -> None:
    leave = leave_to_come(stay)
    client = sign_in(Role.CASEWORKER)
    url = reverse("leave_cancel", args=[leave.pk])
    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "Is ill"}).status_code == 302
    leave.refresh_from_db()
    assert (leave.state, leave.cancelled_why) == (LeaveState.CANCELLED, "Is ill")
    assert "Is ill" in text(client, reverse("leave", args=[leave.pk]))


def test_a_leader_withdraws_what_was_granted(stay: Stay, sign_in: Callable[[Role], Client]) -> None:
    leave = leave_to_come(stay)
    url = reverse("leave_withdraw", args=[leave.permission_id])
    assert sign_in(Role.LEADER).post(url, {"why": "A breach"}).status_code == 302
    assert LeavePermission.objects.get().state == "WITHDRAWN"
    leave.refresh_from_db()
    assert leave.state == LeaveState.CANCELLED


def test_the_list_costs_the_same_for_few_and_for_many(unit: Unit, sign_in: Callable[[Role], Client]) -> None:
    client = sign_in(Role.CASEWORKER)
    url = reverse("leaves", args=[unit.prison.slug])

    def more(many: int) -> None:
        for _ in range(many):
            leave_to_come(PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00")).stay)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    more(1)
    queries()
    few = queries()
    more(5)
    assert queries() == few


def test_a_user_of_another_prison_finds_no_leave(stay: Stay) -> None:
    leave = leave_to_come(stay)
    client = Client()
    client.force_login(staff(Role.CASEWORKER, prison=UnitFactory.create().prison))
    assert client.get(reverse("leave", args=[leave.pk])).status_code == 404
    assert client.post(reverse("leave_cancel", args=[leave.pk]), {"why": "Is ill"}).status_code == 404
    assert client.get(of(stay)).status_code == 404
