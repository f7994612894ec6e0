"""The way out: what is said of each step, what is in place before somebody goes home, and the tasks that follow.

The tasks follow from the dates: they appear by themselves, move with a date, and are put away when they fall away.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Task, User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit, task_lists, work
from corrections.services.task_lists import Followed, WantedTask
from inmates.models import Stay
from inmates.services import presence
from sentencing.choices import ItemState, ReleaseDomain, StepCode, StepOutcome
from sentencing.models import ReleaseItem, StepReview
from sentencing.rules.stairs import Rung
from sentencing.selectors import stairs as selector
from sentencing.selectors.stairs import Case

SUBJECT = Stay._meta.label_lower
KINDS = (
    *(f"step.{step}" for step in StepCode.values),
    "step.DECIDE",
    *(f"guarantee.{domain}" for domain in ReleaseDomain.values),
    "guarantee.ALARM",
)


class WayOutRefused(Refusal):
    code = "way_out_refused"


# ---- a step is looked at -------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def review(
    *,
    stay: Stay,
    step: StepCode | str,
    outcome: StepOutcome | str,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None = None,
    look_again_on: date | None = None,
) -> StepReview:
    """Say what comes of a step. ``seen`` is the review that the page showed.

    Raises ``Conflict`` when somebody said something since, ``WayOutRefused`` for a step that is barred.
    """
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, at, at)
    case = selector.of_stay(stay.pk, at)
    rung = next(one for one in rungs_of(case, at) if one.step == step) if case else None
    refuse_barred(rung)
    refuse_if_said_since(stay, str(step), seen, at)
    if look_again_on is not None and look_again_on <= timezone.localtime(at).date():
        raise WayOutRefused(_("That day has come already. Choose a later day to look at it again."), code="past")
    made = StepReview.objects.create(
        stay=stay,
        step=step,
        outcome=outcome,
        reason=reason.strip(),
        look_again_on=look_again_on,
        reviewed_at=at,
        reviewed_by=by,
    )
    finish(stay, f"step.{step}", by, at, str(outcome))
    finish(stay, "step.DECIDE", by, at, str(outcome), step=str(step))
    audit.record_write(
        by=by,
        at=at,
        act="sentencing.review_step",
        subject=made,
        detail={"stay": stay.pk, "step": str(step), "outcome": str(outcome)},
    )
    call(stay_ids=[stay.pk], by=by, at=at)
    return made


def refuse_barred(rung: Rung | None) -> None:
    if rung is None or rung.state == "barred":
        source = rung.source if rung else ""
        raise WayOutRefused(_("This step is not open to the person. The page says why."), code="barred", source=source)


def refuse_if_said_since(stay: Stay, step: str, seen: int | None, at: datetime) -> None:
    said = StepReview.objects.filter(stay=stay, step=step).select_related("reviewed_by")
    last = said.order_by("-reviewed_at", "-pk").first()
    if last is not None and last.pk != seen:
        raise Conflict(
            _("%(who)s said “%(outcome)s” %(when)s. Look at that first.")
            % {
                "who": last.reviewed_by,
                "outcome": StepOutcome(last.outcome).label,
                "when": display.moment(last.reviewed_at, at),
            },
            code="said_since",
        )


def finish(stay: Stay, kind: str, by: User, at: datetime, outcome: str, *, step: str = "") -> None:
    """What the open tasks of a kind asked for is done."""
    tasks = Task.objects.open().filter(subject_type=SUBJECT, subject_id=stay.pk, kind=kind)
    for task in tasks.order_by("pk"):
        if not step or task.detail.get("step") == step:
            work.complete_task(task=task, outcome=outcome, by=by, at=at)


# ---- in place before the release ---------------------------------------------------------------------------------
@explained()
@transaction.atomic
def settle_item(
    *,
    stay: Stay,
    domain: ReleaseDomain | str,
    state: ItemState | str,
    by: User,
    at: datetime,
    owner: User | None = None,
    outside_owner: str = "",
    evidence: str = "",
    seen: datetime | None = None,
) -> ReleaseItem:
    """Who sees to one thing, and how far it has come. ``seen``: when the page says that it was last changed.

    Of a health appointment only the day is written: what it is about belongs to the health service.
    """
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, at, at)
    item = ReleaseItem.objects.filter(stay=stay, domain=domain).select_related("changed_by").order_by("pk").first()
    if item is not None and item.changed_at != seen:
        raise Conflict(
            _("%(who)s changed this %(when)s. Look at it again.")
            % {"who": item.changed_by, "when": display.moment(item.changed_at, at)},
            code="changed_since",
        )
    if domain == ReleaseDomain.HEALTH and evidence.strip() and not is_a_day(evidence):
        raise WayOutRefused(
            _("Write only the day of the appointment, such as 31.12.2026. What it is about belongs to health."),
            code="only_the_day",
        )
    item = item or ReleaseItem(stay=stay, domain=domain)
    item.state, item.owner, item.outside_owner = str(state), owner, outside_owner.strip()
    item.evidence, item.changed_at, item.changed_by = evidence.strip(), at, by
    item.save()
    audit.record_write(
        by=by,
        at=at,
        act="sentencing.settle_item",
        subject=item,
        detail={"stay": stay.pk, "domain": str(domain), "state": str(state)},
    )
    call(stay_ids=[stay.pk], by=by, at=at)
    return item


def is_a_day(text: str) -> bool:
    try:
        datetime.strptime(text.strip(), "%d.%m.%Y")  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        return False
    return True


# ---- the tasks -----------------------------------------------------------------------------------------------------
@transaction.atomic
def call(*, stay_ids: Collection[int] | None, by: User | None, at: datetime) -> Followed:
    """The tasks of these stays (of all for ``None``) as they should be now. Run as often as one likes."""
    cases = selector.gather(at=at, stay_ids=stay_ids)
    steps = selector.parameters_on(selector.STAIRS, at)
    given = selector.parameters_on(selector.GUARANTEE, at)
    tasks = [task for case in cases if case.prison_id for task in tasks_of(case, steps, given)]
    return task_lists.follow(subject_type=SUBJECT, kinds=KINDS, tasks=tasks, only=stay_ids, by=by, at=at)


def tasks_of(case: Case, steps: dict[str, Any], given: dict[str, Any]) -> Iterable[WantedTask]:
    for rung in selector.rungs_of(case, steps):
        yield from task_of_step(case, rung, steps)
    for due in selector.asked_of(case, given["stages"]):
        owner = given["alarm"] if due.is_alarm else "REINTEGRATION"
        kind = "guarantee.ALARM" if due.is_alarm else f"guarantee.{due.domain}"
        detail = {"domain": due.domain, "stage": due.stage, "who": list(case.named(due.domain))}
        key = f"guarantee:{case.stay_id}:{due.domain}:{'alarm' if due.is_alarm else 'open'}"
        yield wanted(case, key, kind, owner, due.due_on, detail)


def task_of_step(case: Case, rung: Rung, steps: dict[str, Any]) -> Iterable[WantedTask]:
    """One that is applied for, for who decides it; one that comes or is open, for who prepares it.

    Whoever has a day to go home on prepares no further step.
    """
    said = case.said.get(rung.step)
    if rung.on is None or rung.state in ("barred", "reached", "asked", "granted"):
        return
    if rung.state == "applied":
        key = f"step:{case.stay_id}:{rung.step}:decide:{case.said_ids[rung.step]}"
        yield wanted(case, key, "step.DECIDE", rung.ball, max(rung.on, case.today), {"step": rung.step})
        return
    if case.planned is not None:
        return
    again = said.look_again_on if said else None
    on = again or rung.on
    key = f"step:{case.stay_id}:{rung.step}" + (f":{again}" if again else "")
    is_now = (on - case.today).days <= int(steps["lead"][rung.step])
    role = str(steps["role"][rung.step])
    yield wanted(case, key, f"step.{rung.step}", role, on, {"step": rung.step, "on": on.isoformat()}, is_now=is_now)


def wanted(
    case: Case, key: str, kind: str, role: str, on: date, detail: dict[str, Any], *, is_now: bool = True
) -> WantedTask:
    """Due at the end of the day in Norway, whichever way the clocks have gone."""
    due_at = timezone.make_aware(datetime.combine(on, time(23, 59)))
    shown = {"number": case.number, "person": str(case.uuid), **detail}
    return WantedTask(key, kind, shown, role, case.prison_id or 0, case.unit_id, case.stay_id, due_at, is_now=is_now)


def rungs_of(case: Case, at: datetime) -> tuple[Rung, ...]:
    return selector.rungs_of(case, selector.parameters_on(selector.STAIRS, at))
