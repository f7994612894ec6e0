"""Two records of one person: the ladder and its reasons, the list, and the merge that moves everything or nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from corrections.access import access_of
from corrections.choices import Role
from corrections.models import Posting, User
from corrections.periods import between
from corrections.refusals import Conflict
from inmates.choices import AlertCode, MatchRung, NonAssociationReason, NonAssociationScope
from inmates.models import Alert, DuplicatePair, LogEntry, LogMention, Merge, NonAssociation, Person, Photo, Stay
from inmates.rules.duplicates import RUNGS, Known, near, rung
from inmates.selectors.duplicates import Announced, candidates
from inmates.selectors.pairs import THINGS, found_in_the_register, open_pairs, rows_of
from inmates.services import care, duplicates, log, people
from inmates.services.duplicates import KEPT, MAY_STAY, MergeRefused
from inmates.tasks import find_duplicates
from tests.corrections.factories import PrisonFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, StayFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=5)
BORN = date(1990, 5, 4)
HANSEN = Known("hansen", "per", BORN, "hnsn")


@pytest.fixture
def by() -> User:
    return staff(Role.CASEWORKER, prison=PrisonFactory.create(), first_name="Ida", last_name="Brekke")


# ---- the ladder --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Known("hansen", "per", BORN), "NAME_BIRTH"),
        (Known("olsen", "per", BORN, "lsn", aliases=frozenset({("hansen", "per")})), "ALIAS_BIRTH"),
        (Known("per", "hansen", BORN), "TURNED_BIRTH"),
        (Known("hansson", "per", BORN, "hnsn"), "SOUND_BIRTH"),
        (Known("hansen", "per", date(1990, 4, 5)), "NAME_NEAR_BIRTH"),
        (Known("hansen", "per", date(1991, 5, 4)), "NAME_NEAR_BIRTH"),
        (Known("hansen", "per", None), "NAME"),
        (Known("hansen", "kari", BORN, "hnsn"), "SURNAME_BIRTH"),
        (Known("hansen", "per", date(1970, 1, 1)), ""),
        (Known("olsen", "kari", BORN, "lsn"), ""),
        (Known("olsen", "per", None, "lsn"), ""),
    ],
)
def test_each_rung_of_the_ladder_says_why(other: Known, why: str) -> None:
    assert (rung(HANSEN, other), rung(other, HANSEN)) == (why, why)


def test_the_same_number_is_the_same_person_whatever_else_differs() -> None:
    number = frozenset({("NATIONAL", "1")})
    assert rung(Known("a", identifiers=number, born=BORN), Known("b", identifiers=number)) == "IDENTIFIER"


def test_dates_are_near_by_a_slip_of_the_pen_only() -> None:
    assert [near(BORN, other) for other in (date(1990, 5, 14), date(1990, 5, 5), date(1990, 6, 4))] == [True] * 3
    assert not near(BORN, date(1990, 7, 9))


def test_every_rung_has_its_sentence() -> None:
    assert tuple(MatchRung.values) == RUNGS


def test_candidates_come_strongest_first_and_never_joined_ones(by: User, django_assert_num_queries: Any) -> None:
    numbered = PersonFactory.create(family_name="Olsen", given_name="Kari")
    people.add_identifier(person=numbered, kind="FOREIGN", value="PL-1", by=by, at=NOW)
    same = PersonFactory.create(family_name="Håkonsen", given_name="Per", birth_date=BORN)
    alias = PersonFactory.create(family_name="Vik", given_name="Per", birth_date=BORN)
    people.add_alias(person=alias, family_name="HAAKONSEN", given_name="Per", by=by, at=NOW)
    PersonFactory.create(family_name="Håkonsen", given_name="Per", birth_date=BORN, merged_into=same)
    with django_assert_num_queries(4):
        found = candidates(Announced("Haakonsen", "Per", BORN, "FOREIGN", "PL-1"), NOW)
    assert [(card.person_id, card.rung) for card in found] == [
        (numbered.pk, "IDENTIFIER"),
        (same.pk, "NAME_BIRTH"),
        (alias.pk, "ALIAS_BIRTH"),
    ]
    assert found[0].why == "The same identity number"


def test_hostile_names_find_nobody_and_break_nothing() -> None:
    for name in ("'; DROP TABLE x; --", "%_%", "\u202eabc", "x" * 120):
        assert candidates(Announced(name, name, BORN), NOW) == []


# ---- the list ----------------------------------------------------------------------------------------------------
def test_the_nightly_search_lists_a_pair_once_and_remembers_that_they_are_two(by: User) -> None:
    PersonFactory.create(family_name="Kristoffersen", given_name="Nils", birth_date=BORN)
    PersonFactory.create(family_name="Christofersen", given_name="Nils", birth_date=BORN)
    find_duplicates()
    find_duplicates()
    pair = DuplicatePair.objects.get()
    assert pair.rung == "SOUND_BIRTH"
    duplicates.dismiss(pair=pair, note="Fetter", by=by, at=NOW)
    find_duplicates()
    assert DuplicatePair.objects.count() == 1
    assert open_pairs(NOW, access_of(by, at=NOW)) == []
    assert [batch for batch in found_in_the_register() if batch] == []
    with pytest.raises(Conflict) as error:
        duplicates.dismiss(pair=pair, note="", by=by, at=LATER)
    assert error.value.code == "already_dismissed"


@pytest.mark.parametrize("pairs", [2, 9])
def test_the_list_asks_two_statements_whatever_its_length(by: User, pairs: int, django_assert_num_queries: Any) -> None:
    reach = access_of(by, at=NOW)
    for _n in range(pairs):
        one, other = PersonFactory.create(), PersonFactory.create()
        DuplicatePair.objects.create(first=one, second=other, rung="NAME", found_at=NOW)
    with django_assert_num_queries(2):
        assert len(open_pairs(NOW, reach)) == pairs


# ---- the merge ---------------------------------------------------------------------------------------------------
def furnished(by: User) -> tuple[Person, Person, Person]:
    """The loser with something in every table, the winner, and somebody else."""
    loser = PersonFactory.create(family_name="Nordmoe", given_name="J", birth_date=BORN, nationality="POL")
    winner = PersonFactory.create(family_name="Nordmo", given_name="Jonas")
    third = PersonFactory.create()
    stay = StayFactory.create(person=loser, start=oslo("2020-01-01 10:00"))
    assert stay.pk
    people.add_identifier(person=loser, kind="FOREIGN", value="PL-7", by=by, at=NOW)
    people.set_languages(person=loser, codes=["pl", "nb"], by=by, at=NOW)
    people.set_languages(person=winner, codes=["nb"], by=by, at=NOW)
    care.raise_alert(person=loser, code=AlertCode.VULNERABLE, by=by, at=NOW)
    care.raise_alert(person=loser, code=AlertCode.HEARING, by=by, at=NOW)
    care.raise_alert(person=winner, code=AlertCode.HEARING, by=by, at=NOW)
    for other in (winner, third):
        care.keep_apart(
            person=loser,
            other=other,
            reason=NonAssociationReason.THREAT,
            scope=NonAssociationScope.PLACE,
            by=by,
            at=NOW,
        )
    Photo.objects.create(person=loser, image="x.jpg", content_type="image/jpeg", taken_on=NOW.date(), added_at=NOW)
    log.write(unit=UnitFactory.create(), person=loser, text="Ro i natt", by=by, at=NOW)
    return loser, winner, third


def joined(loser: Person, winner: Person, by: User) -> Merge:
    return duplicates.merge(loser=loser, winner=winner, reason="Samme fingeravtrykk", by=by, at=LATER)


def test_a_merge_moves_everything_and_shows_what(by: User) -> None:
    loser, winner, third = furnished(by)
    merge = joined(loser, winner, by)
    loser.refresh_from_db()
    winner.refresh_from_db()
    assert loser.merged_into == winner
    assert (winner.birth_date, winner.nationality) == (BORN, "POL")
    assert list(winner.aliases.values_list("family_name", flat=True)) == ["Nordmoe"]
    assert Stay.objects.get().person == winner
    assert winner.identifiers.get().value == "PL-7"
    assert set(winner.languages.values_list("code", flat=True)) == {"nb", "pl"}
    assert set(Alert.objects.filter(person=winner).values_list("code", flat=True)) == {"HEARING", "VULNERABLE"}
    assert (Photo.objects.get().person, LogEntry.objects.get().person) == (winner, winner)
    assert LogMention.objects.get().person == winner
    standing = NonAssociation.objects.current().get()
    assert {standing.first_id, standing.second_id} == {winner.pk, third.pk}
    assert merge.moved["inmates.Stay.person"] == [Stay.objects.get().pk]
    assert merge.left["inmates.Alert.person"] == [Alert.objects.get(person=loser).pk]
    assert merge.merged_by == by


def foreign_keys() -> set[tuple[str, str]]:
    """Every foreign key to a person that PostgreSQL knows, whoever made it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.relname, a.attname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = 'inmates_person'::regclass"
            " AND r.relnamespace = 'public'::regnamespace"
        )
        return set(cursor.fetchall())


