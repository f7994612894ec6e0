"""Decisions (vedtak): what was decided about a person, on which ground, how they were heard and told, and the appeal.

A row is written while it is a draft, and stands from the moment it is decided; each step is a row of its own.
"""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import Prison, RuleVersion
from inmates.choices import (
    AppealOutcome,
    DecisionAct,
    DecisionLevel,
    DecisionOutcome,
    DecisionState,
    NoticeHow,
    Withheld,
)
from inmates.decision_choices import LateAnswer, Representative, Suspension
from inmates.models.log import LogEntry
from inmates.models.stay import Stay
from inmates.rules.decisions import AGAIN, AGAINST, LEVELS, TABLE

S = DecisionState
USER = settings.AUTH_USER_MODEL
TOLD = (S.NOTIFIED, S.APPEALED, S.FORWARDED, S.SETTLED, S.FINAL, S.EXECUTED)
MADE = Q(decided_at__isnull=False)


def in_the_table() -> Q:
    steps = Q()
    for (held, act), to in TABLE.items():
        steps |= Q(from_state=held, act=act, to_state=to)
    return steps


def high_enough() -> Q:
    """Decided at the level that the rule asks for, or above it."""
    levels = Q(decided_level="")
    for place, needed in enumerate(LEVELS):
        levels |= Q(level=needed, decided_level__in=LEVELS[place:])
    return levels


