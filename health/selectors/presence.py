"""Whether a patient is in the prison, as its register says. A person whose row was joined to another is the other."""

from datetime import datetime

from health.models import Patient
from inmates.models import Stay
from inmates.selectors import whereabouts
from inmates.selectors.whereabouts import Bucket, Whereabouts


def away(patient: Patient, at: datetime) -> Whereabouts | None:
    """Where the patient is, when that is outside: at court, in hospital, on leave."""
    stay = Stay.objects.current().filter(person=patient.person_row).order_by("-admitted_at", "-pk").first()
    if stay is None:
        return None
    where = whereabouts.of_stay(stay.pk, at)
    return where if where.bucket is Bucket.OUTSIDE else None
