"""Texts that were altered outside the system: found when somebody reads them, or by night; told to the leader.

Only ``health.report_altered`` and ``health.settle_altered`` write them (health/sql/after_migrate_wall_told.sql). That a
text was written at all is kept by PostgreSQL (after_migrate_watch_written.sql), so that one which is gone is missed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from corrections.models import Prison
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from inmates.models import Person


class AlteredText(ClinicalModel):
    """That a text of a record is not what was written, with the fingerprint of what stands there now."""

    table_name = models.CharField(max_length=63)
    column_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", help_text="Who it is, without the record")
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+", null=True, help_text="Whose clinic is told")
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="+",
        null=True,
        help_text="Nobody: at a change of keys",
    )
    found_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("altered_text")
        constraints = [
            models.UniqueConstraint(
                name="an_altered_text_is_told_once", fields=["table_name", "column_name", "row_id", "fingerprint"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.column_name}"


class AlteredSettled(ClinicalModel):
    """What was done about it, by whom. The text itself still cannot be read."""

    altered = models.OneToOneField(AlteredText, models.DO_NOTHING, related_name="settled")
    done = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("altered_settled")
        constraints = [models.CheckConstraint(name="what_was_done_about_it_is_said", condition=~Q(done=""))]

    def __str__(self) -> str:
        return f"settled {self.altered_id}"


class WrittenText(ClinicalModel):
    """That something stands in this column of this row, and about whom. Not a word of it."""

    table_name = models.CharField(max_length=63)
    column_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("written_text")
        constraints = [
            models.UniqueConstraint(
                name="a_text_is_known_once_to_be_written", fields=["table_name", "column_name", "row_id"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.column_name}"


class Check(models.TextChoices):
    TEXTS = "TEXTS"
    LOG = "LOG"


class NightlyCheck(ClinicalModel):
    """That every text, or the whole access log, was held against what was written, and how many were not that."""

    kind = models.CharField(max_length=8, choices=Check.choices)
    faults = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("nightly_check")
        constraints = [models.CheckConstraint(name="a_check_is_of_a_known_kind", condition=Q(kind__in=Check.values))]
        indexes = [models.Index(fields=["kind", "-at"], name="nightly_check_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
