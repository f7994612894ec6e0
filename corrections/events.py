"""What has happened, announced upward.

An event is a frozen dataclass that carries ids. ``publish`` runs its handlers inside the transaction, in the order of
the floors; a handler that raises undoes the change. An event marked ``must_stand`` stands whatever our software does:
a failed reaction is rolled back alone, stored, retried and shown.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.db import transaction
from django.utils.dateparse import parse_datetime

from corrections.models import FailedReaction


@dataclass(frozen=True)
class Event:
    """Base of all events. ``at`` is when it happened in the world."""

    at: datetime
    by_id: int | None

    must_stand: ClassVar[bool] = False


E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]
FLOORS = ("corrections", "inmates", "sentencing", "security", "programs", "visits", "health")
RETRY_AFTER = timedelta(minutes=1)

_handlers: dict[type[Event], list[Handler]] = {}
_types: dict[str, type[Event]] = {}


def handles(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler in an app's ``handlers.py``."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        _handlers.setdefault(event_type, []).append(handler)
        _types[name_of(event_type)] = event_type
        return handler

    return register


def name_of(event_type: type[Event]) -> str:
    return f"{event_type.__module__}.{event_type.__name__}"


def type_by_name(name: str) -> type[Event]:
    return _types[name]


def handler_name(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__name__}"


def handlers_of(event_type: type[Event]) -> list[Handler]:
    """In the order of the floors, then of registration."""
    return sorted(_handlers.get(event_type, []), key=lambda h: FLOORS.index(h.__module__.split(".")[0]))


def event_map() -> dict[str, list[str]]:
    """``{event: [handlers]}`` as one test pins it and docs/events.md prints it."""
    return {name_of(kind): [handler_name(h) for h in handlers_of(kind)] for kind in sorted(_handlers, key=name_of)}


def publish(event: Event) -> None:
    """Run every handler of ``event`` now, inside the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("publish inside a transaction: a fact is announced together with what it changes")
    for handler in handlers_of(type(event)):
        if event.must_stand:
            react(handler, event)
        else:
            handler(event)


def react(handler: Handler, event: Event) -> None:
    """Run one reaction to an event that must stand; keep it for a retry when it fails."""
    try:
        with transaction.atomic():
            handler(event)
    except Exception as error:  # noqa: BLE001  (whatever our software does, the event stands)
        FailedReaction.objects.create(
            event=name_of(type(event)),
            payload=to_payload(event),
            handler=handler_name(handler),
            error=f"{type(error).__name__}: {error}"[:500],
            failed_at=event.at,
            next_try_at=event.at + RETRY_AFTER,
        )


def to_payload(event: Event) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(event).items()}


def from_payload(name: str, payload: dict[str, Any]) -> Event:
    event_type = _types[name]
    moments = {f.name for f in fields(event_type) if f.type in (datetime, datetime | None)}
    values: dict[str, Any] = {
        key: parse_datetime(value) if key in moments and value else value for key, value in payload.items()
    }
    return event_type(**values)


def handler_by_name(name: str) -> Handler | None:
    return next((h for hs in _handlers.values() for h in hs if handler_name(h) == name), None)


def apps_in_order() -> list[str]:
    """The floors that are installed, lowest first."""
    return [floor for floor in FLOORS if apps.is_installed(floor)]
