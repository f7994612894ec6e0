"""The clinicians of the demo, proposed and approved as the first ones of any prison are, by the migrator: a nurse who
leads, a nurse, a physician, and a nurse of another prison."""

from dataclasses import dataclass

from corrections.demo.stage import Stage
from corrections.models import Prison, User
from health.choices import Profession
from health.context import clinical_context
from health.models import Clinician
from health.services import clinicians

PROPOSED_BY, APPROVED_BY = "fjeldstad", "sandvik"


@dataclass(frozen=True)
class Treats:
    username: str
    hpr_number: str
    slug: str = "fjordvik"
    profession: Profession = Profession.NURSE
    leads: bool = False


CLINICIANS = (
    Treats("berg", "9012345", leads=True),
    Treats("holm", "9012346"),
    Treats("elvestad", "9012347", profession=Profession.PHYSICIAN),
    Treats("solheim", "9012348", slug="nordlia"),
)


def seed(stage: Stage) -> None:
    proposer, approver = (User.objects.get(username=name) for name in (PROPOSED_BY, APPROVED_BY))
    for each in CLINICIANS:
        user, where = User.objects.get(username=each.username), list(Prison.objects.filter(slug=each.slug))
        with clinical_context(proposer.pk):
            clinicians.propose_clinician(
                user=user,
                hpr_number=each.hpr_number,
                prisons=where,
                leads=where if each.leads else (),
                profession=each.profession,
                by=proposer,
                at=stage.clock(300, "10:00"),
            )
        with clinical_context(approver.pk):
            clinicians.approve_clinician(
                clinician=Clinician.objects.get(user=user), by=approver, at=stage.clock(299, "10:00")
            )
