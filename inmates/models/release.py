"""Letting somebody go: the plan, what is done before the gate, who prepared, who confirmed, and what was undone."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import Prison, Unit
from inmates.choices import ReleaseKind, ReleaseState, ReleaseStep
from inmates.models.stay import Stay
from inmates.rules.releasing import NEED_A_DECISION

PREPARED = {"prepared_at__isnull": False, "prepared_by__isnull": False}
CONFIRMED = {"confirmed_at__isnull": False, "confirmed_by__isnull": False}
EXECUTED = {"executed_at__isnull": False, "executed_by__isnull": False}
CANCELLED = {"cancelled_at__isnull": False, "cancelled_by__isnull": False}


def not_yet(stamps: dict[str, bool]) -> dict[str, bool]:
    return dict.fromkeys(stamps, True)


class Release(models.Model):
    """One release of one stay. ``undone`` is what ended at the gate, written down there: codes and values, no text."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="releases")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=ReleaseKind)
    state = models.CharField(max_length=10, choices=ReleaseState, default=ReleaseState.PLANNED)
    planned_at = models.DateTimeField(help_text="When the person is to go")
    decision = models.CharField(max_length=120, blank=True, help_text="The reference of the decision")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    executed_at = models.DateTimeField(null=True, blank=True)
    executed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    cancelled_why = models.CharField(max_length=160, blank=True)
    undone = models.JSONField(default=list, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["stay"], name="one_release_of_a_stay", condition=~Q(state=ReleaseState.CANCELLED)
            ),
            models.CheckConstraint(name="a_release_is_of_a_known_kind", condition=Q(kind__in=ReleaseKind.values)),
            models.CheckConstraint(
                name="a_release_rests_on_a_decision", condition=~Q(kind__in=NEED_A_DECISION) | ~Q(decision="")
            ),
            models.CheckConstraint(
                name="a_release_is_confirmed_by_another_than_prepared_it",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="a_release_is_as_far_as_its_stamps_say",
                condition=(
                    Q(state=ReleaseState.PLANNED, **not_yet(PREPARED | CONFIRMED | EXECUTED | CANCELLED))
                    | Q(state=ReleaseState.PREPARED, **PREPARED, **not_yet(CONFIRMED | EXECUTED | CANCELLED))
                    | Q(state=ReleaseState.CONFIRMED, **PREPARED, **CONFIRMED, **not_yet(EXECUTED | CANCELLED))
                    | Q(state=ReleaseState.EXECUTED, **PREPARED, **CONFIRMED, **EXECUTED, **not_yet(CANCELLED))
                    | Q(state=ReleaseState.CANCELLED, **CANCELLED, **not_yet(EXECUTED))
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["planned_at"],
                name="release_to_come",
                condition=Q(state__in=[ReleaseState.PLANNED, ReleaseState.PREPARED, ReleaseState.CONFIRMED]),
            ),
            models.Index(fields=["prison", "-executed_at"], name="release_done"),
        ]

    def __str__(self) -> str:
        return f"release of {self.stay_id}"


class ReleaseMark(models.Model):
    """A step was done, or was not done after all. Append-only: the last mark of a step counts."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="marks")
    step = models.CharField(max_length=12, choices=ReleaseStep)
    is_done = models.BooleanField()
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_step_before_the_gate_is_known", condition=Q(step__in=ReleaseStep.values))
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.is_done}"


class ReleaseOverride(models.Model):
    """A leader let the release go past one finding, on a decision. Of that finding alone; append-only."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="overrides")
    finding = models.CharField(max_length=80, help_text="The key of the finding, such as sentencing:order:17")
    decision = models.CharField(max_length=120, help_text="The reference of the decision")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["release", "finding"], name="a_finding_is_decided_once"),
            models.CheckConstraint(name="an_override_rests_on_a_decision", condition=~Q(decision="")),
        ]

    def __str__(self) -> str:
        return self.finding
