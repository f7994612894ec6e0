"""Who leads a clinic: proposed by one clinician, decided by another. Both stand; a change of mind is another proposal.

Only ``health.propose_lead`` and ``health.decide_lead`` write them (health/sql/after_migrate_wall_told.sql).
"""

from django.conf import settings
from django.db import models

from corrections.models import Prison
from health.models.base import ClinicalModel, table
from health.models.staff import Clinician


class LeadProposal(ClinicalModel):
    """That ``clinician`` shall lead the clinic of ``prison``, or no longer lead it."""

    clinician = models.ForeignKey(Clinician, models.DO_NOTHING, related_name="+")
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+")
    leads = models.BooleanField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("lead_proposal")

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class LeadDecision(ClinicalModel):
    """What another clinician answered. PostgreSQL refuses the answer of who proposed, and of who it is about."""

    proposal = models.OneToOneField(LeadProposal, models.DO_NOTHING, related_name="decision")
    approved = models.BooleanField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    decided_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("lead_decision")

    def __str__(self) -> str:
        return f"decision on proposal {self.proposal_id}"
