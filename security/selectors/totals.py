"""The numbers of a handover: of this instant until it is signed, then as they were kept with the signature."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.choices import Role
from corrections.models import Task, Unit
from inmates.registries import BoardSubject
from inmates.selectors.board import Board
from inmates.selectors.whereabouts import Bucket
from security.choices import CountState, EquipmentKind
from security.models import Handover
from security.registries import handover_totals
from security.selectors import counts, equipment

ON_THE_FLOOR = (Role.OFFICER, Role.CONTACT_OFFICER, Role.DUTY_MANAGER)


@dataclass(frozen=True, slots=True)
class Part:
    """One number of the row, as ``ui/tally.html`` prints it."""

    label: str
    value: str
    note: str = ""
    level: str = ""
    href: str = ""


def subject_of(unit: Unit, board: Board) -> BoardSubject:
    return BoardSubject(unit.pk, unit.prison_id, board.stay_ids, board.at, lent=board.unit.lent)


def totals_of(unit: Unit, board: Board, listed: list[equipment.Item]) -> dict[str, Any]:
    """The numbers as they are kept with the signature: figures and codes, so that every language can print them."""
    subject = subject_of(unit, board)
    tasks = Task.objects.open().filter(unit=unit.pk, role__in=ON_THE_FLOOR)
    more = {key: source.load(subject) for key, source in handover_totals.items()}
    return {
        "residents": board.residents,
        "places": board.capacity,
        "outside": board.counts[Bucket.OUTSIDE],
        "tasks": tasks.count(),
        "equipment": equipment.counted(listed),
        "more": {key: found for key, found in more.items() if found is not None},
    }


def totals_shown(unit: Unit, row: Handover | None, board: Board | None, listed: list[equipment.Item]) -> dict[str, Any]:
    if row is not None and row.totals:
        return dict(row.totals)
    return totals_of(unit, board, listed) if board else {}


def tally(totals: dict[str, Any], at: datetime) -> list[Part]:
    if not totals:
        return []
    places = totals["places"]
    parts = [
        Part(
            _("Residents"),
            str(totals["residents"]),
            ngettext("of %(count)d place", "of %(count)d places", places) % {"count": places},
        ),
        *lent(totals["more"], at),
        Part(_("Outside the prison"), str(totals["outside"])),
        Part(_("Open tasks"), str(totals["tasks"])),
    ]
    if totals["equipment"]:
        parts.append(in_place(totals["equipment"]))
    return parts


def lent(kept: dict[str, Any], at: datetime) -> list[Part]:
    return [Part(*source.words(kept[key], at)) for key, source in handover_totals.items() if key in kept]


# ---- lent by this floor ------------------------------------------------------------------------------------------
def last_count(subject: BoardSubject) -> list[Any] | None:
    """``[state, missing, when]`` of the last count that was handed in."""
    found = counts.last_of_unit(subject.unit_id, subject.at)
    return [found.state, found.count.missing or 0, found.count.due_at.isoformat()] if found else None


def count_words(kept: list[Any], at: datetime) -> tuple[str, str, str, str]:
    state, missing, when = kept
    label = _("Last count %(when)s") % {"when": display.moment(datetime.fromisoformat(when), at)}
    if missing:
        value = ngettext("%(count)d missing", "%(count)d missing", missing) % {"count": missing}
        return label, value, "", "bad"
    if state in (CountState.AGREED, CountState.CERTIFIED):
        return label, _("Correct"), "", ""
    return label, str(CountState(state).label), "", "warn"


# ---- keys and radios ---------------------------------------------------------------------------------------------
def in_place(kept: list[list[Any]]) -> Part:
    """``14 / 6``: keys and radios in place, amber where one is missing."""
    label = capfirst(", ".join(display.uncapped(str(EquipmentKind(kind).label)) for kind, _found, _wanted in kept))
    value = " / ".join("–" if found is None else str(found) for _kind, found, _wanted in kept)
    wrong = [wanted for _kind, found, wanted in kept if found is not None and found != wanted]
    unknown = any(found is None for _kind, found, _wanted in kept)
    wanted = " / ".join(str(count) for _kind, _found, count in kept)
    note = _("not checked yet") if unknown else _("of %(count)s") % {"count": wanted} if wrong else _("in place")
    return Part(label, value, note, "warn" if wrong else "")
