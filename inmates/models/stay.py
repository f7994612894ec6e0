"""A stay in custody, from reception to release, and the legal basis it stands on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from corrections.models import Prison
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping, open_index
from inmates.choices import LegalStatusKind
from inmates.models.person import Person


class Stay(models.Model):
    """One continuous time in custody. PostgreSQL refuses a second one at the time, and one without a legal basis."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    during = During()
    admitted_at = models.DateTimeField()
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    reception_prison = models.ForeignKey(
        Prison,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Who received the person: the staff there see them until they have a bed",
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Stay"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_open_stay_per_person", "person"),
            begins_and_is_not_empty("a_stay_has_a_period"),
        ]
        indexes = [open_index("stay_open", "person")]

    def __str__(self) -> str:
        return f"stay {self.pk}"


class LegalStatus(models.Model):
    """Why the person may be held, for a period. What the court said in full is kept by ``sentencing``."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="legal_statuses")
    kind = models.CharField(max_length=14, choices=LegalStatusKind)
    during = During()
    basis = models.CharField(max_length=160, blank=True, help_text="The document, such as the court and the date")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["LegalStatus"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_legal_status_at_a_time", "stay"),
            begins_and_is_not_empty("a_legal_status_has_a_period"),
            models.CheckConstraint(name="a_legal_status_is_known", condition=Q(kind__in=LegalStatusKind.values)),
        ]
        indexes = [open_index("legal_status_open", "stay")]

    def __str__(self) -> str:
        return self.kind


class LegalStatusCorrection(models.Model):
    """A legal basis as it stood before it was put right, and why it was wrong. Only added to."""

    status = models.ForeignKey(LegalStatus, models.PROTECT, related_name="corrections")
    was_kind = models.CharField(max_length=14, choices=LegalStatusKind)
    was_basis = models.CharField(max_length=160, blank=True)
    was_from = models.DateTimeField()
    was_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    corrected_at = models.DateTimeField()
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="a_corrected_legal_basis_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.status_id} was {self.was_kind}"