def test_every_foreign_key_to_a_person_is_moved_also_of_a_table_that_nobody_listed(by: User) -> None:
    """A new table is found by its model or in the catalogue; one that can only be added to must let its rows follow."""
    found = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Person
        if not model.__name__.startswith("Historical") and model._meta.app_label != "health"
    }
    assert foreign_keys() == found
    tables = [table for table, _column in found if table not in ("inmates_merge", "inmates_duplicatepair")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.relname FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid"
            " WHERE f.proname = 'refuse_change' AND r.relname = ANY(%s) AND t.tgtype & 16 <> 0",
            [tables],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "CREATE TABLE public.later_thing (id int PRIMARY KEY, about_id bigint REFERENCES inmates_person);"
            "ALTER TABLE public.later_thing OWNER TO pms_owner"
        )
        loser, winner = PersonFactory.create(), PersonFactory.create()
        cursor.execute("INSERT INTO public.later_thing VALUES (1, %s)", [loser.pk])
        merge = joined(loser, winner, by)
        cursor.execute("SELECT about_id FROM public.later_thing")
        assert cursor.fetchone() == (winner.pk,)
        assert merge.moved["later_thing.about"] == [1]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TABLE public.later_thing")


def test_whatever_a_merge_moves_is_told_in_words() -> None:
    """Not as the name of a table: and what belongs to the health service is not named at all."""
    moved = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label != "health" and not model.__name__.startswith("Historical")
        if any(field.related_model is Person for field in model._meta.fields)
    }
    assert moved == set(THINGS)
    told = rows_of({"inmates.Photo.person": [926], "health.Patient.person": [3]})
    assert [(row["name"], row["count"]) for row in told] == [("Other things", 1), ("Photos", 1)]


