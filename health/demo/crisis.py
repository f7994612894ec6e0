"""Three people of unit B1: two at risk of suicide, and one who takes no food. Nobody here is real."""

from datetime import timedelta
from decimal import Decimal

from corrections.demo.stage import Stage
from corrections.models import User
from health import questions
from health.choices import Answer, Occasion, RiskLevel, StrikeKind, WatchLevel
from health.context import clinical_context
from health.models import Patient, RiskAssessment
from health.services import crisis, food
from health.services.crisis import Assessed, Measure
from health.services.food import Examined
from inmates.models import Placement

NURSE, PRISON, UNIT = "berg", "fjordvik", "B1-"
NO = dict.fromkeys(questions.SETS[questions.NOW], (Answer.NO, ""))
RAISED = Assessed(
    Occasion.RECEPTION,
    NO | {"wish": (Answer.YES, "«Noen ganger håper jeg at jeg ikke våkner.»"), "holds": (Answer.YES, "Datteren")},
    RiskLevel.RAISED,
    "Første gang i fengsel. Ønske om å slippe, ingen tanker om hvordan. Samarbeider og vil ha samtale.",
    WatchLevel.EVERY_60,
)
HIGH = Assessed(
    Occasion.COURT,
    NO
    | {
        "wish": (Answer.YES, ""),
        "thoughts": (Answer.YES, "Hver natt siden dommen"),
        "tried": (Answer.YES, "En overdose for fire år siden"),
        "burden": (Answer.YES, "Dom på seks år, samboeren har gjort det slutt"),
        "holds": (Answer.YES, "Broren ringer hver uke"),
    },
    RiskLevel.HIGH,
    "Tanker hver natt etter dommen, tidligere forsøk. Ingen plan nå. Lover å si fra, og vil ha besøk av broren.",
    WatchLevel.EVERY_30,
)
PLAN = (
    ("Samtale med psykiatrisk sykepleier hver dag", "Berg"),
    ("Broren på besøk, søkt om ekstra tid", "Kontaktbetjent"),
)
WEIGHTS = ("83.4", "82.1", "81.5", "80.2")


def seed(stage: Stage) -> None:
    nurse = User.objects.get(username=NURSE)
    with clinical_context(nurse.pk):
        found = residents(stage)
        if len(found) == 3:
            crisis.assess(patient=found[0], what=RAISED, follows=None, by=nurse, at=stage.clock(5, "15:20"))
            assess(found[1], nurse, stage)
            fast(found[2], nurse, stage)


def residents(stage: Stage) -> list[Patient]:
    """Behind the first doors of the unit: of those who have been in custody for three weeks."""
    here = Placement.objects.current().filter(bed__cell__unit__prison__slug=PRISON, bed__cell__code__startswith=UNIT)
    here = here.filter(stay__during__startswith__lt=stage.clock(21, "00:00"))
    people = here.order_by("bed__cell__code", "bed__number").values_list("stay__person", flat=True)[:3]
    patients = {each.person_id: each for each in Patient.objects.filter(person__in=list(people))}
    return [patients[person] for person in people if person in patients]


def assess(patient: Patient, nurse: User, stage: Stage) -> RiskAssessment:
    """After the sentence, last night; the review falls due tonight."""
    made = crisis.assess(patient=patient, what=HIGH, follows=None, by=nurse, at=stage.at - timedelta(hours=19))
    crisis.write_plan(
        patient=patient,
        signs="Legger seg midt på dagen, svarer ikke når noen banker.",
        measures=[Measure(what, who, stage.today + timedelta(days=7)) for what, who in PLAN],
        follows=None,
        by=nurse,
        at=stage.at - timedelta(hours=18),
    )
    return made


def fast(patient: Patient, nurse: User, stage: Stage) -> None:
    """Day 5 today; examined each day until yesterday."""
    strike = food.begin(
        patient=patient,
        kind=StrikeKind.FOOD,
        started_on=stage.today - timedelta(days=4),
        reason="Vil ha svar på søknaden om soningsoverføring.",
        by=nurse,
        at=stage.clock(4, "18:40"),
    )
    food.agree(
        strike=strike,
        arrangements=["OFFER_MEALS", "WATER_IN_CELL", "CALL_IF_WEAK"],
        agreed_with="Dale, vaktleder",
        clinic="Vekt, blodtrykk og samtale hver dag. Lege ved 10 % vekttap eller forvirring.",
        wishes="Vil ikke ha næring gjennom sonde. Tar vitamin og salt.",
        follows=None,
        by=nurse,
        at=stage.clock(3, "10:15"),
    )
    for n, weight in enumerate(WEIGHTS):
        what = Examined("Våken og klar, trøtt.", Decimal(weight), 124 - n, 78, 66 + n, 1800)
        food.examine(strike=strike, what=what, by=nurse, at=stage.clock(4 - n, "19:10"))
