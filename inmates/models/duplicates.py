"""Two rows that may be one person, and the record of what was joined."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from inmates.choices import MatchRung
from inmates.models.person import Person

OPEN = Q(dismissed_at__isnull=True, merged_at__isnull=True)


class DuplicatePair(models.Model):
    """Two people who may be one, and what was decided. Stored once, lower id first; a dismissal is remembered."""

    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rung = models.CharField(max_length=16, choices=MatchRung)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=160, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="duplicates_are_two_people_in_order", condition=Q(first__lt=F("second"))),
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_of_duplicates_is_listed_once"),
            models.CheckConstraint(
                name="a_dismissed_pair_says_who_and_when",
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True)
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["found_at"], name="duplicates_open", condition=OPEN)]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Merge(models.Model):
    """Two became one: which row remains, and every row that was moved. Append-only."""

    loser = models.OneToOneField(Person, models.PROTECT, related_name="+")
    winner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    moved = models.JSONField(default=dict, help_text="{model.field: [ids]}")
    left = models.JSONField(default=dict, help_text="{model.field: [ids]}: what the other row had already")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_merge_is_of_two_people", condition=~Q(loser=F("winner"))),
            models.CheckConstraint(name="a_merge_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} into {self.winner_id}"
