"""A dose that nobody has answered goes on to those who must know: step by step, each told by name."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from health.choices import MissedLevel
from health.models.base import ClinicalModel, table
from health.models.medicines import Missed
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel


class MissedStep(ClinicalModel):
    """``missed`` has waited so long that ``level`` must know. Made by ``health.escalate_missed`` alone, each once."""

    missed = models.ForeignKey(Missed, models.DO_NOTHING, related_name="steps")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    level = models.CharField(max_length=16, choices=MissedLevel)
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("missed_step")
        constraints = [
            models.UniqueConstraint(name="a_missed_dose_takes_each_step_once", fields=["missed", "level"]),
            models.CheckConstraint(name="a_step_goes_to_a_known_level", condition=Q(level__in=MissedLevel.values)),
        ]

    def __str__(self) -> str:
        return f"step {self.pk}"


class MissedCall(ClinicalModel):
    """``user`` is asked to see to the missed dose of ``step``. Made by ``health.escalate_missed`` alone."""

    step = models.ForeignKey(MissedStep, models.DO_NOTHING, related_name="calls")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("missed_call")
        constraints = [
            models.UniqueConstraint(name="each_is_called_once_to_a_missed_dose", fields=["step", "user"]),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class MissedTold(SealedModel):
    """Who was told, and what they decided. The dose itself still waits for its answer in the round."""

    step = models.OneToOneField(MissedStep, models.DO_NOTHING, related_name="told")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    decision = EncryptedTextField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("missed_told")
        constraints = [models.CheckConstraint(name="who_was_told_decided_something", condition=~Q(decision=""))]

    def __str__(self) -> str:
        return f"told about {self.step_id}"
