"""Postings: a role at a place for a time. They end by themselves, in the same session, and reach no further."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections import middleware
from corrections.access import NOBODY, Access, access_of, load_access
from corrections.choices import Role
from corrections.models import Posting, PrisonGroupPermission, UnitGroupPermission, User, WriteRecord
from corrections.permissions import EstatePerm, StaffPerm, WorkPerm
from corrections.refusals import Refusal
from corrections.services import estate, postings
from tests.corrections.factories import NOW, PostingFactory, PrisonFactory, UnitFactory, UserFactory, staff
from tests.corrections.pages import signed_in, text_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def access(user: User, at: datetime = NOW) -> Access:
    user.refresh_from_db()
    return access_of(user, at=at)


# ---- what a posting gives -------------------------------------------------------------------------------------
def test_a_role_at_a_unit_reaches_that_unit_and_no_other() -> None:
    unit = UnitFactory.create()
    neighbour = UnitFactory.create(prison=unit.prison)
    held = access(staff(Role.OFFICER, unit=unit))
    assert held.units(EstatePerm.VIEW) == {unit.pk}
    assert not held.may(EstatePerm.VIEW, unit_id=neighbour.pk)
    assert not held.may(EstatePerm.VIEW, prison_id=unit.prison_id)
    assert held.posts == {(Role.OFFICER, unit.prison_id, unit.pk)}


def test_a_role_at_a_prison_reaches_all_its_units_also_those_that_come_later() -> None:
    unit = UnitFactory.create()
    user = staff(Role.DUTY_MANAGER, prison=unit.prison)
    later = UnitFactory.create(prison=unit.prison)
    held = load_access(user.pk, at=NOW)
    assert held.units(EstatePerm.CLOSE_CELL) == {unit.pk, later.pk}
    assert held.prisons(EstatePerm.CLOSE_CELL) == {unit.prison_id}
    assert held.posts == {(Role.DUTY_MANAGER, unit.prison_id, None)}


def test_a_unit_that_is_added_is_reached_at_once_by_those_of_the_whole_prison() -> None:
    unit = UnitFactory.create()
    user = staff(Role.LEADER, prison=unit.prison)
    assert access(user).units(EstatePerm.VIEW) == {unit.pk}
    added = estate.create_unit(
        prison=unit.prison, code="new", name="Ny", security_level="HIGH", function="REMAND", by=user, at=NOW
    )
    assert access(user).units(EstatePerm.VIEW) == {unit.pk, added.pk}


def test_two_roles_at_two_places_do_not_mix() -> None:
    here, there = UnitFactory.create(), UnitFactory.create()
    user = staff(Role.OFFICER, unit=here)
    PostingFactory.create(user=user, role=Role.LEADER, prison=there.prison)
    held = access(user)
    assert held.units(EstatePerm.MANAGE) == {there.pk}
    assert held.units(WorkPerm.VIEW) == {here.pk, there.pk}
    assert held.prisons(StaffPerm.GRANT) == {there.prison_id}


def test_a_prison_without_units_has_its_leader_too() -> None:
    prison = PrisonFactory.create()
    held = access(staff(Role.LEADER, prison=prison))
    assert held.prisons(EstatePerm.MANAGE) == {prison.pk}
    assert held.units(EstatePerm.MANAGE) == frozenset()


def test_being_superuser_or_in_a_group_of_ones_own_opens_nothing() -> None:
    assert access(UserFactory.create(is_superuser=True, is_staff=True)) == NOBODY


def test_an_account_that_is_switched_off_opens_nothing() -> None:
    user = staff(Role.LEADER, prison=PrisonFactory.create())
    assert access(user).roles == {Role.LEADER}
    user.is_active = False
    user.save()
    assert access(user) == NOBODY


def test_no_role_of_the_prison_holds_a_permission_of_health() -> None:
    for role in set(Role) - {Role.HEALTH_STAFF}:
        assert not [perm for perm in postings.perms_of(role) if perm.startswith(("health", "journal", "clinical"))]


# ---- time ----------------------------------------------------------------------------------------------------
def test_a_posting_counts_from_its_first_instant_to_its_last() -> None:
    unit, user = UnitFactory.create(), UserFactory.create()
    PostingFactory.create(user=user, unit=unit, start=NOW, end=NOW + HOUR)
    instants = (NOW - HOUR, NOW, NOW + HOUR - timedelta(seconds=1), NOW + HOUR)
    assert [load_access(user.pk, at=at).may(EstatePerm.VIEW) for at in instants] == [False, True, True, False]


def test_what_is_kept_of_an_access_ends_with_the_posting() -> None:
    """The cache knows when the next period begins or ends, so nothing is opened a second too long or too late."""
    unit, user = UnitFactory.create(), UserFactory.create()
    PostingFactory.create(user=user, unit=unit, start=NOW + timedelta(minutes=1), end=NOW + timedelta(minutes=2))
    answers = [access(user, NOW + timedelta(seconds=s)).may(EstatePerm.VIEW) for s in (0, 59, 60, 119, 120)]
    assert answers == [False, False, True, True, False]


def test_a_posting_ends_by_itself_in_the_same_session(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    unit, user = UnitFactory.create(), UserFactory.create()
    PostingFactory.create(user=user, unit=unit, start=NOW, end=NOW + timedelta(minutes=4))
    client.force_login(user)
    page = reverse("unit_cells", args=[unit.pk])

    def status(at: datetime) -> int:
        monkeypatch.setattr(middleware, "now", lambda: at)
        return client.get(page).status_code

    assert [status(NOW + timedelta(minutes=m)) for m in (0, 2, 3, 4, 5)] == [200, 200, 200, 403, 403]


def test_a_posting_that_is_ended_is_ended_in_every_session_at_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = UnitFactory.create()
    user = staff(Role.OFFICER, unit=unit)
    client.force_login(user)
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    page = reverse("unit_cells", args=[unit.pk])
    assert client.get(page).status_code == 200
    postings.end_posting(posting=Posting.objects.get(user=user), by=UserFactory.create(), at=NOW)
    assert client.get(page).status_code == 403


# ---- giving and ending -----------------------------------------------------------------------------------------
def refused(code: str, act: Any, /, **arguments: Any) -> None:
    before = Posting.objects.count(), WriteRecord.objects.count()
    with pytest.raises(Refusal) as caught:
        act(**arguments, at=NOW)
    assert caught.value.code == code
    assert (Posting.objects.count(), WriteRecord.objects.count()) == before


def grant(**values: Any) -> dict[str, Any]:
    prison = values.get("prison") or PrisonFactory.create()
    people = {"user": UserFactory.create(), "by": UserFactory.create()}
    return {"role": Role.OFFICER, "prison": prison, "start": NOW, **people} | values


def test_a_posting_says_who_gave_it_when_and_why() -> None:
    by = UserFactory.create()
    posting = postings.grant_posting(**grant(by=by, reason="Vikar"), at=NOW)
    assert (posting.granted_by, posting.granted_at, posting.reason) == (by, NOW, "Vikar")
    record = WriteRecord.objects.get()
    assert (record.act, record.by, record.reason) == ("corrections.grant_posting", by, "Vikar")
    assert record.detail == {"user": posting.user_id, "role": "OFFICER"}


def test_nobody_gives_themselves_a_role() -> None:
    user = staff(Role.ADMINISTRATOR, prison=PrisonFactory.create())
    refused("own_posting", postings.grant_posting, **grant(user=user, by=user))


def test_a_posting_is_at_a_unit_of_its_prison() -> None:
    refused("posting_refused", postings.grant_posting, **grant(unit=UnitFactory.create()))


@pytest.mark.parametrize("end", [NOW, NOW - HOUR])
def test_a_posting_ends_after_it_begins(end: datetime) -> None:
    refused("empty_period", postings.grant_posting, **grant(end=end))


def test_the_same_role_at_the_same_place_is_not_given_twice_at_once() -> None:
    held = PostingFactory.create(prison=PrisonFactory.create())
    refused("overlap", postings.grant_posting, **grant(user=held.user, prison=held.prison))


def test_the_same_role_is_given_again_once_it_has_ended() -> None:
    held = PostingFactory.create(prison=PrisonFactory.create())
    postings.end_posting(posting=held, by=UserFactory.create(), at=NOW)
    postings.grant_posting(**grant(user=held.user, prison=held.prison), at=NOW)
    assert access(held.user).roles == {Role.OFFICER}


def test_a_posting_is_ended_once() -> None:
    posting = PostingFactory.create()
    by = UserFactory.create()
    postings.end_posting(posting=posting, by=by, at=NOW - HOUR)
    refused("already_ended", postings.end_posting, posting=posting, by=by)


def test_a_posting_that_is_ended_before_it_begins_never_counts() -> None:
    posting = PostingFactory.create(start=NOW + HOUR)
    postings.end_posting(posting=posting, by=UserFactory.create(), at=NOW)
    for at in (NOW, NOW + HOUR, NOW + 2 * HOUR):
        assert not load_access(posting.user_id, at=at + timedelta(seconds=1)).roles


# ---- roles change with a release of the software ------------------------------------------------------------------
def test_groups_follow_the_table_of_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = UnitFactory.create()
    user = staff(Role.OFFICER, unit=unit)
    table = postings.roles_table()
    fewer = {perm: roles - {Role.OFFICER} if perm == EstatePerm.VIEW else roles for perm, roles in table.items()}
    monkeypatch.setattr(postings, "roles_table", lambda: fewer)
    postings.sync_roles()
    assert not load_access(user.pk, at=NOW).may(EstatePerm.VIEW)
    assert load_access(user.pk, at=NOW).may(WorkPerm.VIEW)
    monkeypatch.undo()
    postings.sync_roles()
    assert load_access(user.pk, at=NOW).may(EstatePerm.VIEW)


def test_permissions_are_held_by_groups_at_places_and_never_by_a_row_for_each_person() -> None:
    unit = UnitFactory.create()
    for _ in range(3):
        staff(Role.OFFICER, unit=unit)
    rows = UnitGroupPermission.objects.count() + PrisonGroupPermission.objects.count()
    assert rows == len(postings.perms_of(Role.OFFICER))


# ---- ending one on the page ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.REGION, Role.ADMINISTRATOR, Role.LEADER, Role.HEALTH_STAFF])
def test_a_leader_ends_no_posting_that_a_leader_cannot_give(role: Role) -> None:
    prison = PrisonFactory.create()
    posting = PostingFactory.create(user=UserFactory.create(), prison=prison, role=role)
    leader, page = signed_in(staff(Role.LEADER, prison=prison)), reverse("posting_end", args=[posting.pk])
    assert page not in text_of(leader.get(reverse("postings")))
    assert [leader.get(page).status_code, leader.post(page).status_code] == [403, 403]
    posting.refresh_from_db()
    assert posting.ended_at is None
    assert signed_in(staff(Role.ADMINISTRATOR, prison=prison)).post(page).status_code == 302
