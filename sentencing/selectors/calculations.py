"""The dates of a stay as confirmed and as they wait, what a new calculation moves, and the days that do not count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from inmates.models import Stay
from inmates.registries import Subject
from sentencing.calculation import basis_of, from_json, in_order, still_holds
from sentencing.choices import NotCountedReason, TermKind
from sentencing.models import Calculation, Judgment, NotCounted
from sentencing.permissions import SentencePerm
from sentencing.rules.changes import Change, changes
from sentencing.selectors.boxes import line_of
from sentencing.selectors.conversions import Part, parts_of
from sentencing.words import WHAT, citation, length

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One calculation, ready to print. ``rows``: date, what, how, source."""

    pk: int
    number: int
    reason: str
    made: str
    said: str
    basis: Sequence[str]
    rows: Sequence[Row]
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """One date before and after. ``level`` is ``warn`` where it is another day."""

    what: str
    before: str
    after: str
    by: str
    level: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    pk: int
    reason: str
    days: str
    length: str
    document: str
    entered: str
    annulled: str


@dataclass(frozen=True, slots=True)
class DatesPage:
    """Everything of one stay. ``outdated``: something was entered that no calculation knows yet."""

    confirmed: Shown | None
    waiting: Shown | None
    moved: Sequence[Moved]
    older: Sequence[Shown]
    left_out: Sequence[LeftOut]
    parts: Sequence[Part]
    outdated: bool
    has_judgment: bool
    may_edit: bool
    may_confirm: bool
    own: bool


def of_stay(subject: Subject, access: Access, user_id: int | None, at: datetime) -> DatesPage | None:
    """Four statements, and one more where days stand in for kroner or hours."""
    if subject.stay_id is None:
        return None
    people = ("made_by", "confirmed_by", "withdrawn_by")
    found = list(Calculation.objects.filter(stay=subject.stay_id).select_related(*people).order_by("-number"))
    entries = list(
        NotCounted.objects.filter(stay=subject.stay_id)
        .select_related("registered_by", "annulled_by")
        .order_by("-days", "-pk")
    )
    judgments = list(in_order(Judgment.objects.filter(stay=subject.stay_id)).select_related("stay"))
    confirmed = next((one for one in found if one.confirmed_at is not None), None)
    waiting = next((one for one in found if one.is_waiting), None)
    last = waiting or confirmed
    return DatesPage(
        confirmed=shown(confirmed, at) if confirmed else None,
        waiting=shown(waiting, at) if waiting else None,
        moved=list(moved(confirmed, waiting)) if waiting else [],
        older=[shown(one, at) for one in found if one not in (confirmed, waiting)],
        left_out=[left_out(entry, at) for entry in entries],
        parts=parts_of(subject.stay_id, at) if any(one.amount for one in judgments) else [],
        outdated=bool(judgments) and (last is None or not holds(last, judgments, entries, at)),
        has_judgment=bool(judgments),
        may_edit=subject.allows(access, SentencePerm.EDIT),
        may_confirm=subject.allows(access, SentencePerm.CONFIRM),
        own=waiting is not None and waiting.made_by_id == user_id,
    )


def holds(last: Calculation, judgments: Sequence[Judgment], entries: Sequence[NotCounted], at: datetime) -> bool:
    """Whether the last dates still follow from what is entered and from the law of today."""
    admitted_on, today = timezone.localtime(judgments[0].stay.during.lower).date(), timezone.localtime(at).date()
    counted = sorted((e for e in entries if e.annulled_at is None), key=lambda e: (e.days.lower, e.pk))
    return still_holds(last, judgments, basis_of(judgments, counted, admitted_on, on=today), today)


def calculation_of(stay_id: int | None, number: int) -> Calculation | None:
    return Calculation.objects.filter(stay=stay_id, number=number).select_related("stay").order_by("pk").first()


def entry_of(stay_id: int | None, pk: int) -> NotCounted | None:
    return NotCounted.objects.filter(stay=stay_id, pk=pk).select_related("stay").order_by("pk").first()


def stay_of(subject: Subject) -> Stay | None:
    return Stay.objects.filter(pk=subject.stay_id).order_by("pk").first() if subject.stay_id else None


def box(subject: Subject, *, at: datetime, access: Access) -> dict[str, str] | None:
    """Whether the dates are confirmed, in one line with where to go; ``None`` where there is no judgment."""
    found = of_stay(subject, access, None, at)
    if found is None or not found.has_judgment:
        return None
    level, text = standing(found)
    return {"level": level, "text": text, "href": reverse("person_dates", args=[subject.uuid])}


