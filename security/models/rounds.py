"""Somebody is looked in on at an interval, and each time that an officer did.

An observation is about the person: it follows them to another cell, unit or prison, rests while they are outside the
walls, and ends with the stay. A check is added and never changed (security/sql/rounds.sql).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import Unit
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping, open_index
from inmates.models import Stay
from security.choices import CheckCode, EndOfRounds, Ground
from security.rules.rounds import GRACE, LEAST, MOST

OPEN = Q(during__endswith__isnull=True)


class Observation(models.Model):
    """``next_due_at`` stands while it runs, ``suspended_at`` while the person is outside; ``running_since`` names the
    stretch that its clock belongs to.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    interval_minutes = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=14, choices=Ground)
    note = models.CharField(max_length=200, blank=True, help_text="What the officer should know, never a diagnosis")
    during = During()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    running_since = models.DateTimeField(editable=False)
    next_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    end_code = models.CharField(max_length=8, choices=EndOfRounds, blank=True)
    end_note = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["next_due_at"])
    skip_history_when_saving: bool  # asked of the row by simple_history

    objects = PeriodQuerySet["Observation"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_observation_of_a_person_and_ground_at_a_time", "stay", "ground"),
            begins_and_is_not_empty("an_observation_has_a_period"),
            models.CheckConstraint(
                name="an_observation_is_every_5_minutes_to_a_day",
                condition=Q(interval_minutes__gte=LEAST, interval_minutes__lte=MOST),
            ),
            models.CheckConstraint(name="an_observation_has_a_known_ground", condition=Q(ground__in=Ground.values)),
            models.CheckConstraint(
                name="an_ended_observation_says_when_and_why",
                condition=(OPEN & Q(ended_at__isnull=True, ended_by__isnull=True, end_code=""))
                | (Q(during__endswith__isnull=False, ended_at__isnull=False, end_code__in=EndOfRounds.values)),
            ),
            models.CheckConstraint(
                name="an_observation_knows_its_next_check_or_rests",
                condition=(OPEN & Q(next_due_at__isnull=False, suspended_at__isnull=True))
                | (OPEN & Q(next_due_at__isnull=True, suspended_at__isnull=False))
                | Q(during__endswith__isnull=False, next_due_at__isnull=True),
            ),
        ]
        indexes = [
            open_index("observation_open", "stay"),
            models.Index(fields=["next_due_at"], name="observation_due", condition=Q(next_due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.ground}"


class ObservationCheck(models.Model):
    """One look at the person. The tablet gives the id, so that none comes twice; ``due_at`` is the time it answers."""

    id = models.UUIDField(primary_key=True)
    observation = models.ForeignKey(Observation, models.PROTECT, related_name="checks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(max_length=9, choices=CheckCode)
    text = models.CharField(max_length=200, blank=True)
    late_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_check_says_what_was_seen", condition=Q(code__in=CheckCode.values)),
            models.CheckConstraint(
                name="a_late_check_says_why", condition=Q(at__lte=F("due_at") + GRACE) | ~Q(late_reason="")
            ),
            models.CheckConstraint(
                name="a_check_that_called_help_says_what_happened", condition=~Q(code=CheckCode.HELP) | ~Q(text="")
            ),
        ]
        indexes = [models.Index(fields=["observation", "-at"], name="observation_check_last")]

    def __str__(self) -> str:
        return f"{self.code} {self.observation_id}"
