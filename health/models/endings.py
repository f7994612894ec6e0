"""That somebody's access ends: proposed by one clinician, decided by another. Both stand.

Only ``health.propose_end`` and ``health.decide_end`` write them (health/sql/after_migrate_wall_who.sql).
"""

from django.conf import settings
from django.db import models

from health.models.base import ClinicalModel, table
from health.models.staff import Clinician


class EndProposal(ClinicalModel):
    """That ``clinician`` shall be one no longer, anywhere."""

    clinician = models.ForeignKey(Clinician, models.DO_NOTHING, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("end_proposal")

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class EndDecision(ClinicalModel):
    """What another clinician answered."""

    proposal = models.OneToOneField(EndProposal, models.DO_NOTHING, related_name="decision")
    approved = models.BooleanField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    decided_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("end_decision")

    def __str__(self) -> str:
        return f"decision on proposal {self.proposal_id}"
