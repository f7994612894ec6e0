"""Signals from the health service as officers see them: on the tiles of a board and on a person's page."""

from datetime import datetime
from typing import Any

from corrections import display
from corrections.access import Access
from inmates.choices import SignalCode, SignalFor
from inmates.models import AskHealth, Signal
from inmates.permissions import CustodyPerm
from inmates.registries import BoardBadge, BoardSubject, Subject

ICONS = {
    SignalCode.LOWER_BUNK: "info",
    SignalCode.MEDICINE_FOOD: "kitchen",
    SignalCode.NOT_ISOLATION: "alert",
    SignalCode.NOT_ALONE: "people",
    SignalCode.EASY_WORK: "workshop",
    SignalCode.OBSERVE_15: "eye",
    SignalCode.OBSERVE_30: "eye",
    SignalCode.OBSERVE_60: "eye",
    SignalCode.OBSERVE_ALWAYS: "eye",
    SignalCode.NO_FOOD: "food",
    SignalCode.OFFER_MEALS: "kitchen",
    SignalCode.WATER_IN_CELL: "mug",
    SignalCode.CALL_IF_WEAK: "phone",
    SignalCode.NO_EXERTION: "pause",
}
OBSERVED = frozenset({SignalCode.OBSERVE_15, SignalCode.OBSERVE_30, SignalCode.OBSERVE_60, SignalCode.OBSERVE_ALWAYS})

FACTS = """(SELECT json_agg(json_build_array(g.stay_id, g.code) ORDER BY g.code, g.id)
  FROM inmates_signal g
  WHERE g.needed_by = 'UNIT' AND g.set_at <= %(at)s::timestamptz AND g.expires_at > %(at)s::timestamptz
    AND (g.ended_at IS NULL OR g.ended_at > %(at)s::timestamptz)
    AND EXISTS (SELECT FROM inmates_placement x JOIN corrections_bed xb ON xb.id = x.bed_id
                JOIN corrections_cell xc ON xc.id = xb.cell_id
                WHERE x.stay_id = g.stay_id AND x.during @> %(at)s::timestamptz AND xc.unit_id = u.id))"""


def badges(subject: BoardSubject) -> dict[int, list[BoardBadge]]:
    """What the unit must do, on the tile; read in the statement that reads the unit itself (``unit_facts``)."""
    found: dict[int, list[BoardBadge]] = {}
    for stay_id, code in subject.lent.get("signals") or []:
        known = SignalCode(code)
        level = "warn" if known in OBSERVED else ""
        found.setdefault(stay_id, []).append(BoardBadge(ICONS[known], str(known.label), level))
    return found


def standing(stay_id: int, at: datetime) -> list[Signal]:
    """What stands for a stay at ``at``, whoever needs it."""
    found = Signal.objects.filter(stay=stay_id, set_at__lte=at, expires_at__gt=at).order_by("code", "pk")
    return [signal for signal in found if signal.ended_at is None or signal.ended_at > at]


def panel(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """The box on the person's page; nothing at all when nothing stands that this reader needs."""
    if subject.stay_id is None:
        return None
    places = subject.allows(access, CustodyPerm.PLACE) or subject.allows(access, CustodyPerm.TRANSFER)
    rows = [
        {
            "icon": ICONS[SignalCode(signal.code)],
            "text": signal.get_code_display(),
            "level": "warn" if signal.code in OBSERVED else "line",
            "until": display.moment(signal.expires_at, at),
        }
        for signal in standing(subject.stay_id, at)
        if places or signal.needed_by == SignalFor.UNIT
    ]
    return {"rows": rows} if rows else None


def asks_health(stay_id: int) -> AskHealth | None:
    """Whether health staff must be asked before this person leaves; never why."""
    return AskHealth.objects.filter(stay=stay_id).order_by("pk").first()
