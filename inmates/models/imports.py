"""One run of an import: how far it has come, what was taken and what was refused."""

import uuid

from django.conf import settings
from django.db import models

from corrections.models import Prison
from inmates.choices import ImportKind, ImportState


class ImportRun(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ImportKind)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.WAITING)
    file = models.FileField(upload_to="imports", max_length=200)
    file_name = models.CharField(max_length=200)
    is_dry_run = models.BooleanField(default=False)
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+", null=True, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_taken = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=list, help_text="One object a line: line, number, outcome, code, message values")
    problem = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
