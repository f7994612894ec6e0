"""Entering what a court decided: a judgment, or an order to hold someone on remand."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.models import Stay
from inmates.rules.beds import is_minor
from sentencing import words
from sentencing.choices import TermKind
from sentencing.law import law_on
from sentencing.models import LONGEST_FOR_A_CHILD, LONGEST_ORDER, Judgment, RemandOrder
from sentencing.rules import terms
from sentencing.rules.conversions import check_whole
from sentencing.rules.dates import calculate, start_of
from sentencing.rules.terms import Term, TermRefused
from sentencing.services import unlawful, watch
from sentencing.services.restrictions import Restricted, restrict

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
    amount: int = 0,
    listed_offence: bool = False,
    under_18_at_act: bool = False,
    suspended: tuple[int, int] = (0, 0),
) -> Judgment:
    """A term imposed, with the days deducted as the court fixed them. Its clock starts at once.

    ``term`` is the part that is served; ``suspended`` the months and days beside it (strl. s. 34); ``amount`` the
    kroner of the fine or the hours of the community sentence that the term stands in for.

    Raises ``SentenceRefused`` with the rule and its source for what no court can impose, ``Conflict`` when it is there.
    """
    stay = lock(stay, at)
    if judged_on > timezone.localtime(at).date():
        raise SentenceRefused(_("The judgment lies in the future. Check its date."), code="future")
    law = law_on(timezone.localtime(at).date())
    try:
        check_whole(term.kind, amount, law)
        terms.check(term, law, listed_offence=listed_offence, under_18=under_18_at_act)
        start = start_of(judged_on=judged_on, admitted_on=timezone.localtime(stay.during.lower).date())
        calculate(start=start, terms=[term], law=law, credit_days=credit_days)
    except TermRefused as refusal:
        raise SentenceRefused(words.sentence(refusal), code=refusal.code, source=refusal.source) from refusal
    refuse_deducted_twice(stay, term, credit_days)
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
        amount=amount,
        listed_offence=listed_offence,
        under_18_at_act=under_18_at_act,
        suspended_months=suspended[0],
        suspended_days=suspended[1],
        registered_at=at,
        registered_by=by,
        **values,
    )
    audit.record_write(by=by, at=at, act="sentencing.register_judgment", subject=judgment, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return judgment


def refuse_deducted_twice(stay: Stay, term: Term, credit_days: int) -> None:
    """The same number of days deducted by two judgments is one remand counted twice, unless it is said that it is not.

    Preventive detention replaces what was before it, so nothing before it is deducted again.
    """
    if credit_days and term.kind != TermKind.PREVENTIVE:
        same = Judgment.objects.filter(stay=stay, credit_days=credit_days).exclude(kind=TermKind.PREVENTIVE)
        if same.exists():
            raise SentenceRefused(
                _("Another judgment deducts the same %(days)d days already. Days are deducted once (strl. s. 83).")
                % {"days": credit_days},
                code="deducted_twice",
                source="strl. s. 83",
            )


@explained()
@transaction.atomic
def note_filing(*, judgment: Judgment, filed_on: date, by: User, at: datetime) -> Judgment:
    """The prosecutor has filed for extension of preventive detention; the clock that asks for it stops.

    Raises ``SentenceRefused`` for what is not preventive detention, or for a day to come or before the judgment.
    """
    stay = lock(judgment.stay, at)
    judgment = Judgment.objects.select_for_update(of=("self",)).get(pk=judgment.pk)
    if filed_on > timezone.localtime(at).date():
        raise SentenceRefused(_("The day lies in the future. Check it."), code="future")
    judgment.extension_filed_on = filed_on
    judgment.save(update_fields=["extension_filed_on"])
    audit.record_write(by=by, at=at, act="sentencing.note_filing", subject=judgment, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return judgment


@explained()
@transaction.atomic
def register_remand_order(
    *,
    stay: Stay,
    ordered_on: date,
    expires_on: date,
    by: User,
    at: datetime,
    long_order_reason: str = "",
    maximum_years: int | None = None,
    restrictions: Sequence[Restricted] = (),
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
    if under_18(stay, ordered_on) and expires_on - ordered_on > LONGEST_FOR_A_CHILD:
        raise SentenceRefused(
            _("The person is under 18: an order is at most two weeks at a time (strpl. s. 185)."),
            code="child",
            source="strpl. s. 185",
        )
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
        maximum_years=maximum_years,
        registered_at=at,
        registered_by=by,
    )
    restrict(order, ordered_on, restrictions, by, at)
    unlawful.report_gap(order=order, by=by, at=at)
    audit.record_write(by=by, at=at, act="sentencing.register_remand_order", subject=order, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return order


def under_18(stay: Stay, on: date) -> bool:
    return is_minor(stay.person.birth_date, on)


def lock(stay: Stay, at: datetime) -> Stay:
    stay = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    if stay.during.upper is not None and stay.during.upper <= at:
        raise SentenceRefused(_("The person is not in custody any more."), code="released")
    return stay
