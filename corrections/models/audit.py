"""Who read and who wrote: append-only for every login (SECURITY.md 12, LED art. 25)."""

from django.conf import settings
from django.db import models


class ReadRecord(models.Model):
    """One consultation of one person's record, with why as far as it is known."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    what = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="read_subject"),
            models.Index(fields=["by", "-at"], name="read_by"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.what}"


class WriteRecord(models.Model):
    """One act by one member of staff, written in the transaction of the act itself."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    act = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="write_subject"),
            models.Index(fields=["by", "-at"], name="write_by"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.act}"
