"""A transfer from one prison to another: ordered, departed, and arrived or turned back.

While someone is on the way they keep their bed and stand in the roll of both prisons; the bed is free when they have
arrived. So nobody vanishes between two gates, and who is turned back has a bed to come back to.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.choices import SecurityLevel
from corrections.models import Prison
from inmates.choices import TransferGround
from inmates.models.log import LogEntry
from inmates.models.stay import Stay
from inmates.models.whereabouts import Absence
from inmates.rules.transfers import BEHAVIOUR, TO_STRICTER, stricter_pairs

OPEN = Q(arrived_at__isnull=True, turned_back_at__isnull=True, cancelled_at__isnull=True)
EN_ROUTE = Q(departed_at__isnull=False) & OPEN


def to_a_stricter_regime() -> Q:
    pairs = Q()
    for held, to in stricter_pairs():
        pairs |= Q(from_level=held, to_level=to)
    return pairs


class TransferQuerySet(models.QuerySet["Transfer"]):
    def open(self) -> Self:
        """Ordered or on the way: neither arrived, nor turned back, nor cancelled."""
        return self.filter(OPEN)

    def waiting(self) -> Self:
        return self.filter(OPEN, departed_at__isnull=True)

    def en_route(self) -> Self:
        return self.filter(EN_ROUTE)


class Transfer(models.Model):
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="transfers")
    from_prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    to_prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    from_level = models.CharField(max_length=20, choices=SecurityLevel, blank=True, help_text="Empty without a cell")
    to_level = models.CharField(max_length=20, choices=SecurityLevel)
    ground = models.CharField(max_length=1, choices=TransferGround)
    facts = models.CharField(max_length=1000)
    necessity = models.CharField(
        max_length=500, blank=True, help_text="To a stricter regime: why nothing less strict is enough"
    )
    conversation = models.ForeignKey(
        LogEntry, models.PROTECT, related_name="+", null=True, blank=True, help_text="Ground c: the conversation"
    )
    planned_on = models.DateField()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    departed_at = models.DateTimeField(null=True, blank=True)
    departed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    absence = models.OneToOneField(Absence, models.PROTECT, related_name="transfer", null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True, help_text="When the other prison expects the arrival")
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    turned_back_at = models.DateTimeField(null=True, blank=True)
    turned_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="Why it was cancelled or turned back")
    history = HistoricalRecords()

    objects = TransferQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stay"], name="one_transfer_at_a_time", condition=OPEN),
            models.CheckConstraint(name="a_transfer_is_to_another_prison", condition=~Q(from_prison=F("to_prison"))),
            models.CheckConstraint(
                name="a_transfer_has_a_ground_of_the_law", condition=Q(ground__in=TransferGround.values)
            ),
            models.CheckConstraint(name="a_transfer_has_a_known_level", condition=Q(to_level__in=SecurityLevel.values)),
            models.CheckConstraint(name="a_transfer_states_its_facts", condition=~Q(facts="")),
            models.CheckConstraint(
                name="a_stricter_prison_needs_a_ground_that_carries_it",
                condition=~to_a_stricter_regime() | Q(ground__in=TO_STRICTER),
            ),
            models.CheckConstraint(
                name="a_stricter_prison_is_never_more_than_necessary",
                condition=~to_a_stricter_regime() | ~Q(necessity=""),
            ),
            models.CheckConstraint(
                name="a_conversation_comes_before_a_transfer_for_behaviour",
                condition=~Q(ground=BEHAVIOUR) | Q(conversation__isnull=False),
            ),
            models.CheckConstraint(
                name="a_transfer_departs_as_an_absence",
                condition=Q(departed_at__isnull=True, absence__isnull=True)
                | Q(departed_at__isnull=False, absence__isnull=False),
            ),
            models.CheckConstraint(
                name="out_of_one_prison_comes_before_into_the_other",
                condition=Q(arrived_at__isnull=True) | Q(departed_at__isnull=False, arrived_at__gt=F("departed_at")),
            ),
            models.CheckConstraint(
                name="nobody_is_turned_back_before_leaving",
                condition=Q(turned_back_at__isnull=True)
                | Q(departed_at__isnull=False, turned_back_at__gt=F("departed_at")),
            ),
            models.CheckConstraint(
                name="a_transfer_ends_in_one_way",
                condition=Q(cancelled_at__isnull=True, turned_back_at__isnull=True)
                | Q(cancelled_at__isnull=True, arrived_at__isnull=True)
                | Q(departed_at__isnull=True, arrived_at__isnull=True, turned_back_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["to_prison"], name="transfer_to_open", condition=OPEN),
            models.Index(fields=["from_prison"], name="transfer_from_open", condition=OPEN),
            models.Index(
                fields=["stay", "-arrived_at"], name="transfer_arrived", condition=Q(arrived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} to {self.to_prison_id}"
