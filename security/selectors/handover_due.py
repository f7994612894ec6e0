"""The handover on the board, from ten minutes before its time until somebody has taken over, two hours at most."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from inmates.registries import BoardAction, BoardSubject
from inmates.selectors.whereabouts import SHORT_NAME
from security.choices import HandoverState
from security.rules import handover as rules
from security.rules.handover import Slot
from security.selectors import handovers

# the handovers about this time: one of them is the one at hand
FACTS = f"""(SELECT json_agg(json_build_array(h.on, h.shift, h.state, {SHORT_NAME.format("hw")}) ORDER BY h.id)
  FROM security_handover h LEFT JOIN corrections_user hw ON hw.id = h.given_by_id
  WHERE h.unit_id = u.id AND h.due_at > %(at)s::timestamptz - interval '1 day')"""  # noqa: S608


def actions(subject: BoardSubject) -> list[BoardAction]:
    """Read in the statement that reads the unit itself (``unit_facts``), so the board asks nothing more."""
    slot = rules.slot_at(timezone.localtime(subject.at))
    due = slot.at(handovers.zone())
    if not subject.live or not rules.is_reminded(due, subject.at):
        return []
    state, giver = lent(subject, slot)
    if state == HandoverState.TAKEN:
        return []
    title = _("Handover %(time)s") % {"time": f"{slot.begins.start:%H:%M}"}
    return [
        BoardAction(
            key=f"handover-{slot.key}",
            level="warn" if rules.is_late(due, None, subject.at) else "",
            icon="swap",
            title=title,
            text=words(giver, state, display.moment(due, subject.at)),
            due_at=due,
            href=reverse("handover", args=[subject.unit_id]),
            button=_("Open"),
            about=title,
        )
    ]


def lent(subject: BoardSubject, slot: Slot) -> tuple[str, str]:
    """How far the handover of ``slot`` has come, and who handed over."""
    rows: list[Any] = subject.lent.get("handover") or []
    wanted = [slot.on.isoformat(), slot.begins.key]
    return next(
        ((state, who or "") for on, shift, state, who in rows if [on, shift] == wanted), (HandoverState.OPEN, "")
    )


def words(who: object, state: str, due: str) -> str:
    if state == HandoverState.GIVEN:
        return _("%(who)s has handed over. The next shift takes over.") % {"who": who}
    return _("Nobody has handed over yet. The shifts meet at %(due)s.") % {"due": due}
