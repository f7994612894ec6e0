"""The outbox: what must follow a commit is written in it, and delivered at least once."""

import subprocess
import sys
from typing import Any

import pytest
from django.db import transaction

from corrections.celery import app
from corrections.launch.paths import ROOT
from corrections.models import OutboxMessage
from corrections.services import outbox
from tests.corrections.factories import NOW
from tests.together import together

Sent = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What the broker was given. The broker itself is met in the tests of the started system."""
    taken: Sent = []
    monkeypatch.setattr(app, "send_task", lambda name, kwargs: taken.append((name, kwargs)))
    return taken


def enqueue(n: int = 1) -> None:
    with transaction.atomic():
        outbox.enqueue(task="health.move", arguments={"stay": n}, at=NOW)


@pytest.mark.django_db
def test_a_message_is_queued_by_name_and_marked(sent: Sent) -> None:
    enqueue()
    assert outbox.deliver(at=NOW) == 1
    assert sent == [("health.move", {"stay": 1})]
    assert OutboxMessage.objects.get().delivered_at == NOW
    assert outbox.deliver(at=NOW) == 0


@pytest.mark.django_db
def test_messages_go_out_in_the_order_they_were_written(sent: Sent) -> None:
    for n in range(5):
        enqueue(n)
    outbox.deliver(at=NOW)
    assert [arguments["stay"] for _name, arguments in sent] == [0, 1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_never_sent(sent: Sent) -> None:
    with transaction.atomic():
        outbox.enqueue(task="health.move", arguments={}, at=NOW)
        transaction.set_rollback(True)
    assert outbox.deliver(at=NOW) == 0
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_a_message_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError):
        outbox.enqueue(task="health.move", arguments={}, at=NOW)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_nothing(monkeypatch: pytest.MonkeyPatch, sent: Sent) -> None:
    enqueue()

    def away(name: str, kwargs: dict[str, Any]) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(app, "send_task", away)
        with pytest.raises(ConnectionError):
            outbox.deliver(at=NOW)
    assert OutboxMessage.objects.get().delivered_at is None
    assert outbox.deliver(at=NOW) == 1
    assert len(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_deliver_at_once_send_each_message_once(sent: Sent) -> None:
    for n in range(30):
        enqueue(n)
    delivered = together(*[lambda: outbox.deliver(at=NOW)] * 3)
    outbox.deliver(at=NOW)
    assert sum(delivered) <= 30
    assert sorted(arguments["stay"] for _name, arguments in sent) == list(range(30))


ASKED_BEFORE = """
from concurrent.futures import ThreadPoolExecutor
from celery import current_app
assert current_app.main != "corrections"
import corrections.celery
with ThreadPoolExecutor(1) as pool:
    print(pool.submit(lambda: current_app.main).result())
"""


def test_every_thread_queues_with_the_application_of_this_process() -> None:
    said = subprocess.run([sys.executable, "-c", ASKED_BEFORE], cwd=ROOT, check=True, capture_output=True, text=True)
    assert said.stdout == "corrections\n"
