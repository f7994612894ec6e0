"""When the doors of a unit were locked and unlocked, who was an exception, and when both are expected.

A unit's doors are locked and unlocked together. A person is an exception by name: locked in while the others are out
until it is lifted, or out while the others are locked in until the doors of the unit next turn. What was written down
is only added to: a mistake is corrected by another event that says why (security/sql/locks.sql).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import Unit
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping
from inmates.models import Stay
from security.choices import DoorAct, DoorTurn
from security.models.plans import WEEK, every_day


class LockEventQuerySet(models.QuerySet["LockEvent"]):
    def standing(self) -> "LockEventQuerySet":
        """What counts: neither corrected since nor said not to have happened."""
        return self.filter(corrected_by__isnull=True).exclude(act=DoorAct.NEVER)


class LockEvent(models.Model):
    """One turn of the key for a unit, or with ``stay`` for one person. ``corrects`` is the event that it replaces."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    act = models.CharField(max_length=6, choices=DoorAct)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LockEventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_lock_event_is_of_a_known_kind", condition=Q(act__in=DoorAct.values)),
            models.CheckConstraint(
                name="only_a_person_follows_the_unit_again",
                condition=~Q(act=DoorAct.FOLLOW) | Q(stay__isnull=False),
            ),
            models.CheckConstraint(
                name="an_exception_at_a_door_says_why",
                condition=Q(stay__isnull=True) | Q(act__in=(DoorAct.FOLLOW, DoorAct.NEVER)) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_corrected_lock_event_says_why", condition=Q(corrects__isnull=True) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="only_a_lock_event_that_was_written_down_never_happened",
                condition=~Q(act=DoorAct.NEVER) | Q(corrects__isnull=False),
            ),
            models.CheckConstraint(name="a_door_is_not_locked_in_the_future", condition=Q(at__lte=F("registered_at"))),
        ]
        indexes = [
            models.Index(fields=["unit", "-at", "-id"], name="lock_event_last"),
            models.Index(fields=["unit", "-at", "-id"], name="lock_event_of_unit", condition=Q(stay__isnull=True)),
            models.Index(fields=["stay", "at", "id"], name="lock_event_of_person", condition=Q(stay__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.unit_id}"


class DailyTurn(models.Model):
    """A line of the unit's daily order: when its doors are locked or unlocked, by the clock on the wall."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    act = models.CharField(max_length=6, choices=DoorTurn)
    starts = models.TimeField()
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=every_day, help_text="1 is Monday, 7 Sunday")
    during = During()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["DailyTurn"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            begins_and_is_not_empty("a_daily_order_has_a_period"),
            never_overlapping("a_daily_order_has_one_line_at_a_time_of_day", "unit", "act", "starts"),
            models.CheckConstraint(name="a_daily_order_locks_or_unlocks", condition=Q(act__in=DoorTurn.values)),
            models.CheckConstraint(
                name="a_daily_order_has_known_weekdays",
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=WEEK),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.starts:%H:%M}"
