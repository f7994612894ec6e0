"""The looks of a round that a tablet sends, read without trust: one that our script does not send spoils the parcel."""

import json
from typing import Any
from uuid import UUID

from security.forms.taps import LARGEST, MOST, BadTaps, moment
from security.rules.rounds import Look

LONGEST = 200


def read_looks(body: bytes) -> list[Look]:
    """The looks of ``{"events": [{id, seq, door, code, text, late_reason, at}, …]}``, in the order of their numbers."""
    try:
        events = json.loads(body)["events"]
        if not isinstance(events, list) or len(events) > MOST:
            raise BadTaps
        return sorted((read_look(event) for event in events), key=lambda look: look.seq)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadTaps from error


def read_look(event: dict[str, Any]) -> Look:
    if any(type(event[name]) is not int or not 0 <= event[name] < LARGEST for name in ("seq", "door")):
        raise BadTaps
    if any(not isinstance(event[name], str) or len(event[name]) > LONGEST for name in ("code", "text", "late_reason")):
        raise BadTaps
    return Look(
        id=UUID(event["id"]),
        at=moment(event["at"]),
        **{name: event[name] for name in ("seq", "door", "code", "text", "late_reason")},
    )
