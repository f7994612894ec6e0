"""What one clinic tells the next, or those outside, about somebody who leaves; and that the next has taken over."""

from django.conf import settings
from django.db import models

from corrections.models import Prison
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Stay, Transfer

USER = settings.AUTH_USER_MODEL


class Handover(SealedModel):
    """Written by the clinic ``prison`` before a release or a transfer. It is only added to."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    stay = models.ForeignKey(Stay, models.DO_NOTHING, related_name="+")
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+")
    text = EncryptedTextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("handover")
        constraints = [models.CheckConstraint(name="a_handover_says_what", condition=~models.Q(text=""))]
        indexes = [models.Index(fields=["stay", "-at"], name="handover_stay")]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class TakenOver(ClinicalModel):
    """Somebody at the receiving clinic has read what was open about who came with ``transfer``, and goes on with it."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    transfer = models.ForeignKey(Transfer, models.DO_NOTHING, related_name="+")
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+", help_text="Where the person came from")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("taken_over")
        constraints = [models.UniqueConstraint(name="a_transfer_is_taken_over_once", fields=["transfer"])]

    def __str__(self) -> str:
        return f"taken over {self.pk}"
