"""Fixtures of the clinical tests: a clinic with two clinicians, and one patient in a unit of its prison."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from corrections.models import Prison, Unit
from health.models import Clinician, Dose
from inmates.models import Stay
from tests.corrections.factories import PrisonFactory, UnitFactory
from tests.health.factories import clinician
from tests.health.rounds import due, ordered, record_of
from tests.inmates.factories import PlacementFactory

MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def unit(prison: Prison) -> Unit:
    return UnitFactory.create(prison=prison)


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def other(prison: Prison) -> Clinician:
    """A colleague at the same clinic."""
    return clinician(prison=prison)


@pytest.fixture
def stay(unit: Unit) -> Stay:
    made: Stay = PlacementFactory.create(unit=unit).stay
    return made


@pytest.fixture
def record(stay: Stay) -> UUID:
    return record_of(stay)


@pytest.fixture
def dose(nurse: Clinician, record: UUID) -> Dose:
    """Two tablets of sertraline, due in the morning."""
    ordered(nurse.user, record)
    return due(nurse.user, record, MORNING)
