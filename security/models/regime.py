"""Plans for short-staffed evenings, and the ledger of who lost what (``security/sql/regime.sql``).

A plan holds what it was worked out from (``facts``) and its groups; until it is adopted it may be changed by hand, and
afterwards it stands. ``RegimeLoss`` is written when a plan is adopted, and only added to.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from corrections.models import Prison
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping
from inmates.models import Stay


class RegimePlan(models.Model):
    """An evening in a prison. ``officers`` are those at work, confirmed by ``asked_by``; ``during`` is the evening."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    during = During()
    officers = models.SmallIntegerField()
    needed = models.SmallIntegerField(help_text="Officers that the daily order needs")
    facts = models.JSONField(help_text="What it was worked out from: security.selectors.regime.evening_of")
    groups = models.JSONField(default=list, help_text="[{unit, people: [stay], slots: [half hour]}]")
    why = models.CharField(max_length=10, blank=True, help_text="Which rule cannot be held: time, officers, apart")
    enough = models.SmallIntegerField(default=0, help_text="Officers that would be enough")
    version = models.SmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was adopted although it breaks the floor")
    history = HistoricalRecords()

    objects = PeriodQuerySet["RegimePlan"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            begins_and_is_not_empty("an_evening_plan_has_a_period"),
            models.CheckConstraint(name="an_evening_plan_has_officers", condition=Q(officers__gte=0)),
            models.CheckConstraint(name="an_evening_plan_ends", condition=Q(during__endswith__isnull=False)),
            models.CheckConstraint(
                name="an_adopted_plan_says_who_and_when",
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True)
                | Q(adopted_at__isnull=False, adopted_by__isnull=False, proposed_at__isnull=False),
            ),
            never_overlapping("one_plan_is_adopted_for_an_evening", "prison", condition=Q(adopted_at__isnull=False)),
        ]
        indexes = [models.Index(fields=["prison", "-asked_at"], name="regime_plan_of")]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.during.lower:%d.%m. %H:%M}"


class RegimeLoss(models.Model):
    """What the daily order promised somebody that evening, and what the plan gave: minutes."""

    plan = models.ForeignKey(RegimePlan, models.PROTECT, related_name="losses")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    on = models.DateField()
    promised = models.SmallIntegerField()
    given = models.SmallIntegerField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "stay"], name="a_plan_counts_a_person_once"),
            models.CheckConstraint(
                name="nobody_is_given_less_than_nothing", condition=Q(promised__gte=0, given__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["stay", "on"], name="regime_loss_of")]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.on}: {self.given} of {self.promised}"
