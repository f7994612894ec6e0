"""Needs are mapped with the person's written consent alone, and nothing is left of them when it is withdrawn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from corrections.choices import CompetenceKind, Role
from corrections.models import User, WriteRecord
from corrections.refusals import Conflict, Refusal
from corrections.services import competences
from inmates.models import Stay
from sentencing.models import NeedsConsent, NeedsFinding, PlanPartner
from sentencing.selectors.plan import needs_of
from sentencing.services import needs
from tests.corrections.factories import LONG_AGO, PrisonFactory, UserFactory, oslo, staff
from tests.inmates.factories import StayFactory
from tests.together import together

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")
LATER = oslo("2026-11-25 09:00")
SIGNED = date(2026, 11, 23)
FOUND = (("WORK", "MUCH", "Has driven a forklift"), ("HEALTH", "SOME", ""), ("LEISURE", "NONE", ""))


@pytest.fixture
def stay() -> Stay:
    return StayFactory.create(start=oslo("2026-01-24 12:00"))


@pytest.fixture
def by() -> User:
    """An approved mapper."""
    prison = PrisonFactory.create()
    found = staff(Role.CONTACT_OFFICER, prison=prison, unit=None)
    competences.grant(
        user=found,
        kind=CompetenceKind.NEEDS_MAPPING,
        start=LONG_AGO,
        end=None,
        evidence="KRUS 14",
        prison=prison,
        by=None,
        at=LONG_AGO,
    )
    return found


def consent(stay: Stay, by: User, at: Any = NOW) -> NeedsConsent:
    return needs.give_consent(stay=stay, given_on=SIGNED, covers_outside=True, by=by, at=at)


# ---- with consent --------------------------------------------------------------------------------------------------
def test_what_was_talked_of_is_mapped_and_the_last_word_on_an_area_counts(stay: Stay, by: User) -> None:
    given = consent(stay, by)
    needs.map_needs(consent=given, found=FOUND, by=by, at=NOW)
    needs.map_needs(consent=given, found=[("LEISURE", "SOME", "Plays chess")], by=by, at=LATER)
    rows = [(row.code, row.word, row.words, row.wants_goal) for row in needs_of(given, set())]
    assert rows == [
        ("WORK", "Much", "Has driven a forklift", True),
        ("HEALTH", "Some", "", False),
        ("LEISURE", "Some", "Plays chess", False),
    ]
    assert [row.wants_goal for row in needs_of(given, {"WORK"})] == [False, False, False]  # there is a goal already


def test_a_withdrawn_consent_takes_all_that_was_mapped_with_it(stay: Stay, by: User) -> None:
    given = consent(stay, by)
    needs.map_needs(consent=given, found=FOUND, by=by, at=NOW)
    assert needs.withdraw_consent(consent=given, by=by, at=LATER) == 3
    given.refresh_from_db()
    assert (given.withdrawn_on, given.withdrawn_by) == (date(2026, 11, 25), by)
    assert not NeedsFinding.objects.exists()
    assert not any("forklift" in str(row.detail) for row in WriteRecord.objects.all())
    with pytest.raises(Conflict, match="The consent was withdrawn"):
        needs.map_needs(consent=given, found=FOUND, by=by, at=LATER)
    with pytest.raises(Conflict, match="The consent was withdrawn"):
        needs.withdraw_consent(consent=given, by=by, at=LATER)
    assert not NeedsFinding.objects.exists()


def test_after_a_no_the_person_can_say_yes_again(stay: Stay, by: User) -> None:
    first = consent(stay, by)
    with pytest.raises(Conflict, match="A consent holds already"):
        consent(stay, by)
    needs.withdraw_consent(consent=first, by=by, at=NOW)
    assert needs_of(consent(stay, by, LATER), set()) == []
    assert NeedsConsent.objects.filter(withdrawn_on=None).count() == 1


def test_only_an_approved_mapper_maps(stay: Stay, by: User) -> None:
    given = consent(stay, by)
    with pytest.raises(Refusal, match="Mapping of needs"):
        needs.map_needs(consent=given, found=FOUND, by=staff(Role.CONTACT_OFFICER), at=NOW)
    assert not NeedsFinding.objects.exists()


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([], "Nothing is filled in"),
        ([("HEALTH", "MUCH", "My back")], "the health service follows it up"),
        ([("WORK", "MUCH", "A job"), ("GARDEN", "MUCH", "Tomatoes")], "Choose from the list"),
        ([("WORK", "ALL", "A job")], "Choose from the list"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(stay: Stay, by: User, found: list[Any], sentence: str) -> None:
    given = consent(stay, by)
    with pytest.raises(Refusal, match=sentence):
        needs.map_needs(consent=given, found=found, by=by, at=NOW)
    assert not NeedsFinding.objects.exists()


def test_a_consent_of_tomorrow_is_refused(stay: Stay, by: User) -> None:
    with pytest.raises(Refusal, match="in the future"):
        needs.give_consent(stay=stay, given_on=date(2026, 11, 25), covers_outside=False, by=by, at=NOW)
    assert not NeedsConsent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_mapped_survives_a_consent_that_is_withdrawn_at_the_same_time() -> None:
    stay, prison = StayFactory.create(start=oslo("2026-01-24 12:00")), PrisonFactory.create()
    mapper = staff(Role.CONTACT_OFFICER, prison=prison, unit=None)
    kind = CompetenceKind.NEEDS_MAPPING
    competences.grant(
        user=mapper, kind=kind, start=LONG_AGO, end=None, evidence="KRUS", prison=prison, by=None, at=LONG_AGO
    )
    given = consent(stay, mapper)
    together(
        lambda: needs.map_needs(consent=given, found=FOUND, by=mapper, at=NOW),
        lambda: needs.withdraw_consent(consent=given, by=mapper, at=NOW),
    )
    given.refresh_from_db()
    assert given.withdrawn_on == date(2026, 11, 24)
    assert not NeedsFinding.objects.exists()


# ---- partners ------------------------------------------------------------------------------------------------------
def test_a_partner_joins_and_leaves_and_stays_written(stay: Stay, by: User) -> None:
    joined: dict[str, Any] = {"agency": "NAV", "name": " Siri Moen ", "in_group": True, "joined_on": SIGNED}
    made = needs.add_partner(stay=stay, by=by, at=NOW, **joined)
    assert (made.name, made.left_on) == ("Siri Moen", None)
    needs.end_partner(partner=made, by=by, at=LATER)
    with pytest.raises(Conflict, match="no longer in it"):
        needs.end_partner(partner=made, by=by, at=LATER)
    assert PlanPartner.objects.get().left_on == date(2026, 11, 25)
    assert PlanPartner.history.filter(id=made.pk).count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"name": "  "}, "Write who it is"), ({"joined_on": date(2026, 11, 25)}, "in the future")],
)
def test_a_partner_that_cannot_be_is_refused(stay: Stay, by: User, given: dict[str, Any], sentence: str) -> None:
    values: dict[str, Any] = {"agency": "NAV", "name": "Siri Moen", "in_group": True, "joined_on": SIGNED} | given
    with pytest.raises(Refusal, match=sentence):
        needs.add_partner(stay=stay, by=by, at=NOW, **values)
    assert not PlanPartner.objects.exists()


# ---- what PostgreSQL refuses ---------------------------------------------------------------------------------------
@contextmanager
def refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_partner_has_a_name", {"name": ""}),
        ("a_partner_leaves_after_joining", {"left_on": date(2026, 11, 22)}),
    ],
)
def test_postgresql_refuses_a_wrong_partner(stay: Stay, constraint: str, values: dict[str, Any]) -> None:
    given = {"name": "NAV Fjordvik", "agency": "NAV", "joined_on": SIGNED, "changed_at": NOW}
    with refused(constraint):
        PlanPartner.objects.create(stay=stay, changed_by=UserFactory.create(), **given | values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("one_consent_to_mapping_holds_at_a_time", {}),
        ("a_consent_is_withdrawn_after_it_was_given", {"withdrawn_on": date(2026, 11, 22), "withdrawn_by": True}),
        ("a_consent_is_withdrawn_after_it_was_given", {"withdrawn_on": SIGNED}),
        ("a_consent_is_withdrawn_after_it_was_given", {"withdrawn_by": True}),
    ],
)
def test_postgresql_refuses_a_wrong_consent(stay: Stay, by: User, constraint: str, values: dict[str, Any]) -> None:
    if not values:
        consent(stay, by)
    given = {"given_on": SIGNED, "recorded_at": NOW, "recorded_by": by}
    given |= {name: by if value is True else value for name, value in values.items()}
    with refused(constraint):
        NeedsConsent.objects.create(stay=stay, **given)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("the_need_of_an_area_is_known", {"area": "GARDEN"}),
        ("the_need_of_an_area_is_known", {"need": "ALL"}),
        ("of_health_only_the_wish_is_mapped", {"area": "HEALTH", "words": "My back"}),
    ],
)
def test_postgresql_refuses_a_wrong_finding(stay: Stay, by: User, constraint: str, values: dict[str, Any]) -> None:
    given = {"consent": consent(stay, by), "area": "WORK", "need": "MUCH", "found_at": NOW, "found_by": by}
    with refused(constraint):
        NeedsFinding.objects.create(**given | values)


def test_postgresql_maps_nothing_without_a_consent_and_erases_nothing_that_has_one(stay: Stay, by: User) -> None:
    given = consent(stay, by)
    finding = needs.map_needs(consent=given, found=[("WORK", "MUCH", "")], by=by, at=NOW)[0]
    acts: list[Callable[[], Any]] = [
        finding.delete,
        lambda: NeedsFinding.objects.filter(consent=given).update(words="Else"),
    ]
    for act in acts:
        with refused("what_was_mapped_goes_only_with_the_consent"):
            act()
    needs.withdraw_consent(consent=given, by=by, at=NOW)
    with refused("needs_are_mapped_with_consent"):
        NeedsFinding.objects.create(consent=given, area="WORK", need="MUCH", found_at=NOW, found_by=by)
