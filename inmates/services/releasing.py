"""A release from its plan to the gate: two people, the checks of every app each time, and what was undone kept.

Every act locks the stay first, then the release: who releases and who sends to another prison queue at the same row.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import ReleaseKind, ReleaseState, ReleaseStep
from inmates.models import Placement, Release, ReleaseMark, ReleaseOverride, Stay
from inmates.rules.releasing import OPEN, is_reference, next_state
from inmates.selectors import release_effects as effects
from inmates.selectors import releases as selector
from inmates.selectors.transfers import holder_of
from inmates.services import release as ending
from inmates.services.placements import lock, refuse_if_gone

EARLIER = {
    "prepare": ("prepared_at", "prepared_by"),
    "confirm": ("confirmed_at", "confirmed_by"),
    "execute": ("executed_at", "executed_by"),
    "cancel": ("cancelled_at", "cancelled_by"),
}


class ReleaseRefused(Refusal):
    code = "release_refused"


@explained()
@transaction.atomic
def plan(
    *, stay: Stay, kind: ReleaseKind | str, planned_at: datetime, by: User, at: datetime, decision: str = ""
) -> Release:
    """Somebody is to go. Raises ``Conflict`` when a release is planned already, or the person has gone."""
    stay = lock(stay)
    refuse_if_gone(stay, at, at)
    refuse_second_plan(stay, at)
    if display.local(planned_at).date() < display.local(at).date():
        raise ReleaseRefused(_("That day has passed. Choose today or a day to come."), code="past")
    release = Release.objects.create(
        stay=stay,
        kind=kind,
        planned_at=planned_at,
        decision=decision.strip(),
        registered_at=at,
        registered_by=by,
        **home_of(stay),
    )
    audit.record_write(
        by=by, at=at, act="inmates.plan_release", subject=release, detail={"stay": stay.pk, "kind": str(kind)}
    )
    return release


@explained()
@transaction.atomic
def mark(*, release: Release, step: ReleaseStep | str, is_done: bool, by: User, at: datetime) -> ReleaseMark:
    """A step before the gate is done, or was not done after all."""
    release = take(release, at)
    refuse_if_over(release, at)
    made = ReleaseMark.objects.create(release=release, step=step, is_done=is_done, marked_at=at, marked_by=by)
    audit.record_write(by=by, at=at, act="inmates.mark_release_step", subject=made, detail={"release": release.pk})
    return made


@explained()
@transaction.atomic
def override(*, release: Release, finding: str, decision: str, by: User, at: datetime) -> ReleaseOverride:
    """A leader goes past one finding, on a decision. Raises ``ReleaseRefused`` where no decision can."""
    release = take(release, at)
    refuse_if_over(release, at)
    found = next((one for one in selector.stops(selector.run(release, at)) if one.key == finding), None)
    if found is None:
        raise Conflict(_("That stops the release no more. Look at it again."), code="gone")
    if not found.override:
        raise ReleaseRefused(_("No decision can go past this. %(text)s") % {"text": found.text}, code="never")
    if not is_reference(decision):
        raise ReleaseRefused(
            _("Write the reference that the decision can be found by, such as 26/10412-7."), code="no_reference"
        )
    made = ReleaseOverride.objects.create(
        release=release, finding=finding, decision=decision.strip(), decided_at=at, decided_by=by
    )
    audit.record_write(
        by=by, at=at, act="inmates.override_release", subject=made, detail={"release": release.pk, "finding": finding}
    )
    return made


@explained()
@transaction.atomic
def prepare(*, release: Release, by: User, at: datetime) -> Release:
    """The first officer says that everything is ready. Every check is asked again first."""
    release = take(release, at)
    step_on(release, "prepare", at)
    refuse_unless_clear(release, at)
    release.prepared_at, release.prepared_by = at, by
    return keep(release, "prepare", by, at)


@explained()
@transaction.atomic
def confirm(*, release: Release, by: User, at: datetime) -> Release:
    """The second officer, signed in as themselves, says the same. Never the one who prepared it."""
    release = take(release, at)
    step_on(release, "confirm", at)
    if release.prepared_by_id == by.pk:
        raise ReleaseRefused(
            _("You prepared this release. A colleague confirms it, signed in with their own account."), code="same"
        )
    refuse_unless_clear(release, at)
    release.confirmed_at, release.confirmed_by = at, by
    return keep(release, "confirm", by, at)


@explained()
@transaction.atomic
def execute(*, release: Release, by: User, at: datetime) -> Release:
    """At the gate: the stay ends, everything that ran on it ends, and what was undone is written on the release.

    It cannot be undone: whoever was released by mistake is received anew. Raises ``Conflict`` when somebody has just
    done it, ``ReleaseRefused`` with the first thing that a check says stops it now.
    """
    release = take(release, at)
    step_on(release, "execute", at)
    refuse_unless_clear(release, at)
    before = effects.of_stay(release.stay_id, at)
    ending.release(stay=release.stay, by=by, at=at, plan=release.pk)
    after = effects.of_stay(release.stay_id, at)
    release.undone = [effect for effect in before if effect not in after]
    release.executed_at, release.executed_by = at, by
    return keep(release, "execute", by, at)


@explained()
@transaction.atomic
def reopen(*, release: Release, by: User, at: datetime) -> Release:
    """Something has changed: back to the plan, and both officers look again."""
    release = take(release, at)
    step_on(release, "reopen", at)
    release.prepared_at = release.prepared_by = release.confirmed_at = release.confirmed_by = None
    return keep(release, "reopen", by, at)


@explained()
@transaction.atomic
def cancel(*, release: Release, why: str, by: User, at: datetime) -> Release:
    """There is no release after all; it can be planned anew."""
    release = take(release, at)
    step_on(release, "cancel", at)
    if not why.strip():
        raise ReleaseRefused(_("Write in a few words why the release is cancelled."), code="no_reason")
    release.cancelled_at, release.cancelled_by, release.cancelled_why = at, by, why.strip()
    return keep(release, "cancel", by, at)


# ---- what happens to the person meanwhile --------------------------------------------------------------------------
@transaction.atomic
def follow(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The person lives elsewhere now: the release is theirs who hold the person. In another prison two look anew."""
    for release in Release.objects.select_for_update().filter(stay=stay_id, state__in=OPEN).order_by("pk"):
        home = home_of(release.stay)
        if (release.unit, release.prison_id) == (home["unit"], home["prison_id"]):
            continue
        if release.prison_id != home["prison_id"]:
            release.state = ReleaseState.PLANNED
            release.prepared_at = release.prepared_by = release.confirmed_at = release.confirmed_by = None
        release.unit, release.prison_id = home["unit"], home["prison_id"]
        release.save()
        audit.record_write(by=by, at=at, act="inmates.follow_release", subject=release, detail={"stay": stay_id})


