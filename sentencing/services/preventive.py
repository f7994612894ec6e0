"""Preventive detention while it runs: what the court adds to the frame, and who asks for release on probation."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.services import audit
from sentencing import words
from sentencing.choices import PetitionBody, PetitionBy, PetitionOutcome, TermKind
from sentencing.law import law_on
from sentencing.models import Extension, Judgment, ReleasePetition
from sentencing.rules.dates import Dates
from sentencing.rules.preventive import file_by, may_ask_from
from sentencing.rules.terms import TermRefused, check_extension
from sentencing.selectors.dates import dates_of_stay
from sentencing.services import watch
from sentencing.services.judgments import SentenceRefused, lock

SOURCE = "strl. s. 44"


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a petition. ``release_on`` and ``probation_years`` only where it is granted."""

    outcome: str
    body: str
    on: date
    why: str
    final_on: date | None = None
    release_on: date | None = None
    probation_years: int = 0


@explained()
@transaction.atomic
def extend_frame(
    *, judgment: Judgment, judged_on: date, months: int, by: User, at: datetime, late_reason: str = ""
) -> Extension:
    """A court has decided on extension; ``months`` is 0 where it refused. The clocks of the new end start at once.

    Raises ``SentenceRefused`` where no filing is noted, for more than five years, and for what was filed less than
    three months before the frame expires without the court's reason (strl. s. 43).
    """
    judgment = locked(judgment, at)
    law, filed_on = law_on(today(at)), judgment.extension_filed_on
    expires = running(judgment, at).full
    last = file_by(expires, law)
    not_in_the_future(judged_on, at)
    if filed_on is None:
        raise SentenceRefused(_("First note on which day the prosecutor filed for extension."), code="not_filed")
    if judged_on < filed_on:
        raise SentenceRefused(_("The court decides after the prosecutor has filed. Check the dates."), code="before")
    if months:
        try:
            check_extension(months, law)
        except TermRefused as refusal:
            raise SentenceRefused(words.sentence(refusal), code=refusal.code, source=refusal.source) from refusal
    if filed_on > last and not late_reason.strip():
        raise SentenceRefused(
            _(
                "Extension was filed on %(filed)s, after the last day, %(last)s (strl. s. 43). Write why the court "
                "took the case up; else the person goes free on %(expires)s."
            )
            % {"filed": display.day(filed_on), "last": display.day(last), "expires": display.day(expires)},
            code="filed_late",
            source="strl. s. 43",
        )
    if Extension.objects.filter(judgment=judgment, judged_on=judged_on).exists():
        raise Conflict(_("This extension is entered already."), code="entered_already")
    extension = Extension.objects.create(
        judgment=judgment,
        judged_on=judged_on,
        filed_on=filed_on,
        is_granted=bool(months),
        years=months // 12,
        months=months % 12,
        frame_expires=expires,
        late_reason=late_reason.strip(),
        registered_at=at,
        registered_by=by,
    )
    if months:  # the next end is filed for anew
        judgment.extension_filed_on = None
        judgment.save(update_fields=["extension_filed_on"])
    written("sentencing.extend_frame", extension, judgment, by, at)
    watch.watch_stays(stay_ids=[judgment.stay_id], by=by, at=at)
    return extension


@explained()
@transaction.atomic
def note_final(*, judgment: Judgment, final_on: date, by: User, at: datetime) -> Judgment:
    """The judgment is final since then: a year later the person may ask for release on probation."""
    judgment = locked(judgment, at)
    not_in_the_future(final_on, at)
    judgment.final_on = final_on
    judgment.save(update_fields=["final_on"])
    written("sentencing.note_final", judgment, judgment, by, at)
    return judgment


# ---- petitions -----------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def ask_for_release(*, judgment: Judgment, asked_by: str, asked_on: date, by: User, at: datetime) -> ReleasePetition:
    """A petition is in, and goes to the prosecutor. Raises ``Conflict`` where another one runs, ``SentenceRefused``
    for the person's own within a year of a final judgment (strl. s. 44).
    """
    judgment = locked(judgment, at)
    not_in_the_future(asked_on, at)
    if ReleasePetition.objects.filter(judgment=judgment, outcome="").exists():
        raise Conflict(_("Another petition waits for its outcome. There is one at a time."), code="petition_runs")
    if asked_by == PetitionBy.INMATE:
        refuse_too_early(judgment, asked_on)
    petition = ReleasePetition.objects.create(
        judgment=judgment, asked_by=asked_by, asked_on=asked_on, registered_at=at, registered_by=by
    )
    written("sentencing.ask_for_release", petition, judgment, by, at)
    return petition


