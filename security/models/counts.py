"""One count of one unit: who should be where, what was tapped, and how it went.

What happened is added, never overwritten: taps are ``CountEvent``, states ``CountStateChange`` with the numbers of the
moment. A count and its lines hold how it stands now; a certified one cannot change any more (security/sql/counts.sql).
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.choices import Role
from corrections.models import Bed, Place, Unit
from inmates.models import Stay
from security.choices import CountKind, CountState, EventKind, Expected, Mark, StepCode
from security.models.plans import CountPlan
from security.rules.counts import CLOSED, RUNNING, WAITING

AFTER_SUBMISSION = (CountState.SUBMITTED, CountState.DISCREPANCY, CountState.AGREED, CountState.CERTIFIED)
NOT_BEGUN = Q(state__in=sorted([*WAITING, CountState.ABANDONED]))


def both_or_neither(*fields: str) -> Q:
    return Q(**{f"{name}__isnull": True for name in fields}) | Q(**{f"{name}__isnull": False for name in fields})


class CountQuerySet(models.QuerySet["Count"]):
    def running(self) -> "CountQuerySet":
        """Neither certified nor abandoned; served by a partial index."""
        return self.filter(state__in=RUNNING)

    def ended(self) -> "CountQuerySet":
        return self.filter(state__in=CLOSED)


class Count(models.Model):
    """``slot`` names the moment of the wall clock without doubt, also in the hour that happens twice."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    plan = models.ForeignKey(CountPlan, models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=CountKind)
    slot = models.CharField(max_length=40)
    on_date = models.DateField(help_text="The day of the plan; a window over midnight belongs to where it starts")
    due_at = models.DateTimeField()
    finish_by = models.DateTimeField(help_text="After this it is late")
    made_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(max_length=11, choices=CountState, default=CountState.OPEN)
    attempt = models.PositiveSmallIntegerField(default=1)
    counter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    recounter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    recount_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    expected = models.PositiveSmallIntegerField(null=True, blank=True)
    seen = models.PositiveSmallIntegerField(null=True, blank=True)
    accounted = models.PositiveSmallIntegerField(null=True, blank=True)
    missing = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    incident = models.CharField(max_length=300, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    abandoned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    abandon_reason = models.CharField(max_length=200, blank=True)

    objects = CountQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit", "slot"], name="one_count_per_unit_and_slot"),
            models.UniqueConstraint(
                fields=["plan", "on_date"],
                name="one_random_count_a_day_of_a_plan",
                condition=Q(kind=CountKind.RANDOM),
            ),
            models.UniqueConstraint(
                fields=["unit"],
                name="one_emergency_count_of_a_unit_at_a_time",
                condition=Q(kind=CountKind.EMERGENCY, state__in=sorted([*WAITING, CountState.COUNTING])),
            ),
            models.CheckConstraint(name="a_count_is_of_a_known_kind", condition=Q(kind__in=CountKind.values)),
            models.CheckConstraint(name="a_count_is_in_a_known_state", condition=Q(state__in=CountState.values)),
            models.CheckConstraint(
                name="a_count_has_a_plan_or_somebody_who_ordered_it",
                condition=Q(kind=CountKind.EMERGENCY, plan__isnull=True, ordered_by__isnull=False)
                | (~Q(kind=CountKind.EMERGENCY) & Q(plan__isnull=False, ordered_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_begun_count_says_who_and_when",
                condition=both_or_neither("counter", "started_at") & (NOT_BEGUN | Q(counter__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_recount_is_by_another_officer",
                condition=both_or_neither("recounter", "recount_at")
                & (Q(recounter__isnull=True) | ~Q(recounter=F("counter")))
                & (~Q(state=CountState.RECOUNT) | Q(recounter__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_count_handed_in_says_who_when_and_how_many",
                condition=both_or_neither("submitted_at", "submitted_by")
                & (~Q(state__in=AFTER_SUBMISSION) | Q(submitted_at__isnull=False, missing__isnull=False)),
            ),
            models.CheckConstraint(
                name="the_numbers_of_a_count_add_up",
                condition=Q(expected__isnull=True, seen__isnull=True, accounted__isnull=True, missing__isnull=True)
                | Q(expected=F("seen") + F("accounted") + F("missing")),
            ),
            models.CheckConstraint(
                name="a_count_is_agreed_when_nobody_is_missing",
                condition=both_or_neither("agreed_at", "agreed_by")
                & (~Q(state=CountState.AGREED) | Q(missing=0, agreed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="certified_when_nobody_is_missing_or_with_an_incident",
                condition=~Q(state=CountState.CERTIFIED) | Q(missing=0) | ~Q(incident=""),
            ),
            models.CheckConstraint(
                name="a_certified_count_says_who_and_when",
                condition=both_or_neither("certified_at", "certified_by")
                & (~Q(state=CountState.CERTIFIED) | Q(certified_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="nobody_certifies_their_own_count",
                condition=Q(certified_by__isnull=True)
                | (~Q(certified_by=F("counter")) & (Q(recounter__isnull=True) | ~Q(certified_by=F("recounter")))),
            ),
            models.CheckConstraint(
                name="an_abandoned_count_says_who_when_and_why",
                condition=both_or_neither("abandoned_at", "abandoned_by")
                & (~Q(state=CountState.ABANDONED) | (Q(abandoned_at__isnull=False) & ~Q(abandon_reason=""))),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-due_at"], name="count_of_unit"),
            models.Index(fields=["unit", "due_at"], name="count_running", condition=Q(state__in=sorted(RUNNING))),
            models.Index(fields=["finish_by"], name="count_not_begun", condition=Q(state=CountState.OPEN)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.slot}"

    @property
    def taker_id(self) -> int | None:
        """Who counts now, or counted last."""
        return self.recounter_id or self.counter_id


class CountLine(models.Model):
    """Where one resident should be, as known when the counting began or when a movement landed since.

    ``mark`` is the last tap that was not undone, folded from the events by ``security.rules.marks``.
    """

    count = models.ForeignKey(Count, models.PROTECT, related_name="lines")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    bed = models.ForeignKey(Bed, models.PROTECT, related_name="+")
    expected = models.CharField(max_length=7, choices=Expected)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True, blank=True)
    destination = models.CharField(max_length=120, blank=True, help_text="Of an absence: the place, or its kind")
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    on_the_way = models.BooleanField(default=False)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Who registered that the person left, arrived or came back",
    )
    mark = models.CharField(max_length=9, choices=Mark, blank=True, default=Mark.NONE)
    signs = models.BooleanField(default=False, help_text="Signs of life were seen")
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["count", "stay"], name="a_person_stands_once_in_a_count"),
            models.CheckConstraint(
                name="a_count_line_expects_a_known_place", condition=Q(expected__in=Expected.values)
            ),
            models.CheckConstraint(name="a_count_line_has_a_known_mark", condition=Q(mark__in=Mark.values)),
            models.CheckConstraint(
                name="a_mark_says_who_and_when",
                condition=Q(mark="", marked_at__isnull=True, marked_by__isnull=True)
                | (~Q(mark="") & Q(marked_at__isnull=False, marked_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count_id} {self.stay_id}"


class CountEvent(models.Model):
    """One tap on a tablet, or a movement that landed meanwhile. The tablet gives the id, so that none comes twice."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(Count, models.PROTECT, related_name="events")
    line = models.ForeignKey(CountLine, models.PROTECT, related_name="events")
    attempt = models.PositiveSmallIntegerField()
    seq = models.BigIntegerField(help_text="The order on the tablet")
    kind = models.CharField(max_length=9, choices=EventKind)
    signs = models.BooleanField(default=False)
    client_at = models.DateTimeField(help_text="By the clock of the tablet")
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    expected = models.CharField(max_length=7, blank=True, choices=Expected, help_text="Of a movement: where to")
    destination = models.CharField(max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_tap_is_of_a_known_kind", condition=Q(kind__in=EventKind.values)),
            models.CheckConstraint(
                name="a_tap_is_by_somebody", condition=Q(kind=EventKind.MOVED) | Q(by__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["line", "attempt", "seq"], name="count_event_line")]

    def __str__(self) -> str:
        return f"{self.kind} {self.line_id}"


class CountStateChange(models.Model):
    """One step of a count through its states, with the numbers as they stood. ``by`` is empty for the system."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="changes")
    attempt = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=12)
    from_state = models.CharField(max_length=11, blank=True, choices=CountState)
    to_state = models.CharField(max_length=11, choices=CountState)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    expected = models.PositiveSmallIntegerField(null=True, blank=True)
    seen = models.PositiveSmallIntegerField(null=True, blank=True)
    accounted = models.PositiveSmallIntegerField(null=True, blank=True)
    missing = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["count", "at"], name="count_change")]

    def __str__(self) -> str:
        return f"{self.event} {self.to_state}"


class ActionStep(models.Model):
    """One step of the action card that a difference opens: whose it is, by when, and who did it."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="steps")
    attempt = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16, choices=StepCode)
    role = models.CharField(max_length=20, choices=Role)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["count", "attempt", "code"], name="an_action_step_stands_once"),
            models.CheckConstraint(name="an_action_step_is_known", condition=Q(code__in=StepCode.values)),
            models.CheckConstraint(
                name="an_action_step_done_says_who_and_when", condition=both_or_neither("done_at", "done_by")
            ),
        ]

    def __str__(self) -> str:
        return self.code