# ---- what every act asks first -----------------------------------------------------------------------------------
def take(release: Release, at: datetime) -> Release:
    """The release as it is now, the stay locked before it, and where the person is held now."""
    stay = lock(release.stay)
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    release.stay = stay
    if stay.during.upper is None:
        for name, value in home_of(stay).items():
            setattr(release, name, value)
    return release


def home_of(stay: Stay) -> dict[str, Any]:
    placed = Placement.objects.current().filter(stay=stay).select_related("bed__cell__unit").order_by("pk").first()
    if placed is not None:
        return {"unit": placed.bed.cell.unit, "prison_id": placed.bed.cell.unit.prison_id}
    holder = holder_of(stay.pk)
    return {"unit": None, "prison_id": holder.pk if holder else stay.reception_prison_id}


def refuse_second_plan(stay: Stay, at: datetime) -> None:
    for other in (
        Release.objects.exclude(state=ReleaseState.CANCELLED).filter(stay=stay).select_related("registered_by")
    ):
        raise Conflict(
            _("%(who)s planned the release %(when)s. Look at it first.")
            % {"who": other.registered_by or _("The system"), "when": display.moment(other.registered_at, at)},
            code="planned",
        )


def refuse_if_over(release: Release, at: datetime) -> None:
    for act in ("execute", "cancel"):
        already(release, act, at)


def step_on(release: Release, act: str, at: datetime) -> None:
    """Take the step in the table of states, or say who was first."""
    state = next_state(release.state, act)
    if state is None:
        for earlier in ("execute", "cancel", act):
            already(release, earlier, at)
        raise ReleaseRefused(
            _("The release is “%(state)s” now, so this cannot be done. Look at it again.")
            % {"state": ReleaseState(release.state).label},
            code="not_now",
        )
    release.state = state


def already(release: Release, act: str, at: datetime) -> None:
    moment, who = (getattr(release, name) for name in EARLIER.get(act, ("cancelled_at", "cancelled_by")))
    if moment is None:
        return
    texts = {
        "prepare": _("%(who)s prepared the release %(when)s. Look at it again."),
        "confirm": _("%(who)s confirmed the release %(when)s. Look at it again."),
        "execute": _("%(who)s released %(person)s at the gate %(when)s."),
        "cancel": _("%(who)s cancelled the release %(when)s."),
    }
    values = {"who": who, "when": display.moment(moment, at), "person": release.stay.person}
    raise Conflict(texts[act if act in texts else "cancel"] % values, code=f"{act}_already")


def refuse_unless_clear(release: Release, at: datetime) -> None:
    """Every check, inside the transaction: what stops the release is said, the first of it in full."""
    found = selector.stops(selector.run(release, at))
    if not found:
        return
    text = found[0].text
    if more := len(found) - 1:
        text += " " + ngettext("%(n)d more thing stops the release.", "%(n)d more things stop the release.", more) % {
            "n": more
        }
    raise ReleaseRefused(text, code="stopped")


def keep(release: Release, act: str, by: User, at: datetime) -> Release:
    release.save()
    audit.record_write(by=by, at=at, act=f"inmates.{act}_release", subject=release, detail={"stay": release.stay_id})
    return release
