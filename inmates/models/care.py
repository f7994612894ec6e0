"""What staff must know to keep people safe: alerts, who must not meet, and who the contact officer is."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping, open_index
from inmates.choices import AlertCode, AlertLevel, NonAssociationReason, NonAssociationRole, NonAssociationScope
from inmates.models.person import Person
from inmates.models.stay import Stay


class Alert(models.Model):
    """A flag on a person, for a period. No health content: health speaks through signals of its own."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="alerts")
    code = models.CharField(max_length=20, choices=AlertCode)
    level = models.CharField(max_length=5, choices=AlertLevel)
    note = models.CharField(max_length=160, blank=True)
    during = During()
    review_on = models.DateField(null=True, blank=True, help_text="Looked at again no later than this day")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Alert"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("an_alert_stands_once_at_a_time", "person", "code"),
            begins_and_is_not_empty("an_alert_has_a_period"),
        ]
        indexes = [open_index("alert_open", "person")]

    def __str__(self) -> str:
        return self.code


class NonAssociation(models.Model):
    """Two people who must not meet. The pair is stored once, lower id first."""

    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first_role = models.CharField(max_length=12, choices=NonAssociationRole, default=NonAssociationRole.UNKNOWN)
    second_role = models.CharField(max_length=12, choices=NonAssociationRole, default=NonAssociationRole.UNKNOWN)
    reason = models.CharField(max_length=12, choices=NonAssociationReason)
    scope = models.CharField(max_length=6, choices=NonAssociationScope, default=NonAssociationScope.PLACE)
    note = models.CharField(max_length=200, blank=True)
    during = During()
    review_on = models.DateField(null=True, blank=True, help_text="Looked at again no later than this day")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["NonAssociation"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_pair_is_two_people_in_order", condition=Q(first__lt=F("second"))),
            never_overlapping("a_pair_is_kept_apart_once_at_a_time", "first", "second"),
            begins_and_is_not_empty("a_non_association_has_a_period"),
        ]
        indexes = [open_index("apart_open_first", "first"), open_index("apart_open_second", "second")]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class ContactOfficer(models.Model):
    """Every resident has exactly one contact officer, and may have a substitute (norway.md 13)."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="contact_officers")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_substitute = models.BooleanField(default=False)
    during = During()
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["ContactOfficer"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_contact_officer_at_a_time", "stay", "is_substitute"),
            begins_and_is_not_empty("a_contact_officer_has_a_period"),
        ]
        indexes = [open_index("contact_open", "stay"), open_index("contact_open_officer", "officer")]

    def __str__(self) -> str:
        return f"{self.officer_id} for {self.stay_id}"


class StaffConflict(models.Model):
    """A member of staff who is close to a person outside work, and never their contact officer (norway.md 13).

    How they are close is nobody's business here.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    during = During()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["StaffConflict"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("a_staff_conflict_stands_once_at_a_time", "user", "person"),
            begins_and_is_not_empty("a_staff_conflict_has_a_period"),
        ]
        indexes = [open_index("staff_conflict_open", "person")]

    def __str__(self) -> str:
        return f"{self.user_id} and {self.person_id}"
