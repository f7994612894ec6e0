"""Who is a clinician. It is decided here and nowhere else: no group, flag, role or leader of the prison opens anything.

A clinician is proposed by one member of staff and approved by another. Ending is for ever; who returns is proposed
anew.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from corrections.models import Prison
from health.choices import Profession
from health.models.base import ClinicalHistoricalRecords, ClinicalModel, table


class Clinician(ClinicalModel):
    """``user`` may act as health staff from ``approved_at`` until ``ended_at``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    profession = models.CharField(
        max_length=10, choices=Profession, default=Profession.NURSE, db_default=Profession.NURSE.value
    )
    hpr_number = models.CharField(max_length=9, help_text="Number in the register of health personnel (HPR)")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", null=True)
    history = ClinicalHistoricalRecords()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("clinician")
        constraints = [
            models.UniqueConstraint(
                name="one_open_clinician_row_per_person", fields=["user"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="nobody_proposes_themselves", condition=~Q(proposed_by=F("user"))),
            models.CheckConstraint(
                name="another_than_the_proposer_approves",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("user")),
            ),
            models.CheckConstraint(
                name="an_approval_has_a_time_and_a_name",
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_ending_has_a_time_and_a_name",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_clinician_has_a_known_profession", condition=Q(profession__in=Profession.values)
            ),
            models.CheckConstraint(name="an_hpr_number_is_digits", condition=Q(hpr_number__regex=r"^[0-9]{5,9}$")),
        ]

    def __str__(self) -> str:
        return f"clinician {self.user_id}"


class ClinicianPrison(ClinicalModel):
    """A prison whose patients the clinician treats."""

    clinician = models.ForeignKey(Clinician, models.DO_NOTHING, related_name="prisons")
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+")
    leads = models.BooleanField(
        default=False, db_default=False, help_text="Leads the clinic there: reviews looks, is called to reviews"
    )

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("clinician_prison")
        constraints = [models.UniqueConstraint(name="a_prison_once_for_each_clinician", fields=["clinician", "prison"])]

    def __str__(self) -> str:
        return f"{self.clinician_id} at {self.prison_id}"


class SecondFactor(ClinicalModel):
    """The clinician's authenticator app: out of reach of whoever runs the prison's accounts.

    ``secret`` is encrypted with a key of the clinical process; ``last_step`` is the time step of the last code taken,
    so that no code is taken twice.
    """

    clinician = models.OneToOneField(Clinician, models.DO_NOTHING, primary_key=True, related_name="second_factor")
    secret = models.BinaryField()
    enrolled_at = models.DateTimeField()
    last_step = models.BigIntegerField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("second_factor")

    def __str__(self) -> str:
        return f"second factor of {self.clinician_id}"
