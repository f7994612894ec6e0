"""What must not be lost between a commit and what follows from it."""

from django.db import models
from django.db.models import Q


class OutboxMessage(models.Model):
    """A task to queue by name once the transaction that wrote it stands; delivered at least once."""

    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["id"], name="outbox_waiting", condition=Q(delivered_at__isnull=True))]

    def __str__(self) -> str:
        return self.task


class FailedReaction(models.Model):
    """A handler that failed on an event that must stand: kept, retried and shown."""

    event = models.CharField(max_length=120)
    payload = models.JSONField()
    handler = models.CharField(max_length=160)
    error = models.CharField(max_length=500)
    attempts = models.PositiveSmallIntegerField(default=1)
    failed_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["next_try_at"], name="reaction_waiting", condition=Q(resolved_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.handler} {self.event}"
