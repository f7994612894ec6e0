"""What the people of B2 brought with them, and who leaves: one today, prepared and waiting for the second officer."""

from datetime import timedelta
from random import Random

from corrections.demo.stage import OSLO, Stage
from corrections.models import User
from inmates.choices import HandlingDirection, PropertyCategory, ReleaseKind, ReleaseStep, SignatureKind
from inmates.demo.cast import GOES_TODAY, GOES_TOMORROW
from inmates.models import Placement, Release, Stay
from inmates.services import property as keeping
from inmates.services import releasing

THINGS = (
    (PropertyCategory.CLOTHES, "Vinterjakke, mørk blå", "Slitt på venstre erme"),
    (PropertyCategory.CLOTHES, "Sko, svarte, str. 43", ""),
    (PropertyCategory.ELECTRONICS, "Mobiltelefon, svart, avslått", "Sprekk i skjermen"),
    (PropertyCategory.BAGS, "Lommebok, brunt skinn", ""),
    (PropertyCategory.PAPERS, "Bankkort", ""),
    (PropertyCategory.KEYS, "Nøkkelknippe, fire nøkler", ""),
    (PropertyCategory.VALUABLES, "Armbåndsur, stål", "Riper i glasset"),
)
DECISION = "26/10412-7"


def seed(stage: Stage) -> None:
    officer, second = (User.objects.get(username=name) for name in ("lunde", "nesheim"))
    placed = Placement.objects.current().filter(bed__cell__unit__code="B2", bed__cell__unit__prison__slug="fjordvik")
    for placement in placed.select_related("stay__person").order_by("pk"):
        bring(stage, placement.stay, officer, second)
    for stay in leaving(GOES_TOMORROW):
        plan(stage, stay, days=1)
    for stay in leaving(GOES_TODAY):
        let_go(stage, stay, officer, second)


def leaving(name: str) -> list[Stay]:
    on_b2 = Stay.objects.current().filter(placements__during__endswith__isnull=True)
    return list(on_b2.filter(placements__bed__cell__unit__code="B2", person__family_name=name).order_by("pk"))


def bring(stage: Stage, stay: Stay, officer: User, second: User) -> None:
    """A bag, and for most some money, signed for the day they came."""
    dice: Random = stage.dice("property", stay.person.number)
    at = stay.during.lower + timedelta(minutes=40)
    if at >= stage.at:
        return
    bag, seal = f"Pose {dice.randrange(100, 900)}", f"S-{dice.randrange(10_000, 99_999)}"
    for category, description, condition in dice.sample(THINGS, dice.randrange(2, 6)):
        keeping.receive_item(
            stay=stay,
            category=category,
            description=description,
            condition=condition,
            container=bag,
            seal=seal,
            by=officer,
            at=at,
        )
    if dice.random() < 0.7:
        amount = dice.randrange(5, 240) * 1_000
        keeping.receive_money(stay=stay, amount=amount, by=officer, witnessed_by=second, at=at)
    name = f"{stay.person.given_name} {stay.person.family_name}"
    keeping.sign(
        stay=stay,
        direction=HandlingDirection.RECEIVED,
        signature=SignatureKind.NAME,
        signed_name=name,
        by=officer,
        at=at,
    )


def plan(stage: Stage, stay: Stay, *, days: int = 0) -> Release:
    by = User.objects.get(username="brekke")
    at = stage.planned("15:30").astimezone(OSLO)
    if at.date() > stage.today:  # late in the evening the story runs past midnight; who leaves today leaves today
        at = max(stage.at.astimezone(OSLO), at.replace(hour=0, minute=0) - timedelta(minutes=1))
    at += timedelta(days=days)
    return releasing.plan(
        stay=stay, kind=ReleaseKind.PROBATION_RELEASE, planned_at=at, decision=DECISION, by=by, at=stage.at
    )


def let_go(stage: Stage, stay: Stay, officer: User, second: User) -> None:
    """Everything is handed out and signed for, the first officer has said so; the second has not been there yet."""
    release = plan(stage, stay)
    keeping.hand_out_all(stay=stay, by=officer, witnessed_by=second, at=stage.at)
    keeping.sign(
        stay=stay,
        direction=HandlingDirection.HANDED_OUT,
        signature=SignatureKind.NAME,
        signed_name=f"{stay.person.given_name} {stay.person.family_name}",
        by=officer,
        at=stage.at,
    )
    for step in (ReleaseStep.IDENTITY, ReleaseStep.PAPERS, ReleaseStep.CLOTHES, ReleaseStep.HEALTH_TOLD):
        releasing.mark(release=release, step=step, is_done=True, by=officer, at=stage.at)
    releasing.prepare(release=release, by=officer, at=stage.at)
