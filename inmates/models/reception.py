"""Who is expected, who is being received, and which desk did what. The desks are in ``inmates.rules.reception``."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from corrections.models import Prison
from inmates.choices import ArrivalSource, IdentifierKind, LegalStatusKind, ReceptionDesk, Sex
from inmates.models.person import Person
from inmates.models.stay import Stay
from inmates.models.whereabouts import Reservation

NOT_CANCELLED = Q(cancelled_at__isnull=True)
WAITED_FOR = Q(arrived_at__isnull=True, cancelled_at__isnull=True)
OPEN = Q(completed_at__isnull=True, cancelled_at__isnull=True)


class ExpectedArrivalQuerySet(models.QuerySet["ExpectedArrival"]):
    def waited_for(self) -> Self:
        """Neither here nor called off."""
        return self.filter(WAITED_FOR)

    def due_by(self, end: datetime) -> Self:
        """Waited for, and expected before ``end``: also who should have been here yesterday."""
        return self.filter(WAITED_FOR, expected_at__lt=end)


class ExpectedArrival(models.Model):
    """What was announced about somebody who is to come, as it was announced. Who it really is, the reception finds."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=ArrivalSource)
    is_announced = models.BooleanField(default=True, help_text="False: stood at the gate")
    expected_at = models.DateTimeField()
    departed_at = models.DateTimeField(null=True, blank=True, help_text="On the way since")
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    nationality = models.CharField(max_length=3, blank=True)
    identifier_kind = models.CharField(max_length=10, choices=IdentifierKind, blank=True)
    identifier_value = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=12, blank=True)
    legal_status = models.CharField(max_length=14, choices=LegalStatusKind, blank=True)
    basis = models.CharField(max_length=160, blank=True, help_text="The document, as announced")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    reservation = models.OneToOneField(Reservation, models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=160, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["identifier_value"])

    objects = ExpectedArrivalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="who_is_expected_has_a_name", condition=~Q(family_name="")),
            models.CheckConstraint(
                name="who_is_expected_comes_from_somewhere", condition=Q(source__in=ArrivalSource.values)
            ),
            models.CheckConstraint(
                name="an_arrival_came_or_was_called_off",
                condition=Q(arrived_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["prison", "expected_at"], name="arrival_waited_for", condition=WAITED_FOR)]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name


class ReceptionQuerySet(models.QuerySet["Reception"]):
    def open(self) -> Self:
        return self.filter(OPEN)


class Reception(models.Model):
    """One person through the desks of one prison, from the door until every desk is done."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    arrival = models.ForeignKey(ExpectedArrival, models.PROTECT, related_name="receptions")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    stay = models.OneToOneField(Stay, models.PROTECT, related_name="+", null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person"], name="one_open_reception_per_person", condition=OPEN),
            models.UniqueConstraint(fields=["arrival"], name="one_reception_per_arrival", condition=NOT_CANCELLED),
            models.CheckConstraint(
                name="nobody_is_admitted_without_an_identity",
                condition=Q(stay__isnull=True) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="a_completed_reception_led_to_a_stay",
                condition=Q(completed_at__isnull=True) | Q(stay__isnull=False, cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_reception_that_led_to_a_stay_is_not_called_off",
                condition=Q(cancelled_at__isnull=True) | Q(stay__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["prison", "started_at"], name="reception_open", condition=OPEN)]

    def __str__(self) -> str:
        return f"reception {self.pk}"


class ReceptionStep(models.Model):
    """A desk was done, done again, or undone. Append-only: the last version of a desk is how it stands."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="steps")
    desk = models.CharField(max_length=10, choices=ReceptionDesk)
    version = models.PositiveSmallIntegerField(default=1)
    is_undone = models.BooleanField(default=False)
    data = models.JSONField(default=dict, help_text="Codes and ids, no free text")
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "desk", "version"], name="a_desk_is_done_by_one_officer_at_a_time"
            ),
            models.CheckConstraint(name="a_desk_of_the_reception_is_known", condition=Q(desk__in=ReceptionDesk.values)),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.version}"
