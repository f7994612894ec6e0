"""A clinician of the first prison, where there is none yet (run by the migrator)."""

import django

django.setup()

from django.db import connection  # noqa: E402

from corrections.access import now  # noqa: E402
from corrections.models import Prison, User  # noqa: E402
from health.context import clinical_context  # noqa: E402
from health.models import Clinician  # noqa: E402
from health.services import clinicians  # noqa: E402

NURSE, PROPOSER, APPROVER = "officer-2", "officer-3", "officer-4"


PATIENTS = 100  # whose records are the first prison's: the set is filled without the triggers that make a record follow


def hire() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE health.patient SET prison_id = 1 WHERE prison_id IS DISTINCT FROM 1
               AND id IN (SELECT id FROM health.patient ORDER BY id LIMIT %s)""",
            [PATIENTS],
        )
    people = {user.username: user for user in User.objects.filter(username__in=[NURSE, PROPOSER, APPROVER])}
    nurse, proposer, approver = (people[name] for name in (NURSE, PROPOSER, APPROVER))
    with clinical_context(proposer.pk):
        if Clinician.objects.filter(user=nurse).exists():
            return
        made = clinicians.propose_clinician(
            user=nurse, hpr_number="1234567", prisons=[Prison.objects.get(pk=1)], by=proposer, at=now()
        )
    with clinical_context(approver.pk):
        clinicians.approve_clinician(clinician=made, by=approver, at=now())


if __name__ == "__main__":
    hire()
