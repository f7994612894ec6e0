"""Trips out of the prison with staff: planned, booked in the person's day, departed as an absence, back again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import Prison
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping
from inmates.choices import TripKind, TripRisk
from inmates.models.stay import Stay
from inmates.models.transfers import Transfer
from inmates.models.whereabouts import Absence, Commitment


class Trip(models.Model):
    """``commitment`` claims the person's time (PostgreSQL refuses another), ``absence`` is the departure itself."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="trips")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+", help_text="Whose gate it leaves through")
    kind = models.CharField(max_length=12, choices=TripKind)
    destination = models.CharField(max_length=120)
    leaves_at = models.DateTimeField()
    expected_return_at = models.DateTimeField()
    escorts_needed = models.PositiveSmallIntegerField(default=0)
    risk = models.CharField(max_length=10, choices=TripRisk, default=TripRisk.ORDINARY)
    vehicle = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="Neutral: anyone on the unit may read it")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="trip")
    absence = models.OneToOneField(Absence, models.PROTECT, related_name="trip", null=True, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_trip_is_known", condition=Q(kind__in=TripKind.values)),
            models.CheckConstraint(name="the_risk_of_a_trip_is_known", condition=Q(risk__in=TripRisk.values)),
            models.CheckConstraint(name="a_trip_goes_somewhere", condition=~Q(destination="")),
            models.CheckConstraint(
                name="a_trip_leaves_before_it_returns", condition=Q(expected_return_at__gt=F("leaves_at"))
            ),
            models.CheckConstraint(
                name="a_trip_that_left_is_not_cancelled",
                condition=Q(absence__isnull=True) | Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["prison", "leaves_at"], name="trip_of_prison", condition=Q(cancelled_at__isnull=True)),
            models.Index(fields=["stay", "leaves_at"], name="trip_of_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.kind}"

    @property
    def is_to_come(self) -> bool:
        """Neither left nor cancelled."""
        return self.absence_id is None and self.cancelled_at is None


class Escort(models.Model):
    """An officer who goes along on a trip, a transfer or a leave. ``removed_at``: somebody else goes instead.

    ``commitment`` is the booked time of somebody who is accompanied on leave.
    """

    trip = models.ForeignKey(Trip, models.PROTECT, related_name="escorts", null=True, blank=True)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="escorts", null=True, blank=True)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="escorts", null=True, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)
    during = During()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Escort"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("an_officer_escorts_one_trip_at_a_time", "officer", condition=Q(removed_at__isnull=True)),
            begins_and_is_not_empty("an_escort_has_a_period"),
            models.CheckConstraint(
                name="an_escort_goes_with_one_person",
                condition=Q(trip__isnull=False, transfer__isnull=True, commitment__isnull=True)
                | Q(trip__isnull=True, transfer__isnull=False, commitment__isnull=True)
                | Q(trip__isnull=True, transfer__isnull=True, commitment__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["trip"], name="one_officer_leads_a_trip", condition=Q(is_lead=True, removed_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["transfer"],
                name="one_officer_leads_a_transfer",
                condition=Q(is_lead=True, removed_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                name="one_officer_leads_a_leave",
                condition=Q(is_lead=True, removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} on {self.trip_id or self.transfer_id or self.commitment_id}"


class ReturnChange(models.Model):
    """Somebody was given more time, or less: what was expected before and after, why, and who said so."""

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="return_changes")
    was = models.DateTimeField(null=True, blank=True)
    expected_return_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_changed_return_says_why", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["absence", "changed_at"], name="return_change_of")]

    def __str__(self) -> str:
        return f"{self.absence_id} until {self.expected_return_at:%d.%m. %H:%M}"
