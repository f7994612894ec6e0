"""Events: handlers run in the transaction, in the order of the floors; what must stand stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FunctionType
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from corrections import events
from corrections.events import Event
from corrections.models import FailedReaction, Region
from corrections.services import reactions
from tests.corrections.factories import NOW


@dataclass(frozen=True)
class SomethingHappened(Event):
    thing_id: int


@dataclass(frozen=True)
class SomebodyWasReleased(Event):
    stay_id: int
    until: datetime | None = None

    must_stand = True


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Handlers of these tests are forgotten again."""
    kept = {kind: list(handlers) for kind, handlers in events._handlers.items()}, dict(events._types)
    yield
    events._handlers.clear()
    events._handlers.update(kept[0])
    events._types.clear()
    events._types.update(kept[1])


def handler(event: type[Event], act: Any, *, floor: str = "corrections", name: str = "react") -> None:
    function = FunctionType(act.__code__, act.__globals__, name, act.__defaults__, act.__closure__)
    function.__module__ = f"{floor}.handlers"
    events.handles(event)(function)


def published(event: Event) -> None:
    with transaction.atomic():
        Region.objects.create(code="change", name="The change itself")
        events.publish(event)


HAPPENED = SomethingHappened(at=NOW, by_id=None, thing_id=7)
RELEASED = SomebodyWasReleased(at=NOW, by_id=None, stay_id=7, until=NOW + timedelta(days=1))


@pytest.mark.django_db
def test_handlers_run_in_the_order_of_the_floors() -> None:
    order: list[str] = []
    for floor in ("visits", "inmates", "health", "corrections", "security"):
        handler(SomethingHappened, lambda event, floor=floor: order.append(floor), floor=floor)
    published(HAPPENED)
    assert order == ["corrections", "inmates", "security", "visits", "health"]


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_raises_undoes_the_change() -> None:
    def fail(event: Event) -> None:
        raise ValueError("no")

    handler(SomethingHappened, fail)
    with pytest.raises(ValueError, match="no"):
        published(HAPPENED)
    assert not Region.objects.filter(code="change").exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError):
        events.publish(HAPPENED)


@pytest.mark.django_db
def test_what_must_stand_stands_and_the_failed_reaction_is_kept() -> None:
    reached: list[str] = []

    def fail(event: Event) -> None:
        Region.objects.create(code="half", name="Half a reaction")
        raise ValueError("the printer is on fire")

    handler(SomebodyWasReleased, fail, name="print_letter")
    handler(SomebodyWasReleased, lambda event: reached.append("next"), floor="visits")
    published(RELEASED)
    assert Region.objects.filter(code="change").exists()
    assert not Region.objects.filter(code="half").exists()
    assert reached == ["next"]
    kept = FailedReaction.objects.get()
    assert (kept.handler, kept.attempts, kept.resolved_at) == ("corrections.handlers.print_letter", 1, None)
    assert kept.error == "ValueError: the printer is on fire"
    assert kept.next_try_at == NOW + timedelta(minutes=1)


@pytest.mark.django_db
def test_a_reaction_that_the_database_refuses_fails_alone() -> None:
    def refused(event: Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO corrections_region (code, name) VALUES ('change', 'again')")

    handler(SomebodyWasReleased, refused)
    published(RELEASED)
    assert Region.objects.filter(code="change").count() == 1
    assert IntegrityError.__name__ in FailedReaction.objects.get().error


@pytest.mark.django_db
def test_a_failed_reaction_is_tried_again_with_the_same_event_until_it_succeeds() -> None:
    got: list[Event] = []
    broken = [True]

    def mend(event: Event) -> None:
        if broken[0]:
            raise ValueError
        got.append(event)

    handler(SomebodyWasReleased, mend)
    published(RELEASED)
    assert reactions.retry(at=NOW) == 0  # not yet
    assert reactions.retry(at=NOW + timedelta(minutes=1)) == 0
    kept = FailedReaction.objects.get()
    assert (kept.attempts, kept.next_try_at) == (2, NOW + timedelta(minutes=1) + timedelta(minutes=4))
    broken[0] = False
    assert reactions.retry(at=NOW + timedelta(minutes=5)) == 1
    assert got == [RELEASED]
    assert reactions.retry(at=NOW + timedelta(days=1)) == 0


def test_an_event_survives_being_written_down() -> None:
    handler(SomebodyWasReleased, lambda event: None)
    name, payload = events.name_of(SomebodyWasReleased), events.to_payload(RELEASED)
    assert payload["at"] == NOW.isoformat()
    assert events.from_payload(name, payload) == RELEASED
