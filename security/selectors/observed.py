"""Who is under observation: the doors of a unit in the order of the building, and what is known of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from corrections.models import Task
from inmates.models import Placement
from inmates.registries import Strength, Subject, Trace
from inmates.selectors import whereabouts
from inmates.selectors.whereabouts import SHORT_NAME, Bucket, Whereabouts
from security.choices import CheckCode, Ground
from security.models import Observation
from security.permissions import RoundPerm
from security.rules import rounds as rules
from security.selectors import round_words

LAST_CHECKS = 6

DOORS = f"""
SELECT o.id, o.stay_id, o.interval_minutes, o.ground, o.note, o.next_due_at, o.suspended_at, o.ordered_at,
  coalesce({SHORT_NAME.format("w")}, '') AS ordered_by, c.code, c.floor, c.position, b.number,
  n.family_name, n.given_name, n.uuid, f.id AS photo_id,
  k.code AS last_code, k.at AS last_at, coalesce({SHORT_NAME.format("kw")}, '') AS last_by
FROM corrections_cell c
JOIN corrections_bed b ON b.cell_id = c.id
JOIN inmates_placement p ON p.bed_id = b.id AND upper(p.during) IS NULL
JOIN security_observation o ON o.stay_id = p.stay_id AND upper(o.during) IS NULL
JOIN inmates_stay s ON s.id = o.stay_id
JOIN inmates_person n ON n.id = s.person_id
LEFT JOIN corrections_user w ON w.id = o.ordered_by_id
LEFT JOIN LATERAL (
  SELECT x.id FROM inmates_photo x WHERE x.person_id = n.id ORDER BY x.taken_on DESC, x.id DESC LIMIT 1
) f ON true
LEFT JOIN LATERAL (
  SELECT x.code, x.at, x.by_id FROM security_observationcheck x WHERE x.observation_id = o.id ORDER BY x.at DESC LIMIT 1
) k ON true
LEFT JOIN corrections_user kw ON kw.id = k.by_id
WHERE c.unit_id = %(unit)s
ORDER BY c.floor, c.position, c.code, b.number, o.id
"""  # noqa: S608  (joined from constants; values are parameters)

LOOKED_IN = f"""
SELECT o.stay_id, k.at, u.name AS unit, {SHORT_NAME.format("w")} AS by
FROM unnest(%(stays)s::bigint[]) AS s(id)
JOIN security_observation o ON o.stay_id = s.id
JOIN security_observationcheck k ON k.observation_id = o.id
  AND k.at >= %(since)s::timestamptz AND k.at <= %(until)s::timestamptz
