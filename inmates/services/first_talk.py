"""What the first conversation leads to: alerts, and work for somebody. The answers themselves are not kept."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from corrections.choices import Role, Urgency
from corrections.models import User
from corrections.refusals import explained
from corrections.services import audit, work
from inmates.models import Alert, Reception, ReceptionStep
from inmates.rules.first_talk import ALERTS, HEALTH, HEALTH_NOW, OBSERVE, outcomes
from inmates.services import care, receptions

SOON = {HEALTH: timedelta(hours=8), HEALTH_NOW: timedelta(minutes=30), OBSERVE: timedelta(hours=1)}


@explained()
@transaction.atomic
def talked(*, reception: Reception, said_yes: Collection[str], seen: int, by: User, at: datetime) -> ReceptionStep:
    """Raise what must be raised, and ask somebody to act. Kept is what must be done, not what was answered."""
    found = outcomes(said_yes)
    row = receptions.desk_done(reception=reception, desk="RISK", seen=seen, data={"outcomes": found}, by=by, at=at)
    reception.refresh_from_db()
    for outcome in found:
        if outcome in ALERTS:
            raise_once(reception, ALERTS[outcome], by, at)
        if outcome in SOON:
            ask_somebody(reception, outcome, by, at)
    return row


def raise_once(reception: Reception, code: str, by: User, at: datetime) -> None:
    person = reception.person
    if person is not None and not Alert.objects.as_of(at).filter(person=person, code=code).exists():
        care.raise_alert(person=person, code=code, by=by, at=at)


def ask_somebody(reception: Reception, outcome: str, by: User, at: datetime) -> None:
    if reception.stay is None or reception.person is None:
        return
    work.create_task(
        kind=f"inmates.first_talk.{outcome}",
        detail={"number": reception.person.number, "person": str(reception.person.uuid)},
        role=Role.DUTY_MANAGER,
        prison=reception.prison,
        due_at=at + SOON[outcome],
        urgency=Urgency.WARN,
        dedupe_key=f"first_talk:{reception.pk}:{outcome}",
        subject_type=audit.type_of(reception.stay),
        subject_id=reception.stay.pk,
        by=by,
        at=at,
    )
