"""What leaves the clinics as numbers: counted once when a month is over, rounded, and never counted again.

Counted anew after somebody has come or been transferred, two numbers would differ by that person.
"""

from django.db import models
from django.db.models import Q

from corrections.models import Prison
from health.models.base import ClinicalModel, table


class SeenInMonth(ClinicalModel):
    """How many patients a clinic saw, in tens; nothing for fewer than ten. It is read through schema health_stats."""

    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+")
    month = models.DateField(help_text="Its first day")
    patients = models.IntegerField(null=True)
    at = models.DateTimeField(help_text="When it was counted")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("seen_in_month")
        constraints = [
            models.UniqueConstraint(name="a_month_is_counted_once_for_a_prison", fields=["prison", "month"]),
            models.CheckConstraint(
                name="no_number_tells_of_fewer_than_ten",
                condition=Q(patients=None) | Q(patients__gte=10),
            ),
        ]

    def __str__(self) -> str:
        return f"seen in {self.month:%Y-%m}"