JOIN corrections_unit u ON u.id = k.unit_id
JOIN corrections_user w ON w.id = k.by_id
"""  # noqa: S608


class NoSuchObservation(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Observed:
    """One door. ``state``: late, soon, run, or rest while the person is outside."""

    id: int
    stay_id: int
    cell: str
    name: str
    full: str
    photo: str
    href: str
    every: str
    minutes: int
    ground: str
    note: str
    state: str
    due_at: datetime | None
    due: str
    left: str
    where: str
    last: str

    @property
    def millis(self) -> int:
        return int(self.due_at.timestamp() * 1000) if self.due_at else 0

    @property
    def is_late(self) -> bool:
        return self.state == "late"


# ---- the doors of a unit -------------------------------------------------------------------------------------------
def doors(unit_id: int, at: datetime) -> list[Observed]:
    """Late doors first, the longest wait on top; then in the order of the building, those who are outside last."""
    rows = ask(DOORS, {"unit": unit_id})
    here = whereabouts.of_stays([row["stay_id"] for row in rows], at) if rows else {}
    found = [door(row, here[row["stay_id"]], at) for row in rows]
    late = sorted((one for one in found if one.is_late), key=lambda one: one.millis)
    rest = sorted((one for one in found if not one.is_late), key=lambda one: one.state == "rest")
    return [*late, *rest]


def chosen(found: Sequence[Observed], asked: str) -> Observed | None:
    """Whom the dock shows: the door that was tapped, else the one that is due next."""
    here = [one for one in found if one.due_at is not None]
    tapped = next((one for one in here if str(one.id) == asked), None)
    return tapped or min(here, key=lambda one: (one.millis, one.cell), default=None)


def door(row: dict[str, Any], here: Whereabouts, at: datetime) -> Observed:
    due = row["next_due_at"]
    return Observed(
        id=row["id"],
        stay_id=row["stay_id"],
        cell=row["code"],
        name=row["family_name"],
        full=f"{row['family_name']}, {row['given_name']}".rstrip(", "),
        photo=f"{reverse('person_photo', args=[row['uuid']])}?v={row['photo_id']}" if row["photo_id"] else "",
        href=reverse("person", args=[row["uuid"]]),
        every=every(row["interval_minutes"]),
        minutes=row["interval_minutes"],
        ground=str(Ground(row["ground"]).label),
        note=row["note"],
        state=state_of(due, at),
        due_at=due,
        due=display.moment(due, at) if due else "",
        left=left(due, at),
        where="" if here.bucket is Bucket.CELL else here.place_name,
        last=last_words(row, at),
    )


def state_of(due: datetime | None, at: datetime) -> str:
    if due is None:
        return "rest"
    if rules.is_late(due, at):
        return "late"
    return "soon" if rules.is_soon(due, at) else "run"


def every(minutes: int) -> str:
    """Whole hours are hours."""
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("Every hour", "Every %(count)d hours", hours) % {"count": hours}
    return ngettext("Every minute", "Every %(count)d minutes", minutes) % {"count": minutes}


def left(due: datetime | None, at: datetime) -> str:
    """The countdown, as static/js/rounds.js writes it on."""
    if due is None:
        return _("Rests")
    words = for_scripts()
    if rules.is_late(due, at):
        return words["late"].replace("{n}", str(rules.minutes_late(due, at)))
    minutes = rules.minutes_left(due, at)
    return words["left"].replace("{n}", str(minutes)) if minutes else words["now"]


def for_scripts() -> dict[str, str]:
    return {
        "left": _("{n} min left"),
        "late": _("{n} min late"),
        "now": _("Now"),
        "became": _("{who}: late. Look in now, and write why."),
    }


def for_the_queue() -> dict[str, str]:
    """What the tablet says of looks that it keeps; the words of the counts, where they are the same."""
    said = round_words.for_scripts()
    own = {
        name: said[name]
        for name in ("kept_one", "kept_many", "others", "pill_ok", "pill_wait", "pill_off", "pill_auth")
    }
    return own | {
        "waits": _("Looked in {at}. Not sent yet."),
        "radio": _("{who}: the tablet has no network, and nobody else knows that help was called."),
    }


def last_words(row: dict[str, Any], at: datetime) -> str:
    if row["last_at"] is None:
        return _("Not looked in on yet. Begun %(when)s, %(who)s") % {
            "when": display.moment(row["ordered_at"], at),
            "who": row["ordered_by"] or _("The system"),
        }
    return _("%(when)s: %(what)s, %(who)s") % {
        "when": display.moment(row["last_at"], at),
        "what": CheckCode(row["last_code"]).label,
        "who": row["last_by"],
    }


# ---- one observation -----------------------------------------------------------------------------------------------
def find(pk: int, access: Access, perm: RoundPerm) -> tuple[Observation, int]:
    """The observation, ended or not, and the unit where the person lives, where ``perm`` is held over it."""
    found = Observation.objects.filter(pk=pk).select_related("stay__person").order_by("pk").first()
    if found is None:
        raise NoSuchObservation(pk)
    homes = Placement.objects.current().filter(stay=found.stay_id, bed__cell__unit__in=access.units(perm))
    unit = homes.values_list("bed__cell__unit", flat=True).order_by("pk").first()
    if unit is None:
        raise NoSuchObservation(pk)
    return found, unit


def of_person(pk: int, stay_id: int | None) -> Observation | None:
    return Observation.objects.filter(pk=pk, stay=stay_id).order_by("pk").first() if stay_id else None


def box(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """On the person's page: what runs, its last looks, and where to end it. Nothing for whoever is not observed."""
    if subject.stay_id is None:
        return None
    standing = Observation.objects.current().filter(stay=subject.stay_id).select_related("ordered_by").order_by("pk")
    may_end = subject.allows(access, RoundPerm.END)
    rows = [
        {
            "every": every(one.interval_minutes),
            "ground": one.get_ground_display(),
            "note": one.note,
            "who": one.ordered_by.short_name if one.ordered_by else _("The system"),
            "when": display.moment(one.ordered_at, at),
            "state": state_of(one.next_due_at, at),
            "left": left(one.next_due_at, at),
            "due": display.moment(one.next_due_at, at) if one.next_due_at else "",
            "checks": [
                {
                    "when": display.moment(check.at, at),
                    "what": check.get_code_display(),
                    "who": check.by.short_name,
                    "text": check.text,
                    "late": check.late_reason,
                }
                for check in one.checks.select_related("by").order_by("-at")[:LAST_CHECKS]
            ],
            "end": reverse("observation_end", args=[subject.uuid, one.pk]) if may_end else "",
        }
        for one in standing
    ]
    if not rows:
        return None
    return {"rows": rows, "rounds": reverse("rounds", args=[subject.unit_id]) if subject.unit_id else ""}


# ---- lent ----------------------------------------------------------------------------------------------------------
def looked_in(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    """A look on a round is a sign of where the person was; what was seen is nobody's business who counts."""
    rows = ask(LOOKED_IN, {"stays": list(stay_ids), "since": since, "until": until})
    text = _("Seen on a round at %(unit)s")
    return [
        Trace(row["stay_id"], row["at"], text % {"unit": row["unit"]}, "rounds", row["by"], Strength.SEEN, row["unit"])
        for row in rows
    ]


def codes_of(observation_id: int) -> dict[str, object]:
    """What a task says, kept as codes."""
    row = Observation.objects.get(pk=observation_id)
    home = Placement.objects.current().filter(stay=row.stay_id).values_list("bed__cell__code", "bed__cell__unit")
    cell, unit = home.order_by("pk").first() or ("", None)
    return {"observation": row.pk, "cell": cell, "unit_id": unit, "minutes": row.interval_minutes}


def to_rounds(task: Task) -> str:
    unit, door = task.detail.get("unit_id"), task.detail.get("observation")
    return f"{reverse('rounds', args=[unit])}?door={door}" if unit else ""


def ask(query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def uuid_of(text: str) -> UUID | None:
    """The id that the page gave a tap; nothing for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
