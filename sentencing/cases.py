"""Cases as JSON values in, their dates as JSON values out: what ``manage.py sentence_dates`` and an API hand over.

In: ``{"id", "start", "terms": [{"kind": "prison" | "fine" | "preventive", "years", "months", "days", "frame": {…},
"minimum": {…}}], "credit_days", "not_counted_days", "age_at_act"}``. Dates are ISO, absent numbers are 0; a term of an
offence whose own penalty is up to 30 years says ``"listed_offence": true``; a frame that later judgments extended says
``"extensions": [{"years"}]``. Days that do not count may say why: ``"not_counted": [{"reason": "interruption" |
"escape" | "not_returned" | "other_case" | "hospital", "days"}]``. Of preventive detention they must: it is never
interrupted (fv-fskr. s. 11).

Nothing here asks a database or a clock; the words are in the language that is active.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from corrections.json_lists import names_twice
from sentencing.law import law_on
from sentencing.rules import terms as limits
from sentencing.rules.dates import Dates, Step, calculate
from sentencing.rules.parameters import Law
from sentencing.rules.terms import Term, TermRefused
from sentencing.words import ODDITIES, citation, derivation, sentence

KINDS: Final[Mapping[str, limits.Kind]] = {"prison": "PRISON", "fine": "FINE", "preventive": "PREVENTIVE"}
PARTS: Final = ("years", "months", "days")
REASONS: Final = ("interruption", "escape", "not_returned", "other_case", "hospital")
KNOWN: Final = frozenset({"id", "start", "terms", "credit_days", "not_counted_days", "not_counted", "age_at_act"})
KNOWN_OF_A_TERM: Final = frozenset(
    {"kind", "frame", "minimum", "extension", "extensions", "listed_offence", "credit_days", *PARTS}
)
CAME_OF_AGE: Final = 18
OF_AGE_TO_BE_PUNISHED: Final = 15
OLDEST: Final = 130
WHERE: Final = "strl. s. 31"
FRAME: Final = "strl. s. 43"
LEFT_OUT: Final = "fskr. s. 3-3"
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
LAPSES: Final = _("Preventive detention replaces the other terms, which lapse (%(source)s).")
NOT_USED: Final = _("“%(text)s” is not a name that is known here, and was not used. Check how it is written.")
T = TypeVar("T")


def answer(case: Any, *, on: date) -> dict[str, Any]:
    """The dates of one case under the law of the day ``on``, or every reason why there are none.

    Never an exception for what a person wrote.
    """
    law = law_on(on)
    given = case if isinstance(case, Mapping) else {}
    refusals: list[TermRefused] = []
    dates: Dates | None = None
    found: list[Term] = []
    if isinstance(case, Mapping):
        dates, found = worked_out(given, law, refusals)
    else:
        refusals.append(TermRefused("not_an_entry", WHERE, text=str(case)[:40]))
    return {
        "id": given.get("id"),
        **written(dates),
        "refusals": list(map(refused, once(refusals))),
        "warnings": list(warnings(given, law, found)),
        "rule_version": law.version,
    }


def worked_out(given: Mapping[str, Any], law: Law, refusals: list[TermRefused]) -> tuple[Dates | None, list[Term]]:
    """The dates, with the terms that could be read; what could not is put with ``refusals``."""
    refusals += [TermRefused("written_twice", WHERE, text=name[:40]) for name in names_twice(given)]
    start = attempt(refusals, lambda: day_of(given.get("start")))
    under_18 = attempt(refusals, lambda: is_under_18(given)) or False
    found = [attempt(refusals, lambda t=t: read_term(t, law, under_18=under_18)) for t in list_of(given.get("terms"))]  # type: ignore[misc]
    credit = attempt(refusals, lambda: number(given, "credit_days", "strl. s. 83"))
    terms = [term for term in found if term is not None]
    frame = any(term.kind == "PREVENTIVE" for term in terms)
    lost = attempt(refusals, lambda: days_left_out(given, frame=frame))
    if not found:
        refusals.append(TermRefused("no_terms", WHERE))
    if refusals or start is None:
        return None, terms
    return attempt(refusals, lambda: counted(start, terms, law, credit or 0, lost or 0)), terms


def attempt(refusals: list[TermRefused], act: Callable[[], T]) -> T | None:
    """``act``, or its refusal put with the others: a person mends all of them at once."""
    try:
        return act()
    except TermRefused as refusal:
        refusals.append(refusal)
        return None


def once(refusals: Iterable[TermRefused]) -> Iterable[TermRefused]:
    """Each refusal once, also where several terms earn the same."""
    return {sentence(refusal): refusal for refusal in refusals}.values()


def counted(start: date, terms: list[Term], law: Law, credit: int, lost: int) -> Dates:
    try:
        return calculate(start=start, terms=terms, law=law, credit_days=credit, not_counted_days=lost)
    except (OverflowError, ValueError) as error:
        raise TermRefused("out_of_range", WHERE) from error


# ---- what is odd -----------------------------------------------------------------------------------------------
def warnings(given: Mapping[str, Any], law: Law, terms: Sequence[Term]) -> Iterable[dict[str, str]]:
    """What was answered, but ought to be looked at: what a court seldom writes, and names that were not used."""
    under_18 = attempt([], lambda: is_under_18(given)) or False
    odd = (code for term in terms for code in limits.oddities(term, law, under_18=under_18))
    yield from ({"code": code, "message": str(ODDITIES[code])} for code in dict.fromkeys(odd))
    kinds = {term.kind for term in terms}
    if "PREVENTIVE" in kinds and len(kinds) > 1:
        yield {"code": "lapses", "message": gettext(LAPSES) % {"source": citation("strl. s. 42")}}
    inner = [term for term in list_of(given.get("terms")) if isinstance(term, Mapping)]
    names = [name for name in given if name not in KNOWN]
    names += [name for term in inner for name in term if name not in KNOWN_OF_A_TERM]
    for name in dict.fromkeys(map(str, names)):
        yield {"code": "unknown_field", "message": gettext(NOT_USED) % {"text": name[:40]}}


# ---- reading ---------------------------------------------------------------------------------------------------
def read_term(given: Any, law: Law, *, under_18: bool) -> Term:
    """One term, held against what a court can impose. Raises ``TermRefused``."""
    values = given if isinstance(given, Mapping) else {}
    kind = KINDS.get(str(values.get("kind")))
    if kind is None:
        raise TermRefused("unknown_kind", WHERE, text=str(values.get("kind"))[:40])
    if number(values, "credit_days", "strl. s. 83"):
        raise TermRefused("deducted_twice", "strl. s. 83")
    if any(str(name).startswith("suspended") and value for name, value in values.items()):
        raise TermRefused("suspended_part", "strl. s. 34")
    minimum = values.get("minimum")
    if number(minimum, "days", FRAME):
        raise TermRefused("frame_in_days", FRAME)
    term = Term(
        kind,
        **length_of(kind, values),
        minimum_years=number(minimum, "years", FRAME),
        minimum_months=number(minimum, "months", FRAME),
        extended_months=extended(kind, values.get("extensions") or values.get("extension"), law),
    )
    listed = is_listed(values.get("listed_offence")) or kind == "PREVENTIVE"
    limits.check(term, law, under_18=under_18, listed_offence=listed)
    return term


def length_of(kind: limits.Kind, values: Mapping[str, Any]) -> dict[str, int]:
    """Years, months and days, of preventive detention those of the frame, also where they stand beside the kind."""
    beside = {part: number(values, part, WHERE) for part in PARTS}
    frame = {part: number(values.get("frame"), part, FRAME) for part in PARTS}
    if not any(frame.values()):
        return beside
    if kind != "PREVENTIVE":
        raise TermRefused("frame_without_preventive", FRAME)
    if any(beside.values()) and beside != frame:
        raise TermRefused("frame_twice", FRAME)
    return frame


def extended(kind: limits.Kind, given: Any, law: Law) -> int:
    """The months that later judgments added to a frame, each of them held against the limit."""
    if given is None:
        return 0
    if kind != "PREVENTIVE":
        raise TermRefused("frame_without_preventive", FRAME)
    given = given if isinstance(given, list) else [given]
    months = [12 * number(one, "years", FRAME) + number(one, "months", FRAME) for one in given]
    for each in months:
        limits.check_extension(each, law)
    return sum(months)


def days_left_out(given: Mapping[str, Any], *, frame: bool) -> int:
    """The days that do not count, each period with its reason or all in one number. Raises ``TermRefused``."""
    told = given.get("not_counted")
    if told is not None and not isinstance(told, list):
        raise TermRefused("not_periods", LEFT_OUT, text=str(told)[:40])
    total, alone = sum(left_out(one, frame=frame) for one in told or ()), number(given, "not_counted_days", LEFT_OUT)
    if told and alone and alone != total:
        raise TermRefused("left_out_twice", LEFT_OUT, days=alone, total=total)
    if alone and not told and frame:
        raise TermRefused("reason_of_days", "fv-fskr. s. 11")
    return alone or total


def left_out(period: Any, *, frame: bool) -> int:
    reason = period.get("reason") if isinstance(period, Mapping) else period
    if reason not in REASONS:
        raise TermRefused("unknown_reason", LEFT_OUT, text=str(reason)[:40])
    days = number(period, "days", LEFT_OUT)
    if days and frame and reason == "interruption":
        raise TermRefused("never_interrupted", "fv-fskr. s. 11")
    return days


def is_listed(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise TermRefused("not_listed", WHERE, text=str(value)[:40])


def is_under_18(given: Mapping[str, Any]) -> bool:
    """Age at the time of the act; absent, an adult's."""
    if given.get("age_at_act") is None:
        return False
    age = number(given, "age_at_act", "strl. s. 33")
    if age < OF_AGE_TO_BE_PUNISHED:
        raise TermRefused("below_age", "strl. s. 20")
    if age > OLDEST:
        raise TermRefused("not_an_age", "strl. s. 33", text=str(age)[:20])
    return age < CAME_OF_AGE


