"""What needs somebody now, worst first: the tiles' reminders, who must be kept apart, overdue work, other floors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from corrections import display
from corrections.access import Access
from corrections.registries import task_texts
from inmates.registries import BoardAction, BoardSubject, action_sources
from inmates.rules.meeting import Meeting, Position, meeting
from inmates.selectors import whereabouts
from inmates.selectors.board.facts import TaskFacts
from inmates.selectors.board.reminders import title
from inmates.selectors.board.tiles import LEVELS, about_on
from inmates.selectors.board.viewer import LIVE
from inmates.selectors.whereabouts import Bucket, Whereabouts


@dataclass(frozen=True, slots=True)
class Someone:
    """One of a pair, where they are."""

    person_id: int
    name: str
    href: str
    where: Whereabouts
    position: Position


def in_order(actions: Iterable[BoardAction]) -> list[BoardAction]:
    return sorted(actions, key=lambda action: (-LEVELS.index(action.level), action.due_at, action.key))


# ---- who must be kept apart --------------------------------------------------------------------------------------
def meetings(
    residents: Mapping[int, Someone], records: Iterable[Mapping[str, Any]], at: datetime
) -> tuple[list[BoardAction], dict[int, str]]:
    """An action for each pair that is together or about to be, and the level that each of them lends to a tile."""
    found: dict[tuple[int, int], BoardAction] = {}
    levels: dict[int, str] = {}
    for record in records:
        me = residents[record["me"]]
        other = residents.get(record["person_id"]) or _other(record, at)
        if other is None:
            continue
        how = meeting(me.position, other.position)
        pair = (min(me.person_id, other.person_id), max(me.person_id, other.person_id))
        if how is Meeting.APART or pair in found:
            continue
        found[pair] = _keep_apart(pair, me, other, how, at)
        if how is Meeting.SAME_ROOM:
            levels[me.person_id] = levels[other.person_id] = "warn"
    return list(found.values()), levels


def someone(facts: Mapping[str, Any], where: Whereabouts) -> Someone:
    room = f"place {where.place_id}" if where.place_id is not None else f"cell {facts['cell_id']}"
    outside = where.bucket is Bucket.OUTSIDE or (where.bucket is Bucket.INSIDE and where.place_id is None)
    return Someone(
        person_id=facts["person_id"],
        name=facts["family_name"],
        href=LIVE.person_link(facts["uuid"]),
        where=where,
        position=Position(room, about_on(facts, where), outside),
    )


def _other(record: Mapping[str, Any], at: datetime) -> Someone | None:
    if record["stay_id"] is None:
        return None
    return someone(record, whereabouts.read(record, at))


def _keep_apart(pair: tuple[int, int], me: Someone, other: Someone, how: Meeting, at: datetime) -> BoardAction:
    names = {"one": me.name, "other": other.name}
    if how is Meeting.SAME_ROOM:
        text = gettext("Both: %(place)s now") % {"place": me.where.place_name}
    else:
        text = gettext("%(one)s and %(other)s now") % {"one": me.where.place_name, "other": other.where.in_a_sentence}
    return BoardAction(
        key=f"apart-{pair[0]}-{pair[1]}",
        level="warn",
        icon="keep-apart",
        title=gettext("Keep %(one)s and %(other)s apart") % names,
        text=text,
        due_at=at,
        href=me.href,
        button=gettext("Show"),
        about=gettext("%(one)s and %(other)s") % names,
        sheet=True,
    )


# ---- overdue work ------------------------------------------------------------------------------------------------
def overdue_tasks(
    tasks: Iterable[TaskFacts], residents: Iterable[Mapping[str, Any]], at: datetime
) -> list[BoardAction]:
    """Work of the unit whose time has passed. The text of a kind comes from the app that asked for it.

    A task carries codes only: a resident of the unit is called by cell and name instead of the number.
    """
    called = {str(facts["uuid"]): title(facts) for facts in residents} if tasks else {}
    found = []
    for task in tasks:
        known = task_texts.get(task.kind)
        due_at = parse_datetime(task.due_at)
        if known is None or due_at is None:
            continue
        found.append(
            BoardAction(
                key=f"task-{task.id}",
                level="bad",
                icon="alert",
                title=str(known.text(with_name(task.detail, called))),
                text=gettext("Overdue since %(when)s") % {"when": display.moment(due_at, at)},
                due_at=due_at,
                href=_address("tasks"),
                button=gettext("Show"),
                about=str(known.text(task.detail)),
            )
        )
    return found


def from_other_floors(subject: BoardSubject, access: Access) -> list[BoardAction]:
    return [
        action
        for _key, source in action_sources.items()
        if not source.perm or access.may(source.perm, unit_id=subject.unit_id)
        for action in source.load(subject)
    ]


def without_acts(actions: Iterable[BoardAction]) -> list[BoardAction]:
    """For the past: what stood there, with nothing to press."""
    return [replace(action, button="", href="") for action in actions]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def with_name(detail: Mapping[str, Any], called: Mapping[str, str]) -> dict[str, Any]:
    name = called.get(str(detail.get("person")))
    return {**detail, "number": name} if name else dict(detail)
