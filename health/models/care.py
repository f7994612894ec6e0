"""Reception screening: what everyone received is asked within the day (EPR 42.1, Mandela 30).

Signed by being written; a correction is another screening of the same stay (health/sql/after_migrate_screening.sql).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from health.choices import Answer, SuicideRisk
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Stay

ASKED = ("withdrawal", "pregnancy", "infection", "medicines")


def every_yes_says_what() -> Q:
    said = Q()
    for question in ASKED:
        said &= ~Q((question, Answer.YES)) | ~Q((f"{question}_what", ""))
    return said


def answers_are_known() -> Q:
    known = Q(suicide_risk__in=SuicideRisk.values)
    for question in ASKED:
        known &= Q((f"{question}__in", Answer.values))
    return known


class Screening(SealedModel):
    """One conversation of one stay. ``corrects`` is the screening that this one stands instead of."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="screenings")
    stay = models.ForeignKey(Stay, models.DO_NOTHING, related_name="+")
    health = EncryptedTextField(max_length=4000, help_text="How the patient is, in the words of the examiner")
    suicide_risk = models.CharField(max_length=8, choices=SuicideRisk)
    suicide_risk_what = EncryptedTextField(max_length=500, blank=True)
    withdrawal = models.CharField(max_length=8, choices=Answer)
    withdrawal_what = EncryptedTextField(max_length=500, blank=True)
    pregnancy = models.CharField(max_length=8, choices=Answer)
    pregnancy_what = EncryptedTextField(max_length=500, blank=True)
    infection = models.CharField(max_length=8, choices=Answer)
    infection_what = EncryptedTextField(max_length=500, blank=True)
    medicines = models.CharField(max_length=8, choices=Answer)
    medicines_what = EncryptedTextField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    corrects = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("screening")
        constraints = [
            models.UniqueConstraint(
                name="a_stay_has_one_screening", fields=["stay"], condition=Q(corrects__isnull=True)
            ),
            models.UniqueConstraint(name="a_screening_is_corrected_once", fields=["corrects"]),
            models.CheckConstraint(name="a_screening_says_how_the_patient_is", condition=~Q(health="")),
            models.CheckConstraint(name="a_screening_has_known_answers", condition=answers_are_known()),
            models.CheckConstraint(name="a_yes_in_a_screening_says_what", condition=every_yes_says_what()),
            models.CheckConstraint(
                name="a_raised_suicide_risk_says_what_is_done",
                condition=Q(suicide_risk__in=[SuicideRisk.NONE, SuicideRisk.DECLINED]) | ~Q(suicide_risk_what=""),
            ),
        ]
        indexes = [models.Index(fields=["patient", "-at"], name="screening_patient")]

    def __str__(self) -> str:
        return f"screening {self.pk}"
