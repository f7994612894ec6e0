"""What goes on when a patient leaves: the summary that was handed out, and the steps before a release.

Both are only added to. Of a step the newest entry of the stay stands.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Stay

USER = settings.AUTH_USER_MODEL
MOST_DAYS = 28


class SummaryReceiver(TextChoices):
    """Who gets the patient summary. What is written in free text goes to others as far as a consent reaches."""

    PATIENT = "PATIENT", pgettext_lazy("summary", "The patient")
    GP = "GP", _("The regular doctor and the municipality at home")
    SPECIALIST = "SPECIALIST", _("Hospitals and specialists")


class SummaryForm(TextChoices):
    FHIR = "FHIR", _("As a file for another record system (FHIR)")
    LETTER = "LETTER", _("As a printed letter")


class DischargeStepKind(TextChoices):
    """What is done before a release, so that treatment goes on outside."""

    MEDICINES = "MEDICINES", _("Medicines for the first days")
    PRESCRIPTION = "PRESCRIPTION", _("Prescriptions")
    NALOXONE = "NALOXONE", _("Naloxone")
    OVERDOSE_TALK = "OVERDOSE_TALK", _("Talk about the risk of overdose")
    HANDOVER = "HANDOVER", _("Hand-over to those who treat outside")


class DischargeOutcome(TextChoices):
    DONE = "DONE", pgettext_lazy("discharge", "Done")
    NOT_NEEDED = "NOT_NEEDED", pgettext_lazy("discharge", "Not needed")
    DECLINED = "DECLINED", pgettext_lazy("discharge", "The patient said no")


class SummaryIssued(ClinicalModel):
    """The patient summary left the record: to whom, how, and whether what is written in free text went along."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    receiver = models.CharField(max_length=12, choices=SummaryReceiver)
    to_name = models.CharField(max_length=200, blank=True)
    form = models.CharField(max_length=6, choices=SummaryForm)
    free_text = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("summary_issued")
        constraints = [
            models.CheckConstraint(
                name="a_summary_goes_to_somebody_in_a_known_form",
                condition=Q(receiver__in=SummaryReceiver.values, form__in=SummaryForm.values),
            ),
            models.CheckConstraint(
                name="a_summary_for_others_names_them", condition=Q(receiver=SummaryReceiver.PATIENT) | ~Q(to_name="")
            ),
        ]

    def __str__(self) -> str:
        return f"summary {self.pk}"


class DischargeStep(SealedModel):
    """What became of one step before the release. ``what``: which medicines, to whom, or why not."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    stay = models.ForeignKey(Stay, models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=16, choices=DischargeStepKind)
    outcome = models.CharField(max_length=12, choices=DischargeOutcome)
    days = models.PositiveSmallIntegerField(null=True, help_text="How many days of medicines were handed over")
    what = EncryptedTextField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("discharge_step")
        constraints = [
            models.CheckConstraint(
                name="a_step_before_release_is_a_known_one",
                condition=Q(kind__in=DischargeStepKind.values, outcome__in=DischargeOutcome.values),
            ),
            models.CheckConstraint(
                name="medicines_handed_over_last_some_days",
                condition=Q(kind=DischargeStepKind.MEDICINES, outcome=DischargeOutcome.DONE, days__isnull=False)
                & Q(days__gte=1, days__lte=MOST_DAYS)
                | ~Q(kind=DischargeStepKind.MEDICINES, outcome=DischargeOutcome.DONE) & Q(days__isnull=True),
            ),
            models.CheckConstraint(
                name="a_step_says_to_whom_or_why_not",
                condition=Q(outcome=DischargeOutcome.DONE) & ~Q(kind=DischargeStepKind.HANDOVER) | ~Q(what=""),
            ),
        ]
        indexes = [models.Index(fields=["stay", "kind", "-at"], name="discharge_step_stay")]

    def __str__(self) -> str:
        return f"step {self.pk}"
