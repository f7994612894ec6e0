"""An evening with too few officers: asked for, worked out, changed by hand, adopted. Adopting writes the ledger."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Prison, User
from corrections.periods import between
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit, outbox
from security.models import RegimeLoss, RegimePlan
from security.rules import regime as rules
from security.rules.regime import SLOT, Group
from security.selectors import regime as selector

TASK = "security.work_out_evening"
MOST_SLOTS = 20
MOST_OFFICERS = 200


class RegimeRefused(Refusal):
    code = "regime_refused"


@explained()
@transaction.atomic
def ask(*, prison: Prison, start: datetime, end: datetime, officers: int, by: User, at: datetime) -> RegimePlan:
    """``by`` confirms how many officers are at work; a worker works the evening out from what is known now.

    Raises ``RegimeRefused`` for an evening that is over, shorter than half an hour or longer than ten hours.
    """
    if end <= at:
        raise RegimeRefused(_("That evening is over. Choose a time that is still to come."), code="past")
    start, end = start.astimezone(UTC), end.astimezone(UTC)  # two times of one zone subtract as their clocks do
    slots = int((end - start) / selector.HALF_HOUR)
    if not 1 <= slots <= MOST_SLOTS:
        raise RegimeRefused(_("Plan at least half an hour, and at most ten hours."), code="bad_length")
    if not 0 <= officers <= MOST_OFFICERS:
        raise RegimeRefused(_("Write how many officers are at work."), code="bad_number")
    known = selector.facts(prison, start, end, at)
    plan = RegimePlan.objects.create(
        prison=prison,
        during=between(start, start + slots * selector.HALF_HOUR),
        officers=officers,
        needed=rules.officers_for_all(selector.evening(known, officers)),
        facts=known,
        asked_at=at,
        asked_by=by,
    )
    outbox.enqueue(task=TASK, arguments={"plan_id": plan.pk}, at=at)
    audit.record_write(by=by, at=at, act="security.ask_evening", subject=plan, detail={"officers": officers})
    return plan


@transaction.atomic
def propose(
    *, plan: RegimePlan, groups: Sequence[Group], why: str, enough: int, by: User | None, at: datetime
) -> RegimePlan:
    """The worker's answer. What was answered already stays."""
    plan = RegimePlan.objects.select_for_update().get(pk=plan.pk)
    if plan.proposed_at is None:
        plan.groups, plan.why, plan.enough = kept(groups), why, enough
        plan.proposed_at, plan.version = at, plan.version + 1
        plan.save(update_fields=["groups", "why", "enough", "proposed_at", "version"])
    return plan


@explained()
@transaction.atomic
def change(*, plan: RegimePlan, groups: Sequence[Group], seen: int, by: User, at: datetime) -> RegimePlan:
    """Changed by hand; the same rules are asked again, and what no plan may break refuses it.

    Raises ``Conflict`` when somebody has changed or adopted it since, ``RegimeRefused`` with the rule.
    """
    plan = locked(plan)
    refuse_adopted(plan, at)
    if plan.version != seen:
        raise Conflict(
            _("%(who)s has changed the plan since. Look at it again.") % {"who": plan.changed_by or _("The system")},
            code="changed_since",
        )
    refuse_broken(plan, groups)
    plan.groups, plan.version, plan.changed_at, plan.changed_by = kept(groups), plan.version + 1, at, by
    plan.save(update_fields=["groups", "version", "changed_at", "changed_by"])
    audit.record_write(by=by, at=at, act="security.change_evening", subject=plan)
    return plan


@explained()
@transaction.atomic
def adopt(*, plan: RegimePlan, seen: int, reason: str, by: User, at: datetime) -> RegimePlan:
    """This is how the evening goes. What each loses by it stands in the ledger, so that it is others' turn next time.

    Raises ``RegimeRefused`` while it is not worked out, or with somebody below the floor and no reason; ``Conflict``
    when this plan or another of the evening is adopted already, or it was changed since ``seen``.
    """
    plan = locked(plan)
    refuse_adopted(plan, at)
    if plan.proposed_at is None:
        raise RegimeRefused(_("The plan is not worked out yet."), code="not_yet")
    if plan.version != seen:
        raise Conflict(_("The plan has been changed since. Look at it again."), code="changed_since")
    evening, groups = selector.evening_of(plan), selector.groups_of(plan)
    refuse_broken(plan, groups)
    below = [one for one in rules.broken(evening, groups) if one.code == rules.FLOOR]
    if below and not reason.strip():
        raise RegimeRefused(
            _("Somebody is below the floor. Write why no better plan can be had."), code="below_the_floor"
        )
    plan.adopted_at, plan.adopted_by, plan.reason = at, by, reason.strip()
    plan.save(update_fields=["adopted_at", "adopted_by", "reason"])
    write_losses(plan, by, at)
    audit.record_write(by=by, at=at, act="security.adopt_evening", subject=plan, reason=plan.reason)
    return plan


# ---- what they ask first -------------------------------------------------------------------------------------------
def locked(plan: RegimePlan) -> RegimePlan:
    rows = RegimePlan.objects.select_for_update(of=("self",)).select_related("adopted_by", "changed_by", "prison")
    return rows.get(pk=plan.pk)


def refuse_adopted(plan: RegimePlan, at: datetime) -> None:
    if plan.adopted_at is not None:
        raise Conflict(
            _("%(who)s adopted the plan %(when)s. Make a new one for the rest of the evening.")
            % {"who": plan.adopted_by, "when": display.moment(plan.adopted_at, at)},
            code="adopted",
        )


SENTENCES = {
    rules.TOGETHER: lambda one: _("Two who must not meet would be out together. Put them in different groups."),
    rules.OFFICERS: lambda one: (
        _("The plan needs %(needed)d officers at the same time, and fewer are at work.") % {"needed": one.needed}
    ),
    rules.CROWDED: lambda one: _("A group is larger than a group may be."),
    rules.ALONE: lambda one: _("Somebody who is kept from company would have company."),
    rules.LOCKED: lambda one: _("A unit would be out after its daily order locks it."),
    rules.OVERLAP: lambda one: _("Two groups of a unit would be out at the same time, and so be one."),
    rules.MISSING: lambda one: _("Everybody stands in one group of their own unit."),
}


def refuse_broken(plan: RegimePlan, groups: Sequence[Group]) -> None:
    found = [one for one in rules.broken(selector.evening_of(plan), groups) if one.code in rules.NEVER]
    if found:
        raise RegimeRefused(SENTENCES[found[0].code](found[0]), code=f"plan_{found[0].code}")


def kept(groups: Sequence[Group]) -> list[dict[str, Any]]:
    return [
        {"unit": group.unit, "people": list(group.people), "slots": sorted(group.slots)}
        for group in groups
        if group.people
    ]


def write_losses(plan: RegimePlan, by: User, at: datetime) -> None:
    evening = selector.evening_of(plan)
    given, on = rules.minutes(evening, selector.groups_of(plan)), selector.day_of(plan)
    for person in evening.residents:
        promised = SLOT * evening.promised(person.unit)
        RegimeLoss.objects.create(
            plan=plan,
            stay_id=person.id,
            on=on,
            promised=promised,
            given=min(promised, given[person.id]),
            registered_at=at,
            registered_by=by,
        )
