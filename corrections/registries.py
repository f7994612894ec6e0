"""Slots that upper floors fill at start-up, so that no arrow points up.

Each app's ``panels.py`` is imported when Django is ready (``CorrectionsConfig.ready``) and registers what it lends.
A slot that feeds a list takes all ids at once and answers with one query.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.functional import Promise

from corrections.choices import CompetenceKind, Role

T = TypeVar("T")


class Slot(Generic[T]):
    """An ordered set of things with unique keys. Registering a key twice is a programming error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}
        self._order: dict[str, tuple[int, str]] = {}

    def register(self, key: str, item: T, *, order: int = 100) -> T:
        if key in self._items:
            raise ValueError(f"{key!r} is already registered in slot {self.name}")
        self._items[key] = item
        self._order[key] = (order, key)
        return item

    def items(self) -> Iterator[tuple[str, T]]:
        for key in sorted(self._items, key=lambda k: self._order[k]):
            yield key, self._items[key]

    def values(self) -> Iterator[T]:
        return (item for _key, item in self.items())

    def get(self, key: str) -> T | None:
        return self._items.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._items


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of the top bar. ``perm`` empty: for everyone signed in. ``count`` gives the number beside it.

    ``whole``: of a tab about a prison, that it shows all of it, so that a posting at one unit does not open it.
    """

    label: str | Promise
    url_name: str
    icon: str
    perm: str = ""
    needs_unit: bool = False
    count: Callable[..., int] | None = None
    whole: bool = False


@dataclass(frozen=True)
class TaskText:
    """How a task of a kind reads: ``text(detail) -> str`` and where it leads (``link(task) -> str``)."""

    text: Callable[[dict[str, object]], str]
    link: Callable[..., str] | None = None


@dataclass(frozen=True)
class ReadSubject:
    """What a kind of record that is looked at is called, for the review of who has looked at whom.

    ``names(ids, access=…, at=…)`` gives ``{id: (name, address)}`` of those that the reviewer may know, in one query;
    ``find(text, access=…, at=…)`` gives the ids that a search means.
    """

    names: Callable[..., dict[int, tuple[str, str]]]
    find: Callable[..., list[int]]
    pages: Mapping[str, str | Promise] = field(default_factory=dict)  # what was read, in words


@dataclass(frozen=True)
class DemoChapter:
    """What an app adds to the demo prison: ``seed(stage)`` once, ``refresh(stage)`` to move it to the present.

    ``multiply(stage, size)`` adds its part to a national set instead.
    """

    seed: Callable[..., None] | None = None
    refresh: Callable[..., None] | None = None
    multiply: Callable[..., None] | None = None


navigation: Slot[NavigationEntry] = Slot("navigation")
prison_tabs: Slot[NavigationEntry] = Slot("prison_tabs")  # pages about one prison; their address takes its slug
landings: Slot[Callable[..., str]] = Slot("landings")  # (request) -> where this user begins the day, or "" for the next
task_texts: Slot[TaskText] = Slot("task_texts")
# by app.model of what a clock runs on: (id) -> codes that a task about it carries, such as a number and an address
task_subjects: Slot[Callable[[int], dict[str, object]]] = Slot("task_subjects")
# by the same key: (ids) -> what the list of tasks calls each of them, in one query; it stands where the number would
task_names: Slot[Callable[[Iterable[int]], dict[int, str]]] = Slot("task_names")
read_subjects: Slot[ReadSubject] = Slot("read_subjects")  # by app.model, as in corrections.ReadRecord
permission_texts: Slot[Mapping[StrEnum, str | Promise]] = Slot("permission_texts")
permissions: Slot[Mapping[StrEnum, frozenset[Role]]] = Slot("permissions")
palette_sources: Slot[Callable[..., list[dict[str, str]]]] = Slot("palette_sources")
demo_chapters: Slot[DemoChapter] = Slot("demo_chapters")
# by permission: what somebody must have learnt to do what it opens (corrections.services.competences.require_for)
acts_that_need: Slot[CompetenceKind] = Slot("acts_that_need")
