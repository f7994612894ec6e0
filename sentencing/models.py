"""What a court decided, as far as it bears on how long someone may be held."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.lookups import LessThanOrEqual
from simple_history.models import HistoricalRecords

from inmates.models import Stay
from sentencing.choices import TermKind

YEAR = 12  # months
LONGEST_ORDER = timedelta(days=28)
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
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
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
