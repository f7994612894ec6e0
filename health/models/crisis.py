"""The risk of suicide, the plan against it, and the daily visit to who is isolated.

Signed by being written; what comes after follows what was. PostgreSQL sets when a level is reviewed, from the rule, and
which day a visit belongs to (health/sql/after_migrate_watch.sql).
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from health import questions
from health.choices import CLOSE_WATCH, Answer, CareKind, Occasion, RiskLevel, VisitOutcome, WatchLevel
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel, Unreadable
from inmates.models import Stay

USER = settings.AUTH_USER_MODEL


@dataclass(frozen=True, slots=True)
class Asked:
    name: str
    label: str
    answer: str
    what: str

    @property
    def answer_label(self) -> str:
        return str(Answer(self.answer).label)


class RiskAssessment(SealedModel):
    """One structured conversation. The one that nothing follows stands; of its stay, and of no other."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="risk_assessments")
    stay = models.ForeignKey(Stay, models.DO_NOTHING, related_name="+")
    occasion = models.CharField(max_length=12, choices=Occasion)
    questions = models.CharField(max_length=12, help_text="Which set of questions (health.questions)")
    answers = models.JSONField(help_text="By question: the answer")
    said = EncryptedTextField(blank=True, help_text="By question: what was said, as JSON")
    level = models.CharField(max_length=8, choices=RiskLevel)
    judgement = EncryptedTextField(max_length=4000, help_text="Why this level, in the words of the examiner")
    watch = models.CharField(max_length=8, choices=WatchLevel)
    review_due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    follows = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("risk_assessment")
        constraints = [
            models.UniqueConstraint(
                name="a_stay_has_one_first_risk_assessment", fields=["stay"], condition=Q(follows__isnull=True)
            ),
            models.UniqueConstraint(name="a_risk_assessment_is_followed_once", fields=["follows"]),
            models.CheckConstraint(
                name="a_risk_assessment_has_known_words",
                condition=Q(level__in=RiskLevel.values, watch__in=WatchLevel.values, occasion__in=Occasion.values),
            ),
            models.CheckConstraint(name="a_risk_assessment_says_why", condition=~Q(judgement="")),
            models.CheckConstraint(
                name="a_raised_risk_is_reviewed",
                condition=Q(level=RiskLevel.NONE, review_due_at__isnull=True)
                | ~Q(level=RiskLevel.NONE) & Q(review_due_at__isnull=False, review_due_at__gt=F("at")),
            ),
            models.CheckConstraint(
                name="observation_belongs_to_a_raised_risk",
                condition=~Q(level=RiskLevel.NONE) | Q(watch=WatchLevel.NONE),
            ),
            models.CheckConstraint(
                name="an_acute_risk_is_watched_closely",
                condition=~Q(level=RiskLevel.ACUTE) | Q(watch__in=CLOSE_WATCH),
            ),
        ]
        indexes = [models.Index(fields=["patient", "-at"], name="risk_assessment_patient")]

    def __str__(self) -> str:
        return f"risk assessment {self.pk}"

    @property
    def asked(self) -> list[Asked]:
        """Question by question, in the order in which they are asked."""
        text = self.said
        lost = text if isinstance(text, Unreadable) else ""
        said = {} if lost else json.loads(text or "{}")
        return [
            Asked(name, str(label), self.answers[name], lost or said.get(name, ""))
            for name, label in questions.SETS[self.questions].items()
        ]


class CrisisPlan(SealedModel):
    """What is done, until when and by whom. A plan without measures ends the one that it follows."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="crisis_plans")
    stay = models.ForeignKey(Stay, models.DO_NOTHING, related_name="+")
    signs = EncryptedTextField(max_length=500, help_text="Signs that it is getting worse, in the patient's own words")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    follows = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("crisis_plan")
        constraints = [
            models.UniqueConstraint(
                name="a_stay_has_one_first_crisis_plan", fields=["stay"], condition=Q(follows__isnull=True)
            ),
            models.UniqueConstraint(name="a_crisis_plan_is_followed_once", fields=["follows"]),
            models.CheckConstraint(name="a_crisis_plan_says_what_to_look_for", condition=~Q(signs="")),
        ]

    def __str__(self) -> str:
        return f"crisis plan {self.pk}"


class PlanMeasure(SealedModel):
    plan = models.ForeignKey(CrisisPlan, models.DO_NOTHING, related_name="measures")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    position = models.SmallIntegerField()
    what = EncryptedTextField(max_length=300)
    who = models.CharField(max_length=120)
    until = models.DateField(null=True, help_text="Empty: until the plan is changed")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("plan_measure")
        constraints = [
            models.UniqueConstraint(name="measures_of_a_plan_are_in_order", fields=["plan", "position"]),
            models.CheckConstraint(name="a_measure_says_what_and_who", condition=~Q(what="") & ~Q(who="")),
        ]

    def __str__(self) -> str:
        return f"measure {self.pk}"


class IsolationVisit(SealedModel):
    """The visit of one calendar day in Oslo to somebody who is isolated, or why there was none."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="isolation_visits")
    stay = models.ForeignKey(Stay, models.DO_NOTHING, related_name="+")
    day = models.DateField()
    outcome = models.CharField(max_length=8, choices=VisitOutcome)
    text = EncryptedTextField(max_length=1000, blank=True, help_text="How the patient is; or why nobody came")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("isolation_visit")
        constraints = [
            models.UniqueConstraint(name="a_visit_counts_once_a_day", fields=["patient", "day", "outcome"]),
            models.CheckConstraint(name="a_visit_has_a_known_outcome", condition=Q(outcome__in=VisitOutcome.values)),
            models.CheckConstraint(
                name="a_visit_that_was_not_made_says_why", condition=Q(outcome=VisitOutcome.SEEN) | ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class CareAlarm(ClinicalModel):
    """A clock ran out. Written by ``health.find_late_care`` alone, once for each step; it stays when it is answered."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="care_alarms")
    kind = models.CharField(max_length=8, choices=CareKind)
    row_id = models.BigIntegerField(help_text="The assessment, the stay or the strike")
    due_at = models.DateTimeField()
    level = models.SmallIntegerField()
    raised_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("care_alarm")
        constraints = [
            models.UniqueConstraint(name="a_care_alarm_is_raised_once", fields=["kind", "row_id", "due_at", "level"]),
            models.CheckConstraint(name="a_care_alarm_is_of_a_known_kind", condition=Q(kind__in=CareKind.values)),
        ]
        indexes = [models.Index(fields=["patient", "-raised_at"], name="care_alarm_patient")]

    def __str__(self) -> str:
        return f"alarm {self.pk}"
