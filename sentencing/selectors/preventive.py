"""A preventive detention while it runs: its frame and extensions, and each petition with who has the ball."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from inmates.registries import Subject
from sentencing.calculation import dates_of, in_order
from sentencing.choices import PetitionAnswer, PetitionBody, PetitionOutcome, TermKind
from sentencing.models import Extension, Judgment, ReleasePetition
from sentencing.permissions import SentencePerm
from sentencing.rules.dates import Dates
from sentencing.rules.preventive import may_ask_from
from sentencing.selectors.courts import Act
from sentencing.words import length


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. ``level`` as in ui/note.html."""

    label: str
    text: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Petition:
    title: str
    lines: Sequence[str]
    acts: Sequence[Act]


def frame_of(stay_id: int) -> Judgment | None:
    """The judgment that holds: the latest preventive detention, with its extensions."""
    found = in_order(Judgment.objects.filter(stay=stay_id, kind=TermKind.PREVENTIVE)).select_related("stay")
    return next(iter(list(found)[-1:]), None)


def frames_of(stay_id: int) -> QuerySet[Judgment]:
    return Judgment.objects.filter(stay=stay_id, kind=TermKind.PREVENTIVE)


def petitions_of(stay_id: int) -> QuerySet[ReleasePetition]:
    return ReleasePetition.objects.filter(judgment__stay=stay_id)


def box(subject: Subject, *, at: datetime, access: Access) -> dict[str, object] | None:
    """Three statements; ``None`` where there is no preventive detention."""
    frame = frame_of(subject.stay_id) if subject.stay_id is not None else None
    if frame is None:
        return None
    today = timezone.localtime(at).date()
    dates = dates_of([frame], timezone.localtime(frame.stay.during.lower).date(), on=today)
    extensions = list(Extension.objects.filter(judgment=frame).order_by("judged_on", "pk"))
    petitions = list(ReleasePetition.objects.filter(judgment=frame).order_by("-asked_on", "-pk"))
    edits = subject.allows(access, SentencePerm.EDIT)
    decides = subject.allows(access, SentencePerm.DECIDE_PETITION)
    return {
        "filing": filing(frame, extensions, dates, today),
        "lines": [*frame_lines(frame, extensions, dates), asks(frame, petitions, today)],
        "acts": frame_acts(subject, frame, petitions) if edits else [],
        "petitions": [
            Petition(title_of(one), list(lines_of(one)), list(acts_of(subject, one, edits=edits, decides=decides)))
            for one in petitions
        ],
    }


# ---- the frame -------------------------------------------------------------------------------------------------
def filing(frame: Judgment, extensions: Sequence[Extension], dates: Dates, today: date) -> Line:
    """Whether the prosecutor has filed for extension. Not filed in time, it is said as loudly as anything."""
    last, expires = dates.extension_filed_by, display.day(dates.full)
    if extensions and not extensions[-1].is_granted:
        text = _("The court did not extend the frame. The person goes free on %(day)s.") % {"day": expires}
        return Line(_("Extension"), text, "warn")
    if frame.extension_filed_on is not None:
        values = {"day": display.day(frame.extension_filed_on), "expires": expires}
        if last is not None and frame.extension_filed_on > last:
            text = _("Filed on %(day)s, too late. Without a decision of the court the person goes free on %(expires)s.")
            return Line(_("Extension"), text % values, "bad")
        text = _("Filed on %(day)s. Without a decision of the court the person goes free on %(expires)s.")
        return Line(_("Extension"), text % values, "ok")
    values = {"last": display.day(last) if last else "", "expires": expires}
    if last is not None and today > last:
        text = _("Extension was not filed by %(last)s. The person goes free when the frame expires, %(expires)s.")
        return Line(_("Extension"), text % values, "bad")
    return Line(
        _("Extension"), _("To be filed by %(last)s, else the person goes free on %(expires)s.") % values, "info"
    )


