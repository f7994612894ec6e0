"""What still holds somebody who is about to be released, and what no longer does: each legal basis by itself.

A remand order that holds, and a judgment that is not served, are two bases; only a court lets go what a court has
ordered. Too late is said as loudly as too early: a day of overstay is a day without a legal basis (norway.md 3 and 5).
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from corrections import display
from inmates.choices import LegalStatusKind, ReleaseKind
from inmates.models import Stay
from inmates.registries import Finding
from sentencing.models import RemandOrder
from sentencing.rules.dates import Dates
from sentencing.selectors.dates import basis_of, dates_of_stay

COURT = "court"
DECISION = "decision"
DIED = ReleaseKind.DECEASED.value
BY_COURT = (ReleaseKind.COURT_ORDER.value, DIED)
ON_PROBATION = (ReleaseKind.PROBATION_RELEASE.value, ReleaseKind.TRANSFERRED_ABROAD.value, DIED)
SERVED_ELSEWHERE = (ReleaseKind.TRANSFERRED_ABROAD.value, DIED)


def findings(stay_id: int, at: datetime) -> list[Finding]:
    """Every basis that still runs, and every day too long. Four statements."""
    today = timezone.localtime(at).date()
    href = to_sentence(stay_id)
    on_remand = basis_of(stay_id, at) == LegalStatusKind.REMAND
    found = [*of_orders(stay_id, today, href, on_remand=on_remand)]
    dates = dates_of_stay(stay_id, today)
    if dates is not None:
        found += of_term(dates, today, href, on_remand=on_remand)
    elif not on_remand:
        text = gettext("No judgment is entered, so nobody can tell when the term is served. Ask the caseworker.")
        found.append(Finding("stop", text, href, "no-judgment", DECISION, (*BY_COURT, *ON_PROBATION)))
    return found


def of_orders(stay_id: int, today: date, href: str, *, on_remand: bool) -> Iterable[Finding]:
    """Orders that hold today, the last first; where none does, how long ago the last one ran out."""
    orders = list(RemandOrder.objects.filter(stay=stay_id).order_by("-expires_on", "-pk"))
    for order in orders:
        if order.expires_on >= today:
            yield live(order, today, href, on_remand=on_remand)
            return
    if not on_remand:
        return
    if not orders:
        text = gettext("No remand order is entered. Check with the police which order holds the person.")
        yield Finding("stop", text, href, "no-order", COURT, BY_COURT)
        return
    yield too_long(gettext("The remand order ran out %(day)s."), orders[0].expires_on, today, href, "order")


def live(order: RemandOrder, today: date, href: str, *, on_remand: bool) -> Finding:
    text = (
        gettext("The remand order holds to and including %(day)s. Only a court lets the person go before.")
        if on_remand
        else gettext("Another basis runs: a remand order that holds to and including %(day)s. Only a court ends it.")
    )
    answered = BY_COURT if on_remand else (DIED,)
    return Finding("stop", text % {"day": display.day(order.expires_on)}, href, f"order:{order.pk}", COURT, answered)


def of_term(dates: Dates, today: date, href: str, *, on_remand: bool) -> Iterable[Finding]:
    """The term: served, not yet, or too long. Of someone on remand it is another basis that awaits serving."""
    values = {"full": display.day(dates.full)}
    key = f"term:{dates.full}"
    if today >= dates.full:
        if on_remand:
            yield Finding("ok", gettext("The term was served %(full)s") % values, href)
        elif today == dates.full:
            yield Finding("ok", gettext("The full term is served today"), href)
        else:
            yield too_long(gettext("The full term was served %(day)s."), dates.full, today, href, "term")
    elif on_remand:
        text = gettext("Another basis runs: a judgment that is served in full %(full)s. Only a court ends it.")
        yield Finding("stop", text % values, href, key, COURT, (DIED,))
    elif dates.probation is not None and dates.eligible and today >= dates.probation:
        values["earliest"] = display.day(dates.probation)
        text = gettext(
            "Full term %(full)s. Release on probation is possible since %(earliest)s, and only on a decision."
        )
        yield Finding("stop", text % values, href, key, COURT, ON_PROBATION)
    else:
        yield too_early(dates, href, key)


def too_early(dates: Dates, href: str, key: str) -> Finding:
    values = {"full": display.day(dates.full)}
    text = gettext("The term is not served before %(full)s.")
    if dates.probation is not None and dates.eligible:
        values["earliest"] = display.day(dates.probation)
        text = gettext("Full term %(full)s; release on probation is possible from %(earliest)s at the earliest.")
    return Finding("stop", text % values, href, key, COURT, SERVED_ELSEWHERE)


def too_long(text: str, day: date, today: date, href: str, key: str) -> Finding:
    """Held without a basis: nothing stops the release, and everything asks for it."""
    days = (today - day).days
    more = ngettext(
        "That is %(n)d day too long. Release without delay and tell the leader.",
        "That is %(n)d days too long. Release without delay and tell the leader.",
        days,
    ) % {"n": days}
    return Finding("warn", f"{text % {'day': display.day(day)}} {more}", href, f"late:{key}:{day}")


def to_sentence(stay_id: int) -> str:
    uuid = Stay.objects.values_list("person__uuid", flat=True).get(pk=stay_id)
    return reverse("person_tab", args=[uuid, "sentence"])
