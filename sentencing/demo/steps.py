"""What was said of the steps that are open: most are put off until a day, a few still wait to be looked at."""

from datetime import timedelta
from random import Random

from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import User
from sentencing.choices import StepOutcome
from sentencing.models import StepReview
from sentencing.rules.stairs import Rung
from sentencing.selectors import stairs as selector
from sentencing.selectors.stairs import Case
from sentencing.services import stairs

NOT_LOOKED_AT = 0.06  # of a hundred that are open, so many are late
REASONS = {
    "LEAVE": (
        "Venter på samtykke fra den som skal ta imot.",
        "Brudd i oktober. Ser på det igjen etter to rolige måneder.",
    ),
    "DAY_RELEASE": ("Fullfører fagprøven her inne først.", "Ingen tiltaksplass ennå. NAV leter."),
    "LOWER": ("Ønsker å bli her til kurset er ferdig.", "Venter på plass. Søkt sammen med den innsatte."),
    "TRANSITION": ("Ingen ledig plass før sommeren.", "Vil heller søke elektronisk kontroll."),
    "OUTSIDE": ("Bolig mangler. Kommunen har fått søknaden.", "Ikke aktuelt nå, sagt av den innsatte."),
    "MONITORING": ("Den som bor der, har ikke samtykket ennå.", "Trenger arbeid eller skole først."),
    "INSTITUTION": ("Går på behandling her. Ruskonsulenten vurderer.", "Ikke behov nå, sagt av den innsatte."),
    "PROBATION": ("Venter på svar fra friomsorgen.", "Bolig mangler. Kommunen har fått søknaden."),
}


def seed(stage: Stage) -> None:
    clerk = User.objects.get(username="brekke")
    parameters = selector.parameters_on(selector.STAIRS, stage.at)
    cases = [case for case in selector.gather(at=stage.at) if case.dates is not None and case.planned is None]
    said: list[StepReview] = []
    for case in cases:
        dice = stage.dice("steps", case.number)
        rungs = [rung for rung in selector.rungs_of(case, parameters) if rung.state == "open"]
        if dice.random() >= NOT_LOOKED_AT:
            said += [put_off(stage, case, rung, clerk, dice) for rung in rungs]
    copy(said)
    stairs.call(stay_ids=None, by=None, at=stage.at)


def put_off(stage: Stage, case: Case, rung: Rung, clerk: User, dice: Random) -> StepReview:
    """Looked at since the step opened, within the last two months; the next look is some weeks or months ahead."""
    opened = (stage.today - rung.on).days if rung.on else 1
    days = max(1, min(opened, dice.randrange(3, 60)))
    return StepReview(
        stay_id=case.stay_id,
        step=rung.step,
        outcome=StepOutcome.NOT_NOW,
        reason=dice.choice(REASONS[rung.step]),
        look_again_on=stage.today + timedelta(days=dice.randrange(9, 200)),
        reviewed_at=stage.clock(days, "13:10"),
        reviewed_by=clerk,
    )
