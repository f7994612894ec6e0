"""Groups whose members must not meet, what was decided to let happen all the same, and what was reviewed.

Which group somebody belongs to is known to few (``MeetingPerm.VIEW_GROUPS``). What was decided is only added to
(inmates/sql/meetings.sql).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import Prison
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping, open_index
from inmates.choices import NonAssociationReason, NonAssociationScope
from inmates.meeting_choices import ApartOutcome, MeetingKind
from inmates.models.care import Alert, NonAssociation
from inmates.models.person import Person
from inmates.models.stay import Stay


class SecurityGroup(models.Model):
    """People who hold together, such as a gang; known in every prison."""

    name = models.CharField(max_length=80, unique=True)
    note = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="a_group_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """Somebody belongs to a group, for a period; ``basis`` is how that is known."""

    group = models.ForeignKey(SecurityGroup, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    during = During()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["GroupMembership"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            begins_and_is_not_empty("a_membership_has_a_period"),
            never_overlapping("a_person_is_in_a_group_once_at_a_time", "group", "person"),
            models.CheckConstraint(name="a_membership_says_how_it_is_known", condition=~Q(basis="")),
        ]
        indexes = [open_index("membership_open", "person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"


class GroupNonAssociation(models.Model):
    """Two groups whose members must not meet. The pair is stored once, lower id first."""

    first = models.ForeignKey(SecurityGroup, models.PROTECT, related_name="+")
    second = models.ForeignKey(SecurityGroup, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=NonAssociationReason, default=NonAssociationReason.GANG_RELATED)
    scope = models.CharField(max_length=6, choices=NonAssociationScope, default=NonAssociationScope.PLACE)
    during = During()
    review_on = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = PeriodQuerySet["GroupNonAssociation"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_pair_of_groups_is_two_in_order", condition=Q(first__lt=F("second"))),
            never_overlapping("two_groups_are_kept_apart_once_at_a_time", "first", "second"),
            begins_and_is_not_empty("a_group_non_association_has_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class MeetingOverride(models.Model):
    """Somebody decided that these two may meet in this way after all, until a time, and why. Only added to.

    Of two stays, so that it ends with the custody.
    """

    first = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    second = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=MeetingKind)
    during = During()
    reason = models.CharField(max_length=500)
    measures = models.CharField(max_length=300, blank=True, help_text="What is done to keep it safe")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PeriodQuerySet["MeetingOverride"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_meeting_is_of_two_people_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(name="a_meeting_is_of_a_known_kind", condition=Q(kind__in=MeetingKind.values)),
            models.CheckConstraint(name="who_lets_two_meet_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_meeting_is_allowed_until_a_time", condition=Q(during__endswith__isnull=False)
            ),
            begins_and_is_not_empty("a_meeting_is_allowed_for_a_period"),
        ]
        indexes = [models.Index(fields=["first", "second"], name="meeting_override_of")]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id} {self.kind}"


class ApartReview(models.Model):
    """A pair, two groups or an alert was looked at again: it stands until the next look, or it ended. Only added to."""

    pair = models.ForeignKey(NonAssociation, models.PROTECT, related_name="reviews", null=True, blank=True)
    groups = models.ForeignKey(GroupNonAssociation, models.PROTECT, related_name="reviews", null=True, blank=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="reviews", null=True, blank=True)
    outcome = models.CharField(max_length=4, choices=ApartOutcome)
    reason = models.CharField(max_length=500)
    next_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_review_is_of_one_thing",
                condition=Q(pair__isnull=False, groups__isnull=True, alert__isnull=True)
                | Q(pair__isnull=True, groups__isnull=False, alert__isnull=True)
                | Q(pair__isnull=True, groups__isnull=True, alert__isnull=False),
            ),
            models.CheckConstraint(name="a_review_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="what_stands_is_reviewed_again",
                condition=Q(outcome=ApartOutcome.KEEP, next_on__isnull=False)
                | Q(outcome=ApartOutcome.END, next_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pair_id or self.groups_id or self.alert_id}"
