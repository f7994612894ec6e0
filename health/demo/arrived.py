"""Who has come lately: everybody was seen within hours of the reception but the newest, and one came from another
prison with something open. And who is to begin at the clinic. Nobody here is real."""

from datetime import timedelta

from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import Bed, Prison, Unit, User
from corrections.periods import since
from health.choices import Answer, NoteKind, Profession, SuicideRisk
from health.context import clinical_context
from health.demo.treatment import NURSE, PRISON, SECOND
from health.models import Patient, Screening
from health.selectors import care
from health.services import clinicians, handover, journal
from inmates.choices import LegalStatusKind, Sex
from inmates.demo.arriving import birth, draw
from inmates.models import LegalStatus, Person, Placement, Stay
from inmates.services import people, transfers
from inmates.services.transfers import Order

ELSEWHERE, COLLEAGUE, BEGINS, MANAGER = "nordlia", "solheim", "fagerli", "dale"
CAME = ("Aronsen", "Jon Mikkel")
OPEN_AT_LEAST = 3  # who was received last; of those who came before yesterday one was forgotten
DAY, AFTER = timedelta(hours=24), timedelta(hours=3)
SAID = (
    "Våken og orientert. Sover litt dårlig første natt, ellers ingen plager.",
    "Ingen kjente sykdommer. Røyker, ønsker hjelp til å slutte.",
    "Vondt i ryggen etter arbeid. Bruker ikke noe fast.",
    "Rolig. Spurte om tannlege, ellers frisk.",
)
HANDED = (
    "Går i nedtrapping av klonazepam etter plan, siste dose 0,5 mg i går kveld. Time hos psykolog hver uke "
    "fram til i dag: trenger ny time hos dere. Epilepsi i slekten, ingen egne anfall. Ring meg gjerne."
)


def seed(stage: Stage) -> None:
    come(stage)
    screen(stage)
    begin(stage)


# ---- from another prison -----------------------------------------------------------------------------------------
def come(stage: Stage) -> None:
    """Ordered yesterday, handed over by the clinic there, and here since two hours; the cell is not decided."""
    by, nurse = (User.objects.get(username=name) for name in (MANAGER, COLLEAGUE))
    bed = Bed.objects.filter(cell__unit__prison__slug=ELSEWHERE).order_by("cell__unit__position", "pk").first()
    if bed is None:
        return
    stay = held(stage, bed, by)
    to = Unit.objects.filter(prison__slug=PRISON, code="A2").select_related("prison").get()
    order = Order(to.prison, to.security_level, "e", "Avdelingen der skal pusses opp.", stage.today)
    transfer = transfers.order_transfer(stay=stay, order=order, by=by, at=stage.clock(1, "09:40"))
    with clinical_context(nurse.pk):
        patient = Patient.objects.get(person=stay.person_id)
        note = "Kom hit på nedtrapping etter avtale med fastlegen. Sover tre til fire timer."
        journal.write_note(patient=patient, kind=NoteKind.CONSULTATION, text=note, by=nurse, at=stage.clock(9, "10:20"))
        handover.hand_over(patient=patient, text=HANDED, by=nurse, at=stage.clock(1, "13:15"))
    left, came = stage.at - timedelta(hours=4), stage.at - timedelta(hours=2)
    transfers.depart(transfer=transfer, departed_at=left, expected_at=came, by=by, at=left)
    transfers.arrive(transfer=transfer, arrived_at=came, by=by, at=came)


def held(stage: Stage, bed: Bed, by: User) -> Stay:
    start, (family, given) = stage.clock(32, "11:30"), CAME
    person = people.create_person(
        family_name=family,
        given_name=given,
        birth_date=birth(stage, 33),
        sex=Sex.MAN,
        nationality="NOR",
        by=by,
        at=start,
    )
    draw(stage, person, by)
    (stay,) = copy([stay_of(person, bed.cell.unit.prison, by, stage)])
    copy([basis_of(stay, by)])
    copy([Placement(stay=stay, bed=bed, during=since(start), placed_at=start, placed_by=by)])
    return stay


def stay_of(person: Person, prison: Prison, by: User, stage: Stage) -> Stay:
    start = stage.clock(32, "11:30")
    return Stay(person=person, during=since(start), reception_prison=prison, admitted_at=start, admitted_by=by)


def basis_of(stay: Stay, by: User) -> LegalStatus:
    return LegalStatus(
        stay=stay,
        kind=LegalStatusKind.SENTENCED,
        during=stay.during,
        basis="Dom, Nordlia tingrett",
        registered_at=stay.admitted_at,
        registered_by=by,
    )


# ---- the reception screening -------------------------------------------------------------------------------------
def screen(stage: Stage) -> None:
    """All but those of the last day, or the newest few, and the one before them."""
    nurses = [User.objects.get(username=name) for name in (NURSE, SECOND)]
    with clinical_context(nurses[0].pk):
        rows = care.waiting(stage.at)
        fresh = sum(1 for row in rows if row.received_at > stage.at - DAY)
        done = {row.person.pk: row for row in rows[: -max(fresh + 1, OPEN_AT_LEAST)]}
        patients = {each.person_id: each for each in Patient.objects.filter(person__in=done)}
        stays = {each.person_id: each for each in Stay.objects.filter(person__in=done, during__endswith=None)}
        for person, row in done.items():
            dice = stage.dice("screening", row.person.number)
            Screening.objects.create(
                patient=patients[person],
                stay=stays[person],
                health=dice.choice(SAID),
                suicide_risk=SuicideRisk.NONE,
                **dict.fromkeys(("withdrawal", "pregnancy", "infection", "medicines"), Answer.NO),
                by=dice.choice(nurses),
                at=row.received_at + AFTER,
            )


# ---- who begins --------------------------------------------------------------------------------------------------
def begin(stage: Stage) -> None:
    """Proposed by a nurse of the clinic this morning; the leader has not answered."""
    proposer, user = (User.objects.get(username=name) for name in (SECOND, BEGINS))
    with clinical_context(proposer.pk):
        clinicians.propose_clinician(
            user=user,
            hpr_number="9012349",
            prisons=list(Prison.objects.filter(slug=PRISON)),
            profession=Profession.NURSE,
            by=proposer,
            at=stage.moment("09:20"),
        )