def test_the_tables_where_a_row_may_stay_are_those_of_the_database() -> None:
    text = "".join(model.lower().replace(".", "_") for model in sorted(MAY_STAY))
    named = ["alert", "groupmembership", "language", "need", "nonassociation", "staffconflict"]
    assert text == "".join(f"inmates_{name}" for name in named)
    assert sorted(KEPT) == ["inmates.DuplicatePair", "inmates.Merge"]


def test_two_who_were_in_custody_at_the_same_time_are_two_people(by: User) -> None:
    loser, winner = PersonFactory.create(), PersonFactory.create()
    for person in (loser, winner):
        StayFactory.create(person=person, start=oslo("2026-01-01 10:00"))
    with pytest.raises(MergeRefused) as error:
        joined(loser, winner, by)
    assert error.value.code == "both_in_custody"
    loser.refresh_from_db()
    assert loser.merged_into is None
    assert not Merge.objects.exists()


def test_stays_that_follow_one_another_come_together(by: User) -> None:
    loser, winner = PersonFactory.create(), PersonFactory.create()
    StayFactory.create(person=winner, start=oslo("2026-01-01 10:00"))
    old = between(oslo("2020-01-01 10:00"), oslo("2020-06-01 10:00"))
    StayFactory.create(person=loser, start=oslo("2020-01-01 10:00"), during=old)
    joined(loser, winner, by)
    assert Stay.objects.filter(person=winner).count() == 2


def test_a_merge_says_why_and_is_of_two(by: User) -> None:
    person, other = PersonFactory.create(), PersonFactory.create()
    with pytest.raises(MergeRefused):
        joined(person, person, by)
    with pytest.raises(MergeRefused):
        duplicates.merge(loser=person, winner=other, reason="  ", by=by, at=NOW)
    assert not Merge.objects.exists()


