"""The slot that every app's own kinds of decision are registered in, from its ``panels.py``; see ``DecisionKind``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from corrections.registries import Slot


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """What ``sentencing`` knows of somebody's sentences that the level of a decision, or a placement, depends on."""

    months: int = 0
    is_preventive: bool = False
    earliest_probation: date | None = None
    ends_on: date | None = None


# load(stay_id, at) -> SentenceFacts, or nothing where no judgment is known
sentence_facts: Slot[Callable[[int, datetime], SentenceFacts | None]] = Slot("sentence_facts")


def facts_of(stay_id: int, at: datetime) -> SentenceFacts | None:
    """What the app that keeps judgments knows."""
    known = (load(stay_id, at) for load in sentence_facts.values())
    return next((one for one in known if one is not None), None)


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of the law. ``needs``: what it asks for besides the facts, now only "conversation" (a log entry)."""

    code: str
    text: str | Promise
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionField:
    """A field of the kind's own in the draft, kept in ``Decision.details[key]``.

    ``choices(decision, at)`` makes it a list; ``widget`` is "text", "long", "day" or "number" otherwise.
    ``only_for(decision, at)``: asked about some people only. ``in_letter``: whether the person reads it in the letter.
    """

    key: str
    label: str | Promise
    widget: str = "text"
    choices: Callable[[Any, datetime], list[tuple[str, str]]] | None = None
    required: bool = True
    help: str | Promise = ""
    only_for: Callable[[Any, datetime], bool] | None = None
    in_letter: bool = True


@dataclass(frozen=True, slots=True)
class DecisionKind:
    """A kind of decision, registered by the app that owns it::

        decision_kinds.register("leave", DecisionKind(
            title=_("Leave"), rule="DECISION_LEAVE", grounds=(Ground("33", _("…")),),
            outcomes=(DecisionOutcome.GRANTED, DecisionOutcome.REFUSED), execute=services.leave.authorise))

    and, in the country's law (``corrections/law/no/*.toml``), the rule that it is made under::

        [[rule]]
        id = "DECISION_LEAVE"
        source = "strgjfl. s. 33"
        valid_from = 2002-01-01
        [rule.parameters]
        what = "leave"
        section = "33"             # decides the level, with the rule DECISION_LEVEL
        appeal = "APPEAL_7D"       # or APPEAL_48H, APPEAL_3W, or "" where there is none
        notice_first = true        # not carried out before the person is told
        suspensive = false         # true: waits until it is final
        four_eyes = false          # true: another decides than prepared it

    Then ``services.decisions.draft(stay=…, kind="leave", by=…, at=…)``, ``save``, ``hear``, ``decide``, ``notify``,
    ``carry_out``. ``execute(decision, by, at)`` runs inside ``carry_out`` and returns the model that came of it, or
    nothing. ``undo(decision, by, at)`` takes that back where the level above sets the decision aside, and answers
    whether it could; where not, or there is none, somebody is asked to put it right. ``check(decision, at)`` raises a
    ``Refusal`` at hearing and at deciding. ``propose(stay_id, at)`` gives the lines shown above the draft.
    ``least_level(decision, at)`` names the level that the content of the decision itself asks for, such as what goes
    beyond the limit of the prison, or "". ``proven(decision)``: what an earlier one granted went without a failure,
    so that the prison grants the next (fskr. s. 2-1). ``executes_itself``: carried out in the same transaction as the
    notice (or, with ``notice_first = false``, as the decision).
    """

    title: str | Promise
    rule: str
    grounds: tuple[Ground, ...]
    outcomes: tuple[str, ...]
    fields: tuple[DecisionField, ...] = ()
    execute: Callable[..., Any] | None = None
    undo: Callable[[Any, Any, datetime], bool] | None = None
    check: Callable[[Any, datetime], None] | None = None
    propose: Callable[[int, datetime], list[Any]] | None = None
    least_level: Callable[[Any, datetime], str] | None = None
    proven: Callable[[Any], bool] | None = None
    executes_itself: bool = False
    drafted_on_its_page: bool = True


decision_kinds: Slot[DecisionKind] = Slot("decision_kinds")
