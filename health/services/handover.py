"""Handing a patient on before a release or a transfer, and taking over. In a clinical context of ``by``."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Refusal, explained
from health.models import Handover, Patient
from inmates.models import Stay


class HandoverRefused(Refusal):
    code = "handover_refused"


@explained()
@transaction.atomic
def hand_over(*, patient: Patient, text: str, by: User, at: datetime) -> Handover:
    """Write what the next must know. The prison sees, by it, that health staff have answered, and when."""
    stay = Stay.objects.as_of(at).filter(person=patient.whose).order_by("pk").first()
    if stay is None or patient.prison_id is None:
        raise HandoverRefused(_("The patient is not in custody now. Write a note instead."), code="no_stay")
    return Handover.objects.create(
        patient=patient, stay=stay, prison_id=patient.prison_id, text=text.strip(), by=by, at=at
    )


@explained()
@transaction.atomic
def take_over(*, patient: Patient, by: User, at: datetime) -> None:
    """``by`` goes on with what was open. Kept in schema health alone, for that something was open is health."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.take_over(%s, %s)", [patient.uuid, at])
