"""What was paid of a fine, or served of a community sentence, so that fewer days of imprisonment stand in for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sentencing.models.courts import Judgment


class Fulfilled(models.Model):
    """Kroner paid, or hours served, of one judgment. What was wrong is annulled with a reason and entered anew."""

    judgment = models.ForeignKey(Judgment, models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField(help_text="Kroner of a fine, hours of a community sentence")
    on = models.DateField(help_text="The day it was paid, or the last of the hours was served")
    document = models.CharField(max_length=160, help_text="What shows it, such as the receipt")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    annulled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="something_is_fulfilled", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="what_is_fulfilled_says_what_shows_it", condition=~Q(document="")),
            models.CheckConstraint(
                name="an_annulled_payment_says_who_and_why",
                condition=Q(annulled_at__isnull=True, annulled_by__isnull=True, annulled_why="")
                | (Q(annulled_at__isnull=False, annulled_by__isnull=False) & ~Q(annulled_why="")),
            ),
            models.UniqueConstraint(
                fields=["judgment", "on", "amount", "document"],
                condition=Q(annulled_at__isnull=True),
                name="a_payment_is_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of judgment {self.judgment_id}"
