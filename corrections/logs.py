"""Log lines that say what went wrong and where, and never with which values.

The clinical process writes its log so: the message of an error may hold a diagnosis, its place in the code never does.
"""

import copy
import logging
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """Of an error its kind, PostgreSQL's code and constraint, and the lines that it went through."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        said = [text for each in chain(error) if (text := str(each).strip())]
        quiet = copy.copy(record)
        quiet.exc_text = None  # what another handler made of it
        if isinstance(record.args, Mapping):
            quiet.args = {name: clean(value, said) for name, value in record.args.items()}
        elif record.args:
            quiet.args = tuple(clean(value, said) for value in record.args)
        return super().format(quiet)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  (the library's name)
        parts = []
        for error in chain(ei[1]):
            parts += [*traceback.format_tb(error.__traceback__), kind_of(error) + "\n"]
        return "".join(parts).rstrip()


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those behind it, the first one last."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def kind_of(error: BaseException) -> str:
    name = type(error).__qualname__
    diagnosis = getattr(error, "diag", None)
    told = [getattr(error, "sqlstate", None), getattr(diagnosis, "constraint_name", None)]
    known = " ".join(part for part in told if part)
    return f"{name} [{known}]" if known else name


def clean(value: Any, said: list[str]) -> Any:
    """An error in the words of a line becomes its kind; a text that repeats what an error said is left out."""
    if isinstance(value, BaseException):
        return kind_of(value)
    if isinstance(value, str) and any(text in value for text in said):
        return "(left out)"
    return value
