"""Receiving somebody: who is expected, desk by desk, taken up by another officer, and two at once."""

from datetime import date, timedelta
from functools import partial

import pytest

from corrections.choices import ClockState, Role
from corrections.models import Clock, Prison, Task, User
from corrections.refusals import Conflict, Refusal
from corrections.services import law
from inmates.choices import AlertCode
from inmates.models import (
    Alert,
    DuplicatePair,
    ExpectedArrival,
    Person,
    Placement,
    Reception,
    ReceptionStep,
    Stay,
)
from inmates.selectors import receptions as selector
from inmates.services import arrivals, desks, first_hours, first_talk, receptions
from inmates.services.arrivals import ArrivalRefused, Who
from inmates.services.people import PersonRefused
from inmates.services.receptions import ReceptionRefused
from tests.corrections.factories import BedFactory, PrisonFactory, UnitFactory, oslo, staff
from tests.inmates.factories import ExpectedArrivalFactory, PersonFactory, PlacementFactory, StayFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=20)
RULING = date(2026, 11, 23)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def officer(prison: Prison) -> User:
    return staff(Role.DUTY_MANAGER, prison=prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def arrival(prison: Prison) -> ExpectedArrival:
    return ExpectedArrivalFactory.create(
        prison=prison, family_name="Nordmo", given_name="Jonas", birth_date=date(1990, 5, 4), expected_at=NOW
    )


@pytest.fixture
def reception(arrival: ExpectedArrival, officer: User) -> Reception:
    return receptions.begin(arrival=arrival, by=officer, at=NOW)


def identified(reception: Reception, by: User, person: Person | None = None) -> Reception:
    return receptions.identify(reception=reception, person=person, seen=0, by=by, at=NOW)


def admitted(reception: Reception, by: User, **changes: object) -> Stay:
    identified(reception, by)
    return admit(reception, by, **changes)


def admit(reception: Reception, by: User, **changes: object) -> Stay:
    said: dict[str, object] = {
        "legal_status": "REMAND",
        "authority": "Oslo tingrett",
        "decided_on": RULING,
        "document_seen": True,
        "seen": 0,
        "by": by,
        "at": LATER,
    }
    return receptions.admit(reception=reception, **(said | changes))  # type: ignore[arg-type]


def refused(act: object, kind: type[Refusal], code: str) -> str:
    """The act is refused with that code, and nobody is admitted by it."""
    before = (Stay.objects.count(), ReceptionStep.objects.count(), Person.objects.count())
    with pytest.raises(kind) as error:
        act()  # type: ignore[operator]
    assert error.value.code == code
    assert (Stay.objects.count(), ReceptionStep.objects.count(), Person.objects.count()) == before
    return str(error.value)


# ---- who is expected ---------------------------------------------------------------------------------------------
def test_an_arrival_is_announced_with_a_bed_that_is_kept_and_freed_when_it_is_called_off(
    prison: Prison, officer: User
) -> None:
    bed = BedFactory.create(unit=UnitFactory.create(prison=prison))
    expected = arrivals.expect(
        prison=prison, source="COURT", expected_at=LATER, who=Who("Vik"), bed=bed, by=officer, at=NOW
    )
    assert expected.reservation is not None
    assert expected.reservation.during.upper is None
    arrivals.call_off(arrival=expected, by=officer, at=LATER)
    expected.refresh_from_db()
    expected.reservation.refresh_from_db()
    assert expected.cancelled_by == officer
    assert expected.reservation.during.upper == LATER


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"birth_date": date(2030, 1, 1)}, "birth_date"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
        ({"family_name": " \u200b "}, "name_empty"),
        ({"identifier_kind": "NATIONAL", "identifier_value": "123"}, "number_digits"),
        ({"expected_at": NOW - timedelta(days=3)}, "expected_at"),
        ({"expected_at": NOW + timedelta(days=800)}, "expected_at"),
    ],
)
def test_an_arrival_that_cannot_be_is_refused(
    prison: Prison, officer: User, wrong: dict[str, object], code: str
) -> None:
    wrong = dict(wrong)
    expected_at = wrong.pop("expected_at", LATER)
    who = Who(**({"family_name": "Vik"} | wrong))  # type: ignore[arg-type]
    with pytest.raises((ArrivalRefused, PersonRefused)) as error:
        arrivals.expect(
            prison=prison,
            source="POLICE",
            expected_at=expected_at,  # type: ignore[arg-type]
            who=who,
            by=officer,
            at=NOW,
        )
    assert error.value.code == code
    assert not ExpectedArrival.objects.exists()