def frame_lines(frame: Judgment, extensions: Sequence[Extension], dates: Dates) -> Iterable[Line]:
    imposed = length(frame.years, frame.months, 0)
    values = {"length": imposed, "day": display.day(frame.judged_on)}
    yield Line(_("Frame imposed"), _("%(length)s, judgment of %(day)s") % values)
    for one in extensions:
        values = {"length": length(one.years, one.months, 0), "day": display.day(one.judged_on)}
        text = _("%(length)s, judgment of %(day)s") if one.is_granted else _("Refused, judgment of %(day)s")
        late = f" {one.late_reason}" if one.late_reason else ""
        yield Line(_("Extended"), text % values + late)
    yield Line(_("The frame expires"), display.day(dates.full))
    if dates.minimum_reached is not None:
        yield Line(_("Minimum term reached"), display.day(dates.minimum_reached))
    final = display.day(frame.final_on) if frame.final_on else _("Not entered")
    yield Line(_("The judgment is final since"), final)


def asks(frame: Judgment, petitions: Sequence[ReleasePetition], today: date) -> Line:
    """From when the person may ask for release on probation (strl. s. 44)."""
    label = _("The person may ask for release from")
    finals = [frame.final_on, *(one.final_on for one in petitions if is_refused_by_court(one))]
    known = [day for day in finals if day is not None]
    if len(known) < len(finals):
        return Line(label, _("A year after the last judgment is final. Enter when it became final."))
    return Line(label, display.day(may_ask_from(known)))


def frame_acts(subject: Subject, frame: Judgment, petitions: Sequence[ReleasePetition]) -> list[Act]:
    args = [subject.uuid, frame.pk]
    acts = []
    if frame.extension_filed_on is None:
        acts.append(Act(_("Extension is filed"), reverse("person_extension_filed", args=args)))
    else:
        acts.append(Act(_("Enter the court's decision on extension"), reverse("person_extension", args=args)))
    if frame.final_on is None:
        acts.append(Act(_("The judgment is final"), reverse("person_judgment_final", args=args)))
    if not any(one.outcome == "" for one in petitions):
        acts.append(Act(_("Enter a petition for release"), reverse("person_petition", args=args)))
    return acts


# ---- petitions -------------------------------------------------------------------------------------------------
def title_of(one: ReleasePetition) -> str:
    values = {"who": one.get_asked_by_display(), "day": display.day(one.asked_on)}
    return _("Petition for release of %(day)s: %(who)s asks") % values


def lines_of(one: ReleasePetition) -> Iterable[str]:
    if one.answered_on is not None:
        values = {"answer": one.get_answer_display(), "day": display.day(one.answered_on)}
        yield _("The prosecutor, %(day)s: %(answer)s") % values
    if not one.outcome:
        yield waits_for(one)
        return
    body = f"{one.get_decided_by_display()}: " if one.decided_by else ""
    decided_on = display.day(one.decided_on) if one.decided_on else ""
    yield f"{decided_on}, {body}{one.get_outcome_display()}. {one.why}"
    if one.release_on is not None:
        values = {"day": display.day(one.release_on), "years": length(one.probation_years, 0, 0)}
        yield _("Released on probation from %(day)s, probation of %(years)s") % values
    if one.final_on is not None:
        yield _("Final since %(day)s") % {"day": display.day(one.final_on)}


def waits_for(one: ReleasePetition) -> str:
    if not one.answer:
        return _("Waits for the prosecutor.")
    if one.answer == PetitionAnswer.CONSENT:
        return _("Waits for the region.")
    return _("Waits for the district court.")


def acts_of(subject: Subject, one: ReleasePetition, *, edits: bool, decides: bool) -> Iterable[Act]:
    args = [subject.uuid, one.pk]
    if not one.outcome:
        if edits and not one.answer:
            yield Act(_("Enter the prosecutor's answer"), reverse("person_petition_answer", args=args))
        if edits:
            yield Act(_("Enter the court's decision"), reverse("person_petition_outcome", args=args))
        if decides and one.answer == PetitionAnswer.CONSENT:
            yield Act(_("Decide as the region"), reverse("person_petition_region", args=args))
    elif edits and one.final_on is None and is_refused_by_court(one):
        yield Act(_("The refusal is final"), reverse("person_petition_final", args=args))


def is_refused_by_court(one: ReleasePetition) -> bool:
    return one.outcome == PetitionOutcome.REFUSED and one.decided_by == PetitionBody.COURT
