"""What a court decided, as far as it bears on how long someone may be held."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.lookups import LessThanOrEqual
from simple_history.models import HistoricalRecords

from inmates.models import Stay
from sentencing.choices import RestrictionKind, TermKind

YEAR = 12  # months
LONGEST_ORDER = timedelta(days=28)
LONGEST_FOR_A_CHILD = timedelta(days=14)  # and of full isolation, ordinarily
TERM = F("years") * YEAR + F("months")
MINIMUM = F("minimum_years") * YEAR + F("minimum_months")


def at_most(length: Combinable, most: Combinable | int) -> Q:
    """Two lengths in months compared: 20 years 13 months is more than 21 years."""
    return Q(LessThanOrEqual(length, most))


class Judgment(models.Model):
    """One term imposed. Years, months and days as the judgment states them; days deducted as the court fixed them.

    Limits: strl. s. 31 (above 120 days a term is stated in months and years), s. 55 (fine: 1 to 120 days),
    s. 43 (preventive detention). ``sentencing.rules.terms`` says why; PostgreSQL refuses what breaks them.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=TermKind)
    judged_on = models.DateField()
    years = models.PositiveSmallIntegerField(default=0, help_text="Of a preventive detention: the time frame")
    months = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    minimum_years = models.PositiveSmallIntegerField(default=0, help_text="Preventive detention: minimum term")
    minimum_months = models.PositiveSmallIntegerField(default=0)
    credit_days = models.PositiveIntegerField(default=0, help_text="Deducted for remand, fixed by the court")
    listed_offence = models.BooleanField(
        default=False, db_default=False, help_text="Its own penalty is up to 30 years (strl. s. 31)"
    )
    under_18_at_act = models.BooleanField(default=False, db_default=False)
    amount = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Of a fine the kroner, of a community sentence the hours"
    )
    suspended_months = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Suspended beside what is served"
    )
    suspended_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    extension_filed_on = models.DateField(
        null=True, blank=True, help_text="Preventive detention: when the prosecutor filed for extension"
    )
    final_on = models.DateField(null=True, blank=True, help_text="Preventive detention: when the judgment became final")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_judgment_is_final_after_it_is_passed",
                condition=Q(final_on__isnull=True) | Q(final_on__gte=F("judged_on")),
            ),
            models.CheckConstraint(
                name="only_preventive_detention_is_extended",
                condition=Q(extension_filed_on__isnull=True)
                | Q(kind=TermKind.PREVENTIVE, extension_filed_on__gte=F("judged_on")),
            ),
            models.CheckConstraint(
                name="only_fines_and_community_sentences_have_an_amount",
                condition=Q(amount=0) | Q(kind__in=[TermKind.FINE, TermKind.COMMUNITY]),
            ),
            models.CheckConstraint(
                name="a_community_sentence_is_30_to_420_hours",
                condition=~Q(kind=TermKind.COMMUNITY) | Q(amount__gte=30, amount__lte=420),
            ),
            models.UniqueConstraint(
                fields=["stay", "judged_on", "kind", "years", "months", "days"], name="a_judgment_is_entered_once"
            ),
            models.CheckConstraint(name="a_judgment_is_of_a_known_kind", condition=Q(kind__in=TermKind.values)),
            models.CheckConstraint(
                name="a_term_is_longer_than_nothing", condition=Q(years__gt=0) | Q(months__gt=0) | Q(days__gt=0)
            ),
            models.CheckConstraint(
                name="a_prison_term_is_at_most_21_years",
                condition=~Q(kind=TermKind.PRISON)
                | (Q(listed_offence=True) & at_most(TERM, 30 * YEAR - 1))
                | (Q(listed_offence=True, days=0) & at_most(TERM, 30 * YEAR))
                | (at_most(TERM, 21 * YEAR) & (at_most(TERM, 21 * YEAR - 1) | Q(days=0))),
            ),
            models.CheckConstraint(
                name="a_term_above_120_days_is_in_months", condition=~Q(kind=TermKind.PRISON) | Q(days__lte=120)
            ),
            models.CheckConstraint(
                name="a_fine_is_served_in_1_to_120_days",
                condition=~Q(kind=TermKind.FINE) | Q(years=0, months=0, days__gte=1, days__lte=120),
            ),
            models.CheckConstraint(
                name="a_child_at_the_act_gets_at_most_15_years",
                condition=Q(under_18_at_act=False)
                | at_most(TERM, 15 * YEAR - 1)
                | (at_most(TERM, 15 * YEAR) & Q(days=0)),
            ),
            models.CheckConstraint(
                name="no_fine_of_a_child_is_served",
                condition=~Q(kind=TermKind.FINE) | Q(under_18_at_act=False),
            ),
            models.CheckConstraint(
                name="only_prison_is_suspended_in_part",
                condition=Q(kind=TermKind.PRISON) | Q(suspended_months=0, suspended_days=0),
            ),
            models.CheckConstraint(
                name="a_preventive_frame_and_minimum_fit",
                condition=~Q(kind=TermKind.PREVENTIVE)
                | (
                    at_most(TERM, 30 * YEAR)
                    & Q(days=0)
                    & (
                        at_most(MINIMUM, 10 * YEAR)
                        | (~at_most(TERM, 15 * YEAR) & at_most(MINIMUM, 14 * YEAR))
                        | (~at_most(TERM, 21 * YEAR) & at_most(MINIMUM, 20 * YEAR))
                    )
                ),
            ),
            models.CheckConstraint(
                name="a_minimum_is_never_above_its_frame",
                condition=Q(minimum_years=0, minimum_months=0) | (Q(kind=TermKind.PREVENTIVE) & at_most(MINIMUM, TERM)),
            ),
        ]
        indexes = [models.Index(fields=["stay"], name="judgment_stay")]

    def __str__(self) -> str:
        return f"{self.kind} {self.judged_on}"


