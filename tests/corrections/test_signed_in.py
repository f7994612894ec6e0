"""What every request reads of who is signed in: two statements, and nothing of anybody who may not be."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from corrections.models import Unit, User
from corrections.signing_in import SessionStore, StaffBackend
from tests.corrections.factories import LONG_AGO, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


@pytest.fixture
def kari(unit: Unit) -> User:
    return UserFactory.create(username="kari", home_unit=unit)


def test_the_user_comes_with_their_unit_and_its_prison_in_one_statement(
    kari: User, unit: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = StaffBackend().get_user(kari.pk)
        assert found == kari
        assert found.home_unit == unit
        assert found.home_unit.prison.name == unit.prison.name
    assert {f.attname: getattr(found, f.attname) for f in User._meta.concrete_fields} == {
        f.attname: getattr(User.objects.get(pk=kari.pk), f.attname) for f in User._meta.concrete_fields
    }


def test_a_user_without_a_unit_has_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    loose = UserFactory.create(home_unit=None)
    with django_assert_num_queries(1):
        found = StaffBackend().get_user(str(loose.pk))
        assert found is not None
        assert found.home_unit is None


def test_nobody_is_found_for_an_account_that_is_closed_or_not_there(kari: User) -> None:
    User.objects.filter(pk=kari.pk).update(is_active=False)
    assert StaffBackend().get_user(kari.pk) is None
    assert StaffBackend().get_user(kari.pk + 1_000) is None


def test_a_session_is_read_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    session = SessionStore()
    session["word"] = "fjord"
    session.save()
    with django_assert_num_queries(1):
        assert SessionStore(session.session_key)["word"] == "fjord"


def test_a_session_that_has_run_out_is_empty(kari: User, client: Client) -> None:
    client.force_login(kari)
    Session.objects.update(expire_date=LONG_AGO)
    key = client.cookies["pms"].value
    store = SessionStore(key)
    assert dict(store.items()) == {}
    assert store.session_key is None
    assert client.get(reverse("home")).status_code == 302
