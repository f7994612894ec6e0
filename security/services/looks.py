"""Looks of a round that a tablet kept and sends: each once, in order, by the rules of the moment it was made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Refusal
from security.models import Observation
from security.rules.rounds import Look
from security.services import observing


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the tablet hears: which looks are written down, and which are not and why."""

    ok: list[UUID] = field(default_factory=list)
    refused: list[tuple[UUID, str]] = field(default_factory=list)


def receive(*, looks: Sequence[Look], find: Callable[[int], Observation | None], by: User, at: datetime) -> Receipt:
    """One bad look spoils no other: each is its own transaction. ``find`` gives what this officer may look in on."""
    receipt = Receipt()
    for look in looks:
        observation = find(look.door)
        if observation is None:
            receipt.refused.append((look.id, _("This observation does not run now. Look at the list again.")))
            continue
        try:
            observing.check(
                observation=observation,
                event_id=look.id,
                code=look.code,
                text=look.text,
                late_reason=look.late_reason,
                seen_at=look.at,
                by=by,
                at=at,
            )
        except Refusal as refusal:
            receipt.refused.append((look.id, str(refusal)))
        else:
            receipt.ok.append(look.id)
    return receipt