def test_somebody_who_should_have_come_yesterday_is_still_waited_for(prison: Prison) -> None:
    late = ExpectedArrivalFactory.create(prison=prison, expected_at=NOW - timedelta(days=1), source="COURT")
    ExpectedArrivalFactory.create(prison=prison, expected_at=NOW + timedelta(days=2))
    assert [group["rows"] for group in selector.expected(prison.pk, NOW)] == [[late]]


def test_of_two_who_receive_the_same_arrival_the_second_is_told(reception: Reception, officer: User) -> None:
    with pytest.raises(Conflict) as error:
        receptions.begin(arrival=reception.arrival, by=officer, at=LATER)
    assert error.value.code == "arrived"
    assert Reception.objects.count() == 1


# ---- who it is ---------------------------------------------------------------------------------------------------
def test_somebody_new_gets_a_record_and_who_is_like_them_is_listed(reception: Reception, officer: User) -> None:
    alike = PersonFactory.create(family_name="Normo", given_name="Jonas", birth_date=date(1990, 5, 4))
    found = identified(reception, officer)
    assert found.person is not None
    assert (found.person.family_name, found.person.birth_date) == ("Nordmo", date(1990, 5, 4))
    assert not DuplicatePair.objects.filter(second=alike).exists()
    twin = PersonFactory.create(family_name="Nordmo", given_name="Jonas", birth_date=date(1990, 4, 5))
    receptions.undo(reception=reception, desk="IDENTITY", seen=1, by=officer, at=LATER)
    again = receptions.identify(reception=reception, person=None, seen=2, by=officer, at=LATER)
    pairs = DuplicatePair.objects.filter(second=again.person).values_list("first__number", "rung")
    assert (twin.number, "NAME_NEAR_BIRTH") in set(pairs)


def test_somebody_from_the_register_keeps_their_name_and_gets_the_announced_one_as_an_alias(
    reception: Reception, officer: User
) -> None:
    known = PersonFactory.create(family_name="Nordmoe", given_name="Jonas", birth_date=None)
    identified(reception, officer, known)
    known.refresh_from_db()
    assert (known.family_name, known.birth_date) == ("Nordmoe", date(1990, 5, 4))
    assert list(known.aliases.values_list("family_name", "given_name")) == [("Nordmo", "Jonas")]


def test_somebody_who_is_in_custody_already_is_not_received_again(reception: Reception, officer: User) -> None:
    inside = StayFactory.create()
    said = refused(lambda: identified(reception, officer, inside.person), Conflict, "in_custody")
    assert "in custody already" in said


def test_a_person_is_not_received_twice_at_once(reception: Reception, officer: User, prison: Prison) -> None:
    known = PersonFactory.create()
    identified(reception, officer, known)
    other = receptions.begin(arrival=ExpectedArrivalFactory.create(prison=prison), by=officer, at=NOW)
    refused(lambda: identified(other, officer, known), Conflict, "one_open_reception_per_person")


