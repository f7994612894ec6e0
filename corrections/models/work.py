"""Clocks, breaches and tasks: one engine for every deadline (norway.md 18).

A clock is a legal or local deadline that runs on a thing. It is closed in time, closed late with a breach
record, or cancelled because its start fell away. A task is work for a role at a place.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.choices import ClockState, Role, Urgency
from corrections.models.estate import Prison, Unit
from corrections.models.law import RuleVersion


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> "ClockQuerySet":
        return self.filter(state=ClockState.RUNNING)

    def overdue(self, at: object) -> "ClockQuerySet":
        return self.running().filter(due_at__lte=at)


class Clock(models.Model):
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40, help_text="app.model of what the clock runs on")
    subject_id = models.BigIntegerField()
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_step_at = models.DateTimeField(help_text="When the next escalation step falls due")
    level = models.PositiveSmallIntegerField(default=0, help_text="Escalation steps taken so far")
    state = models.CharField(max_length=12, choices=ClockState, default=ClockState.RUNNING)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    history = HistoricalRecords()

    objects = ClockQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_clock_is_due_after_it_starts", condition=Q(due_at__gte=F("started_at"))),
            models.CheckConstraint(
                name="a_running_clock_has_no_end",
                condition=Q(state=ClockState.RUNNING, closed_at__isnull=True)
                | (~Q(state=ClockState.RUNNING) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_clock_met_was_closed_in_time",
                condition=~Q(state=ClockState.MET) | Q(closed_at__lte=F("due_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["next_step_at"], name="clock_running", condition=Q(state=ClockState.RUNNING)),
            models.Index(fields=["subject_type", "subject_id"], name="clock_subject"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class Breach(models.Model):
    """A deadline that was passed. Appended by the engine; nobody can edit it away."""

    clock = models.OneToOneField(Clock, models.PROTECT, related_name="breach")
    due_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"breach of {self.clock_id}"


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_at__isnull=True)

    def overdue(self, at: object) -> "TaskQuerySet":
        return self.open().filter(due_at__lte=at)


class Task(models.Model):
    kind = models.CharField(max_length=60, help_text="Names the text that is shown, registered by the app that asks")
    detail = models.JSONField(default=dict, help_text="What the text needs; ids and codes, no free text")
    role = models.CharField(max_length=20, choices=Role)
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="tasks", null=True, blank=True)
    urgency = models.CharField(max_length=5, choices=Urgency, default=Urgency.WARN)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    history = HistoricalRecords()

    objects = TaskQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="a_task_has_a_known_role", condition=Q(role__in=Role.values))]
        indexes = [
            models.Index(fields=["prison", "role"], name="task_open", condition=Q(done_at__isnull=True)),
            models.Index(
                fields=["kind", "subject_type", "subject_id"], name="task_open_of", condition=Q(done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.dedupe_key