def test_somebody_who_was_joined_is_not_joined_again_and_never_received(by: User) -> None:
    loser, winner, third = PersonFactory.create(), PersonFactory.create(), PersonFactory.create()
    joined(loser, winner, by)
    with pytest.raises(Conflict) as error:
        joined(loser, third, by)
    assert str(error.value) == f"{loser.number} was joined to {winner.number}. Use that record."
    joined(winner, third, by)
    loser.refresh_from_db()
    assert loser.merged_into == third


def test_what_was_decided_about_a_third_person_holds_for_the_winner(by: User) -> None:
    loser, winner, third = PersonFactory.create(), PersonFactory.create(), PersonFactory.create()
    pair = DuplicatePair.objects.create(first=loser, second=third, rung="NAME", found_at=NOW)
    duplicates.dismiss(pair=pair, note="Bror", by=by, at=NOW)
    joined(loser, winner, by)
    kept = DuplicatePair.objects.get(first=winner, second=third)
    assert (kept.dismissed_by, kept.note) == (by, "Bror")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_join_the_same_two_one_wins(by: User) -> None:
    one, other = PersonFactory.create(), PersonFactory.create()
    answers = race(lambda: joined(one, other, by), lambda: joined(other, one, by))
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Merge"]
    assert Merge.objects.count() == 1


# ---- who decides ---------------------------------------------------------------------------------------------------
@pytest.fixture
def pair() -> DuplicatePair:
    one, other = PersonFactory.create(), PersonFactory.create()
    return DuplicatePair.objects.create(first=one, second=other, rung="NAME", found_at=NOW)


def test_two_who_were_held_elsewhere_are_out_of_sight(by: User, pair: DuplicatePair) -> None:
    here, elsewhere = access_of(by, at=NOW), staff(Role.CASEWORKER, prison=PrisonFactory.create())
    prison = Posting.objects.get(user=by).prison
    assert [row.row for row in open_pairs(NOW, access_of(elsewhere, at=NOW))] == [pair]
    StayFactory.create(person=pair.first, start=oslo("2026-01-01 10:00"), reception_prison=prison)
    assert [row.row for row in open_pairs(NOW, here)] == [pair]
    assert open_pairs(NOW, access_of(elsewhere, at=NOW)) == []
    client = Client()
    client.force_login(elsewhere)
    assert client.get(reverse("duplicate_pair", args=[pair.pk])).status_code == 404
    assert client.post(reverse("duplicate_dismiss", args=[pair.pk]), {}).status_code == 404
    merge = joined(pair.second, pair.first, by)
    assert client.get(reverse("merge", args=[merge.pk])).status_code == 404
    client.force_login(by)
    assert client.get(reverse("merge", args=[merge.pk])).status_code == 200


def test_whoever_comes_second_is_told_what_was_decided(by: User, pair: DuplicatePair) -> None:
    client = Client()
    client.force_login(by)
    url = reverse("duplicate_pair", args=[pair.pk])
    duplicates.dismiss(pair=pair, note="Fetter", by=by, at=NOW)
    said = {"winner": pair.first_id, "reason": "Samme"}
    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "I. Brekke decided" in refused.content.decode()
    assert not Merge.objects.exists()
    assert client.post(reverse("duplicate_dismiss", args=[pair.pk]), {}).status_code == 409
    assert client.post(reverse("duplicate_reopen", args=[pair.pk])).headers["Location"] == url
    assert client.post(reverse("duplicate_reopen", args=[pair.pk])).status_code == 409
    assert client.post(url, said).headers["Location"] == reverse("merge", args=[Merge.objects.get().pk])
    page = client.get(url)
    assert reverse("merge", args=[Merge.objects.get().pk]) in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_a_dismissal_at_once_leave_one_decision(by: User, pair: DuplicatePair) -> None:
    one, other = pair.first, pair.second
    answers = race(lambda: joined(other, one, by), lambda: duplicates.dismiss(pair=pair, note="", by=by, at=LATER))
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    pair.refresh_from_db()
    assert (pair.merged_at is None) == (pair.dismissed_at is not None)
    assert Merge.objects.exists() == (pair.merged_at is not None)
