"""Rounds on the board and in the handover, read in the statement that reads the unit itself (``unit_facts``)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from inmates.registries import BoardAction, BoardBadge, BoardSubject
from security.choices import Ground
from security.registries import Duty
from security.rules import rounds as rules
from security.selectors.observed import every, state_of

FACTS = """(SELECT json_agg(json_build_array(o.id, o.stay_id, o.interval_minutes, o.ground, o.next_due_at, rc.code,
    rn.family_name) ORDER BY rc.floor, rc.position, rc.code, rb.number, o.id)
  FROM corrections_cell rc JOIN corrections_bed rb ON rb.cell_id = rc.id
  JOIN inmates_placement rp ON rp.bed_id = rb.id AND upper(rp.during) IS NULL
  JOIN security_observation o ON o.stay_id = rp.stay_id AND upper(o.during) IS NULL
    AND lower(o.during) <= %(at)s::timestamptz
  JOIN inmates_stay rs ON rs.id = o.stay_id JOIN inmates_person rn ON rn.id = rs.person_id
  WHERE rc.unit_id = u.id)"""


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    stay_id: int
    minutes: int
    ground: str
    due_at: datetime | None
    cell: str
    name: str

    @property
    def who(self) -> str:
        return f"{self.cell} {self.name}"


def rows(subject: BoardSubject) -> list[Row]:
    found: list[Any] = subject.lent.get("rounds") or []
    return [
        Row(pk, stay, minutes, ground, parse_datetime(due) if due else None, cell, name)
        for pk, stay, minutes, ground, due, cell, name in found
    ]


def badges(subject: BoardSubject) -> dict[int, list[BoardBadge]]:
    """A small mark with hidden words; what is late is an action, and colours the tile. Of the past nothing is known."""
    found: dict[int, list[BoardBadge]] = {}
    for row in rows(subject) if subject.live else ():
        text = _("Observation: %(every)s") % {"every": every(row.minutes)}
        found.setdefault(row.stay_id, []).append(BoardBadge("eye", text))
    return found


def actions(subject: BoardSubject) -> list[BoardAction]:
    """One for each late door; while none is late, one for the whole round, due with the next door."""
    if not subject.live:
        return []
    here = [row for row in rows(subject) if row.due_at is not None]
    late = [row for row in here if row.due_at is not None and rules.is_late(row.due_at, subject.at)]
    if late:
        return [late_door(row, subject) for row in late]
    return the_round(here, subject) if here else []


def late_door(row: Row, subject: BoardSubject) -> BoardAction:
    due = row.due_at or subject.at
    return BoardAction(
        key=f"round-{row.id}",
        level="bad",
        icon="eye",
        title=_("%(who)s: look in now") % {"who": row.who},
        text=_("%(every)s. Due %(when)s.") % {"every": every(row.minutes), "when": display.moment(due, subject.at)},
        due_at=due,
        href=to_door(subject.unit_id, row.id),
        button=_("Look in"),
        about=row.who,
        stay_id=row.stay_id,
    )


def the_round(here: list[Row], subject: BoardSubject) -> list[BoardAction]:
    following = min(here, key=lambda row: (row.due_at or subject.at, row.id))
    due = following.due_at or subject.at
    people = len({row.stay_id for row in here})
    text = ngettext("%(count)d person. Next %(who)s %(when)s.", "%(count)d people. Next %(who)s %(when)s.", people)
    return [
        BoardAction(
            key="rounds",
            level="warn" if rules.is_soon(due, subject.at) else "quiet",
            icon="eye",
            title=_("Rounds"),
            text=text % {"count": people, "who": following.who, "when": display.moment(due, subject.at)},
            due_at=due,
            href=to_door(subject.unit_id, following.id),
            button=_("Open"),
            about=_("Rounds"),
        )
    ]


def to_door(unit_id: int, observation_id: int) -> str:
    return f"{reverse('rounds', args=[unit_id])}?door={observation_id}"


# ---- the handover ----------------------------------------------------------------------------------------------
def duties(subject: BoardSubject, start: datetime, end: datetime) -> list[Duty]:
    """Each person under observation is the coming shift's; a late door stands once, as the board says it."""
    return [
        Duty(
            f"round-{row.id}",
            _("%(who)s: observation") % {"who": row.who},
            f"{every(row.minutes)}. {Ground(row.ground).label}.",
            "eye",
            "warn",
            row.due_at,
            to_door(subject.unit_id, row.id),
        )
        for row in rows(subject)
    ]


def observed(subject: BoardSubject) -> list[int] | None:
    """``[people, late doors]``; nothing while nobody is observed."""
    here = rows(subject)
    late = sum(state_of(row.due_at, subject.at) == "late" for row in here)
    return [len({row.stay_id for row in here}), late] if here else None


def observed_words(kept: list[int], at: datetime) -> tuple[str, str, str, str]:
    people, late = kept
    note = ngettext("%(count)d late", "%(count)d late", late) % {"count": late} if late else ""
    return _("Under observation"), str(people), note, "bad" if late else ""
