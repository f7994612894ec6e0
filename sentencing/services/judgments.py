"""Entering what a court decided: a judgment, or an order to hold someone on remand."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.models import Stay
from sentencing import words
from sentencing.models import LONGEST_ORDER, Judgment, RemandOrder
from sentencing.rules import terms
from sentencing.rules.dates import calculate, start_of
from sentencing.rules.terms import Term, TermRefused
from sentencing.services import watch

SOURCE_OF_ORDERS = "strpl. ss. 185, 187 a"


class SentenceRefused(Refusal):
    code = "sentence_refused"


@explained()
@transaction.atomic
def register_judgment(
    *,
    stay: Stay,
    term: Term,
    judged_on: date,
    by: User,
    at: datetime,
    credit_days: int = 0,
    listed_offence: bool = False,
) -> Judgment:
    """A term imposed, with the days deducted as the court fixed them. Its clock starts at once.

    Raises ``SentenceRefused`` with the rule and its source for what no court can impose, ``Conflict`` when it is there.
    """
    stay = lock(stay, at)
    if judged_on > timezone.localtime(at).date():
        raise SentenceRefused(_("The judgment lies in the future. Check its date."), code="future")
    try:
        terms.check(term, listed_offence=listed_offence)
        start = start_of(judged_on=judged_on, admitted_on=timezone.localtime(stay.during.lower).date())
        calculate(start=start, terms=[term], credit_days=credit_days)
    except TermRefused as refusal:
        raise SentenceRefused(words.sentence(refusal), code=refusal.code, source=refusal.source) from refusal
    values = {
        "kind": term.kind,
        "judged_on": judged_on,
        "years": term.years,
        "months": term.months,
        "days": term.days,
    }
    if Judgment.objects.filter(stay=stay, **values).exists():
        raise Conflict(_("This judgment is entered already."), code="entered_already")
    judgment = Judgment.objects.create(
        stay=stay,
        minimum_years=term.minimum_years,
        minimum_months=term.minimum_months,
        credit_days=credit_days,
        registered_at=at,
        registered_by=by,
        **values,
    )
    audit.record_write(by=by, at=at, act="sentencing.register_judgment", subject=judgment, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return judgment


@explained()
@transaction.atomic
def register_remand_order(
    *, stay: Stay, ordered_on: date, expires_on: date, by: User, at: datetime, long_order_reason: str = ""
) -> RemandOrder:
    """The court's order holds to the end of ``expires_on``. The clock of the order before it stops.

    Raises ``SentenceRefused`` for an order that ends before it begins, lasts above four weeks with no reason, or was
    made in the future; ``Conflict`` when an order to that day is there.
    """
    stay = lock(stay, at)
    if ordered_on > timezone.localtime(at).date():
        raise SentenceRefused(_("The order lies in the future. Check its date."), code="future")
    if expires_on <= ordered_on:
        raise SentenceRefused(_("The order ends before it begins. Check the dates."), code="ends_before")
    if expires_on - ordered_on > LONGEST_ORDER and not long_order_reason.strip():
        raise SentenceRefused(
            _("An order above four weeks needs the court's reason. Write it."),
            code="no_reason",
            source=SOURCE_OF_ORDERS,
        )
    if RemandOrder.objects.filter(stay=stay, expires_on=expires_on).exists():
        raise Conflict(_("An order to that day is entered already."), code="entered_already")
    order = RemandOrder.objects.create(
        stay=stay,
        ordered_on=ordered_on,
        expires_on=expires_on,
        long_order_reason=long_order_reason.strip(),
        registered_at=at,
        registered_by=by,
    )
    audit.record_write(by=by, at=at, act="sentencing.register_remand_order", subject=order, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return order


def lock(stay: Stay, at: datetime) -> Stay:
    stay = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    if stay.during.upper is not None and stay.during.upper <= at:
        raise SentenceRefused(_("The person is not in custody any more."), code="released")
    return stay
