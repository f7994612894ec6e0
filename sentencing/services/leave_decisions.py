"""Leave as a decision of the engine: what is applied for, checked when heard and decided, granted with the notice."""

from datetime import date, datetime
from typing import Final

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections.models import User
from inmates.choices import DecisionOutcome
from inmates.decision_kinds import DecisionField, DecisionKind, Ground
from inmates.models import Decision
from sentencing.choices import LeaveKind, LeaveState, PermissionState
from sentencing.models import ALONG, QUOTA, Leave, LeavePermission
from sentencing.services import leave, steps_decided
from sentencing.services.leave import LeaveRefused, Wanted

LEAVE: Final = "leave"


def wanted_of(decision: Decision) -> Wanted:
    given = decision.details
    return Wanted(
        kind=str(given.get("kind", "")),
        valid_from=day_of(given.get("valid_from")),
        valid_to=day_of(given.get("valid_to")),
        destination=str(given.get("destination", ""))[:120],
        purpose=str(given.get("purpose", ""))[:300],
        quota_days=number_of(given.get("quota_days")),
        special_reason=str(given.get("special_reason", ""))[:300],
        officers=officers_of(given.get("officers")),
    )


def day_of(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise LeaveRefused(_("Say from which day and to which day leave may begin."), code="no_days") from None


def number_of(value: object) -> int:
    text = str(value or QUOTA)
    if not text.isdecimal():
        raise LeaveRefused(_("The quota is 1 to 30 days in a year (fskr. s. 3-30)."), code="quota")
    return int(text)


def officers_of(value: object) -> int:
    text = str(value or 0)
    if not text.isdecimal() or int(text) > ALONG:
        raise LeaveRefused(_("At most 4 officers accompany somebody on leave."), code="officers")
    return int(text)


def check(decision: Decision, at: datetime) -> None:
    wanted = wanted_of(decision)
    if wanted.kind not in LeaveKind.values:
        raise LeaveRefused(_("Choose the kind of leave from the list."), code="kind")
    leave.refuse_wanted(decision.stay, wanted, at)


def authorise(decision: Decision, by: User, at: datetime) -> LeavePermission:
    """Runs inside ``carry_out``: the permission keeps who prepared it, who decided, and the rule version."""
    decided_by, drafted_by = decision.decided_by or by, decision.drafted_by or by
    made = leave.authorise(
        stay=decision.stay,
        wanted=wanted_of(decision),
        conditions=decision.conditions_in_force,
        why=decision.assessment or decision.facts,
        rule=decision.rule,
        asked_by=drafted_by,
        asked_at=decision.drafted_at,
        by=decided_by,
        at=at,
        decision=decision,
    )
    steps_decided.granted(decision=decision, by=by, at=at)
    return made


def withdraw(decision: Decision, by: User, at: datetime) -> bool:
    """The level above set it aside: nobody goes out on it any more. Somebody who is out is called back by hand."""
    permission = LeavePermission.objects.filter(decision=decision).order_by("pk").first()
    if permission is None or permission.state == PermissionState.WITHDRAWN:
        return False
    leave.withdraw(permission=permission, why="SET_ASIDE", by=by, at=at)
    return not permission.leaves.filter(state=LeaveState.STARTED, absence__returned_at__isnull=True).exists()


def went_well(decision: Decision) -> bool:
    """One leave was taken on it, and the person was back in time."""
    ordinary = {"permission__kind": LeaveKind.ORDINARY, "interrupted_why": ""}
    taken = Leave.objects.filter(permission__decision=decision, **ordinary)
    return taken.filter(absence__returned_at__lte=F("absence__expected_return_at")).exists()


def kinds(_decision: object, _at: datetime) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in LeaveKind.choices]


LEAVE_KIND = DecisionKind(
    title=gettext_lazy("Leave"),
    rule="DECISION_LEAVE",
    grounds=(Ground("33", gettext_lazy("Leave, where security does not speak against it")),),
    outcomes=(DecisionOutcome.GRANTED, DecisionOutcome.REFUSED),
    fields=(
        DecisionField("kind", gettext_lazy("Kind of leave"), choices=kinds),
        DecisionField("valid_from", gettext_lazy("May begin from"), widget="day"),
        DecisionField("valid_to", gettext_lazy("May begin until"), widget="day"),
        DecisionField("destination", gettext_lazy("Where to")),
        DecisionField("purpose", gettext_lazy("What for")),
        DecisionField(
            "quota_days",
            gettext_lazy("Days in a quota year"),
            widget="number",
            required=False,
            help=gettext_lazy("Empty: 18. Up to 30 for special reasons."),
        ),
        DecisionField(
            "officers",
            gettext_lazy("Officers who go along"),
            widget="number",
            required=False,
            help=gettext_lazy("Empty: the person goes alone. Up to 4."),
        ),
        DecisionField(
            "special_reason",
            gettext_lazy("Special reasons"),
            widget="long",
            required=False,
            help=gettext_lazy("For leave before the threshold, or above 18 days a year."),
        ),
    ),
    execute=authorise,
    undo=withdraw,
    check=check,
    proven=went_well,
    executes_itself=True,
)
