"""What this floor asks before somebody is let go: where they are, what is kept for them, who they are, what is booked.

Each load answers in sentences that say what is missing and where it is mended. One or two queries each.
"""

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from corrections import display
from corrections.models import Clock
from inmates.choices import AbsenceKind, HandlingDirection, ReleaseKind, ReleaseStep
from inmates.models import Absence, Commitment, Photo, Release, ReleaseMark, Stay
from inmates.registries import Finding
from inmates.rules.money import written
from inmates.rules.releasing import OPEN
from inmates.selectors import property as kept
from inmates.selectors.beds import apart_from
from inmates.selectors.signals import asks_health

DIED = (ReleaseKind.DECEASED.value,)
SUBJECT = Stay._meta.label_lower


def where(stay_id: int, at: datetime) -> list[Finding]:
    """Nobody goes through the gate who has fled or is on the way to another prison."""
    absence = Absence.objects.current().filter(stay=stay_id).order_by("pk").first()
    if absence is None:
        return [Finding("ok", gettext("In the prison"))]
    since = display.moment(absence.departed_at, at)
    key = f"absence:{absence.pk}"
    if absence.kind == AbsenceKind.ESCAPE:
        text = gettext("Registered as escaped since %(when)s. Register the return first.")
        return [Finding("stop", text % {"when": since}, key=key, answered_by=DIED)]
    if absence.kind == AbsenceKind.TRANSFER:
        text = gettext(
            "On the way to another prison since %(when)s. The prison that receives the person releases them."
        )
        return [Finding("stop", text % {"when": since}, key=key, answered_by=DIED)]
    text = gettext("Outside since %(when)s (%(kind)s). The absence ends with the release.")
    return [Finding("warn", text % {"when": since, "kind": absence.get_kind_display()}, key=key)]


def when(stay_id: int, at: datetime) -> list[Finding]:
    """The day that was planned: neither before it nor, unseen, after it."""
    release = planned(stay_id)
    if release is None:
        return []
    today, day = timezone.localtime(at).date(), timezone.localtime(release.planned_at).date()
    words = {"day": display.day(day)}
    if today < day:
        text = gettext("Planned for %(day)s, which has not come. Plan it anew if the day has changed.")
        return [Finding("stop", text % words, key=f"planned:{day}", answered_by=DIED)]
    if today > day:
        text = gettext("Planned for %(day)s, which has passed. Ask the duty manager what delays it.")
        return [Finding("warn", text % words, key=f"planned:{day}")]
    return [Finding("ok", gettext("Planned for today at %(clock)s") % {"clock": display.clock(release.planned_at)})]


def things(stay_id: int, at: datetime) -> list[Finding]:
    """What the prison keeps goes along, against a signature. A leader may decide that it is sent on."""
    items, href = list(kept.kept_items(stay_id)), to_property(stay_id)
    if items:
        text = ngettext(
            "%(n)d thing is not handed out: %(what)s.", "%(n)d things are not handed out: %(what)s.", len(items)
        )
        named = ", ".join(item.description for item in items[:3]) + (" …" if items[3:] else "")
        values = {"n": len(items), "what": named}
        return [
            Finding(
                "stop", text % values, href, f"things:{len(items)}:{max(item.pk for item in items)}", "decision", DIED
            )
        ]
    if kept.unsigned_items(stay_id, HandlingDirection.HANDED_OUT):
        text = gettext("Things are handed out, and nobody has signed for them.")
        return [Finding("stop", text, href, "things:unsigned", "decision", DIED)]
    return [Finding("ok", gettext("Everything is handed out and signed for"))]


def money(stay_id: int, at: datetime) -> list[Finding]:
    left = {currency: amount for currency, amount in kept.balances(stay_id).items() if amount}
    href = to_property(stay_id)
    if left:
        sums = " + ".join(written(amount, currency) for currency, amount in left.items())
        text = gettext("%(sum)s is not handed out.") % {"sum": sums}
        return [Finding("stop", text, href, f"money:{sums}"[:70], "decision", DIED)]
    if kept.unsigned_money(stay_id, HandlingDirection.HANDED_OUT):
        text = gettext("Money is handed out, and nobody has signed for it.")
        return [Finding("stop", text, href, "money:unsigned", "decision", DIED)]
    return [Finding("ok", gettext("The balance is nil"))]


