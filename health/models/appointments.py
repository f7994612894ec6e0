"""What patients ask for, and what they wait for: a request, an appointment, and each time that was given for it.

A request is answered once, an appointment closed once, and a time gets one outcome. PostgreSQL lets nothing else of
them change (health/sql/after_migrate_requests.sql). A time not kept leaves the appointment waiting, from the day
it was first asked for.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from corrections.models import RuleVersion
from corrections.periods import During, begins_and_is_not_empty
from health.choices import (
    PRISONS_REASONS,
    AskedThrough,
    ClosedAs,
    NotKept,
    RequestOutcome,
    Service,
    TimeOutcome,
    Urgency,
)
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Commitment

USER = settings.AUTH_USER_MODEL


class PatientRequest(SealedModel):
    """What a patient asked for. Only health staff write it: a slip comes sealed. Its number stands on the receipt."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="requests")
    through = models.CharField(max_length=8, choices=AskedThrough)
    urgency = models.CharField(max_length=8, choices=Urgency)
    text = EncryptedTextField(max_length=4000)
    asked_at = models.DateTimeField(help_text="When the patient asked")
    received_at = models.DateTimeField(help_text="When the clinic had it: the clock starts")
    received_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    rule = models.ForeignKey(RuleVersion, models.DO_NOTHING, related_name="+")
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=RequestOutcome, blank=True)
    answer = EncryptedTextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("patient_request")
        constraints = [
            models.CheckConstraint(name="a_request_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_request_is_of_a_known_kind",
                condition=Q(through__in=AskedThrough.values, urgency__in=Urgency.values),
            ),
            models.CheckConstraint(
                name="a_request_is_received_when_it_was_asked", condition=Q(received_at__gte=F("asked_at"))
            ),
            models.CheckConstraint(name="a_request_is_due_later", condition=Q(due_at__gt=F("received_at"))),
            models.CheckConstraint(
                name="an_answer_says_what_who_and_when",
                condition=Q(outcome="", answer="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(outcome__in=RequestOutcome.values, answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-received_at"], name="request_patient"),
            models.Index(fields=["patient"], name="request_open", condition=Q(answered_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Appointment(SealedModel):
    """A patient waits for a part of the clinic, from ``requested_at`` until ``closed_at``."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="appointments")
    service = models.CharField(max_length=12, choices=Service)
    urgency = models.CharField(max_length=8, choices=Urgency)
    reason = EncryptedTextField(max_length=500, help_text="Stays in the record: the officers see time and place alone")
    request = models.ForeignKey(PatientRequest, models.DO_NOTHING, related_name="appointments", null=True)
    requested_at = models.DateTimeField(help_text="Waiting is counted from here")
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()
    closed_as = models.CharField(max_length=10, choices=ClosedAs, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("appointment")
        constraints = [
            models.CheckConstraint(
                name="an_appointment_is_of_a_known_kind",
                condition=Q(service__in=Service.values, urgency__in=Urgency.values),
            ),
            models.CheckConstraint(name="an_appointment_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="waiting_begins_before_it_is_written", condition=Q(requested_at__lte=F("at"))),
            models.CheckConstraint(
                name="an_appointment_closed_says_who_when_and_why",
                condition=Q(closed_as="", closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_as__in=ClosedAs.values, closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.UniqueConstraint(name="a_request_becomes_one_appointment", fields=["request"]),
        ]
        indexes = [
            models.Index(fields=["patient"], name="appointment_open", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"


class AppointmentTime(SealedModel):
    """One time that was given. ``slot`` is what the officers see of it: when and where, never why."""

    appointment = models.ForeignKey(Appointment, models.DO_NOTHING, related_name="times")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    slot = models.OneToOneField(Commitment, models.DO_NOTHING, related_name="+")
    clinician = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True, help_text="With whom")
    during = During()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=TimeOutcome, blank=True)
    why_not = models.CharField(max_length=10, choices=NotKept, blank=True)
    comment = EncryptedTextField(max_length=300, blank=True)
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("appointment_time")
        constraints = [
            begins_and_is_not_empty("a_time_has_a_beginning"),
            models.CheckConstraint(name="a_time_has_an_end", condition=Q(during__endswith__isnull=False)),
            models.UniqueConstraint(
                name="an_appointment_has_one_time_at_once", fields=["appointment"], condition=Q(outcome="")
            ),
            ExclusionConstraint(
                name="a_clinician_sees_one_patient_at_a_time",
                expressions=[("clinician", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(outcome="", clinician__isnull=False),
            ),
            models.CheckConstraint(
                name="what_became_of_a_time_says_who_and_when",
                condition=Q(outcome="", outcome_at__isnull=True, outcome_by__isnull=True)
                | Q(outcome__in=TimeOutcome.values, outcome_at__isnull=False, outcome_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_time_is_kept_or_not_when_it_has_come",
                condition=Q(outcome__in=["", TimeOutcome.CANCELLED]) | Q(outcome_at__gte=F("during__startswith")),
            ),
            models.CheckConstraint(
                name="a_time_not_kept_says_why",
                condition=Q(outcome=TimeOutcome.NOT_KEPT, why_not__in=NotKept.values)
                | ~Q(outcome=TimeOutcome.NOT_KEPT) & Q(why_not=""),
            ),
        ]

    def __str__(self) -> str:
        return f"time {self.pk}"

    @property
    def is_the_prisons(self) -> bool:
        """Whether it was the prison that did not bring the patient."""
        return self.why_not in PRISONS_REASONS