# ---- legal basis -------------------------------------------------------------------------------------------------
def test_the_document_admits_from_the_moment_at_the_door(reception: Reception, officer: User) -> None:
    stay = admitted(reception, officer)
    assert stay.during.lower == NOW
    assert stay.legal_statuses.get().basis == "Oslo tingrett, 23.11.2026"
    reception.refresh_from_db()
    assert reception.stay == stay


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"document_seen": False}, "no_document"),
        ({"authority": "  "}, "no_document"),
        ({"decided_on": None}, "no_date"),
        ({"decided_on": date(2026, 11, 25), "legal_status": "SENTENCED"}, "after_reception"),
        ({"decided_on": date(2026, 11, 25)}, "day_to_come"),
        ({"decided_on": date(1920, 1, 1)}, "too_old"),
        ({"legal_status": "BECAUSE"}, "unknown_legal_status"),
    ],
)
def test_nobody_is_admitted_without_a_document_that_can_be(
    reception: Reception, officer: User, wrong: dict[str, object], code: str
) -> None:
    identified(reception, officer)
    refused(lambda: admit(reception, officer, **wrong), Refusal, code)


def test_whoever_is_arrested_is_received_before_the_ruling_which_is_shown_when_it_comes(
    reception: Reception, officer: User
) -> None:
    """A place within two days of the arrest, the court by the third: the stay begins at the door all the same."""
    identified(reception, officer)
    ruling, shown = date(2026, 11, 25), NOW + timedelta(hours=20)
    for kind in ("SENTENCED", "PREVENTIVE", "FINE_DEFAULT"):
        act = partial(admit, reception, officer, decided_on=ruling, at=shown, legal_status=kind)
        said = refused(act, ReceptionRefused, "after_reception")
        assert said == "The decision is dated after the reception. Nobody serves before the judgment: check it."
    stay = admit(reception, officer, decided_on=ruling, at=shown)
    assert (stay.during.lower, stay.legal_statuses.get().basis) == (NOW, "Oslo tingrett, 25.11.2026")


def test_nobody_is_admitted_before_it_is_known_who_they_are(reception: Reception, officer: User) -> None:
    said = refused(lambda: admit(reception, officer), ReceptionRefused, "not_yet")
    assert said == "This must be done first: Who it is."


@pytest.mark.django_db(transaction=True)
def test_of_two_desks_that_admit_the_same_person_one_wins_and_the_other_is_told(
    reception: Reception, officer: User
) -> None:
    identified(reception, officer)
    other = staff(Role.CASEWORKER, prison=reception.prison, first_name="Ida", last_name="Brekke")
    answers = race(lambda: admit(reception, officer), lambda: admit(reception, other))
    assert sorted(type(answer).__name__ for answer in answers) == ["ReceptionRefused", "Stay"]
    assert Stay.objects.count() == 1


# ---- interrupted and taken up --------------------------------------------------------------------------------------
def test_another_officer_goes_on_where_the_first_stopped(reception: Reception, officer: User) -> None:
    admitted(reception, officer)
    other = staff(Role.OFFICER, prison=reception.prison, first_name="Ola", last_name="Vik")
    desks.set_languages(reception=reception, languages=["pl", "en"], needs_interpreter=True, seen=0, by=other, at=LATER)
    row = selector.in_reception(reception.prison_id, LATER)[0]
    assert (row["done"], row["total"], row["minutes"]) == (3, 7, 20)
    assert row["last"].done_by == other
    assert [str(name) for name in row["left"]] == ["Photo", "Property and money", "The first conversation", "Cell"]
    assert Alert.objects.get().code == AlertCode.NEEDS_INTERPRETER


def test_two_at_the_same_desk_get_a_sentence_about_who_was_first(reception: Reception, officer: User) -> None:
    admitted(reception, officer)
    desks.set_languages(reception=reception, languages=["nb"], needs_interpreter=False, seen=0, by=officer, at=LATER)
    said = refused(
        lambda: desks.set_languages(
            reception=reception, languages=["en"], needs_interpreter=False, seen=0, by=officer, at=LATER
        ),
        Conflict,
        "done_since",
    )
    assert said == "M. Dale has just done “Languages”, 14:52. Look at it before you go on."
    assert list(reception.person.languages.values_list("code", flat=True)) == ["nb"] if reception.person else True


