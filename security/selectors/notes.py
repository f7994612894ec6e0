"""The notes of a handover with how sure each is: the words and the rule of the unit log (inmates.selectors.log)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from inmates.selectors.log import is_open, months_kept, standing_of
from security.models import Handover, HandoverNote


@dataclass(frozen=True, slots=True)
class Note:
    """``standing`` and what follows are those of a line of the log."""

    id: int
    text: str
    written_by: str
    written_at: datetime
    source: str = ""
    standing: str = ""
    verified: str = ""
    until: str = ""
    erased: str = ""
    decisions: tuple[str, ...] = ()


def notes() -> QuerySet[HandoverNote]:
    return HandoverNote.objects.select_related("written_by", "handover", "verification__verified_by")


def of_handover(row: Handover, at: datetime) -> list[Note]:
    """Oldest first. Two queries, and one for the rule where something is unverified."""
    found = list(notes().filter(handover=row).prefetch_related("reliances").order_by("written_at", "pk"))
    facts = [facts_of(note) for note in found]
    months = months_kept(at) if any(is_open(fact) for fact in facts) else 0
    return [
        Note(
            id=note.pk,
            text=note.text,
            written_by=str(note.written_by),
            written_at=note.written_at,
            **standing_of(fact, months),
        )
        for note, fact in zip(found, facts, strict=True)
    ]


def facts_of(note: HandoverNote) -> dict[str, Any]:
    verified = getattr(note, "verification", None)
    return {
        "source": note.source,
        "is_verified": note.is_verified,
        "first_written_at": note.written_at,
        "erased_at": note.erased_at,
        "verified_at": verified and verified.verified_at,
        "verified_by": verified and verified.verified_by,
        "how": verified and verified.how,
        "how_note": verified.words if verified else "",
        "decisions": sorted(reliance.reference for reliance in note.reliances.all()),
    }
