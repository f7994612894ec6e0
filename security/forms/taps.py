"""What a tablet sends, read without trust: one bad tap is a mistake of ours, so the whole parcel is refused."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from security.rules.marks import Tap

MOST = 1_000
LARGEST = 2**53  # what a script counts to without rounding
YEARS = range(2000, 2201)


class BadTaps(ValueError):
    """Not what our own script sends."""


def read_taps(body: bytes) -> list[Tap]:
    """The taps of ``{"events": [{id, seq, kind, line, signs, at}, …]}``, in the order of their numbers."""
    try:
        events = json.loads(body)["events"]
        if not isinstance(events, list) or len(events) > MOST:
            raise BadTaps
        return sorted((read_tap(event) for event in events), key=lambda tap: tap.seq)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadTaps from error


def read_tap(event: dict[str, Any]) -> Tap:
    if type(event["seq"]) is not int or type(event["line"]) is not int or not isinstance(event["kind"], str):
        raise BadTaps
    if not (0 <= event["seq"] < LARGEST and 0 <= event["line"] < LARGEST):
        raise BadTaps
    return Tap(
        id=UUID(event["id"]),
        seq=event["seq"],
        kind=event["kind"],
        line=event["line"],
        signs=event.get("signs") is True,
        at=moment(event["at"]),
    )


def moment(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None or at.tzinfo is None or at.year not in YEARS:
        raise BadTaps
    return at
