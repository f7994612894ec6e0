"""How far the nightly look at all confirmed dates has come."""

from django.db import models
from django.db.models import F, Q


class Recalculation(models.Model):
    """One night: everybody up to stay ``done_to`` is looked at, each exactly once, also after a worker was killed.

    A batch moves ``done_to`` in the transaction that makes its tasks, so it is done or it is not.
    """

    night = models.DateField(unique=True)
    done_to = models.BigIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0, help_text="Confirmed dates that no longer agree with their facts")
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_night_ends_after_it_began",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("began_at")),
            ),
            models.CheckConstraint(name="a_night_finds_no_more_than_it_checks", condition=Q(found__lte=F("checked"))),
        ]

    def __str__(self) -> str:
        return f"recalculation of {self.night}"
