"""Emergency access: a record of another clinic's patient, for minutes, and the second clinician who looks at why.

Only ``health.open_emergency`` writes the first, and it logs and opens in the same statement; both are append-only
(health/sql/after_migrate_wall.sql). A reason can name a diagnosis: it is sealed as the texts of the record.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from corrections.models import Prison
from health.choices import Called, Finding
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from health.secrets import OVERHEAD
from inmates.models import Person

SHORTEST = 10


class EmergencyAccess(SealedModel):
    """``opened_by`` held the record of ``patient`` open ``during`` these minutes, for a reason that stands."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(
        Person, models.DO_NOTHING, related_name="+", help_text="Who it is, once the record is shut"
    )
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+", help_text="Whose clinic is told, reviews")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    reason = EncryptedTextField(max_length=500)
    minutes = models.SmallIntegerField()
    during = DateTimeRangeField()
    review_due_at = models.DateTimeField()
    request_id = models.UUIDField(null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("emergency_access")
        constraints = [
            models.CheckConstraint(
                name="an_emergency_has_a_reason", condition=Q(reason__octets__gte=OVERHEAD + SHORTEST)
            ),
            models.CheckConstraint(name="an_emergency_lasts_an_hour_at_most", condition=Q(minutes__range=(1, 60))),
            ExclusionConstraint(
                name="an_emergency_is_not_opened_twice",
                expressions=[
                    ("opened_by", RangeOperators.EQUAL),
                    ("patient", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"emergency access {self.pk}"


class EmergencyReview(SealedModel):
    """What another clinician of the patient's clinic found. PostgreSQL refuses the review of one's own access."""

    emergency = models.OneToOneField(EmergencyAccess, models.DO_NOTHING, related_name="review")
    patient = models.ForeignKey(
        Patient, models.DO_NOTHING, related_name="+", help_text="Whose key the comment is under"
    )
    finding = models.CharField(max_length=12, choices=Finding)
    comment = EncryptedTextField(max_length=500, blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("emergency_review")
        constraints = [
            models.CheckConstraint(name="a_review_has_a_known_finding", condition=Q(finding__in=Finding.values)),
            models.CheckConstraint(
                name="what_must_be_followed_up_says_what",
                condition=~Q(finding=Finding.FOLLOW_UP) | ~Q(comment=""),
            ),
        ]

    def __str__(self) -> str:
        return f"review of emergency access {self.emergency_id}"


class ReviewCall(ClinicalModel):
    """``called`` must know by now that a review waits. Made by ``health.call_to_reviews`` alone."""

    emergency = models.ForeignKey(EmergencyAccess, models.DO_NOTHING, related_name="calls")
    called = models.CharField(max_length=10, choices=Called)
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("review_call")
        constraints = [
            models.UniqueConstraint(name="each_is_called_once_to_a_review", fields=["emergency", "called"]),
            models.CheckConstraint(name="a_review_calls_somebody_known", condition=Q(called__in=Called.values)),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"