def identity(stay_id: int, at: datetime) -> list[Finding]:
    """The right person goes: compared with the photo by those who stand there."""
    release = planned(stay_id)
    if release is None:
        return []
    if marks_of(release.pk).get(ReleaseStep.IDENTITY):
        return [Finding("ok", gettext("Compared with the photo"))]
    if not Photo.objects.filter(person=release.stay.person_id).exists():
        text = gettext("There is no photo to compare with. Ask for the name and the date of birth, and mark the step.")
        return [Finding("stop", text, key="identity", answered_by=DIED)]
    text = gettext("Compare the person with the photo, and mark the step.")
    return [Finding("stop", text, key="identity", answered_by=DIED)]


def steps(stay_id: int, at: datetime) -> list[Finding]:
    """What is left of the list before the gate; done or not done, never why."""
    release = planned(stay_id)
    if release is None or release.kind == ReleaseKind.DECEASED:
        return []
    done = marks_of(release.pk)
    left = [step for step in ReleaseStep if step != ReleaseStep.IDENTITY and not done.get(step)]
    if not left:
        return [Finding("ok", gettext("Every step is done"))]
    return [Finding("warn", gettext("Not done: %(step)s.") % {"step": step.label}, key=f"step:{step}") for step in left]


def apart(stay_id: int, at: datetime) -> list[Finding]:
    """Two who must not meet are not let out of the gate together."""
    others = {other.person_id: other for other in apart_from(person_of(stay_id), at)}
    if not others:
        return [Finding("ok", gettext("Nobody whom the person must not meet"))]
    same_day = Release.objects.filter(state__in=OPEN, stay__person__in=others, planned_at__lt=end_of_day(at))
    going = [others[pk].name for pk in same_day.values_list("stay__person", flat=True)]
    if going:
        text = gettext(
            "%(names)s, whom the person must not meet, is to be released too. Let them go at different times."
        )
        return [Finding("warn", text % {"names": ", ".join(going)}, key="apart:gate")]
    text = ngettext(
        "Must not meet %(n)d person. Keep the way to the gate clear.",
        "Must not meet %(n)d people. Keep the way to the gate clear.",
        len(others),
    )
    return [Finding("warn", text % {"n": len(others)}, key="apart")]


def booked(stay_id: int, at: datetime) -> list[Finding]:
    """What is still to come ends with the stay. It hinders nobody; it is said."""
    coming = Commitment.objects.filter(stay=stay_id, cancelled_at__isnull=True, during__endswith__gt=at).count()
    running = Clock.objects.running().filter(subject_type=SUBJECT, subject_id=stay_id).count()
    found = []
    if coming:
        text = ngettext("%(n)d booking is cancelled.", "%(n)d bookings are cancelled.", coming)
        found.append(Finding("warn", text % {"n": coming}, key="booked"))
    if running:
        text = ngettext("%(n)d deadline ends.", "%(n)d deadlines end.", running)
        found.append(Finding("warn", text % {"n": running}, key="clocks"))
    return found or [Finding("ok", gettext("Nothing more is booked"))]


def health(stay_id: int, at: datetime) -> list[Finding]:
    """Whether health staff are to be asked first. The release does not wait for them, and nobody here learns why."""
    asked = asks_health(stay_id)
    if asked is None:
        return [Finding("ok", gettext("Health staff need not be asked"))]
    if asked.answered_at is not None:
        words = {"when": display.moment(asked.answered_at, at)}
        return [Finding("ok", gettext("Health staff have answered %(when)s") % words)]
    text = gettext("Ask the health staff before the person leaves. They say what is needed, not why.")
    return [Finding("warn", text, key="health")]


# ---- what they share -----------------------------------------------------------------------------------------------
def planned(stay_id: int) -> Release | None:
    """The release that is under way."""
    found = Release.objects.filter(stay=stay_id, state__in=OPEN).select_related("stay__person")
    return found.order_by("-pk").first()


def marks_of(release_id: int) -> dict[str, ReleaseMark]:
    """The steps that are done now, each with its last mark."""
    last: dict[str, ReleaseMark] = {}
    for mark in ReleaseMark.objects.filter(release=release_id).select_related("marked_by").order_by("pk"):
        last[mark.step] = mark
    return {step: mark for step, mark in last.items() if mark.is_done}


def person_of(stay_id: int) -> int:
    return int(Stay.objects.values_list("person_id", flat=True).get(pk=stay_id))


def to_property(stay_id: int) -> str:
    uuid = Stay.objects.values_list("person__uuid", flat=True).get(pk=stay_id)
    return reverse("person_tab", args=[uuid, "property"])


def end_of_day(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=23, minute=59, second=59, microsecond=999_999)


LOADS: dict[str, Callable[[int, datetime], list[Finding]]] = {
    "where": where,
    "when": when,
    "identity": identity,
    "things": things,
    "money": money,
    "steps": steps,
    "apart": apart,
    "booked": booked,
    "health": health,
}
