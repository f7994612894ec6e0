"""Serving outside the walls: what was granted, on which conditions, how it is looked after, and what was broken.

One shape for six forms of execution: interruption, day release, institution, outside prison, electronic monitoring and
probation. What differs (thresholds, limits, meetings) is data: rule ``OUTSIDE`` in ``corrections/law``.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import RuleVersion
from corrections.periods import During, begins_and_is_not_empty
from inmates.models import Absence, Decision, Stay
from sentencing.choices import CheckKind, FollowUp, OutsideKind, OutsideState

USER = settings.AUTH_USER_MODEL
S = OutsideState
STARTED = {"started_at__isnull": False, "started_by__isnull": False}
NOT_STARTED = {"started_at__isnull": True, "started_by__isnull": True}
OVER = Q(ended_at__isnull=False) & ~Q(ended_why="")
NOT_OVER = Q(ended_at__isnull=True, ended_by__isnull=True, ended_why="")


class OutsideTerm(models.Model):
    """A time outside that was decided. It stands as it was decided; stricter conditions and hours are added to it.

    ``timetable``: when the person may be out, as ``sentencing.rules.timetable`` writes it. ``more_conditions``: what
    was made stricter since. ``erase_on``: when what the monitor recorded is erased (strgjfl. s. 16 a).
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=OutsideKind)
    state = models.CharField(max_length=9, choices=OutsideState, default=OutsideState.GRANTED)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    extends = models.OneToOneField("self", models.PROTECT, related_name="extended_by", null=True, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    place = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300)
    timetable = models.CharField(max_length=400, blank=True)
    conditions = models.CharField(max_length=2000, blank=True)
    more_conditions = models.CharField(max_length=2000, blank=True)
    special_reason = models.CharField(max_length=300, blank=True)
    meeting_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="At most so many days between")
    reporting_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Reporting duty on probation")
    reporting_until = models.DateField(null=True, blank=True, help_text="Counted from the first meeting")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    absence = models.ForeignKey(Absence, models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    erase_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_term_outside_is_of_a_known_kind", condition=Q(kind__in=OutsideKind.values)),
            models.CheckConstraint(name="a_term_outside_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="a_term_outside_says_where_and_why", condition=~Q(place="") & ~Q(purpose="")),
            models.CheckConstraint(
                name="a_term_outside_is_as_far_as_its_stamps_say",
                condition=(Q(state=S.GRANTED, **NOT_STARTED) & NOT_OVER)
                | (Q(state=S.RUNNING, **STARTED) & NOT_OVER)
                | (Q(state=S.ENDED) & OVER)
                | (Q(state=S.WITHDRAWN) & OVER),
            ),
            models.CheckConstraint(
                name="conditions_are_given_where_the_law_asks_for_them",
                condition=~Q(kind__in=["OUTSIDE", "MONITORING", "PROBATION"]) | ~Q(conditions=""),
            ),
            models.CheckConstraint(
                name="day_release_and_monitoring_have_a_timetable",
                condition=~Q(kind__in=["DAY_RELEASE", "MONITORING"]) | ~Q(timetable=""),
            ),
            models.CheckConstraint(
                name="reporting_is_of_probation_and_never_past_its_end",
                condition=Q(reporting_months__isnull=True, reporting_until__isnull=True)
                | (
                    Q(kind=OutsideKind.PROBATION, reporting_months__gte=1)
                    & (Q(reporting_until__isnull=True) | Q(reporting_until__lte=F("last_on")))
                ),
            ),
            models.CheckConstraint(
                name="monitoring_data_are_erased_by_somebody",
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(erased_at__isnull=False, erased_by__isnull=False, erase_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["stay", "kind"],
                condition=Q(state=S.GRANTED),
                name="one_term_outside_of_a_kind_waits_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["stay"], condition=Q(state=S.RUNNING), name="one_term_outside_runs_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["stay", "-granted_at"], name="outside_of_stay")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Outing(models.Model):
    """One time that somebody on day release went out by the timetable. ``absence`` is the departure itself."""

    term = models.ForeignKey(OutsideTerm, models.PROTECT, related_name="outings")
    during = During(help_text="As the timetable has it")
    absence = models.OneToOneField(Absence, models.PROTECT, related_name="+")
    let_out_at = models.DateTimeField()
    let_out_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            begins_and_is_not_empty("an_outing_has_a_period"),
            models.CheckConstraint(name="an_outing_has_an_end", condition=Q(during__endswith__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.during}"


class OutsideCheck(models.Model):
    """A meeting, a test or a look at the home: how it went. Only added to."""

    term = models.ForeignKey(OutsideTerm, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=7, choices=CheckKind)
    held_at = models.DateTimeField()
    is_fine = models.BooleanField(help_text="Came, was sober, was where they should be")
    note = models.CharField(max_length=300, blank=True, help_text="No diagnosis")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_check_outside_is_of_a_known_kind", condition=Q(kind__in=CheckKind.values)),
            models.CheckConstraint(
                name="a_check_outside_that_failed_says_how", condition=Q(is_fine=True) | ~Q(note="")
            ),
        ]
        indexes = [models.Index(fields=["term", "kind", "-held_at"], name="outside_check_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.is_fine}"


class OutsideBreach(models.Model):
    """A condition was broken, or so it seems; what came of it is written once, by somebody, with its reason."""

    term = models.ForeignKey(OutsideTerm, models.PROTECT, related_name="breaches")
    happened_at = models.DateTimeField()
    check_kind = models.CharField(
        max_length=7, choices=CheckKind, blank=True, db_default="", help_text="What failed, where a check did"
    )
    what = models.CharField(max_length=300)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    follow_up = models.CharField(max_length=8, choices=FollowUp, blank=True)
    followed_why = models.CharField(max_length=300, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)
    followed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_breach_outside_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="a_breach_outside_is_of_a_known_check",
                condition=Q(check_kind="") | Q(check_kind__in=CheckKind.values),
            ),
            models.CheckConstraint(
                name="a_breach_that_is_followed_up_says_how_and_why",
                condition=Q(follow_up="", followed_why="", followed_at__isnull=True, followed_by__isnull=True)
                | (
                    Q(follow_up__in=FollowUp.values, followed_at__isnull=False, followed_by__isnull=False)
                    & ~Q(followed_why="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"breach of {self.term_id}"


class HouseholdMember(models.Model):
    """Who lives where somebody is to be monitored. Every adult consents, and may take it back at any time; every child
    is informed and heard (strgjfl. s. 16 a; fskr. s. 7-9). Who has moved out keeps the row.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    is_adult = models.BooleanField()
    consented_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="A child: informed, and heard")
    heard_said = models.CharField(max_length=500, blank=True, help_text="What the child said")
    left_at = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_member_of_the_household_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="adults_consent_and_children_are_heard",
                condition=Q(is_adult=True, heard_at__isnull=True, heard_said="")
                | Q(is_adult=False, consented_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_consent_is_given_before_it_is_taken_back",
                condition=Q(withdrawn_at__isnull=True)
                | Q(consented_at__isnull=False, withdrawn_at__gte=F("consented_at")),
            ),
        ]
        indexes = [models.Index(fields=["stay"], name="household_of")]

    def __str__(self) -> str:
        return f"household of {self.stay_id}"

    @property
    def is_settled(self) -> bool:
        """An adult whose consent holds, or a child who is informed and heard."""
        if self.is_adult:
            return self.consented_at is not None and self.withdrawn_at is None
        return self.heard_at is not None
