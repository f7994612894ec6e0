"""Signals: what the health service tells the officers about somebody, without saying why.

A code from a list, who needs it, and an end. No text and no name of who set it: only functions of schema health write
here (health/sql/after_migrate_wall.sql), and the officers' process may read and no more.
"""

from django.db import models
from django.db.models import F, Q

from inmates.choices import SignalCode, SignalFor
from inmates.models.stay import Stay


class Signal(models.Model):
    """Stands from ``set_at`` until it is withdrawn or runs out."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="signals")
    code = models.CharField(max_length=16, choices=SignalCode)
    needed_by = models.CharField(max_length=8, choices=SignalFor)
    set_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_signal_has_a_known_code", condition=Q(code__in=SignalCode.values)),
            models.CheckConstraint(name="a_signal_is_for_somebody_known", condition=Q(needed_by__in=SignalFor.values)),
            models.CheckConstraint(name="a_signal_runs_out", condition=Q(expires_at__gt=F("set_at"))),
            models.UniqueConstraint(
                name="a_signal_stands_once", fields=["stay", "code"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class SeenByHealth(models.Model):
    """Health staff have seen who was received, and when: that and no more (health/sql/after_migrate_watch.sql)."""

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="+", primary_key=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"stay {self.stay_id}"


class AskHealth(models.Model):
    """Health staff are asked before somebody leaves: that, whether they have answered, and never why.

    Written by functions of schema health alone, for who is about to leave (health/sql/after_migrate_watch_leaving.sql).
    """

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="+", primary_key=True)
    since = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"stay {self.stay_id}"
