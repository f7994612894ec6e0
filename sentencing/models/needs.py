"""Mapping of needs and resources (BRIK): voluntary, with a written consent, erased when the consent is withdrawn."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from inmates.models import Stay
from sentencing.choices import Need, PlanArea


class NeedsConsent(models.Model):
    """The person's written consent (norway.md 13). It costs nothing to refuse it or to take it back."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    given_on = models.DateField()
    covers_outside = models.BooleanField(default=False, help_text="Others outside may be asked too")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["stay"], condition=Q(withdrawn_on__isnull=True), name="one_consent_to_mapping_holds_at_a_time"
            ),
            models.CheckConstraint(
                name="a_consent_is_withdrawn_after_it_was_given",
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_on__isnull=False, withdrawn_on__gte=F("given_on"), withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"consent of stay {self.stay_id}"


class NeedsFinding(models.Model):
    """What was found in one area: how much help the person wants, and what they can build on. The last one counts.

    No history: what was mapped is gone when the consent is.
    """

    consent = models.ForeignKey(NeedsConsent, models.PROTECT, related_name="findings")
    area = models.CharField(max_length=10, choices=PlanArea)
    need = models.CharField(max_length=4, choices=Need)
    words = models.CharField(max_length=500, blank=True, help_text="In the person's own words; of health none")
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="the_need_of_an_area_is_known",
                condition=Q(need__in=Need.values, area__in=PlanArea.values),
            ),
            models.CheckConstraint(
                name="of_health_only_the_wish_is_mapped", condition=~Q(area=PlanArea.HEALTH) | Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} of consent {self.consent_id}"
