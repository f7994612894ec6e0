"""Several acts at the same instant, each in a thread and a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from corrections.refusals import Refusal


def race(*acts: Callable[[], Any]) -> list[Any]:
    """All at the same instant, each in a thread and a connection of its own; what each got, or was told."""
    barrier, found = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            found[number] = act()
        except Refusal as refusal:
            found[number] = refusal  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found
