"""The way out of prison: what was said of each step, and what is in place before somebody goes home."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from inmates.models import Decision, Stay
from sentencing.choices import ItemState, ReleaseDomain, StepCode, StepOutcome

DECIDED_LATER = (StepOutcome.NOT_NOW, StepOutcome.REFUSED)


class StepReview(models.Model):
    """Somebody looked at a step of one person and said what comes of it. Only added to: the last one counts.

    ``look_again_on``: whoever is told "not now" is told when it is looked at again.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=StepCode)
    outcome = models.CharField(max_length=8, choices=StepOutcome)
    reason = models.CharField(max_length=300)
    look_again_on = models.DateField(null=True, blank=True)
    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="+", null=True, blank=True, help_text="What was decided of the step"
    )
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_step_is_known", condition=Q(step__in=StepCode.values)),
            models.CheckConstraint(name="the_outcome_of_a_step_is_known", condition=Q(outcome__in=StepOutcome.values)),
            models.CheckConstraint(name="a_reviewed_step_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_step_put_off_says_when_it_is_looked_at_again",
                condition=~Q(outcome__in=DECIDED_LATER) | Q(look_again_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["stay", "step", "-reviewed_at", "-id"], name="step_review_last")]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"


class ReleaseItem(models.Model):
    """One thing that must be in place before the release: who sees to it, inside or outside, and what shows it."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    domain = models.CharField(max_length=10, choices=ReleaseDomain)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.OPEN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outside_owner = models.CharField(max_length=120, blank=True, help_text="Agency and name, such as NAV Fjordvik")
    evidence = models.CharField(max_length=200, blank=True, help_text="What shows that it is in place; no diagnosis")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stay", "domain"], name="a_release_item_is_there_once"),
            models.CheckConstraint(name="a_release_item_is_known", condition=Q(domain__in=ReleaseDomain.values)),
            models.CheckConstraint(
                name="the_state_of_a_release_item_is_known", condition=Q(state__in=ItemState.values)
            ),
            models.CheckConstraint(
                name="a_release_item_that_is_settled_shows_its_evidence",
                condition=Q(state=ItemState.OPEN) | ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="a_release_item_has_one_owner", condition=Q(owner__isnull=True) | Q(outside_owner="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain} {self.state}"

    @property
    def is_settled(self) -> bool:
        return self.state != ItemState.OPEN

    @property
    def has_owner(self) -> bool:
        return self.owner_id is not None or bool(self.outside_owner)
