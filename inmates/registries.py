"""Slots of this floor that upper apps fill from their ``panels.py``, so that no arrow points up.

Everything here is given a ``Subject`` (or ids of many people at once) and says which permission it needs; whoever
shows it asks ``subject.allows`` first, so that what a user may not see leaves no heading, no count and no gap.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Literal, Protocol
from uuid import UUID

from django.utils.functional import Promise

from corrections.access import Access
from corrections.models import RuleVersion, User
from corrections.registries import NavigationEntry, Slot
from inmates.permissions import CustodyPerm, PersonPerm

# what the prison that somebody is on the way to may know from the departure on: who comes, and what to take care of
KNOWN_ON_THE_WAY = frozenset(
    {PersonPerm.VIEW, PersonPerm.VIEW_NEEDS, PersonPerm.VIEW_CONTACTS, CustodyPerm.VIEW, CustodyPerm.VIEW_APART}
)


# ---- the page of one person ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a panel, a tab or an act is about, and where that person is held.

    ``stay_id`` is empty for a former resident, ``unit_id`` for someone without a cell. ``prison_id`` is the prison that
    holds the person, or held them last; ``bound_for`` the prison that they are on the way to, which may read who comes.
    """

    person_id: int
    uuid: UUID
    stay_id: int | None = None
    unit_id: int | None = None
    prison_id: int | None = None
    bound_for: int | None = None

    def allows(self, access: Access, perm: StrEnum | str) -> bool:
        """Whether ``perm`` is held where this person is held. Costs no query."""
        if not perm:
            return True
        if self.bound_for is not None and perm in KNOWN_ON_THE_WAY and access.may(perm, prison_id=self.bound_for):
            return True
        if self.unit_id is not None:
            return access.may(perm, unit_id=self.unit_id)
        return self.prison_id is not None and access.may(perm, prison_id=self.prison_id)


Load = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class PersonPanel:
    """One box on a tab of the person page.

    ``load(subject, *, at, access)`` returns the context of ``template`` (what stands inside the box), or ``None`` when
    the box has no place on this page. It runs guarded: when it raises, the box says so and the rest of the page stands.
    ``column`` is 1, 2 or 3. ``lazy`` boxes are fetched by the browser after the page; those ``on_request`` only when
    the user asks, because each look is recorded by itself.
    """

    title: str | Promise
    template: str
    load: Load
    perm: StrEnum | str
    tab: str = "overview"
    column: int = 1
    lazy: bool = False
    on_request: bool = False
    link: str | Promise = ""
    href: Callable[[Subject], str] | None = None


@dataclass(frozen=True, slots=True)
class PersonFact:
    """A few words after the name, such as the sentence. ``load(subject, *, at, access)`` returns them, or nothing."""

    perm: StrEnum | str
    load: Callable[..., str]


@dataclass(frozen=True, slots=True)
class PersonTab:
    """A tab under the person's head. ``url_name`` takes the person's uuid; left out, the tab is made of its panels."""

    title: str | Promise
    perm: StrEnum | str
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class TimelineKind:
    """A type of event that the timeline can be filtered by."""

    label: str | Promise
    icon: str
    perm: StrEnum | str


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One thing that happened to a person. ``key`` is unique over all sources and breaks ties of the same instant."""

    person_id: int
    at: datetime
    key: str
    kind: str
    text: str
    note: str = ""
    icon: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class TimelineSource:
    """Events of some kinds, newest first.

    ``load(person_ids=…, kinds=…, before=(at, key) or None, limit=…)`` makes one query and returns at most ``limit``
    events in the order of ``(at, key)`` descending, all of them strictly before ``before``.
    """

    kinds: Mapping[str, TimelineKind]
    load: Callable[..., list[TimelineEvent]]


@dataclass(frozen=True, slots=True)
class PersonAct:
    """A button in the person's head. ``href(subject)`` is where it leads; the first of them is the main one."""

    title: str | Promise
    icon: str
    perm: StrEnum | str
    href: Callable[[Subject], str]
    sheet: bool = False
    needs_stay: bool = True
    needs_bed: bool = False
    minor: bool = field(default=False, kw_only=True)


person_panels: Slot[PersonPanel] = Slot("person_panels")
person_tabs: Slot[PersonTab] = Slot("person_tabs")
person_facts: Slot[PersonFact] = Slot("person_facts")
person_acts: Slot[PersonAct] = Slot("person_acts")
timeline_sources: Slot[TimelineSource] = Slot("timeline_sources")