def test_a_reception_ends_when_every_desk_is_done_and_the_clocks_go_on(reception: Reception, officer: User) -> None:
    law.load_law()
    stay = admitted(reception, officer)
    refused(lambda: receptions.complete(reception=reception, by=officer, at=LATER), ReceptionRefused, "outstanding")
    for desk in ("PHOTO", "PROPERTY", "LANGUAGE", "RISK"):
        receptions.desk_done(reception=reception, desk=desk, seen=0, data={}, by=officer, at=LATER)
    PlacementFactory.create(stay=stay, start=LATER, unit=UnitFactory.create(prison=reception.prison))
    receptions.complete(reception=reception, by=officer, at=LATER)
    assert selector.in_reception(reception.prison_id, LATER) == []
    assert Clock.objects.running().filter(dedupe_key__startswith="first:").count() == 4


def test_a_reception_that_admitted_nobody_is_called_off_and_the_arrival_waited_for(
    reception: Reception, officer: User
) -> None:
    receptions.call_off(reception=reception, by=officer, at=LATER)
    reception.arrival.refresh_from_db()
    assert reception.arrival.arrived_at is None
    again = receptions.begin(arrival=reception.arrival, by=officer, at=LATER)
    admitted(again, officer)
    refused(lambda: receptions.call_off(reception=again, by=officer, at=LATER), ReceptionRefused, "admitted")


def test_the_bed_that_was_kept_is_given(prison: Prison, officer: User) -> None:
    bed = BedFactory.create(unit=UnitFactory.create(prison=prison))
    expected = arrivals.expect(
        prison=prison, source="COURT", expected_at=NOW, who=Who("Vik"), bed=bed, by=officer, at=NOW
    )
    begun = receptions.begin(arrival=expected, by=officer, at=NOW)
    admitted(begun, officer)
    desks.give_kept_bed(reception=begun, by=officer, at=LATER)
    assert Placement.objects.get().bed == bed


# ---- the first conversation, and the first hours ----------------------------------------
def test_the_first_conversation_keeps_what_must_be_done_and_no_answers(reception: Reception, officer: User) -> None:
    admitted(reception, officer)
    row = first_talk.talked(
        reception=reception,
        said_yes=["TALK_TO_HEALTH", "SAFE_TONIGHT", "AFRAID_OF_SOMEBODY"],
        seen=0,
        by=officer,
        at=LATER,
    )
    assert row.data == {"outcomes": ["HEALTH_NOW", "OBSERVE", "APART"]}
    assert Alert.objects.get().code == AlertCode.VULNERABLE
    kinds = Task.objects.filter(kind__startswith="inmates.first_talk").order_by("kind").values_list("kind", "due_at")
    assert list(kinds) == [
        ("inmates.first_talk.HEALTH_NOW", LATER + timedelta(minutes=30)),
        ("inmates.first_talk.OBSERVE", LATER + timedelta(hours=1)),
    ]


def test_the_consulate_is_told_only_where_the_person_is_foreign(reception: Reception, officer: User) -> None:
    law.load_law()
    reception.arrival.nationality = "POL"
    reception.arrival.save()
    stay = admitted(reception, officer)
    clock = Clock.objects.get(dedupe_key=f"first:CONSULATE:{stay.pk}")
    assert clock.due_at == NOW + timedelta(hours=24)


def test_what_has_happened_is_ticked_once_by_somebody(reception: Reception, officer: User) -> None:
    law.load_law()
    stay = admitted(reception, officer)
    first_hours.tick(stay=stay, items=["HEALTH"], by=officer, at=LATER)
    clock = Clock.objects.get(dedupe_key=f"first:HEALTH:{stay.pk}")
    assert (clock.state, clock.closed_by, clock.closed_at) == (ClockState.MET, officer, LATER)
    with pytest.raises(Conflict) as error:
        first_hours.tick(stay=stay, items=["HEALTH", "CALL"], by=officer, at=LATER)
    assert error.value.code == "already_ticked"
    assert Clock.objects.get(dedupe_key=f"first:CALL:{stay.pk}").state == ClockState.RUNNING
