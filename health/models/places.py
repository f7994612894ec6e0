"""That a clinician treats the patients of one prison more: proposed by one clinician there, decided by another.

Only ``health.propose_place`` and ``health.decide_place`` write them (health/sql/after_migrate_wall_who_places.sql).
"""

from django.conf import settings
from django.db import models

from corrections.models import Prison
from health.models.base import ClinicalModel, table
from health.models.staff import Clinician


class PlaceProposal(ClinicalModel):
    """That ``clinician``, who treats patients elsewhere, shall treat those of ``prison`` too."""

    clinician = models.ForeignKey(Clinician, models.DO_NOTHING, related_name="+")
    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("place_proposal")

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class PlaceDecision(ClinicalModel):
    """What another clinician answered. PostgreSQL refuses the answer of who proposed, and of who it is about."""

    proposal = models.OneToOneField(PlaceProposal, models.DO_NOTHING, related_name="decision")
    approved = models.BooleanField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    decided_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("place_decision")

    def __str__(self) -> str:
        return f"decision on proposal {self.proposal_id}"
