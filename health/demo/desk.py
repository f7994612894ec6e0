"""What the leader of the clinic answers: looks, an emergency opening, a missed dose, a release.

Nobody here is real. The access log and the emergency are written as the doors write them, at hours that have passed.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection

from corrections.demo.stage import Stage
from corrections.models import Prison, User
from corrections.periods import between
from health.choices import Finding
from health.context import clinical_context
from health.demo.crisis import residents
from health.demo.treatment import NURSE, PRISON, SECOND
from health.models import EmergencyAccess, FoundLook, Patient
from health.models.continuity import DischargeOutcome, DischargeStepKind
from health.services import continuity, emergencies, looks, missed
from inmates.demo.cast import GOES_TOMORROW

STRANGER = "solheim"
OPENED = "INSERT INTO health.access_log (at, user_id, patient_id, basis, reason, expires_at, request_id, db_login)"
STEPS = (
    (DischargeStepKind.MEDICINES, DischargeOutcome.DONE, 3, "Dosett for tre dager, gjennomgått sammen."),
    (DischargeStepKind.NALOXONE, DischargeOutcome.NOT_NEEDED, None, "Bruker ikke opioider."),
)


def seed(stage: Stage) -> None:
    leader, second, stranger = (User.objects.get(username=name) for name in (NURSE, SECOND, STRANGER))
    with clinical_context(leader.pk):
        whom = residents(stage)
        if whom:
            look_in(stage, whom[0], second)
            in_an_emergency(stage, whom[-1], stranger, hours=6)
            in_an_emergency(stage, whom[0], stranger, hours=150)
    with clinical_context(leader.pk):
        looks.find(at=stage.at)
        answered(stage, leader)
        going(stage, leader)
        missed.escalate(at=stage.at)


def look_in(stage: Stage, patient: Patient, who: User) -> None:
    """Four nights in a row, and nothing written."""
    for days in range(2, 6):
        opened(patient, who, stage.clock(days, "02:40"), "treatment", minutes=15)


def in_an_emergency(stage: Stage, patient: Patient, who: User, *, hours: int) -> None:
    at, minutes = stage.at - timedelta(hours=hours), 20
    EmergencyAccess.objects.create(
        patient=patient,
        person_id=patient.person_id,
        prison=Prison.objects.get(slug=PRISON),
        opened_by=who,
        reason="Falt om under transporten hit. Trengte medisinlisten og CAVE før legevakten kom.",
        minutes=minutes,
        during=between(at, at + timedelta(minutes=minutes)),
        review_due_at=at + timedelta(hours=24),
        request_id=uuid4(),
    )
    opened(patient, who, at, "emergency", minutes=minutes)


def opened(patient: Patient, who: User, at: datetime, basis: str, *, minutes: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{OPENED} VALUES (%s, %s, %s, %s, '', %s, %s, session_user)",
            [at, who.pk, patient.pk, basis, at + timedelta(minutes=minutes), uuid4()],
        )


def answered(stage: Stage, leader: User) -> None:
    """The oldest of both kinds has been reviewed; the newest waits."""
    emergency = EmergencyAccess.objects.order_by("during").first()
    if emergency is not None and emergency.review_due_at < stage.at:
        emergencies.review_emergency(
            emergency=emergency,
            finding=Finding.JUSTIFIED,
            comment="Legevakten bekrefter hendelsen.",
            by=leader,
            at=emergency.review_due_at - timedelta(hours=3),
        )
    look = FoundLook.objects.order_by("on_day", "pk").first()
    if look is not None:
        looks.review_look(
            look=look, finding=Finding.JUSTIFIED, comment="Tilsyn om natten, avtalt.", by=leader, at=stage.at
        )


def going(stage: Stage, leader: User) -> None:
    """Who leaves tomorrow: two steps have an answer."""
    found = Patient.objects.filter(person__family_name=GOES_TOMORROW, prison__slug="fjordvik").order_by("pk").first()
    if found is None:
        return
    for kind, outcome, days, what in STEPS:
        continuity.take_step(
            patient=found, kind=kind, outcome=outcome, days=days, what=what, by=leader, at=stage.clock(1, "13:30")
        )