def number(values: Any, name: str, source: str) -> int:
    """A whole number; absent is 0. ``true`` is not 1."""
    if values is not None and not isinstance(values, Mapping):
        raise TermRefused("not_a_number", source, text=str(values)[:40])
    value = (values or {}).get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise TermRefused("not_a_number", source, text=str(value)[:40])
    if value < 0:
        raise TermRefused("negative", source)
    if value > date.max.toordinal():
        raise TermRefused("out_of_range", source)
    return value


def day_of(value: Any) -> date:
    try:
        return date.fromisoformat(value if DAY.fullmatch(value) else "")
    except (TypeError, ValueError):
        raise TermRefused("no_start", "inn-fskr. s. 1; strpl. s. 460", text=str(value)[:40]) from None


def list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# ---- writing ---------------------------------------------------------------------------------------------------
def written(dates: Dates | None) -> dict[str, Any]:
    """The dates as ISO text. Where there are none, the same names, empty."""
    if dates is None:
        return {"full": None, "earliest_probation": None, "remaining_days": None, "eligible": False, "steps": []}
    values: dict[str, Any] = {
        "full": iso(dates.full),
        "earliest_probation": iso(dates.probation),
        "remaining_days": dates.remaining_days,
        "eligible": dates.eligible,
        "steps": [line(step) for step in dates.steps],
    }
    if dates.frame_expires is not None:
        values |= {
            "frame_expires": iso(dates.frame_expires),
            "minimum_reached": iso(dates.minimum_reached),
            "extension_filed_by": iso(dates.extension_filed_by),
        }
    return values


def line(step: Step) -> dict[str, Any]:
    what, how, source = derivation(step)
    return {
        "date": iso(step.on), "code": step.what, "what": what, "how": how, "source": source,
        "unconfirmed": not step.is_confirmed,
    }  # fmt: skip


def refused(refusal: TermRefused) -> dict[str, str]:
    return {"code": refusal.code, "message": sentence(refusal), "source": citation(refusal.source)}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
