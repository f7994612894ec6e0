"""The first clinicians of a prison: two people put their names at the migrator's command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from corrections.models import Prison, User
from health.context import clinical_context
from health.models import Clinician
from health.selectors import clinicians
from tests.corrections.factories import PrisonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_the_migrator(settings: Settings) -> None:
    settings.CLINICAL_TRANSPORT = "owner"


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(slug="fjordvik")


@pytest.fixture
def staff() -> dict[str, User]:
    return {name: UserFactory.create(username=name) for name in ("kari", "ola", "marit")}


def propose(**given: str) -> str:
    told = {"user": "kari", "hpr": "1234567", "prison": "fjordvik", "by": "ola"} | given
    return run("propose_clinician", told)


def approve(**given: str) -> str:
    return run("approve_clinician", {"user": "kari", "by": "marit"} | given)


def run(command: str, told: dict[str, str]) -> str:
    out = StringIO()
    call_command(command, *(f"--{name}={value}" for name, value in told.items()), stdout=out)
    return out.getvalue()


def test_two_names_make_a_clinician(prison: Prison, staff: dict[str, User]) -> None:
    assert "another person approves" in propose()
    assert "is a clinician from now on" in approve()
    with clinical_context(staff["kari"].pk):
        made = clinicians.of_user(staff["kari"])
        assert made is not None
        assert (made.proposed_by.username, made.approved_by and made.approved_by.username) == ("ola", "marit")
        assert clinicians.prisons_of(made) == [prison]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"by": "kari"}, "propose yourself"),
        ({"by": "nobody"}, "no active account called nobody"),
        ({"user": "nobody"}, "no active account called nobody"),
        ({"prison": "nowhere"}, "no prison called nowhere"),
        ({"hpr": "12a45"}, "5 to 9 digits"),
    ],
)
def test_a_wrong_proposal_is_explained_and_writes_nothing(
    prison: Prison, staff: dict[str, User], given: dict[str, str], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        propose(**given)
    with clinical_context(staff["ola"].pk):
        assert Clinician.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"by": "ola"}, "Somebody else than the proposer"),
        ({"by": "kari"}, "Somebody else than the proposer"),
        ({"user": "marit"}, "has not been proposed"),
    ],
)
def test_a_wrong_approval_is_explained_and_opens_nothing(
    prison: Prison, staff: dict[str, User], given: dict[str, str], told: str
) -> None:
    propose()
    with pytest.raises(CommandError, match=told):
        approve(**given)
    with clinical_context(staff["kari"].pk):
        assert clinicians.of_user(staff["kari"]) is None