def standing(found: DatesPage) -> tuple[str, str]:
    """Dates that something entered since has overtaken never pass for confirmed ones."""
    if found.waiting is not None:
        return "warn", _("New dates wait for a second person.")
    if found.confirmed is None:
        return "warn", _("Nobody has confirmed the dates yet.")
    if found.outdated:
        return "bad", _("Something is entered that these dates do not know")
    return "ok", found.confirmed.said


# ---- in words ------------------------------------------------------------------------------------------------
def shown(one: Calculation, at: datetime) -> Shown:
    steps = [from_json(line) for line in one.steps]
    return Shown(
        pk=one.pk,
        number=one.number,
        reason=one.reason,
        made=_("Worked out by %(who)s, %(when)s") % {"who": one.made_by, "when": display.moment(one.made_at, at)},
        said=said_of(one, at),
        basis=list(basis_lines(one)),
        rows=[line_of(step) for step in steps],
        unconfirmed=any(not step.is_confirmed for step in steps),
    )


def said_of(one: Calculation, at: datetime) -> str:
    if one.confirmed_at is not None:
        values = {"who": one.confirmed_by, "when": display.moment(one.confirmed_at, at)}
        return _("Confirmed by %(who)s, %(when)s.") % values
    if one.withdrawn_at is not None:
        values = {"who": one.withdrawn_by, "when": display.moment(one.withdrawn_at, at), "why": one.withdrawn_why}
        return _("Withdrawn by %(who)s, %(when)s: %(why)s") % values
    return _("Waits for a second person.")


def basis_lines(one: Calculation) -> Iterable[str]:
    """What the dates rest on: each judgment with its deducted days, each period left out, the version of the rules.

    What preventive detention has replaced is no longer served and is not told as if it were (strl. s. 42).
    """
    everything = one.basis["judgments"]
    frames = [given for given in everything if given["kind"] == TermKind.PREVENTIVE]
    yield _("Held here since %(day)s") % {"day": display.day(date.fromisoformat(one.basis["admitted_on"]))}
    for given in frames[-1:] or everything:
        term = length(given["years"], given["months"], given["days"])
        values = {
            "kind": TermKind(given["kind"]).label,
            "term": term,
            "day": display.day(date.fromisoformat(given["judged_on"])),
            "credit": given["credit_days"],
        }
        yield _("%(kind)s: %(term)s, judgment of %(day)s, %(credit)d days deducted by the court") % values
        for more in given.get("extensions", ()):
            years, months = divmod(more["months"], 12)
            values = {"term": length(years, months, 0), "day": display.day(date.fromisoformat(more["on"]))}
            yield _("Extended by %(term)s, judgment of %(day)s") % values
    if frames and len(everything) > 1:
        yield _("Earlier terms have lapsed with it (%(source)s).") % {"source": citation("strl. s. 42")}
    for entry in one.basis["not_counted"]:
        yield _("%(reason)s, %(first)s to %(last)s: %(days)d days that do not count") % {
            "reason": NotCountedReason(entry["reason"]).label,
            "first": display.day(date.fromisoformat(entry["from"])),
            "last": display.day(date.fromisoformat(entry["to"]) - timedelta(days=1)),
            "days": entry["days"],
        }
    yield _("Rules: %(version)s") % {"version": one.rule_version}


def moved(before: Calculation | None, after: Calculation) -> Iterable[Moved]:
    old = map(from_json, before.steps) if before else ()
    for change in changes(old, map(from_json, after.steps)):
        yield Moved(
            what=str(WHAT[change.what]),
            before=display.day(change.before) if change.before else "–",
            after=display.day(change.after) if change.after else "–",
            by=by_how_much(change),
            level="warn" if change.is_change and before else "",
        )


def by_how_much(change: Change) -> str:
    if change.before is None:
        return _("new")
    if change.after is None:
        return _("falls away")
    if change.moved > 0:
        return ngettext("%(n)d day later", "%(n)d days later", change.moved) % {"n": change.moved}
    if change.moved < 0:
        return ngettext("%(n)d day earlier", "%(n)d days earlier", -change.moved) % {"n": -change.moved}
    return _("the same")


def left_out(entry: NotCounted, at: datetime) -> LeftOut:
    last = date.fromordinal(entry.days.upper.toordinal() - 1)
    annulled = ""
    if entry.annulled_at is not None:
        values = {"who": entry.annulled_by, "when": display.moment(entry.annulled_at, at), "why": entry.annulled_why}
        annulled = _("Annulled by %(who)s, %(when)s: %(why)s") % values
    return LeftOut(
        pk=entry.pk,
        reason=str(NotCountedReason(entry.reason).label),
        days=f"{display.day(entry.days.lower)} – {display.day(last)}",
        length=ngettext("%(n)d day", "%(n)d days", entry.length) % {"n": entry.length},
        document=entry.document,
        entered=f"{entry.registered_by}, {display.moment(entry.registered_at, at)}",
        annulled=annulled,
    )
