"""A clinician who treats the patients of one prison more. Inside a clinical context of ``by``."""

from datetime import datetime

from django.db import transaction

from corrections.models import Prison, User
from corrections.refusals import explained
from corrections.services import audit
from health.models import Clinician, PlaceProposal
from health.services.clinicians import asked


@explained()
@transaction.atomic
def propose_place(*, clinician: Clinician, prison: Prison, by: User, at: datetime) -> PlaceProposal:
    """``by`` treats the patients there. What the clinician has elsewhere stands as it is, whatever is answered."""
    pk = asked("SELECT health.propose_place(%s, %s, %s)", [clinician.pk, prison.pk, at])
    audit.record_write(by=by, at=at, act="health.propose_place", subject=clinician.user)
    return PlaceProposal.objects.get(pk=pk)


@explained()
@transaction.atomic
def decide_place(*, proposal: PlaceProposal, approved: bool, by: User, at: datetime) -> None:
    """Neither the proposer nor the person approves; who leads the clinic is one of the two."""
    asked("SELECT health.decide_place(%s, %s, %s)", [proposal.pk, approved, at])
    act = "health.approve_place" if approved else "health.turn_down_place"
    audit.record_write(by=by, at=at, act=act, subject=proposal.clinician.user)
