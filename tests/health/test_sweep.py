"""Every address of health, for everyone: the roles of the prison in both processes, and every kind of clinician.

What each role of the prison gets where all addresses stand is in ``tests/access_matrix_health.py``.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from corrections import urls_clinical
from corrections.choices import Role
from corrections.models import Prison
from health import urls as health_urls
from health.doors import SECOND_FACTOR
from health.models import Clinician
from tests.access_matrix_health import HEALTH
from tests.corrections.factories import PrisonFactory, UnitFactory, staff
from tests.health.factories import clinician, proposed
from tests.health.processes import Process
from tests.health.test_processes import PASSWORD
from tests.health.test_record import as_owner, uuid_of
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.test_access_matrix import names_in

OPEN_TO_ALL = {"clinical_login", "clinical_code", "clinical_logout"}
LINES = [line.split()[:3] for line in HEALTH.splitlines() if line.strip()]
ABOUT_A_PATIENT = [name for name, thing, _ in LINES if thing in ("patient", "note")]


def addresses(record: uuid.UUID, unit: int) -> Iterator[tuple[str, str, str]]:
    """Name, verb and path of every line of the matrix. Numbers are made up, the patient and the unit are not."""
    for name, thing, verb in LINES:
        for arguments in ((), (record,), (record, 1), (1,), (unit, "20261124T0730Z"), (unit, "20261124T0730Z", record),
                          (unit, "20261124T0730Z", record, 1)):  # fmt: skip
            try:
                yield name, verb, reverse(name, args=arguments)
            except NoReverseMatch:
                continue
            break
        else:
            raise AssertionError(f"no address is made for {name} ({thing})")


def test_the_lines_are_those_of_the_addresses() -> None:
    assert {name for name, _, _ in LINES} == names_in(health_urls)
    assert names_in(health_urls) < names_in(urls_clinical)


# ---- every role of the prison, at the processes as they run ------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_no_role_of_the_prison_opens_an_address_of_either_process() -> None:
    prison = PrisonFactory.create()
    unit = UnitFactory.create(prison=prison)
    record = uuid_of(PlacementFactory.create(unit=unit, person=PersonFactory.create(family_name="Aasgaard")).stay)
    paths = list(addresses(record, unit.pk))
    with Process("clinical") as clinical, Process("web") as web:
        for role in Role:
            staff(role, prison=prison, username=role, password=PASSWORD, is_superuser=True, is_staff=True)
            signed = web.post("/account/login/", {"login": role, "password": PASSWORD}, browser=role)
            assert signed.status == 302, role
            cookies = {"pms": signed.cookies["pms"], "clinical": signed.cookies["pms"]}
            for name, verb, path in paths:
                at_web = web.ask(verb.lower(), path, browser=role)
                assert at_web.status == 404, (role, path)
                at_clinical = clinical.ask(verb.lower(), path, browser=role, cookies=cookies)
                assert "Aasgaard" not in at_web.body + at_clinical.body
                if name not in OPEN_TO_ALL:
                    assert at_clinical.status == 302, (role, path)
                    assert at_clinical.location.startswith("/helse/sign-in/"), (role, path)
    assert as_owner("SELECT count(*) FROM health.access_log") == [(0,)]


# ---- every kind of clinician -------------------------------------------------------------------------------------
def browser(who: Clinician, *, second_factor: bool = True) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(who.user)
    if second_factor:
        session = client.session
        session[SECOND_FACTOR] = who.pk
        session.save()
    return client


def ended(prison: Prison) -> Client:
    who = clinician(prison=prison)
    as_owner("UPDATE health.clinician SET ended_at = now(), ended_by_id = proposed_by_id WHERE id = %s", who.pk)
    return browser(who)


def another_ones_second_factor(prison: Prison) -> Client:
    """The session says that a second factor was shown, of another clinician's row."""
    client = browser(clinician(prison=prison))
    session = client.session
    session[SECOND_FACTOR] = clinician(prison=prison).pk
    session.save()
    return client


