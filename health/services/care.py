"""Signing a reception screening. Inside a clinical context of ``by``, with the record open."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from health.choices import Answer, SuicideRisk
from health.models import Patient, Screening
from inmates.models import Stay


class ScreeningRefused(Refusal):
    code = "screening_refused"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the patient answered, question by question."""

    health: str
    suicide_risk: SuicideRisk | str
    withdrawal: Answer | str
    pregnancy: Answer | str
    infection: Answer | str
    medicines: Answer | str
    suicide_risk_what: str = ""
    withdrawal_what: str = ""
    pregnancy_what: str = ""
    infection_what: str = ""
    medicines_what: str = ""


@explained()
@transaction.atomic
def sign_screening(
    *, patient: Patient, answers: Answers, corrects: Screening | None = None, by: User, at: datetime
) -> Screening:
    """Signed once for the open stay; later answers correct the one that stands. Raises ``Conflict`` for the second."""
    stay = Stay.objects.as_of(at).filter(person=patient.person_row).order_by("pk").first()
    if stay is None:
        raise ScreeningRefused(_("The patient is not in custody now. Write a note instead."), code="no_stay")
    if corrects is None and Screening.objects.filter(stay=stay).exists():
        raise Conflict(
            _("Somebody has just signed the screening. Correct that one if it is wrong."),
            code="a_stay_has_one_screening",
        )
    said = {name: value.strip() for name, value in asdict(answers).items()}
    return Screening.objects.create(patient=patient, stay=stay, corrects=corrects, by=by, at=at, **said)
