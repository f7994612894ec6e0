"""When a unit is counted."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from corrections.models import Unit
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping
from security.choices import PLANNED, CountKind

WEEK = [1, 2, 3, 4, 5, 6, 7]  # Monday to Sunday


def every_day() -> list[int]:
    return list(WEEK)


class CountPlan(models.Model):
    """A count of a unit by the clock on the wall: at a time, at intervals through the night, or at random in a window.

    ``SCHEDULED`` is at ``starts``. ``NIGHT`` is at ``starts``, or from then until ``ends`` each ``every_minutes``.
    ``RANDOM`` is once between ``starts`` and ``ends``, when only ``secret`` knows (``security.rules.slots``).
    A window that ends before it starts goes over midnight and belongs to the day on which it starts.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CountKind)
    starts = models.TimeField()
    ends = models.TimeField(null=True, blank=True)
    every_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=every_day, help_text="1 is Monday, 7 Sunday")
    lead_minutes = models.PositiveSmallIntegerField(default=15, help_text="How long before, it is on the tablet")
    allowed_minutes = models.PositiveSmallIntegerField(default=20, help_text="How long after, it is late")
    during = During()
    secret = models.UUIDField(default=uuid4, editable=False)
    look_at = models.DateTimeField(null=True, editable=False, help_text="When the next count of it is to be made")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords(excluded_fields=["look_at", "secret"])

    objects = PeriodQuerySet["CountPlan"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("a_unit_has_a_count_planned_once_at_a_time", "unit", "kind", "starts"),
            begins_and_is_not_empty("a_count_plan_has_a_period"),
            models.CheckConstraint(name="a_planned_count_is_of_a_known_kind", condition=Q(kind__in=PLANNED)),
            models.CheckConstraint(
                name="a_count_plan_has_the_times_of_its_kind",
                condition=Q(kind=CountKind.SCHEDULED, ends__isnull=True, every_minutes__isnull=True)
                | Q(kind=CountKind.NIGHT, ends__isnull=True, every_minutes__isnull=True)
                | Q(kind=CountKind.NIGHT, ends__isnull=False, every_minutes__isnull=False)
                | Q(kind=CountKind.RANDOM, ends__isnull=False, every_minutes__isnull=True),
            ),
            models.CheckConstraint(
                name="counts_at_night_are_at_least_15_minutes_apart",
                condition=Q(every_minutes__isnull=True) | Q(every_minutes__gte=15),
            ),
            models.CheckConstraint(
                name="a_count_plan_has_known_weekdays",
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=WEEK),
            ),
            models.CheckConstraint(name="a_count_is_made_at_most_two_hours_before", condition=Q(lead_minutes__lte=120)),
            models.CheckConstraint(
                name="a_count_has_between_1_and_240_minutes",
                condition=Q(allowed_minutes__gte=1, allowed_minutes__lte=240),
            ),
        ]
        indexes = [models.Index(fields=["look_at"], name="count_plan_look")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts:%H:%M}"
