"""What courts decided about one stay: judgments, orders, and what an order restricts today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from inmates.choices import LegalStatusKind
from inmates.models import LegalStatus
from inmates.registries import Subject
from sentencing.choices import RestrictionKind, TermKind
from sentencing.models import Judgment, RemandOrder, Restriction
from sentencing.permissions import SentencePerm
from sentencing.rules.remand import days_to_deduct, gaps
from sentencing.words import length

Entry = Judgment | RemandOrder


@dataclass(frozen=True, slots=True)
class Act:
    text: str
    href: str


def frames_of(stay_id: int) -> QuerySet[Judgment]:
    """Preventive detention whose extension is not filed."""
    return Judgment.objects.filter(stay=stay_id, kind=TermKind.PREVENTIVE, extension_filed_on__isnull=True)


def restrictions_of(stay_id: int) -> QuerySet[Restriction]:
    return Restriction.objects.filter(order__stay=stay_id)


def restrictions_today(stay_id: int, today: date) -> list[Restriction]:
    """What the court keeps from the person today: the union of every order that holds (strpl. ss. 186 and 186 a)."""
    found = Restriction.objects.filter(order__stay=stay_id, since__lte=today, until__gte=today)
    return list(found.exclude(lifted__lifted_on__lte=today).select_related("lifted").order_by("kind", "-until"))


def restricted_in_words(restrictions: Iterable[Restriction]) -> str:
    """``No visits, to 05.12.2026; full isolation, to 01.12.2026``. Each kind once, to its latest day."""
    latest: dict[str, Restriction] = {}
    for restriction in restrictions:
        latest.setdefault(restriction.kind, restriction)
    return "; ".join(
        _("%(what)s to %(day)s") % {"what": one.get_kind_display(), "day": display.day(one.last_day)}
        + (f" ({one.details})" if one.details else "")
        for one in latest.values()
    )


def decided(subject: Subject, *, at: datetime, access: Access) -> dict[str, object] | None:
    """What the courts decided: judgments and remand orders, newest first; and what may be entered here."""
    if subject.stay_id is None:
        return None
    in_force = restrictions_today(subject.stay_id, timezone.localtime(at).date())
    judgments = list(Judgment.objects.filter(stay=subject.stay_id).select_related("registered_by"))
    found = RemandOrder.objects.filter(stay=subject.stay_id).select_related("registered_by")
    orders = found.prefetch_related("restrictions__lifted")
    lines: list[tuple[date, str, str, str, Entry]] = [
        *((j.judged_on, str(TermKind(j.kind).label), in_words(j), credit_in_words(j), j) for j in judgments),
        *(
            (o.expires_on, _("Remand order"), order_in_words(o), "", o)
            for o in orders.prefetch_related("restrictions__lifted")
        ),
    ]
    rows = [
        {"cells": [{"text": t} for t in (display.day(day), kind, term, credit, registered(entry, at))]}
        for day, kind, term, credit, entry in sorted(lines, key=lambda line: line[0], reverse=True)
    ]
    names = (_("Date"), _("What"), _("Term"), _("Deducted"), _("Entered"))
    return {
        "caption": _("Judgments and orders"),
        "columns": [{"text": name} for name in names],
        "rows": rows,
        "acts": acts(subject, judgments, in_force) if subject.allows(access, SentencePerm.EDIT) else [],
        "doubt": doubt(subject.stay_id, judgments),
        "late": judged_late(subject.stay_id, judgments),
        "unlawful": [
            _("Held without an order from %(since)s to %(until)s (strpl. s. 187 a).")
            % {"since": display.day(since), "until": display.day(until)}
            for since, until in unlawful_days(subject.stay_id)
        ],
    }


def acts(subject: Subject, judgments: Iterable[Judgment], restrictions: Iterable[Restriction]) -> list[Act]:
    """What may be entered: a judgment, an order, and that a court lifts what restricts the person today."""
    return [
        Act(_("Enter a judgment"), reverse("person_judgment", args=[subject.uuid])),
        Act(_("Enter a remand order"), reverse("person_remand_order", args=[subject.uuid])),
        *(
            Act(
                _("The court lifts: %(what)s") % {"what": one.get_kind_display()},
                reverse("person_restriction_lift", args=[subject.uuid, one.pk]),
            )
            for one in restrictions
        ),
        *(
            Act(paid_or_served(one), reverse("person_fulfilled", args=[subject.uuid, one.pk]))
            for one in judgments
            if one.amount
        ),
    ]


def paid_or_served(judgment: Judgment) -> str:
    values = {"day": display.day(judgment.judged_on)}
    if judgment.kind == TermKind.COMMUNITY:
        return _("Enter hours served of %(day)s") % values
    return _("Enter a payment of the fine of %(day)s") % values


def unlawful_days(stay_id: int) -> list[tuple[date, date]]:
    """Days between two orders while remand was the only basis, the first and the last."""
    orders = RemandOrder.objects.filter(stay=stay_id).values_list("ordered_on", "expires_on")
    found = gaps(orders)
    if not found:
        return []
    held = LegalStatus.objects.filter(stay=stay_id, kind=LegalStatusKind.REMAND).values_list("during", flat=True)
    return [days for days in found if any(midnight(days[0]) in during for during in held)]


def doubt(stay_id: int, judgments: Sequence[Judgment]) -> str:
    """Our own count of the days on remand beside the court's, where they differ. The court's number always rules."""
    if not judgments:
        return ""
    judged_on = min(judgment.judged_on for judgment in judgments)
    own, court = own_count(stay_id, judged_on), sum(judgment.credit_days for judgment in judgments)
    if not own or own == court:
        return ""
    return _(
        "By our own count %(own)d days on remand here would be deducted; the court deducts %(court)d. "
        "The court's number rules: ask the court if it looks wrong (strl. s. 83)."
    ) % {"own": own, "court": court}


def judged_late(stay_id: int, judgments: Sequence[Judgment]) -> str:
    """Nobody serves before there is a judgment: one of the two days is wrong, and every date is counted from them."""
    if not judgments:
        return ""
    judged_on = min(judgment.judged_on for judgment in judgments)
    before = LegalStatus.objects.filter(stay=stay_id, during__startswith__lt=midnight(judged_on))
    serving = before.exclude(kind=LegalStatusKind.REMAND).order_by("during").first()
    if serving is None:
        return ""
    return _(
        "The person serves since %(began)s, and the first judgment is of %(judged)s. Check both days: the dates are "
        "counted from the later one."
    ) % {"began": display.day(timezone.localtime(serving.during.lower).date()), "judged": display.day(judged_on)}


def own_count(stay_id: int, judged_on: date) -> int:
    until = midnight(judged_on)
    held = LegalStatus.objects.filter(stay=stay_id, kind=LegalStatusKind.REMAND, during__startswith__lt=until)
    periods = [(one.during.lower, min(one.during.upper or until, until)) for one in held]
    isolated = Restriction.objects.filter(
        order__stay=stay_id, kind=RestrictionKind.FULL_ISOLATION, since__lt=judged_on
    ).select_related("lifted")
    apart = [(midnight(one.since), min(midnight(one.last_day + timedelta(days=1)), until)) for one in isolated]
    return days_to_deduct(periods, apart)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


# ---- in words ------------------------------------------------------------------------------------------------
def in_words(judgment: Judgment) -> str:
    """``12 years 9 months``; of preventive detention also the minimum, of a part that is suspended, that part."""
    term = length(judgment.years, judgment.months, judgment.days)
    if judgment.minimum_years or judgment.minimum_months:
        minimum = length(judgment.minimum_years, judgment.minimum_months, 0)
        return _("frame %(frame)s, minimum %(minimum)s") % {"frame": term, "minimum": minimum}
    if judgment.suspended_months or judgment.suspended_days:
        beside = length(*divmod(judgment.suspended_months, 12), judgment.suspended_days)
        return _("%(term)s, and %(beside)s suspended") % {"term": term, "beside": beside}
    if judgment.amount:
        text = _("%(term)s for %(n)d hours") if judgment.kind == TermKind.COMMUNITY else _("%(term)s for %(n)d kroner")
        return text % {"term": term, "n": judgment.amount}
    return term


def order_in_words(order: RemandOrder) -> str:
    to = _("to %(day)s") % {"day": display.day(order.expires_on)}
    said = restricted_in_words(sorted(order.restrictions.all(), key=lambda one: one.kind))
    return f"{to}. {said}" if said else to


def credit_in_words(judgment: Judgment) -> str:
    days = judgment.credit_days
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else ""


def registered(entry: Entry, at: datetime) -> str:
    who = entry.registered_by or _("The system")
    return f"{display.moment(entry.registered_at, at)}, {who}"
