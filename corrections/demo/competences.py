"""What the staff of Fjordvik have learnt: most of it in good time, one that runs out soon, one that has run out."""

from datetime import timedelta

from corrections.choices import CompetenceKind, Role
from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import Competence, Posting, Prison, User
from corrections.periods import between, since
from corrections.rules import competence_ends
from corrections.services.competences import watch

OFFICERS = (Role.OFFICER, Role.CONTACT_OFFICER, Role.DUTY_MANAGER)
LEARNT = (
    CompetenceKind.FORCE_REFRESHER,
    CompetenceKind.FIRST_AID,
    CompetenceKind.FIRE,
    CompetenceKind.DRIVING_ESCORT,
)
RUNS_OUT_IN = {  # days from now
    ("vik", CompetenceKind.FORCE_REFRESHER): 19,
    ("lunde", CompetenceKind.FIRST_AID): 44,
    ("berge", CompetenceKind.DRIVING_ESCORT): -12,
}


def teach(stage: Stage) -> None:
    prison = Prison.objects.get(slug=SLUG)
    leader = User.objects.get(username="fjeldstad")
    posted = Posting.objects.filter(prison=prison, role__in=OFFICERS).values("user")
    officers = list(User.objects.filter(pk__in=posted).order_by("pk"))
    rows = [learnt(stage, user, kind, leader) for user in officers for kind in LEARNT]
    mappers = [user for user in officers if user.username in ("nesheim", "odegard", "kowalska")]
    rows += [learnt(stage, user, CompetenceKind.NEEDS_MAPPING, leader) for user in mappers]
    for row in copy(rows):
        watch(row, prison, stage.at)


def learnt(stage: Stage, user: User, kind: CompetenceKind, by: User) -> Competence:
    dice = stage.dice("competence", user.username, kind)
    days_ago = dice.randrange(20, 250)
    start = stage.clock(days_ago, "00:00")
    end = competence_ends(kind, start)
    left = RUNS_OUT_IN.get((user.username, kind))
    if left is not None:
        end = stage.clock(-left, "00:00")
        start = end - timedelta(days=365)
    return Competence(
        user=user,
        kind=kind,
        during=between(start, end) if end else since(start),
        evidence=f"KRUS {start:%y}/{dice.randrange(100, 999)}",
        granted_at=start + timedelta(hours=14),
        granted_by=by,
    )
