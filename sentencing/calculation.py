"""From the judgments as they are kept to the dates that follow from them (sentencing/rules), and what they rest on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Greatest, JSONObject

from sentencing.choices import TermKind
from sentencing.law import law_on
from sentencing.models import Calculation, Extension, Fulfilled, Judgment, NotCounted
from sentencing.rules.conversions import left, reduced
from sentencing.rules.dates import Dates, Step, calculate, never_before, start_of
from sentencing.rules.parameters import Law
from sentencing.rules.terms import Term, TermRefused

# days before the judgment move no date: the count has not begun
DAYS_LEFT_OUT = Subquery(
    NotCounted.objects.filter(stay=OuterRef("stay"), annulled_at__isnull=True, days__endswith__gt=OuterRef("judged_on"))
    .order_by()
    .values("stay")
    .annotate(total=Sum(F("days__endswith") - Greatest(F("days__startswith"), OuterRef("judged_on"))))
    .values("total")
)


# every entry and every annulment counts one: a number that only grows
CHANGES_OF_DAYS = Subquery(
    NotCounted.objects.filter(stay=OuterRef("stay"))
    .order_by()
    .values("stay")
    .annotate(total=Count("pk") + Count("annulled_at"))
    .values("total")
)


# what a court added to a frame, in the order in which it did
GRANTED = ArraySubquery(
    Extension.objects.filter(judgment=OuterRef("pk"), is_granted=True)
    .order_by("judged_on", "pk")
    .values(given=JSONObject(on="judged_on", months=F("years") * 12 + F("months")))
)
# kroner paid or hours served of a judgment, the day of the last of them, and a number that only grows
OF_JUDGMENT = Fulfilled.objects.filter(judgment=OuterRef("pk")).order_by().values("judgment")
HOLDING = Q(annulled_at__isnull=True)
FULFILLED = Subquery(OF_JUDGMENT.annotate(total=Sum("amount", filter=HOLDING)).values("total"))
FULFILLED_ON = Subquery(OF_JUDGMENT.annotate(total=Max("on", filter=HOLDING)).values("total"))
CHANGES_OF_PARTS = Subquery(OF_JUDGMENT.annotate(total=Count("pk") + Count("annulled_at")).values("total"))


def in_order(judgments: QuerySet[Judgment]) -> QuerySet[Judgment]:
    """In the order they were passed, each with the days of its stay that do not count (``left_out``), the extensions of
    a frame (``granted``), what is paid or served of it (``fulfilled``, ``fulfilled_on``), and how often those were
    changed (``days_changed``, ``parts_changed``).
    """
    return judgments.annotate(
        left_out=DAYS_LEFT_OUT,
        days_changed=CHANGES_OF_DAYS,
        granted=GRANTED,
        fulfilled=FULFILLED,
        fulfilled_on=FULFILLED_ON,
        parts_changed=CHANGES_OF_PARTS,
    ).order_by("judged_on", "pk")


def dates_of(judgments: Sequence[Judgment], admitted_on: date, *, on: date) -> Dates:
    """Every date that follows from judgments as ``in_order`` gives them, under the law of the day ``on``.

    When preventive detention is imposed, earlier terms lapse (strl. s. 42): frame and minimum count from that judgment,
    with the days that it deducts, and no day of an earlier judgment is deducted from them. What is paid of a fine, or
    served of a community sentence, shortens its days.
    """
    judgments, law = in_force(judgments), law_on(on)
    imposed = [term_of(judgment) for judgment in judgments]
    without = counted(judgments, admitted_on, imposed, law)
    parts = [(done_of(judgment), judgment.amount) for judgment in judgments]
    if not any(done for done, _whole in parts):
        return without
    rest = [left(term, done, whole, law) for term, (done, whole) in zip(imposed, parts, strict=True)]
    dates = counted(judgments, admitted_on, [term for term in rest if term is not None], law, is_reduced=True)
    lines = [
        reduced(term, after, done, whole, law, dates.start)
        for term, after, (done, whole) in zip(imposed, rest, parts, strict=True)
        if done
    ]
    dates = replace(dates, steps=(dates.steps[0], *lines, *dates.steps[1:]))
    return never_before(dates, max(filter(None, map(last_part, judgments))), without)


def counted(
    judgments: Sequence[Judgment], admitted_on: date, terms: Sequence[Term], law: Law, *, is_reduced: bool = False
) -> Dates:
    """The dates of ``terms``. Where they are reduced, no more days are deducted than are left."""
    left_out: timedelta | None = getattr(judgments[0], "left_out", None)
    credit = sum(judgment.credit_days for judgment in judgments) if terms else 0
    values: dict[str, Any] = {
        "start": start_of(judged_on=judgments[0].judged_on, admitted_on=admitted_on),
        "terms": terms,
        "law": law,
        "not_counted_days": left_out.days if left_out else 0,
        "held_since": admitted_on,
    }
    try:
        return calculate(credit_days=credit, **values)
    except TermRefused as refusal:
        if not is_reduced or refusal.code != "credit_above_term":
            raise
        return calculate(credit_days=int(refusal.values["term"]), **values)


def done_of(judgment: Judgment) -> int:
    """Kroner paid or hours served."""
    return getattr(judgment, "fulfilled", None) or 0


def last_part(judgment: Judgment) -> date | None:
    day: date | None = getattr(judgment, "fulfilled_on", None)
    return day


def granted_to(judgment: Judgment) -> Sequence[Mapping[str, Any]]:
    """The extensions of a judgment that came by ``in_order``: ``{"on", "months"}`` each."""
    granted: Sequence[Mapping[str, Any]] = getattr(judgment, "granted", None) or ()
    return granted


def in_force(judgments: Sequence[Judgment]) -> Sequence[Judgment]:
    """The judgments that dates rest on: the latest preventive detention alone, where there is one."""
    frames = [judgment for judgment in judgments if judgment.kind == TermKind.PREVENTIVE]
    return frames[-1:] or judgments


def term_of(judgment: Judgment) -> Term:
    return Term(
        kind=judgment.kind,  # type: ignore[arg-type]  # one of TermKind, PostgreSQL holds it to that
        years=judgment.years,
        months=judgment.months,
        days=judgment.days,
        minimum_years=judgment.minimum_years,
        minimum_months=judgment.minimum_months,
        extended_months=sum(given["months"] for given in granted_to(judgment)),
    )


# ---- what a calculation rests on -------------------------------------------------------------------------------
def basis_of(
    judgments: Sequence[Judgment], left_out: Sequence[NotCounted], admitted_on: date, *, on: date
) -> dict[str, Any]:
    """What goes into the dates on the day ``on``, as JSON values.

    Enough to work them out again by hand (strpl. s. 462).
    """
    return {
        "admitted_on": admitted_on.isoformat(),
        "judgments": [
            {
                "id": judgment.pk,
                "kind": judgment.kind,
                "judged_on": judgment.judged_on.isoformat(),
                "years": judgment.years,
                "months": judgment.months,
                "days": judgment.days,
                "minimum_years": judgment.minimum_years,
                "minimum_months": judgment.minimum_months,
                "credit_days": judgment.credit_days,
                **({"extensions": list(granted_to(judgment))} if granted_to(judgment) else {}),
                **part_of(judgment),
            }
            for judgment in judgments
        ],
        "not_counted": [
            {
                "id": entry.pk,
                "reason": entry.reason,
                "from": entry.days.lower.isoformat(),
                "to": entry.days.upper.isoformat(),
                "days": entry.length,
            }
            for entry in left_out
        ],
        "rule_version": law_on(on).version,
    }


def part_of(judgment: Judgment) -> dict[str, Any]:
    """What is fulfilled, where there is something to fulfil."""
    if not judgment.amount:
        return {}
    day = last_part(judgment)
    return {"amount": judgment.amount, "fulfilled": done_of(judgment), "fulfilled_on": day.isoformat() if day else ""}


def digest_of(basis: Mapping[str, Any]) -> str:
    """SHA-256 in hexadecimal: two calculations with the same digest rest on the same."""
    return sha256(json.dumps(basis, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def still_holds(kept: Calculation, judgments: Sequence[Judgment], basis: Mapping[str, Any], on: date) -> bool:
    """Whether dates rest on what is entered now, and the law of the day ``on`` gives the same days.

    Another version of the law alone makes no date wrong: only one that moves a day does.
    """
    if facts_in(kept.basis) != facts_in(basis):
        return False
    if kept.rule_version == basis["rule_version"]:
        return True
    try:
        dates = dates_of(judgments, date.fromisoformat(basis["admitted_on"]), on=on)
    except TermRefused:
        return False
    return {line["what"]: line["on"] for line in kept.steps} == {step.what: step.on.isoformat() for step in dates.steps}


def facts_in(basis: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in basis.items() if name != "rule_version"}


def as_json(step: Step) -> dict[str, Any]:
    return {
        "what": step.what,
        "how": step.how,
        "on": step.on.isoformat(),
        "source": step.source,
        "is_confirmed": step.is_confirmed,
        "months": step.months,
        "days": step.days,
        "credit": step.credit,
        "not_counted": step.not_counted,
        "given": dict(step.given),
    }


def from_json(line: Mapping[str, Any]) -> Step:
    return Step(**{**line, "on": date.fromisoformat(line["on"])})
