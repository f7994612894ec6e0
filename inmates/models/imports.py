"""One run of an import: how far it has come, what was taken and what was refused."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from corrections.models import Prison
from inmates.choices import ImportKind, ImportState


class ImportRun(models.Model):
    """Its file is kept only until it is done. ``outcome`` holds codes and values: each reader has their language."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ImportKind)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.WAITING)
    file = models.FileField(upload_to="imports", max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    is_dry_run = models.BooleanField(default=False)
    prison = models.ForeignKey(
        Prison, models.PROTECT, related_name="+", null=True, blank=True, help_text="Of its first row that was taken"
    )
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_taken = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    rows_odd = models.PositiveIntegerField(default=0, help_text="Taken, with a warning")
    outcome = models.JSONField(default=list, help_text="One object a line: line, number, verdict, findings")
    notes = models.JSONField(default=list, help_text="Findings on the file as a whole")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Since it last got on by a row")
    touched_at = models.DateTimeField(null=True, blank=True, help_text="When its worker last gave a sign of life")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="an_import_counts_every_row_once",
                condition=Q(rows_done=F("rows_taken") + F("rows_known") + F("rows_refused")),
            ),
        ]
        indexes = [models.Index(fields=["-started_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