def by_role(prison: Prison) -> Client:
    client = Client()
    client.force_login(staff(Role.HEALTH_STAFF, prison=prison, is_superuser=True, is_staff=True))
    return client


KEPT_OUT: dict[str, tuple[Callable[[Prison], Client], int]] = {
    "only proposed": (lambda prison: browser(proposed(prison=prison)), 403),
    "ended": (ended, 403),
    "no second factor": (lambda prison: browser(clinician(prison=prison), second_factor=False), 302),
    "another one's second factor": (another_ones_second_factor, 302),
    "nobody": (lambda prison: Client(), 302),
    "health staff by role": (by_role, 403),
}


def answers(client: Client, record: uuid.UUID, unit: int) -> Iterator[tuple[str, str, Any]]:
    for name, verb, path in addresses(record, unit):
        if name in OPEN_TO_ALL:
            continue
        with transaction.atomic():
            yield name, verb, client.post(path) if verb == "POST" else client.get(path)
            transaction.set_rollback(True)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def bed(prison: Prison) -> tuple[uuid.UUID, int]:
    """The record of a patient of the prison, and the unit."""
    unit = UnitFactory.create(prison=prison)
    placement = PlacementFactory.create(unit=unit, person=PersonFactory.create(family_name="Aasgaard"))
    return uuid_of(placement.stay), unit.pk


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KEPT_OUT)
def test_who_is_no_clinician_now_opens_nothing(kind: str, prison: Prison, bed: tuple[uuid.UUID, int]) -> None:
    make, status = KEPT_OUT[kind]
    for name, verb, answer in answers(make(prison), *bed):
        hidden = status == 403 and answer.status_code == 404  # a record that is not theirs is not there
        assert hidden or answer.status_code == status, (name, verb, answer.status_code)
        assert "Aasgaard" not in answer.content.decode()
    assert as_owner("SELECT count(*) FROM health.access_log WHERE basis <> 'denied'") == [(0,)]


@pytest.mark.django_db
@pytest.mark.parametrize("leads", [False, True])
def test_a_clinician_of_another_clinic_finds_no_patient_and_no_unit_there(
    leads: bool, prison: Prison, bed: tuple[uuid.UUID, int]
) -> None:
    client = browser(clinician(prison=PrisonFactory.create(), leads=leads))
    for name, verb, answer in answers(client, *bed):
        about_one = name in ABOUT_A_PATIENT or "<int:unit>" in str(route_of(name)) or "<uuid:" in str(route_of(name))
        if about_one and name != "emergency_open":
            assert answer.status_code == 404, (name, verb)
        if name != "emergency_open":  # there a name is shown, to know whom: that is what the page is for
            assert "Aasgaard" not in answer.content.decode(), (name, verb)


@pytest.mark.django_db
@pytest.mark.parametrize("leads", [False, True])
def test_a_clinician_of_the_clinic_is_never_turned_away_and_never_meets_an_error(
    leads: bool, prison: Prison, bed: tuple[uuid.UUID, int]
) -> None:
    client = browser(clinician(prison=prison, leads=leads))
    seen = {}
    for name, verb, answer in answers(client, *bed):
        assert answer.status_code in (200, 302, 404, 409, 422), (name, verb, answer.status_code)
        assert not (answer.status_code == 302 and "sign-in" in answer["Location"]), (name, verb)
        assert answer["Cache-Control"] == "no-store" or answer.status_code in (302, 404), (name, verb)
        seen[name, verb] = answer.status_code
    for name in ("clinical_home", "patient_record", "record_looks", "patient_signals", "now_for_the_clinic"):
        assert seen[name, "GET"] == 200


def route_of(name: str) -> str:
    return next(str(pattern.pattern) for pattern in health_urls.urlpatterns if getattr(pattern, "name", "") == name)
