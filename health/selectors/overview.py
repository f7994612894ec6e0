"""The record of one patient on one page. Whatever it holds, it costs the same number of queries."""

from dataclasses import dataclass
from datetime import datetime

from health.choices import ProblemStatus
from health.models import Allergy, Document, Measurement, Patient, PatientRequest
from health.selectors import bridges, charts, problems, records, requests
from health.selectors.charts import OrderLine
from health.selectors.problems import ConsentLine, ProblemLine, ReferralLine
from health.selectors.records import Look, NoteLine
from health.selectors.requests import Waits
from inmates.models import Signal
from inmates.selectors import photos

SHOWN = 5
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Overview:
    """What a clinician must see first. Of long lists the newest few, and how many there are."""

    has_photo: bool
    allergies: list[Allergy]
    problems: list[ProblemLine]
    problems_over: int
    orders: list[OrderLine]
    measurements: list[Measurement]
    waiting: list[Waits]
    requests: list[PatientRequest]
    referrals: list[ReferralLine]
    documents: list[Document]
    document_count: int
    consents: list[ConsentLine]
    signals: list[Signal]
    looks: list[Look]
    notes: list[NoteLine]


def openers(patient: Patient) -> list[Look]:
    """Each who has lately opened the record, or tried to, by the last time."""
    latest: dict[tuple[int, str], Look] = {}
    for look in records.looks(patient, LOOKED_AT):
        latest.setdefault((look.entry.user_id, look.entry.basis), look)
    return list(latest.values())[:SHOWN]


def of(patient: Patient, at: datetime) -> Overview:
    ids = records.whole(patient)
    noted = problems.problems(ids)
    active = [line for line in noted if line.problem.status == ProblemStatus.ACTIVE]
    filed = problems.documents(ids)
    return Overview(
        has_photo=photos.newest(patient.person_row) is not None,
        allergies=charts.allergies(patient),
        problems=active,
        problems_over=len(noted) - len(active),
        orders=charts.of(patient, at).current,
        measurements=charts.latest_measurements(patient),
        waiting=requests.appointments_of(patient, at),
        requests=[each for each in requests.requests_of(patient) if each.answered_at is None],
        referrals=[line for line in problems.referrals(ids, at) if line.referral.answered_at is None],
        documents=filed[:SHOWN],
        document_count=len(filed),
        consents=[line for line in problems.consents(ids, at) if line.stands],
        signals=bridges.signals_of(patient, at),
        looks=openers(patient),
        notes=records.notes(patient),
    )