class Decision(models.Model):
    """One decision about one stay. ``kind`` names its ``DecisionKind``; ``details`` are the kind's own fields."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="decisions")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+", help_text="Where the case is prepared")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="How often the draft was saved")
    # what is decided, and on what
    grounds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    facts = models.CharField(max_length=4000, blank=True)
    assessment = models.CharField(max_length=4000, blank=True)
    milder_means = models.CharField(max_length=2000, blank=True)
    affects_child = models.BooleanField(default=False)
    child_interest = models.CharField(max_length=2000, blank=True)
    conversation = models.ForeignKey(LogEntry, models.PROTECT, related_name="+", null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    conditions = models.CharField(max_length=2000, blank=True)
    outcome = models.CharField(max_length=12, choices=DecisionOutcome, blank=True)
    withheld = models.CharField(max_length=13, choices=Withheld, blank=True)
    withheld_what = models.CharField(
        max_length=1000, blank=True, help_text="What the person is not shown; staff read it"
    )
    # under which law, and who may
    legal_ref = models.CharField(max_length=200)
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    level = models.CharField(max_length=11, choices=DecisionLevel)
    level_why = models.CharField(max_length=20)
    needs_two = models.BooleanField(default=False)
    notice_first = models.BooleanField(default=True, help_text="May not be carried out before the person is told")
    is_suspensive = models.BooleanField(default=False, help_text="Waits until it is final")
    appeal_rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+", null=True, blank=True)
    # the steps
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True, help_text="Advance notice to the person")
    warned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    heard_said = models.CharField(max_length=2000, blank=True)
    heard_language = models.CharField(
        max_length=10, blank=True, db_default="", help_text="The language the person was heard in"
    )
    heard_interpreter = models.CharField(max_length=120, blank=True, db_default="")
    not_heard_why = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    decided_level = models.CharField(max_length=11, choices=DecisionLevel, blank=True)
    written_at = models.DateTimeField(null=True, blank=True, help_text="After an oral decision: when it was recorded")
    is_oral = models.BooleanField(default=False)
    notified_at = models.DateTimeField(null=True, blank=True)
    notified_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    notified_how = models.CharField(max_length=8, choices=NoticeHow, blank=True)
    notice_language = models.CharField(max_length=10, blank=True)
    interpreter = models.CharField(max_length=120, blank=True)
    appeal_due_at = models.DateTimeField(null=True, blank=True)
    suspension = models.CharField(
        max_length=7, choices=Suspension, blank=True, db_default="", help_text="Whether it waits"
    )
    suspended_why = models.CharField(max_length=1000, blank=True, db_default="")
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True, help_text="When it first was final")
    executed_at = models.DateTimeField(null=True, blank=True)
    executed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    executed_ref = models.CharField(max_length=60, blank=True, help_text="app.model:id of what came of it")
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapsed_why = models.CharField(max_length=300, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, related_name="followed_by", null=True, blank=True, help_text="Sent back: made anew"
    )
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_decision_is_in_a_known_state", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="a_decision_rests_on_a_ground",
                condition=Q(state=S.DRAFT) | Q(state=S.LAPSED, decided_at__isnull=True) | Q(grounds__len__gt=0),
            ),
            models.CheckConstraint(name="a_decision_states_its_facts", condition=~MADE | ~Q(facts="")),
            models.CheckConstraint(
                name="a_decision_weighs_milder_means",
                condition=~MADE | ~Q(outcome__in=AGAINST) | ~Q(milder_means=""),
            ),
            models.CheckConstraint(
                name="a_decision_weighs_the_best_interest_of_the_child",
                condition=~MADE | Q(affects_child=False) | ~Q(child_interest=""),
            ),
            models.CheckConstraint(
                name="the_person_is_heard_or_it_says_why_not",
                condition=~MADE
                | (
                    Q(heard_at__isnull=False, heard_at__lte=F("decided_at"))
                    & (~Q(heard_said="") | ~Q(not_heard_why=""))
                ),
            ),
            models.CheckConstraint(
                name="a_decision_says_who_decided_what_when",
                condition=Q(
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                    decided_level="",
                    state__in=[S.DRAFT, S.HEARD, S.LAPSED],
                )
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, outcome__in=DecisionOutcome.values)
                    & ~Q(decided_level="")
                    & ~Q(state__in=[S.DRAFT, S.HEARD])
                ),
            ),
            models.CheckConstraint(name="a_decision_is_made_at_its_level", condition=high_enough()),
            models.CheckConstraint(
                name="another_decides_than_prepared_it",
                condition=Q(needs_two=False)
                | Q(decided_by__isnull=True)
                | (
                    (Q(drafted_by__isnull=True) | ~Q(decided_by=F("drafted_by")))
                    & (Q(heard_by__isnull=True) | ~Q(decided_by=F("heard_by")))
                ),
            ),
            models.CheckConstraint(
                name="an_oral_decision_is_written_down_after_it",
                condition=~MADE | Q(written_at__isnull=False, written_at__gte=F("decided_at")),
            ),
            models.CheckConstraint(
                name="a_decision_is_known_to_the_person_after_it_is_made",
                condition=Q(notified_at__isnull=True) & ~Q(state__in=TOLD)
                | Q(notified_at__isnull=False, notified_at__gte=F("decided_at"), notified_how__in=NoticeHow.values),
            ),
            models.CheckConstraint(
                name="the_appeal_deadline_follows_the_notice",
                condition=Q(notified_at__isnull=True, appeal_due_at__isnull=True)
                | Q(notified_at__isnull=False, appeal_rule__isnull=True, appeal_due_at__isnull=True)
                | Q(
                    notified_at__isnull=False,
                    appeal_rule__isnull=False,
                    appeal_due_at__isnull=False,
                    appeal_due_at__gt=F("notified_at"),
                ),
            ),
            models.CheckConstraint(
                name="a_decision_is_not_carried_out_before_its_notice",
                condition=Q(executed_at__isnull=True)
                | Q(notice_first=False, decided_at__isnull=False)
                | Q(notified_at__isnull=False, executed_at__gte=F("notified_at")),
            ),
            models.CheckConstraint(
                name="a_suspended_decision_waits_until_it_is_final",
                condition=Q(executed_at__isnull=True)
                | (Q(is_suspensive=False) & ~Q(suspension=Suspension.WAITS))
                | Q(suspension=Suspension.GOES_ON)
                | Q(final_at__isnull=False, executed_at__gte=F("final_at")),
            ),
            models.CheckConstraint(
                name="whether_it_waits_is_said_by_somebody_with_reasons",
                condition=Q(suspension="", suspended_why="", suspended_at__isnull=True, suspended_by__isnull=True)
                | (
                    Q(suspension__in=Suspension.values, suspended_at__isnull=False, suspended_by__isnull=False)
                    & ~Q(suspended_why="")
                ),
            ),
            models.CheckConstraint(
                name="what_is_withheld_says_why",
                condition=Q(withheld="", withheld_what="") | (Q(withheld__in=Withheld.values) & ~Q(withheld_what="")),
            ),
            models.CheckConstraint(
                name="a_lapsed_decision_says_why",
                condition=Q(lapsed_at__isnull=True, lapsed_why="") & ~Q(state=S.LAPSED)
                | Q(state=S.LAPSED, lapsed_at__isnull=False) & ~Q(lapsed_why=""),
            ),
            models.CheckConstraint(
                name="a_decision_that_is_carried_out_says_when",
                condition=~Q(state=S.EXECUTED) | Q(executed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["stay", "-drafted_at"], name="decision_of_stay"),
            models.Index(
                fields=["prison", "state"], name="decision_waiting", condition=~Q(state__in=[S.EXECUTED, S.LAPSED])
            ),
            models.Index(fields=["appeal_due_at"], name="decision_appealable", condition=Q(state=S.NOTIFIED)),
            models.Index(fields=["prison", "decided_at"], name="decision_made", condition=Q(decided_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.stay_id}"

    @property
    def conditions_in_force(self) -> str:
        """Its own, or those that the level above changed them to."""
        changed = DecisionAppeal.objects.filter(decision=self.pk, outcome=AppealOutcome.CHANGED).order_by("pk").first()
        return (changed.changed_conditions or self.conditions) if changed else self.conditions


class DecisionStep(models.Model):
    """One step of a decision along ``rules.decisions.TABLE``; only added, each act once but for ``AGAIN``."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12, choices=DecisionAct)
    from_state = models.CharField(max_length=10, choices=DecisionState)
    to_state = models.CharField(max_length=10, choices=DecisionState)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    note = models.CharField(max_length=500, blank=True, db_default="", help_text="Why, where the step asks for it")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_step_of_a_decision_is_in_the_table", condition=in_the_table()),
            models.UniqueConstraint(
                fields=["decision", "act"], name="a_decision_takes_each_step_once", condition=~Q(act__in=AGAIN)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.decision_id}"


