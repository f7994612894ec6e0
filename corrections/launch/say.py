"""What the person at the terminal reads: one line a step with its seconds, one sentence on trouble."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class LaunchRefused(Exception):
    """It cannot go on. The message is one sentence that says what to do about it."""


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step when it is done, so that the lines read the same in a terminal and in a log."""
    started = time.monotonic()
    yield
    say(f"  {name:<46} {time.monotonic() - started:5.1f} s")


def end(refused: LaunchRefused) -> int:
    sys.stderr.write(f"{refused}\n")
    return 1
