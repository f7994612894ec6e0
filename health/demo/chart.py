"""What patients of unit B2 ask and wait for, and the record of one of them as a nurse finds it. Nobody here is real."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image, ImageDraw

from corrections.demo.stage import Stage
from corrections.models import Place, User
from corrections.periods import between
from corrections.refusals import Refusal
from health.choices import (
    AskedThrough,
    CodeSystem,
    ConsentForm,
    ConsentScope,
    DocumentKind,
    NoteKind,
    NotKept,
    ProblemStatus,
    ReferredTo,
    RequestOutcome,
    Service,
    Urgency,
)
from health.context import clinical_context
from health.demo.treatment import NURSE, PRISON, patients
from health.models import Appointment, AppointmentTime, Patient
from health.services import appointments, consents, documents, journal, problems, referrals, requests
from inmates.choices import CommitmentKind
from inmates.models import Commitment, Stay

# family name, hours ago, how it came, how urgent, what it says
ASKED = (
    ("Tveit", 1, AskedThrough.OFFICER, Urgency.NOW, "Trykker i brystet når han går i trappa."),
    ("Fosse", 27, AskedThrough.SLIP, Urgency.SOON, "Utslett på begge armene, klør om natten."),
    ("Brattland", 50, AskedThrough.SLIP, Urgency.ROUTINE, "Ønsker å snakke om å trappe ned på Escitalopram."),
    ("Skogli", 5, AskedThrough.SPOKEN, Urgency.ROUTINE, "Vil ha ny måling av blodsukker før helgen."),
)
# family name, days waited, part of the clinic, how urgent, what it is about
WAITS = (
    ("Rahimi", 52, Service.PSYCHOLOGIST, Urgency.ROUTINE, "Søvn og mareritt. Tolk: dari."),
    ("Skogli", 11, Service.DOCTOR, Urgency.SOON, "Kontroll av diabetes og blodtrykk."),
)
# family name, days ago it was asked, days ago the time was, part of the clinic, why it was not kept
CAME = (
    ("Myhre", 19, 7, Service.DOCTOR, None),
    ("Fosse", 30, 21, Service.DOCTOR, None),
    ("Brattland", 40, 12, Service.DENTIST, None),
    ("Hovde", 34, 9, Service.DENTIST, NotKept.NO_ESCORT),
)


def seed(stage: Stage) -> None:
    nurse = User.objects.get(username=NURSE)
    with clinical_context(nurse.pk):
        people = patients()
        ask(stage, people, nurse)
        wait(stage, people, nurse)
        record_of(stage, people["Skogli"], nurse)


def ask(stage: Stage, people: dict[str, Patient], nurse: User) -> None:
    for name, hours, through, urgency, text in ASKED:
        at = stage.at - timedelta(hours=hours)
        requests.register_request(
            patient=people[name],
            through=through,
            urgency=urgency,
            text=text,
            asked_at=at - timedelta(hours=3),
            by=nurse,
            at=at,
        )
    at = stage.clock(12, "09:10")
    answered = requests.register_request(
        patient=people["Skogli"],
        through=AskedThrough.SLIP,
        urgency=Urgency.SOON,
        text="Kvalme etter ny dose. Skal den være så høy?",
        asked_at=at - timedelta(hours=14),
        by=nurse,
        at=at,
    )
    requests.answer_request(
        request=answered,
        outcome=RequestOutcome.ADVICE,
        answer="Ta dosen sammen med frokosten. Vi ser på det igjen om en uke.",
        by=nurse,
        at=at + timedelta(hours=2),
    )


def wait(stage: Stage, people: dict[str, Patient], nurse: User) -> None:
    room = Place.objects.get(prison__slug=PRISON, code="helse")
    for name, asked, came, service, why_not in CAME:
        reason = "Tann som er knekt, venstre side nede." if why_not else "Kontroll, avtalt på lapp."
        appointment = wanted(stage, people[name], asked, service, Urgency.ROUTINE, reason, nurse)
        came_by(stage, appointment, came, room, why_not, nurse)
    for name, days, service, urgency, reason in WAITS:
        appointment = wanted(stage, people[name], days, service, urgency, reason, nurse)
        if name == "Skogli":
            give_next(stage, appointment, room, nurse)


def wanted(
    stage: Stage, patient: Patient, days: int, service: Service, urgency: Urgency, reason: str, nurse: User
) -> Appointment:
    at = stage.clock(days, "10:15")
    return appointments.ask_for(
        patient=patient, service=service, urgency=urgency, reason=reason, requested_at=at, by=nurse, at=at
    )


def came_by(
    stage: Stage, appointment: Appointment, days: int, room: Place, why_not: NotKept | None, nurse: User
) -> None:
    """A time that has been. Its slot is written as it stood, for nobody books in the past."""
    stay = Stay.objects.filter(person=appointment.patient.person_row).latest("during")
    for hour in range(8, 15):
        start = stage.clock(days, f"{hour:02}:20")
        end = start + timedelta(minutes=20)
        during = between(start, end)
        try:
            with transaction.atomic():
                slot = Commitment.objects.create(
                    stay=stay,
                    kind=CommitmentKind.HEALTH,
                    label="Helse",
                    place=room,
                    during=during,
                    source="health",
                    booked_at=start - timedelta(days=2),
                )
        except IntegrityError:
            continue  # somewhere else that hour
        time = AppointmentTime.objects.create(
            appointment=appointment,
            patient=appointment.patient,
            slot=slot,
            clinician=nurse,
            during=during,
            by=nurse,
            at=slot.booked_at,
        )
        if why_not:
            appointments.miss_time(time=time, why_not=why_not, by=nurse, at=end)
        else:
            appointments.keep_time(time=time, by=nurse, at=end)
        return


def give_next(stage: Stage, appointment: Appointment, room: Place, nurse: User) -> None:
    """The first free half hour of tomorrow. On a day that is not today's no slot lies ahead, and nobody has a time."""
    for half in range(8):
        start = stage.clock(-1, "09:00") + timedelta(minutes=30 * half)
        try:
            appointments.give_time(
                appointment=appointment, place=room, start=start, minutes=30, clinician=nurse, by=nurse, at=stage.at
            )
        except Refusal:
            continue
        return


