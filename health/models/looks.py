"""Looks at records that somebody has to ask about: colleagues, family, neighbours, patients who were not in care.

Found in the access log by ``health.find_looks`` alone, a day at a time; both tables are append-only
(health/sql/after_migrate_wall_looks.sql).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from corrections.models import Prison
from health.choices import Called, Finding, LookKind
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Person


class FoundLook(ClinicalModel):
    """What one of the staff looked at in one patient's record ``on_day``, and why it is asked about."""

    user_id = models.BigIntegerField(help_text="Who looked; no foreign key, as in the access log")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", help_text="Who it is, without the record")
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+", help_text="Whose clinic reviews")
    on_day = models.DateField()
    kinds = ArrayField(models.CharField(max_length=10, choices=LookKind))
    looks = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField()
    review_due_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("found_look")
        constraints = [
            models.UniqueConstraint(name="a_look_is_found_once_a_day", fields=["user_id", "patient", "on_day"]),
            models.CheckConstraint(
                name="a_found_look_has_a_known_reason",
                condition=Q(kinds__len__gt=0, kinds__contained_by=LookKind.values),
            ),
        ]

    def __str__(self) -> str:
        return f"found look {self.pk}"


class LookReview(SealedModel):
    """What the one responsible found. PostgreSQL refuses the review of one's own look."""

    look = models.OneToOneField(FoundLook, models.DO_NOTHING, related_name="review")
    patient = models.ForeignKey(
        Patient, models.DO_NOTHING, related_name="+", help_text="Whose key the comment is under"
    )
    finding = models.CharField(max_length=12, choices=Finding)
    comment = EncryptedTextField(max_length=500, blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("look_review")
        constraints = [
            models.CheckConstraint(name="a_look_review_has_a_known_finding", condition=Q(finding__in=Finding.values)),
            models.CheckConstraint(
                name="a_look_to_follow_up_says_what", condition=~Q(finding=Finding.FOLLOW_UP) | ~Q(comment="")
            ),
        ]

    def __str__(self) -> str:
        return f"review of look {self.look_id}"


class LookCall(ClinicalModel):
    """``called`` must know by now that a review of ``look`` is late. Made by ``health.call_to_looks`` alone."""

    look = models.ForeignKey(FoundLook, models.DO_NOTHING, related_name="calls")
    called = models.CharField(max_length=10, choices=Called)
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("look_call")
        constraints = [
            models.UniqueConstraint(name="each_is_called_once_to_a_look", fields=["look", "called"]),
            models.CheckConstraint(name="a_look_calls_somebody_known", condition=Q(called__in=Called.values)),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} to look {self.look_id}"