class DecisionAppeal(models.Model):
    """What the person appealed, who passed it on, and what the level above answered."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    text = models.CharField(max_length=4000, blank=True, help_text="In the person's own words; may be empty")
    lodged_at = models.DateTimeField()
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    representative = models.CharField(
        max_length=120, blank=True, db_default="", help_text="Who appealed for the person (fullmektig)"
    )
    representative_is = models.CharField(max_length=10, choices=Representative, blank=True, db_default="")
    is_late = models.BooleanField(default=False, db_default=False, help_text="Came after the deadline")
    late_why = models.CharField(
        max_length=1000, blank=True, db_default="", help_text="Why it comes late, as the person says it"
    )
    late_answer = models.CharField(max_length=8, choices=LateAnswer, blank=True, db_default="")
    late_reasons = models.CharField(max_length=2000, blank=True, db_default="")
    late_at = models.DateTimeField(null=True, blank=True)
    late_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    level = models.CharField(max_length=11, choices=DecisionLevel, help_text="Who decides the appeal")
    remarks = models.CharField(max_length=2000, blank=True, help_text="The prison's remarks when it forwards it")
    forwarded_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=AppealOutcome, blank=True)
    changed_outcome = models.CharField(max_length=12, choices=DecisionOutcome, blank=True, db_default="")
    changed_conditions = models.CharField(max_length=2000, blank=True, db_default="")
    reasons = models.CharField(max_length=4000, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="an_appeal_goes_its_way_in_order",
                condition=(Q(forwarded_at__isnull=True) | Q(forwarded_at__gte=F("lodged_at")))
                & (Q(settled_at__isnull=True) | Q(forwarded_at__isnull=False, settled_at__gte=F("forwarded_at")))
                & (
                    Q(told_at__isnull=True)
                    | Q(settled_at__isnull=False, told_at__gte=F("settled_at"))
                    | Q(late_answer=LateAnswer.REJECTED, told_at__gte=F("late_at"))
                ),
            ),
            models.CheckConstraint(
                name="no_inmate_or_staff_appeals_for_another",
                condition=Q(representative="", representative_is="")
                | (
                    Q(representative_is__in=[one for one in Representative.values if one != Representative.BARRED])
                    & ~Q(representative="")
                ),
            ),
            models.CheckConstraint(
                name="a_late_appeal_says_why_and_is_taken_up_before_it_goes_on",
                condition=Q(is_late=False, late_why="", late_answer="")
                | (Q(is_late=True, forwarded_at__isnull=True) & ~Q(late_why=""))
                | (Q(is_late=True, late_answer=LateAnswer.ALLOWED) & ~Q(late_why="")),
            ),
            models.CheckConstraint(
                name="the_answer_to_a_late_appeal_has_reasons",
                condition=Q(late_answer="", late_reasons="", late_at__isnull=True, late_by__isnull=True)
                | (
                    Q(late_answer__in=LateAnswer.values, late_at__isnull=False, late_by__isnull=False)
                    & ~Q(late_reasons="")
                ),
            ),
            models.CheckConstraint(
                name="a_changed_decision_says_what_it_is_changed_to",
                condition=(Q(changed_outcome="", changed_conditions="") & ~Q(outcome=AppealOutcome.CHANGED))
                | Q(outcome=AppealOutcome.CHANGED, changed_outcome__in=DecisionOutcome.values),
            ),
            models.CheckConstraint(
                name="a_settled_appeal_says_its_outcome_and_reasons",
                condition=Q(settled_at__isnull=True, outcome="")
                | (
                    Q(settled_at__isnull=False, settled_by__isnull=False, outcome__in=AppealOutcome.values)
                    & ~Q(reasons="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"appeal of {self.decision_id}"