def record_of(stage: Stage, patient: Patient, nurse: User) -> None:
    known(stage, patient, nurse)
    said(stage, patient, nurse)
    at = stage.clock(17, "13:00")
    referrals.send_referral(
        patient=patient,
        kind=ReferredTo.MENTAL,
        to_name="Fjordvik DPS",
        reason="Depresjon, delvis effekt av sertralin 50 mg. Ønsker vurdering av videre behandling.",
        sent_at=at,
        by=nurse,
        at=at,
    )
    if settings.CLINICAL_FILES:
        documents.file_document(
            patient=patient,
            kind=DocumentKind.REPORT,
            title="Epikrise, medisinsk poliklinikk",
            dated=stage.today - timedelta(days=41),
            upload=ContentFile(letter(), name="epikrise.pdf"),
            by=nurse,
            at=stage.clock(19, "11:05"),
        )


def known(stage: Stage, patient: Patient, nurse: User) -> None:
    at = stage.clock(20, "12:30")
    icpc = CodeSystem.ICPC2
    for code, text, years in (("T90", "Diabetes type 2", 8), ("P76", "Depresjon", 2), ("P19", "Opioidavhengighet", 11)):
        onset = stage.today.replace(year=stage.today.year - years, month=3, day=1)
        problems.note_problem(patient=patient, system=icpc, code=code, text=text, onset=onset, by=nurse, at=at)
    arm = problems.note_problem(patient=patient, system=icpc, code="L72", text="Brudd i underarm", by=nurse, at=at)
    problems.change_problem(
        problem=arm,
        status=ProblemStatus.RESOLVED,
        text=arm.text,
        resolved_on=stage.today - timedelta(days=15),
        comment="Gipsen er av, full bevegelighet.",
        by=nurse,
        at=stage.clock(15, "10:00"),
    )
    for scope, to, limits in (
        (ConsentScope.SIGNALS, "Betjentene i avdelingen", ""),
        (ConsentScope.GP, "Fastlege A. Moe, Fjordvik", "Ikke om tiden før 2015."),
    ):
        consents.give_consent(
            patient=patient, scope=scope, recipient=to, limits=limits, form=ConsentForm.WRITTEN, by=nurse, at=at
        )


def said(stage: Stage, patient: Patient, nurse: User) -> None:
    first = journal.write_note(
        patient=patient,
        kind=NoteKind.CONSULTATION,
        text="Inntak. Fast sertralin, metformin og buprenorfin videreføres. Ingen planer om å ta livet sitt.",
        by=nurse,
        at=stage.clock(20, "12:40"),
    )
    journal.correct_note(
        note=first,
        text="Inntak. Fast sertralin, metformin og buprenorfin videreføres. Paracet ved behov. "
        "Ingen planer om å ta livet sitt.",
        by=nurse,
        at=stage.clock(20, "13:05"),
    )
    journal.write_note(
        patient=patient,
        kind=NoteKind.CONSULTATION,
        text="Sover bedre, spiser alle måltider. Dosen av sertralin økes til 100 mg etter avtale med lege Sandvik.",
        by=nurse,
        at=stage.clock(4, "11:20"),
    )


def letter() -> bytes:
    """One page that says what it is."""
    page = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(page).text((60, 80), "EPIKRISE\n\nOppdiktet dokument i demoen.", fill="black")
    made = BytesIO()
    page.save(made, "PDF")
    return made.getvalue()
