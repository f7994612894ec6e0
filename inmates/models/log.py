"""The unit log: what happened, in the order it happened. Append-only; a correction is a new entry.

What nobody could verify is deleted after the time that rule G1 gives, unless a decision rests on it: the line stays,
empty (norway.md 17, po-fskr. ss. 4 and 6). PostgreSQL keeps that rule itself (inmates/sql/log.sql).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from corrections.models import Cell, RuleVersion, Unit
from inmates.choices import LogKind, LogSource, VerifiedHow
from inmates.models.person import Person


class LogEntry(models.Model):
    """``root`` is the first entry of a chain of corrections; ``person`` and ``cell`` are the first of its mentions.

    ``form_key`` is one for each form that was filled in, so that what is sent twice is written once.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=LogKind, default=LogKind.NOTE)
    text = models.CharField(max_length=1000)
    source = models.CharField(max_length=10, choices=LogSource, default=LogSource.OWN, db_default=LogSource.OWN)
    is_verified = models.BooleanField(default=True, db_default=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="+", null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    corrects = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    root = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_under = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_log_entry_says_something", condition=~Q(text="") | Q(erased_at__isnull=False)
            ),
            models.CheckConstraint(
                name="an_erased_log_entry_says_nothing",
                condition=Q(erased_at__isnull=True, erased_under__isnull=True)
                | Q(
                    erased_at__isnull=False,
                    erased_under__isnull=False,
                    text="",
                    person__isnull=True,
                    cell__isnull=True,
                    is_verified=False,
                ),
            ),
            models.CheckConstraint(
                name="what_one_saw_oneself_is_verified", condition=~Q(source=LogSource.OWN) | Q(is_verified=True)
            ),
            models.UniqueConstraint(fields=["corrects"], name="a_log_entry_is_corrected_once"),
            models.UniqueConstraint(fields=["form_key"], name="a_log_form_is_written_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "-happened_at"], name="log_unit"),
            models.Index(fields=["person", "-happened_at"], name="log_person", condition=Q(person__isnull=False)),
            models.Index(
                fields=["unit", "-happened_at"],
                name="log_unverified",
                condition=Q(is_verified=False, erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class LogMention(models.Model):
    """Whom or which cell a line is about. A trigger adds the first ones from the line itself."""

    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="mentions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="+", null=True, blank=True)
    happened_at = models.DateTimeField(help_text="That of the entry, which never changes")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_mention_is_of_one_person_or_one_cell",
                condition=Q(person__isnull=False, cell__isnull=True) | Q(person__isnull=True, cell__isnull=False),
            ),
            models.UniqueConstraint(fields=["entry", "person"], name="a_line_mentions_a_person_once"),
            models.UniqueConstraint(fields=["entry", "cell"], name="a_line_mentions_a_cell_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-happened_at"], name="mention_person", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.cell_id} in {self.entry_id}"


class LogVerification(models.Model):
    """What was not verified has been: who did, how. The line itself stays as it was written."""

    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="verification")  # the root of its chain
    how = models.CharField(max_length=10, choices=VerifiedHow)
    note = models.CharField(max_length=200, blank=True)
    verified_at = models.DateTimeField()
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.how}"


class LogReliance(models.Model):
    """A decision rests on a line, which is then not deleted. ``reference`` is the decision's own."""

    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="reliances")  # the root of its chain
    reference = models.CharField(max_length=60)
    relied_at = models.DateTimeField()
    relied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_decision_that_rests_on_a_line_is_named", condition=~Q(reference="")),
            models.UniqueConstraint(fields=["entry", "reference"], name="a_decision_rests_on_a_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} on {self.entry_id}"


class HealthNudge(models.Model):
    """How often a day the log asked about words of health, and how often the line was kept. Never which words."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["unit", "on"], name="one_count_of_nudges_a_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on}: {self.asked}"
