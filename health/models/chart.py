"""What is known of a patient beside the notes: problems, consents, referrals and documents.

A problem is never changed: another row follows it. A consent is withdrawn once, a referral answered once, a document
stays. PostgreSQL holds it (health/sql/after_migrate_requests.sql).
"""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from corrections.models import RuleVersion
from corrections.periods import During, begins_and_is_not_empty
from health.choices import (
    CodeSystem,
    ConsentForm,
    ConsentScope,
    DocumentKind,
    ProblemStatus,
    ReferralOutcome,
    ReferredTo,
)
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel

USER = settings.AUTH_USER_MODEL
MOST_BYTES = 10 * 1024 * 1024
CONTENT_TYPES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class Problem(SealedModel):
    """A problem as it was seen at ``noted_at``; what nothing follows is how it is seen now."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="problems")
    system = models.CharField(max_length=5, choices=CodeSystem)
    code = models.CharField(max_length=7)
    text = EncryptedTextField(max_length=200)
    status = models.CharField(max_length=8, choices=ProblemStatus)
    onset = models.DateField(null=True)
    resolved_on = models.DateField(null=True)
    comment = EncryptedTextField(max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    follows = models.ForeignKey("self", models.DO_NOTHING, related_name="followed_by", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("problem")
        constraints = [
            models.CheckConstraint(name="a_problem_has_a_name", condition=~Q(text="")),
            models.CheckConstraint(name="a_problem_has_a_known_status", condition=Q(status__in=ProblemStatus.values)),
            models.CheckConstraint(
                name="a_problem_has_a_code_of_its_system",
                condition=Q(system=CodeSystem.ICPC2, code__regex=r"^[ABDFHKLNPRSTUWXYZ][0-9]{2}$")
                | Q(system=CodeSystem.ICD10, code__regex=r"^[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?$"),
            ),
            models.CheckConstraint(
                name="a_problem_resolved_says_when",
                condition=Q(status=ProblemStatus.RESOLVED, resolved_on__isnull=False)
                | ~Q(status=ProblemStatus.RESOLVED) & Q(resolved_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_problem_is_resolved_after_it_began",
                condition=Q(onset__isnull=True) | Q(resolved_on__isnull=True) | Q(resolved_on__gte=F("onset")),
            ),
            models.UniqueConstraint(name="a_problem_is_followed_once", fields=["follows"]),
        ]
        indexes = [models.Index(fields=["patient", "-noted_at"], name="problem_patient")]

    def __str__(self) -> str:
        return f"problem {self.pk}"


class Consent(SealedModel):
    """The patient lets the clinic say what ``scope`` is, to ``recipient``, while ``during``."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="consents")
    scope = models.CharField(max_length=12, choices=ConsentScope)
    recipient = EncryptedTextField(max_length=200, help_text="To whom, by name or office")
    limits = EncryptedTextField(max_length=500, blank=True, help_text="What may not be said, in the patient's words")
    form = models.CharField(max_length=8, choices=ConsentForm)
    during = During()
    recorded_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        USER, models.DO_NOTHING, related_name="+", null=True, help_text="Who wrote it down"
    )

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("consent")
        constraints = [
            begins_and_is_not_empty("a_consent_ends_after_it_begins"),
            ExclusionConstraint(
                name="a_consent_stands_once",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="a_consent_is_of_a_known_kind",
                condition=Q(scope__in=ConsentScope.values, form__in=ConsentForm.values),
            ),
            models.CheckConstraint(name="a_consent_names_who_is_told", condition=~Q(recipient="")),
            models.CheckConstraint(
                name="a_consent_withdrawn_says_who_and_when",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at=F("during__endswith")),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Referral(SealedModel):
    """Sent to another service, which owes an answer before ``due_at``."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="referrals")
    kind = models.CharField(max_length=10, choices=ReferredTo)
    to_name = EncryptedTextField(max_length=200)
    reason = EncryptedTextField(max_length=4000)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    rule = models.ForeignKey(RuleVersion, models.DO_NOTHING, related_name="+")
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=ReferralOutcome, blank=True)
    answer = EncryptedTextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True, help_text="Who wrote it down")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("referral")
        constraints = [
            models.CheckConstraint(name="a_referral_goes_to_a_known_service", condition=Q(kind__in=ReferredTo.values)),
            models.CheckConstraint(name="a_referral_says_to_whom_and_why", condition=~Q(to_name="") & ~Q(reason="")),
            models.CheckConstraint(name="a_referral_is_due_later", condition=Q(due_at__gt=F("sent_at"))),
            models.CheckConstraint(
                name="a_referral_answered_says_what_and_when",
                condition=Q(outcome="", answer="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(
                    outcome__in=ReferralOutcome.values,
                    answered_at__gte=F("sent_at"),
                    answered_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class Document(SealedModel):
    """A file of the record. The bytes lie encrypted in the clinical process's own folder, named by ``uuid``."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind)
    title = EncryptedTextField(max_length=200)
    file_key = EncryptedTextField(max_length=64, help_text="What the bytes are encrypted with, in hexadecimal")
    dated = models.DateField(help_text="The day that stands on it")
    content_type = models.CharField(max_length=20)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("document")
        constraints = [
            models.CheckConstraint(name="a_document_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="a_document_is_a_pdf_or_a_picture",
                condition=Q(kind__in=DocumentKind.values, content_type__in=list(CONTENT_TYPES)),
            ),
            models.CheckConstraint(name="a_document_is_not_too_large", condition=Q(size__range=(1, MOST_BYTES))),
            models.UniqueConstraint(name="a_document_is_filed_once", fields=["patient", "sha256"]),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"
