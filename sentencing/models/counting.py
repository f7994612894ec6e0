"""Dates as two people confirmed them, and the days that do not count. Neither is changed afterwards, only followed."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from inmates.models import Stay
from sentencing.choices import NotCountedReason

WAITING = Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)


class NotCounted(models.Model):
    """Days outside that do not count as served: ``days`` is half-open, to the first day that counts again.

    An entry that was wrong is annulled with a reason and entered anew; only what is not annulled moves dates
    (fskr. s. 3-3).
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=NotCountedReason)
    days = DateRangeField()
    document = models.CharField(max_length=160, help_text="What it rests on, such as the decision or the report")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    annulled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="a_day_is_left_out_once",
                expressions=[("stay", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                condition=Q(annulled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="days_left_out_have_an_end",
                condition=Q(days__isempty=False, days__lower_inf=False, days__upper_inf=False),
            ),
            models.CheckConstraint(
                name="days_left_out_are_of_a_known_reason", condition=Q(reason__in=NotCountedReason.values)
            ),
            models.CheckConstraint(name="days_left_out_say_what_they_rest_on", condition=~Q(document="")),
            models.CheckConstraint(
                name="annulled_days_say_who_and_why",
                condition=Q(annulled_at__isnull=True, annulled_by__isnull=True, annulled_why="")
                | (Q(annulled_at__isnull=False, annulled_by__isnull=False) & ~Q(annulled_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.days}"

    @property
    def length(self) -> int:
        """Days that do not count."""
        return int((self.days.upper - self.days.lower).days)


class Calculation(models.Model):
    """The dates of a stay as worked out at one time, and by whom they were confirmed.

    ``basis`` is what went in (judgments, deducted days, days that do not count), ``digest`` its SHA-256; ``steps`` is
    the derivation, a list of objects with the names of ``sentencing.rules.dates.Step``. A confirmed calculation is
    never changed, only followed by the next number (norway.md 3; strpl. s. 462: it can be brought before a court).
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    basis = models.JSONField()
    digest = models.CharField(max_length=64)
    rule_version = models.CharField(max_length=20)
    steps = models.JSONField()
    start = models.DateField()
    full = models.DateField()
    earliest_probation = models.DateField(null=True, blank=True)
    remaining_days = models.PositiveIntegerField(default=0)
    is_eligible = models.BooleanField(default=False)
    minimum_reached = models.DateField(null=True, blank=True)
    frame_expires = models.DateField(null=True, blank=True)
    extension_filed_by = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stay", "number"], name="a_calculation_has_a_number_of_its_own"),
            models.UniqueConstraint(fields=["stay"], condition=WAITING, name="one_calculation_waits_at_a_time"),
            models.CheckConstraint(
                name="dates_lie_between_the_start_and_the_end",
                condition=Q(full__gte=F("start"))
                & (
                    Q(earliest_probation__isnull=True)
                    | Q(earliest_probation__gte=F("start"), earliest_probation__lte=F("full"))
                ),
            ),
            models.CheckConstraint(
                name="dates_are_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="dates_are_confirmed_by_a_second_person",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="a_withdrawn_calculation_says_who_and_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
            ),
            models.CheckConstraint(name="a_calculation_says_why_it_was_made", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"calculation {self.number} of stay {self.stay_id}"

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None