def refuse_too_early(judgment: Judgment, asked_on: date) -> None:
    refusals = ReleasePetition.objects.filter(
        judgment=judgment, outcome=PetitionOutcome.REFUSED, decided_by=PetitionBody.COURT
    )
    finals = [judgment.final_on, *refusals.values_list("final_on", flat=True)]
    known = [day for day in finals if day is not None]
    if len(known) < len(finals):
        raise SentenceRefused(
            _("The person asks a year after the judgment is final (strl. s. 44). First enter when it became final."),
            code="not_final",
            source=SOURCE,
        )
    if asked_on < may_ask_from(known):
        raise SentenceRefused(
            _("The person may ask from %(day)s, a year after the last judgment was final (strl. s. 44).")
            % {"day": display.day(may_ask_from(known))},
            code="within_a_year",
            source=SOURCE,
        )


@explained()
@transaction.atomic
def note_answer(
    *, petition: ReleasePetition, answer: str, answered_on: date, by: User, at: datetime
) -> ReleasePetition:
    """The prosecutor consents, so that the region may decide, or brings the petition to the district court."""
    petition = open_petition(petition, at)
    not_in_the_future(answered_on, at)
    petition.answer, petition.answered_on = answer, answered_on
    petition.save(update_fields=["answer", "answered_on"])
    written("sentencing.note_prosecutor", petition, petition.judgment, by, at)
    return petition


@explained()
@transaction.atomic
def decide(*, petition: ReleasePetition, decided: Decided, by: User, at: datetime) -> ReleasePetition:
    """Granted or refused by the court, or by the region with the prosecutor's consent; or withdrawn by who asked.

    Raises ``SentenceRefused`` for a release before the minimum is reached (strl. s. 44); PostgreSQL for the rest.
    """
    petition = open_petition(petition, at)
    not_in_the_future(decided.on, at)
    minimum = running(petition.judgment, at).minimum_reached
    if decided.release_on is not None and minimum is not None and decided.release_on < minimum:
        raise SentenceRefused(
            _("Nobody is released before the minimum term is reached, %(day)s (strl. s. 44).")
            % {"day": display.day(minimum)},
            code="before_minimum",
            source=SOURCE,
        )
    petition.outcome, petition.decided_by, petition.decided_on = decided.outcome, decided.body, decided.on
    petition.final_on, petition.why = decided.final_on, decided.why.strip()
    petition.release_on, petition.probation_years = decided.release_on, decided.probation_years
    petition.closed_at, petition.closed_by = at, by
    petition.save()
    written("sentencing.decide_petition", petition, petition.judgment, by, at)
    return petition


@explained()
@transaction.atomic
def note_refusal_final(*, petition: ReleasePetition, final_on: date, by: User, at: datetime) -> ReleasePetition:
    """The judgment that refused release is final since then. Raises ``Conflict`` where that is entered."""
    locked(petition.judgment, at)
    petition = ReleasePetition.objects.select_for_update(of=("self",)).get(pk=petition.pk)
    not_in_the_future(final_on, at)
    if petition.final_on is not None:
        raise Conflict(_("That is entered already."), code="entered_already")
    petition.final_on = final_on
    petition.save(update_fields=["final_on"])
    written("sentencing.note_refusal_final", petition, petition.judgment, by, at)
    return petition


# ---- parts -----------------------------------------------------------------------------------------------------
def locked(judgment: Judgment, at: datetime) -> Judgment:
    lock(judgment.stay, at)
    judgment = Judgment.objects.select_for_update(of=("self",)).get(pk=judgment.pk)
    if judgment.kind != TermKind.PREVENTIVE:
        raise SentenceRefused(_("This is only for preventive detention (strl. ss. 43 and 44)."), code="not_preventive")
    return judgment


def open_petition(petition: ReleasePetition, at: datetime) -> ReleasePetition:
    locked(petition.judgment, at)
    petition = ReleasePetition.objects.select_for_update(of=("self",)).get(pk=petition.pk)
    if petition.outcome:
        raise Conflict(_("The petition is decided. Look at it again."), code="decided")
    return petition


def today(at: datetime) -> date:
    return timezone.localtime(at).date()


def running(judgment: Judgment, at: datetime) -> Dates:
    dates = dates_of_stay(judgment.stay_id, today(at))
    if dates is None:
        raise SentenceRefused(_("No judgment is entered, so there are no dates to work out."), code="no_judgment")
    return dates


def not_in_the_future(day: date, at: datetime) -> None:
    if day > today(at):
        raise SentenceRefused(_("The day lies in the future. Check it."), code="future")


def written(
    act: str, subject: Extension | Judgment | ReleasePetition, judgment: Judgment, by: User, at: datetime
) -> None:
    audit.record_write(by=by, at=at, act=act, subject=subject, detail={"stay": judgment.stay_id})
