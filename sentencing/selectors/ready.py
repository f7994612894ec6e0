"""What this floor asks before a release besides what holds the person: is it in place, and was the notice settled."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from corrections import display
from inmates.choices import LegalStatusKind, ReleaseKind
from inmates.models import Release
from inmates.registries import Finding
from inmates.rules.releasing import OPEN
from sentencing.choices import OutsideKind, OutsideState, ReleaseDomain
from sentencing.models import OutsideTerm, VictimDuty, VictimNotice
from sentencing.rules.guarantee import DOMAINS
from sentencing.selectors import stairs

DIED = (ReleaseKind.DECEASED.value,)


def in_place(stay_id: int, at: datetime) -> list[Finding]:
    """What is not arranged is said, and stops nobody: a release without a home is still lawful (norway.md 6)."""
    case = stairs.of_stay(stay_id, at)
    if case is None or case.basis == LegalStatusKind.REMAND:
        return []
    href = reverse("person_way_out", args=[case.uuid])
    open_ones = [
        str(ReleaseDomain(domain).label)
        for domain in DOMAINS
        if domain not in case.items or not case.items[domain].is_settled
    ]
    if not open_ones:
        return [Finding("ok", gettext("Everything is in place for the time after"), href)]
    many = len(open_ones)
    text = ngettext("%(n)d thing is not arranged: %(what)s.", "%(n)d things are not arranged: %(what)s.", many)
    values = {"n": many, "what": ", ".join(open_ones)}
    return [Finding("warn", text % values, href, "in-place")]


OTHERWISE = tuple(kind.value for kind in ReleaseKind if kind is not ReleaseKind.PROBATION_RELEASE)


def conditions(stay_id: int, at: datetime) -> list[Finding]:
    """Nobody is released on probation without a decision that gave the conditions (strgjfl. ss. 42 and 43)."""
    case = stairs.of_stay(stay_id, at)
    if case is None or case.basis == LegalStatusKind.REMAND or goes_otherwise(stay_id):
        return []
    found = OutsideTerm.objects.filter(stay=stay_id, kind=OutsideKind.PROBATION, state=OutsideState.GRANTED)
    term = found.order_by("-pk").first()
    if term is not None:
        href = reverse("outside", args=[term.pk])
        text = gettext("Release on probation is decided, with conditions, from %(day)s")
        if term.first_on <= case.today:
            return [Finding("ok", text % {"day": display.day(term.first_on)}, href)]
        early = gettext("Release on probation is decided from %(day)s, which has not come.")
        key = f"probation:{term.pk}"
        return [Finding("stop", early % {"day": display.day(term.first_on)}, href, key, "decision", OTHERWISE)]
    href = reverse("person_outside", args=[case.uuid])
    missing = gettext(
        "No decision on release on probation with its conditions. Draft it, or release on another ground."
    )
    return [Finding("stop", missing, href, "probation", "decision", OTHERWISE)]


def goes_otherwise(stay_id: int) -> bool:
    """The release that is planned is not one on probation, so that nothing of it is asked."""
    planned = Release.objects.filter(stay=stay_id, state__in=OPEN).order_by("-pk").values_list("kind", flat=True)[:1]
    return any(kind != ReleaseKind.PROBATION_RELEASE for kind in planned)


def told(stay_id: int, at: datetime) -> list[Finding]:
    """Somebody who is to be told, is told before the release (strgjfl. s. 42). Read by named roles alone."""
    duty = VictimDuty.objects.filter(stay=stay_id).order_by("-pk").first()
    if duty is None or not duty.is_due:
        return []
    if VictimNotice.objects.filter(stay=stay_id, leave__isnull=True, outside__isnull=True).exists():
        return [Finding("ok", gettext("The notice beforehand is settled"))]
    case = stairs.of_stay(stay_id, at)
    href = reverse("release_notice", args=[case.uuid]) if case else ""
    text = gettext("Somebody is to be told before the release (strgjfl. s. 42). Tell them, or write why not.")
    return [Finding("stop", text, href, f"victim:{duty.pk}", "", DIED)]
