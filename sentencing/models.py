"""What a court decided, as far as it bears on how long someone may be held."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from inmates.models import Stay
from sentencing.choices import TermKind

MOST_YEARS = 21


class Judgment(models.Model):
    """One term imposed. Years, months and days as the judgment states them; days deducted as the court fixed them.

    Limits: strl. s. 31 (above 120 days a term is stated in months and years), s. 55 (fine: 1 to 120 days),
    ss. 43 and 44 (preventive detention); the arithmetic is in ``sentencing.rules``.
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
            models.CheckConstraint(
                name="a_term_is_longer_than_nothing", condition=Q(years__gt=0) | Q(months__gt=0) | Q(days__gt=0)
            ),
            models.CheckConstraint(
                name="a_prison_term_is_at_most_21_years",
                condition=~Q(kind=TermKind.PRISON) | Q(years__lt=MOST_YEARS) | Q(years=MOST_YEARS, months=0, days=0),
            ),
            models.CheckConstraint(
                name="a_term_above_120_days_is_in_months",
                condition=~Q(kind=TermKind.PRISON) | Q(years__gt=0) | Q(months__gt=0) | Q(days__lte=120),
            ),
            models.CheckConstraint(
                name="a_fine_is_served_in_1_to_120_days",
                condition=~Q(kind=TermKind.FINE) | Q(years=0, months=0, days__gte=1, days__lte=120),
            ),
            models.CheckConstraint(
                name="a_preventive_frame_and_minimum_fit",
                condition=~Q(kind=TermKind.PREVENTIVE)
                | (
                    Q(years__lte=30)
                    & (
                        Q(minimum_years__lt=10)
                        | Q(minimum_years=10, minimum_months=0)
                        | (Q(years__gt=15) & (Q(minimum_years__lt=14) | Q(minimum_years=14, minimum_months=0)))
                        | (Q(years__gt=21) & (Q(minimum_years__lt=20) | Q(minimum_years=20, minimum_months=0)))
                    )
                ),
            ),
            models.CheckConstraint(
                name="a_minimum_is_shorter_than_its_frame", condition=Q(minimum_years__lte=F("years"))
            ),
        ]
        indexes = [models.Index(fields=["stay"], name="judgment_stay")]

    def __str__(self) -> str:
        return f"{self.kind} {self.judged_on}"


class RemandOrder(models.Model):
    """A court's order to hold someone until a date; when it lapses, the person is released (strpl. s. 187 a)."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    ordered_on = models.DateField()
    expires_on = models.DateField()
    long_order_reason = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stay", "expires_on"], name="a_remand_order_is_entered_once"),
            models.CheckConstraint(
                name="a_remand_order_ends_after_it_begins", condition=Q(expires_on__gt=F("ordered_on"))
            ),
        ]
        indexes = [models.Index(fields=["stay", "-expires_on"], name="remand_latest")]

    def __str__(self) -> str:
        return f"remand until {self.expires_on}"
