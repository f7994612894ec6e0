"""The clinicians of the demo: two, proposed and approved as the first ones of any prison are, by the migrator."""

from corrections.demo.stage import Stage
from corrections.models import Prison, User
from corrections.registries import DemoChapter, demo_chapters
from health.context import clinical_context
from health.models import Clinician
from health.services import clinicians

NUMBERS = {"berg": "9012345", "holm": "9012346"}
PROPOSED_BY, APPROVED_BY = "fjeldstad", "sandvik"


def seed(stage: Stage) -> None:
    users = {user.username: user for user in User.objects.filter(username__in=[*NUMBERS, PROPOSED_BY, APPROVED_BY])}
    prison = Prison.objects.get(slug="fjordvik")
    proposer, approver = users[PROPOSED_BY], users[APPROVED_BY]
    for username, number in NUMBERS.items():
        with clinical_context(proposer.pk):
            clinicians.propose_clinician(
                user=users[username],
                hpr_number=number,
                prisons=[prison],
                by=proposer,
                at=stage.clock(300, "10:00"),
            )
        with clinical_context(approver.pk):
            clinicians.approve_clinician(
                clinician=Clinician.objects.get(user=users[username]), by=approver, at=stage.clock(299, "10:00")
            )


demo_chapters.register("health", DemoChapter(seed=seed), order=70)
