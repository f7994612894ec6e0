"""The unit log: what happened, in the order it happened. Append-only; a correction is a new entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from corrections.models import Cell, Unit
from inmates.choices import LogKind
from inmates.models.person import Person


class LogEntry(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=LogKind, default=LogKind.NOTE)
    text = models.CharField(max_length=1000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="+", null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    corrects = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_log_entry_says_something", condition=~Q(text="")),
            models.UniqueConstraint(fields=["corrects"], name="a_log_entry_is_corrected_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "-happened_at"], name="log_unit"),
            models.Index(fields=["person", "-happened_at"], name="log_person", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text[:40]
