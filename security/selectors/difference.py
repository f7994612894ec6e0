"""A count that does not add up: four figures, what is known of who is missing, and what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.choices import Role
from corrections.models import User
from inmates.registries import Trace
from inmates.selectors.traces import last_seen, sighting
from security.choices import CountState, StepCode
from security.models import ActionStep, Count
from security.permissions import CountPerm
from security.rules.counts import events_from
from security.selectors import explanations
from security.selectors import round as rounds
from security.selectors.explanations import Explanation
from security.selectors.round import RoundLine

ICONS = {
    StepCode.ALERT: "megaphone",
    StepCode.STOP_MOVEMENTS: "pause",
    StepCode.CALL_LAST_PLACE: "phone",
    StepCode.SEARCH_UNIT: "search",
    StepCode.RECOUNT: "sync",
    StepCode.ESCAPE_ALARM: "bell",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody who is not accounted for."""

    line: RoundLine
    last: str
    seen: str
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """``can``: done (tick it), recount (begin it), or empty: not this officer's, or done already."""

    id: int
    code: str
    icon: str
    label: str
    note: str
    done: bool
    late: bool
    can: str


@dataclass(frozen=True, slots=True)
class Difference:
    count: Count
    numbers: rounds.Tally
    missing: list[Missing]
    steps: list[Step]
    elsewhere: list[RoundLine]
    hurried: list[str]
    may_find: bool
    may_recount: bool
    may_agree: bool

    @property
    def unaccounted(self) -> int:
        return len(self.missing)

    @property
    def steps_done(self) -> int:
        return sum(step.done for step in self.steps)


def load(count: Count, user: User, access: Access, at: datetime) -> Difference:
    here = rounds.load(count, user, at)
    gone = [line for line in here.lines if line.state in ("dev", "away", "todo")]
    ids = [line.stay_id for line in gone]
    traces = last_seen(ids, at)
    why = explanations.explain(ids, at)
    takes = access.may(CountPerm.TAKE, unit_id=count.unit_id)
    differs = count.state == CountState.DISCREPANCY
    may_recount = takes and "recount" in events_from(count.state) and user.pk not in (count.counter_id, count.taker_id)
    return Difference(
        count=count,
        numbers=here.tally,
        missing=[missing(line, traces[line.stay_id], why.get(line.stay_id), at) for line in gone],
        steps=steps(count, user, access, at, may_recount=may_recount),
        elsewhere=[line for line in here.lines if line.state in ("out", "sure")],
        hurried=rounds.hurried(count),
        may_find=takes and differs,
        may_recount=may_recount,
        may_agree=takes and differs and not gone,
    )


def missing(line: RoundLine, traces: Sequence[Trace], why: Explanation | None, at: datetime) -> Missing:
    seen = sighting(traces)
    return Missing(
        line=line,
        last=told(traces[0], at) if traces else "",
        seen=told(seen, at) if seen else "",
        explanation=why,
    )


def told(trace: Trace, at: datetime) -> str:
    """``13:02 Left for the school, K. Nesheim``."""
    text = f"{display.moment(trace.at, at)} {trace.text}"
    return f"{text}, {trace.by}" if trace.by else text


# ---- the action card -------------------------------------------------------------------------------------------
def steps(count: Count, user: User, access: Access, at: datetime, *, may_recount: bool) -> list[Step]:
    """The card of this attempt, in the order of the law of the house; a recount keeps the card that it came from."""
    card = ActionStep.objects.filter(count=count).order_by("-attempt", "due_at", "pk").select_related("done_by")
    found = list(card)
    return [step_of(step, count, user, access, at, may_recount) for step in found if step.attempt == found[0].attempt]


def step_of(step: ActionStep, count: Count, user: User, access: Access, at: datetime, may_recount: bool) -> Step:
    open_now = step.done_at is None and count.state in (CountState.DISCREPANCY, CountState.RECOUNT)
    can = ""
    if open_now and step.code == StepCode.RECOUNT:
        can = "recount" if may_recount else ""
    elif open_now and may_do(step, count, access):
        can = "done"
    return Step(
        id=step.pk,
        code=step.code,
        icon="check-circle" if step.done_at else ICONS[StepCode(step.code)],
        label=str(StepCode(step.code).label),
        note=note_of(step, count, user, at),
        done=step.done_at is not None,
        late=open_now and step.due_at <= at,
        can=can,
    )


def may_do(step: ActionStep, count: Count, access: Access) -> bool:
    """Whoever may take counts there ticks a step; those of the duty manager only who may also certify."""
    perms = [CountPerm.TAKE, *([CountPerm.CERTIFY] if step.role == Role.DUTY_MANAGER else [])]
    return all(access.may(perm, unit_id=count.unit_id) for perm in perms)


def note_of(step: ActionStep, count: Count, user: User, at: datetime) -> str:
    if step.done_at and step.done_by:
        done = _("%(who)s %(time)s") % {"who": step.done_by.short_name, "time": display.moment(step.done_at, at)}
        return f"{done}. {step.note}" if step.note else done
    owner, due = Role(step.role).label, display.moment(step.due_at, at)
    text = _("%(owner)s, by %(time)s") % {"owner": owner, "time": due}
    if step.code == StepCode.RECOUNT and user.pk in (count.counter_id, count.taker_id):
        return " ".join((f"{text}.", _("You counted yourself: ask a colleague.")))
    return text