# ---- the board of a unit ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BoardSubject:
    """What a board is about: a unit, who lives there, and the instant that is shown. ``live`` is false for the past.

    ``lent`` is what ``unit_facts`` of other floors have found, by their keys.
    """

    unit_id: int
    prison_id: int
    stay_ids: tuple[int, ...]
    at: datetime
    live: bool = True
    lent: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class BoardBadge:
    """Something on a tile. With ``level`` a chip (quiet, warn, bad), without it a small mark with hidden words."""

    icon: str
    text: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class BoardAction:
    """What needs somebody now. ``due_at`` orders those of one level; ``about`` are hidden words after the button's.

    ``sheet`` opens ``href`` beside the board; ``stay_id`` lends its level to that person's tile.
    """

    key: str
    level: str
    icon: str
    title: str
    text: str
    due_at: datetime
    href: str = ""
    button: str = ""
    about: str = ""
    sheet: bool = False
    stay_id: int | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """Something to come for a unit. ``people`` is how many take part; ``None`` says nothing about it.

    ``waited_for``: still to happen also when its time has passed, such as a return.
    """

    at: datetime
    text: str
    people: int | None = None
    until: datetime | None = None
    waited_for: bool = False


@dataclass(frozen=True, slots=True)
class BoardSource:
    """One query for the whole board, whatever its size; asked only of those who hold ``perm`` on the unit."""

    load: Callable[..., Any]
    perm: StrEnum | str = ""


# An SQL expression that gives JSON for the unit ``u`` at ``%(at)s``: read in the statement that reads the unit itself,
# so that a source that needs no more costs no query.
unit_facts: Slot[str] = Slot("unit_facts")

# load(subject) -> {stay_id: [BoardBadge]} · load(subject) -> [BoardAction] · load(subject, start, end) -> [AgendaItem]
board_badges: Slot[BoardSource] = Slot("board_badges")
action_sources: Slot[BoardSource] = Slot("action_sources")
agenda_sources: Slot[BoardSource] = Slot("agenda_sources")


# ---- traces: everything the system knows of where somebody has been --------------------------------------------
class Strength(IntEnum):
    """How well a trace shows that somebody was there: a plan, what was registered, eyes on the person."""

    BOOKED = 0
    REGISTERED = 1
    SEEN = 2


@dataclass(frozen=True, slots=True)
class Trace:
    """One sign of a person at an instant: "12:55, left for the workshop, registered by K. Nesheim".

    ``text`` is neutral and stands alone: anyone who counts may read it, so never what a note or a health contact was
    about. ``place`` is the name of where it was, or empty.
    """

    stay_id: int
    at: datetime
    text: str
    source: str
    by: str = ""
    strength: int = Strength.REGISTERED
    place: str = ""


@dataclass(frozen=True, slots=True)
class TraceSource:
    """``load(stay_ids, since, until)`` gives the traces of all of them in that time, in one query and in any order."""

    load: Callable[[Sequence[int], datetime, datetime], list[Trace]]


trace_sources: Slot[TraceSource] = Slot("trace_sources")


# ---- what a change breaks ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Change:
    """What is about to happen to somebody: another cell or unit, another prison, or release."""

    stay_id: int
    kind: Literal["move", "transfer", "release"]
    at: datetime
    to_unit_id: int | None = None
    to_prison_id: int | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """Something that the change undoes or that somebody must see to, in a sentence. ``level``: quiet, warn or bad."""

    text: str
    href: str = ""
    level: str = "warn"


@dataclass(frozen=True, slots=True)
class ConsequenceSource:
    """``load(change)`` returns what this app knows; asked of those who hold ``perm`` where the person lives."""

    load: Callable[[Change], list[Consequence]]
    perm: StrEnum | str = ""


consequence_sources: Slot[ConsequenceSource] = Slot("consequence_sources")


# ---- letting somebody go -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says. ``level``: stop, warn or ok; ``text`` says what is missing and who can mend it.

    ``key`` names what was found (an order, a judgment), so that a decision about it holds for it alone. ``override``
    says what a leader needs to go past a stop: "decision", "court" (a decision of the court), or nothing does.
    ``answered_by`` are the kinds of release that answer the finding by themselves, as a court's order answers remand.
    """

    level: str
    text: str
    href: str = ""
    key: str = ""
    override: str = ""
    answered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseCheck:
    """One thing to be sure of before a release. ``load(stay_id, at)`` runs for everyone; ``perm`` is needed to read it.

    It runs again inside the transaction of each confirmation, so it reads what is true then. ``opens``: what it takes
    to open where its findings lead, where that is more than ``perm``.
    """

    title: str | Promise
    perm: StrEnum | str
    load: Callable[[int, datetime], list[Finding]]
    opens: StrEnum | str = ""


release_checks: Slot[ReleaseCheck] = Slot("release_checks")


# ---- under the board -----------------------------------------------------------------------------------------------
board_links: Slot[NavigationEntry] = Slot("board_links")  # pages of the unit; each address takes the unit


# ---- what nobody verified ----------------------------------------------------------------------------------------
class UnverifiedKeeper(Protocol):
    """Empties what ``rule`` (G1) no longer lets an app keep; says how many. It runs in the transaction of the log's."""

    def __call__(self, *, rule: RuleVersion, by: User | None, at: datetime) -> int: ...


unverified_keepers: Slot[UnverifiedKeeper] = Slot("unverified_keepers")
