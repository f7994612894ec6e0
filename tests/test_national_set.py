"""The national set for measuring: as large as asked, and no guard of the database is lost on the way."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from corrections.demo import play
from corrections.demo.stage import Size, Stage
from corrections.models import Clock, Prison, Unit
from inmates.models import Identifier, Movement, Person, Placement, Stay
from inmates.rules.identity import read_number
from inmates.selectors import whereabouts
from sentencing.models import Judgment

AT = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
SMALL = Size(scale=0.01)
GUARDS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
"""
WITHOUT_BASIS = """
SELECT count(*) FROM inmates_stay s WHERE NOT s.during <@ coalesce(
  (SELECT range_agg(l.during) FROM inmates_legalstatus l WHERE l.stay_id = s.id), '{}'::tstzmultirange)
"""
OUTSIDE_THE_STAY = """
SELECT count(*) FROM inmates_placement p JOIN inmates_stay s ON s.id = p.stay_id WHERE NOT s.during @> p.during
"""

pytestmark = pytest.mark.django_db


def ask(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(cursor.fetchall(), key=str)


def test_a_hundredth_of_the_country_is_loaded_with_every_guard_in_place() -> None:
    guards = ask(GUARDS)
    play.multiply(Stage(AT), SMALL)
    assert ask(GUARDS) == guards
    assert Person.objects.count() == 1000
    assert Stay.objects.current().count() == Placement.objects.current().count() == 35
    assert Judgment.objects.exists()
    assert Clock.objects.running().count() == 35
    assert ask(WITHOUT_BASIS) == ask(OUTSIDE_THE_STAY) == [(0,)]


def test_its_people_are_somewhere_and_their_numbers_are_synthetic() -> None:
    play.multiply(Stage(AT), SMALL)
    unit = Unit.objects.order_by("pk")[0]
    stays = Placement.objects.current().filter(bed__cell__unit=unit).values_list("stay_id", flat=True)
    assert len(whereabouts.of_stays(stays, AT)) == len(stays) > 20
    for kind, value in Identifier.objects.values_list("kind", "value"):
        assert read_number(kind, value, on=AT.date(), synthetic=True).value == value


def test_history_grows_the_past_alone() -> None:
    play.multiply(Stage(AT), Size(scale=0.01, history=3))
    assert Person.objects.count() == 3000
    assert Stay.objects.current().count() == 35
    assert Movement.objects.filter(stay__during__endswith__isnull=True).count() > 35 * 3 * 12


def test_it_is_refused_where_there_is_a_prison() -> None:
    play.multiply(Stage(AT), SMALL)
    prisons = Prison.objects.count()
    with pytest.raises(play.DemoRefused, match="empty"):
        play.multiply(Stage(AT), SMALL)
    assert Prison.objects.count() == prisons
