"""Assessing the risk of suicide, the plan against it, and visits to who is isolated. Inside a clinical context of
``by``, with the record open."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from health import questions
from health.choices import Answer, Occasion, RiskLevel, VisitOutcome, WatchLevel
from health.models import CrisisPlan, IsolationVisit, Patient, PlanMeasure, RiskAssessment
from health.selectors.records import whole
from health.services import bridges
from inmates.choices import SignalCode
from inmates.models import Stay

SIGNAL = {
    WatchLevel.EVERY_60: SignalCode.OBSERVE_60,
    WatchLevel.EVERY_30: SignalCode.OBSERVE_30,
    WatchLevel.EVERY_15: SignalCode.OBSERVE_15,
    WatchLevel.ALWAYS: SignalCode.OBSERVE_ALWAYS,
}
STANDS = 30  # days: what the officers do does not lapse because a review is late: the next assessment ends it


class CareRefused(Refusal):
    code = "care_refused"


@dataclass(frozen=True, slots=True)
class Assessed:
    """``answers``: by question, the answer and what was said."""

    occasion: Occasion | str
    answers: Mapping[str, tuple[Answer | str, str]]
    level: RiskLevel | str
    judgement: str
    watch: WatchLevel | str = WatchLevel.NONE


@dataclass(frozen=True, slots=True)
class Measure:
    what: str
    who: str
    until: date | None = None


@explained()
@transaction.atomic
def assess(
    *, patient: Patient, what: Assessed, follows: RiskAssessment | None, by: User, at: datetime
) -> RiskAssessment:
    """Signed by being written. The officers are told how often to look in, in the same transaction, and no more.

    ``follows`` is the assessment that the examiner has read: where another has come since, ``Conflict``.
    """
    made = RiskAssessment.objects.create(
        patient=patient,
        stay=open_stay(patient, at),
        occasion=what.occasion,
        questions=questions.NOW,
        answers={name: str(said) for name, (said, _text) in what.answers.items()},
        said=json.dumps({name: text.strip() for name, (_said, text) in what.answers.items() if text.strip()}),
        level=what.level,
        judgement=what.judgement.strip(),
        watch=what.watch,
        review_due_at=at + timedelta(minutes=1) if what.level != RiskLevel.NONE else None,  # PostgreSQL sets it
        at=at,
        by=by,
        follows=follows,
    )
    made.refresh_from_db()
    if follows is None or follows.watch != what.watch or what.watch != WatchLevel.NONE:
        codes = [SIGNAL[WatchLevel(what.watch)]] if what.watch != WatchLevel.NONE else []
        bridges.replace_signals(patient=patient, family=list(SIGNAL.values()), codes=codes, days=STANDS)
    return made


@explained()
@transaction.atomic
def write_plan(
    *, patient: Patient, signs: str, measures: Sequence[Measure], follows: CrisisPlan | None, by: User, at: datetime
) -> CrisisPlan:
    """The whole plan anew; without measures it ends the one that it follows."""
    if not measures and follows is None:
        raise CareRefused(_("Write at least one measure."), code="no_measure")
    if any(each.until is not None and each.until < display.local(at).date() for each in measures):
        raise CareRefused(_("A measure lasts until today at least. Check the dates."), code="until_before_today")
    plan = CrisisPlan.objects.create(
        patient=patient, stay=open_stay(patient, at), signs=signs.strip(), at=at, by=by, follows=follows
    )
    for position, each in enumerate(measures, start=1):
        PlanMeasure.objects.create(
            plan=plan,
            patient=patient,
            position=position,
            what=each.what.strip(),
            who=each.who.strip(),
            until=each.until,
        )
    return plan


@explained()
@transaction.atomic
def visit(*, patient: Patient, outcome: VisitOutcome | str, text: str = "", by: User, at: datetime) -> IsolationVisit:
    """Of today. The same visit tapped again by the same person is the same visit; by another, ``Conflict`` says who."""
    day = display.local(at).date()
    done = IsolationVisit.objects.filter(patient__in=whole(patient), day=day, outcome=outcome).select_related("by")
    known = done.order_by("pk").first()
    if known is None:
        return IsolationVisit.objects.create(
            patient=patient, stay=open_stay(patient, at), day=day, outcome=outcome, text=text.strip(), at=at, by=by
        )
    if known.by_id == by.pk:
        return known
    raise Conflict(
        _("%(who)s has registered this %(when)s.") % {"who": known.by, "when": display.moment(known.at, at)},
        code="a_visit_counts_once_a_day",
    )


def find_late(*, at: datetime) -> int:
    """Raise what has waited too long, once for each step of its rule. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.find_late_care(%s)", [at])
        found: int = cursor.fetchone()[0]
        return found


def open_stay(patient: Patient, at: datetime) -> Stay:
    stay = Stay.objects.as_of(at).filter(person=patient.person_row).order_by("pk").first()
    if stay is None:
        raise CareRefused(_("The patient is not in custody now. Write a note instead."), code="no_stay")
    return stay
