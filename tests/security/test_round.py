"""What the counting screen is told, what it may send, and what stays on the tablet."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from corrections.access import forget_access, load_access
from corrections.choices import Role
from corrections.services import law, postings
from security.choices import CountState, EventKind, Mark
from security.forms.taps import BadTaps, read_taps
from security.models import CountEvent
from security.selectors import difference
from security.selectors import round as rounds
from tests.corrections.factories import CellFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.security.counting import Ward, after, begun, build_ward, made, see_all, send, tap

AT = after(2)
ID = "7d9e3c52-6d1c-4e0e-9f6b-0a9c3a0b8f11"
GOOD = {"id": ID, "seq": 1, "kind": "seen", "line": 7, "signs": True, "at": "2026-11-24T14:02:00.000Z"}


@pytest.fixture
def ward(db: None) -> Ward:
    law.load_law()
    postings.sync_roles()
    forget_access()
    return build_ward()


# ---- the parcel ------------------------------------------------------------------------------------------------
def test_taps_are_read_in_the_order_of_the_tablet() -> None:
    second = {**GOOD, "id": str(uuid4()), "seq": 2}

    taps = read_taps(json.dumps({"events": [second, GOOD]}).encode())

    assert [tap.seq for tap in taps] == [1, 2]
    assert taps[0].id == UUID(ID)
    assert (taps[0].kind, taps[0].line, taps[0].signs) == (EventKind.SEEN, 7, True)
    assert taps[0].at == oslo("2026-11-24 15:02")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b'{"events": 1}', b'{"events": [1]}', b"\xff", b"[" * 100_000,
        *(
            json.dumps({"events": [{**GOOD, **wrong}]}).encode()
            for wrong in (
                {"id": "x"}, {"id": None}, {"seq": "1"}, {"seq": True}, {"seq": -1}, {"seq": 2**53}, {"line": 1.5},
                {"line": None}, {"kind": 3}, {"at": "yesterday"}, {"at": "2026-11-24T14:02:00"}, {"at": 5},
                {"at": "0001-01-01T00:00:00Z"}, {"at": "2026-13-45T00:00:00Z"},
            )
        ),
    ],
)  # fmt: skip
def test_a_parcel_that_our_script_would_never_send_is_refused_whole(body: bytes) -> None:
    with pytest.raises(BadTaps):
        read_taps(body)


# ---- the page ------------------------------------------------------------------------------------------------
def test_the_round_follows_the_building_and_asks_for_who_is_elsewhere_last(ward: Ward) -> None:
    count = begun(ward)
    here = rounds.load(count, ward.nesheim, AT)

    codes = [line.cell for line in here.lines]
    assert codes == sorted(codes)
    assert here.chosen(None) == here.lines[0]
    assert here.chosen(here.lines[3].id) == here.lines[3]
    assert here.chosen(None, after=here.lines[1].id) == here.lines[2]
    assert (here.tally.seen, here.tally.here, here.tally.left) == (0, 5, 5)


def test_a_floor_that_misses_somebody_is_never_all_answered_for() -> None:
    everyone = rounds.Tally(seen=6, here=6, sure=2, away=2, missing=0, left=0)
    assert rounds.floor_note(everyone) == "all answered for"
    assert rounds.floor_note(replace(everyone, left=3)) == "3 left"
    assert rounds.floor_note(replace(everyone, missing=1)) == "1 not here"
    assert rounds.floor_note(replace(everyone, missing=2, left=1)) == "2 not here, 1 left"


def test_undo_offers_only_ones_own_last_tap(ward: Ward) -> None:
    count = begun(ward)
    send(count, tap(ward.line(0), seq=1, at=after(2)), by=ward.nesheim, at=after(2))
    send(count, tap(ward.line(1), seq=1, at=after(3)), by=ward.lunde, at=after(3))

    here = rounds.load(count, ward.nesheim, after(4))

    back = here.last_tap(ward.nesheim)
    assert back is not None
    assert back.id == ward.line(0).pk
    assert here.last_tap(ward.dale) is None


def test_another_tablet_goes_on_from_the_number_of_the_last_tap(ward: Ward) -> None:
    count = begun(ward)
    send(count, tap(ward.line(0), seq=41), by=ward.nesheim)

    assert rounds.last_seq(count, ward.nesheim) == 41
    assert rounds.last_seq(count, ward.lunde) == 0


def test_taps_less_than_two_seconds_apart_are_flagged_and_not_stopped(ward: Ward) -> None:
    count = begun(ward)
    moments = [timedelta(seconds=s) for s in (0, 2, 3.9, 10)]
    taps = [tap(ward.line(n), seq=n + 1, at=AT + moments[n]) for n in range(4)]

    assert len(send(count, *taps, by=ward.nesheim).ok) == 4

    assert rounds.hurried(count) == [ward.line(2).bed.cell.code]


@pytest.mark.parametrize("extra", [0, 20])
def test_a_round_costs_the_same_number_of_statements_for_any_unit(
    ward: Ward, extra: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(extra):
        PlacementFactory.create(cell=CellFactory.create(unit=ward.unit))
    count = begun(ward)

    with django_assert_num_queries(5):
        here = rounds.load(count, ward.nesheim, AT)

    assert len(here.lines) == 5 + extra


# ---- over HTTP ------------------------------------------------------------------------------------------------
def signed_in(ward: Ward, role: Role = Role.OFFICER) -> Client:
    client = Client()
    client.force_login(staff(role, unit=ward.unit), backend="corrections.signing_in.StaffBackend")
    return client


def test_the_answer_to_a_parcel_says_what_is_kept_and_what_is_not(ward: Ward) -> None:
    count, client = begun(ward), signed_in(ward)
    url = reverse("count_events", args=[count.uuid])
    good, bad = {**GOOD, "line": ward.line(0).pk}, {**GOOD, "id": str(uuid4()), "seq": 2, "line": 999_999}

    answers = [
        client.post(url, {"events": [good, bad]}, content_type="application/json").json() for _time in ("once", "again")
    ]

    for answer in answers:
        assert answer["ok"] == [ID]
        assert [one["id"] for one in answer["refused"]] == [bad["id"]]
        assert answer["state"] == CountState.COUNTING
    assert CountEvent.objects.filter(count=count).count() == 1
    assert ward.line(0).mark == Mark.SEEN


def test_a_parcel_needs_the_token_of_the_page(ward: Ward) -> None:
    count = begun(ward)
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff(Role.OFFICER, unit=ward.unit), backend="corrections.signing_in.StaffBackend")

    answer = client.post(reverse("count_events", args=[count.uuid]), {"events": []}, content_type="application/json")

    assert answer.status_code == 403


def test_the_worker_may_look_after_counts_and_nothing_else(ward: Ward) -> None:
    answer = signed_in(ward).get(reverse("count_worker"))

    assert answer["Service-Worker-Allowed"] == "/counts/"
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in answer["Cache-Control"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_of_a_round_is_kept_by_no_browser_by_itself(ward: Ward) -> None:
    answer = signed_in(ward).get(reverse("count_round", args=[begun(ward).uuid]))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_count_that_waits_is_begun_from_its_page(ward: Ward) -> None:
    count, client = made(ward), signed_in(ward)
    page = client.get(reverse("count_round", args=[count.uuid])).content.decode()
    assert reverse("count_start", args=[count.uuid]) in page
    assert 'id="dock"' not in page

    answer = client.post(reverse("count_start", args=[count.uuid]))

    assert answer["Location"] == reverse("count_round", args=[count.uuid])


def test_a_form_that_is_sent_twice_is_one_tap(ward: Ward) -> None:
    count, client = begun(ward), signed_in(ward)
    form = {"id": ID, "line": ward.line(0).pk, "kind": "seen"}

    for _time in ("once", "again"):
        answer = client.post(reverse("count_tap", args=[count.uuid]), form)

    assert answer["Location"] == reverse("count_round", args=[count.uuid]) + f"?after={ward.line(0).pk}"
    assert CountEvent.objects.filter(count=count).count() == 1


# ---- a difference ------------------------------------------------------------------------------------------------
def test_the_four_figures_of_a_difference_add_up_and_name_who_is_missing(ward: Ward) -> None:
    count = begun(ward)
    see_all(count, by=ward.nesheim, but=(ward.stays[2],))
    client = signed_in(ward)

    answer = client.post(reverse("count_submit", args=[count.uuid]))

    assert answer["Location"] == reverse("count_difference", args=[count.uuid])
    count.refresh_from_db()
    officer = staff(Role.OFFICER, unit=ward.unit)
    shown = difference.load(count, officer, load_access(officer.pk, at=after(9)), after(9))
    why = shown.missing[0].explanation
    assert why is not None
    assert why.sentence in client.get(answer["Location"]).content.decode()
    assert (shown.numbers.total, shown.numbers.seen, shown.numbers.sure, shown.unaccounted) == (5, 4, 0, 1)
    assert [person.line.stay_id for person in shown.missing] == [ward.stays[2].pk]
    assert len(shown.steps) == 6
    assert shown.may_recount
    assert not shown.may_agree


def test_only_who_may_certify_ticks_the_steps_of_the_duty_manager(ward: Ward) -> None:
    count = begun(ward)
    see_all(count, by=ward.nesheim, but=(ward.stays[2],))
    signed_in(ward).post(reverse("count_submit", args=[count.uuid]))
    count.refresh_from_db()
    can = {}
    for role, where in ((Role.OFFICER, {"unit": ward.unit}), (Role.DUTY_MANAGER, {"prison": ward.unit.prison})):
        user = staff(role, **where)
        shown = difference.load(count, user, load_access(user.pk, at=after(9)), after(9))
        can[role] = [step.code for step in shown.steps if step.can == "done"]

    assert "ESCAPE_ALARM" in can[Role.DUTY_MANAGER]
    assert can[Role.OFFICER] == ["STOP_MOVEMENTS", "CALL_LAST_PLACE", "SEARCH_UNIT"]