class RemandOrder(models.Model):
    """A court's order to hold someone until a date. Lapsed without another, it means release (strpl. s. 187 a).

    ``ordered_on`` is empty for an order taken over from a register that only says when it ends.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    ordered_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(help_text="The last day that it holds")
    long_order_reason = models.CharField(max_length=200, blank=True)
    maximum_years = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The longest penalty that the charge can bring: it bounds full isolation"
    )
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stay", "expires_on"], name="a_remand_order_is_entered_once"),
            models.CheckConstraint(
                name="a_remand_order_ends_after_it_begins",
                condition=Q(ordered_on__isnull=True) | Q(expires_on__gt=F("ordered_on")),
            ),
            models.CheckConstraint(
                name="a_remand_order_above_four_weeks_gives_its_reason",
                condition=Q(ordered_on__isnull=True)
                | Q(expires_on__lte=F("ordered_on") + LONGEST_ORDER)
                | ~Q(long_order_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["stay", "-expires_on"], name="remand_latest")]

    def __str__(self) -> str:
        return f"remand until {self.expires_on}"


class Restriction(models.Model):
    """What a court's order keeps from somebody on remand, to and including ``until`` (strpl. ss. 186 and 186 a).

    Contact with counsel is free whatever stands here. PostgreSQL keeps it within its order, and a child out of full
    isolation.
    """

    order = models.ForeignKey(RemandOrder, models.PROTECT, related_name="restrictions")
    kind = models.CharField(max_length=18, choices=RestrictionKind)
    since = models.DateField()
    until = models.DateField(help_text="The last day that it holds")
    details = models.CharField(max_length=200, blank=True, help_text="Exceptions, or who is meant")
    long_reason = models.CharField(max_length=200, blank=True, help_text="Full isolation above two weeks")
    weighty_reason = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Full isolation above six or twelve weeks in all"
    )
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], name="a_restriction_is_entered_once"),
            models.CheckConstraint(
                name="a_restriction_is_of_a_known_kind", condition=Q(kind__in=RestrictionKind.values)
            ),
            models.CheckConstraint(name="a_restriction_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="full_isolation_is_at_most_two_weeks",
                condition=~Q(kind=RestrictionKind.FULL_ISOLATION)
                | Q(until__lte=F("since") + LONGEST_FOR_A_CHILD)
                | (Q(until__lte=F("since") + LONGEST_ORDER) & ~Q(long_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until}"

    @property
    def last_day(self) -> date:
        """The last day on which it held or holds: a court may have lifted it before ``until``."""
        lifted: LiftedRestriction | None = getattr(self, "lifted", None)
        return lifted.lifted_on - timedelta(days=1) if lifted else self.until


class LiftedRestriction(models.Model):
    """A court ends a restriction before its last day: from ``lifted_on`` it holds no more."""

    restriction = models.OneToOneField(Restriction, models.PROTECT, related_name="lifted")
    lifted_on = models.DateField(help_text="The first day on which it no longer holds")
    document = models.CharField(max_length=160, help_text="What it rests on, such as the court's order")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_lifted_restriction_says_what_it_rests_on", condition=~Q(document=""))
        ]

    def __str__(self) -> str:
        return f"lifted {self.lifted_on}"
