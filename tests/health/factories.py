"""Clinicians for tests, made as the first ones are: by the owner of schema health, with two names."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from corrections.models import Prison, User
from health.context import clinical_context
from health.models import Clinician
from health.services import clinicians
from tests.corrections.factories import LONG_AGO, PrisonFactory, UserFactory


@contextmanager
def as_owner(user: User) -> Iterator[None]:
    """What only the migrator may do: PostgreSQL's policies do not bind the owner, its constraints do."""
    with override_settings(CLINICAL_TRANSPORT="owner"), clinical_context(user.pk):
        yield


def proposed(
    user: User | None = None,
    *,
    prison: Prison | None = None,
    by: User | None = None,
    leads: bool = False,
    profession: str = "NURSE",
) -> Clinician:
    user, by = user or UserFactory.create(), by or UserFactory.create()
    where = [prison or PrisonFactory.create()]
    with as_owner(by):
        return clinicians.propose_clinician(
            user=user,
            hpr_number="1234567",
            prisons=where,
            leads=where if leads else (),
            profession=profession,
            by=by,
            at=LONG_AGO,
        )


def clinician(
    user: User | None = None, *, prison: Prison | None = None, leads: bool = False, profession: str = "NURSE"
) -> Clinician:
    made, by = proposed(user, prison=prison, leads=leads, profession=profession), UserFactory.create()
    with as_owner(by):
        return clinicians.approve_clinician(clinician=made, by=by, at=LONG_AGO)
