"""The steps of a decision as forms: one line a step, for the page that draws them and the view that does them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corrections.access import StaffRequest
from inmates.choices import DecisionAct
from inmates.forms import decisions as forms
from inmates.models import Decision
from inmates.selectors import decisions as selector
from inmates.selectors.head import Head
from inmates.services import decision_appeals, decision_ends, decisions
from inmates.services.decision_checks import kind_of

A = DecisionAct
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """``do(decision, data, request, head)`` carries it out; ``is_end`` folds it away under what is rarely needed."""

    form: type[Form]
    title: str | Promise
    button: str | Promise
    do: Callable[[Decision, Data, StaffRequest, Head], object]
    is_end: bool = False


def who(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.user, "at": request.at}


def hear(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    given = {name: data[name] for name in ("said", "why_not", "language", "interpreter")}
    return decisions.hear(decision=row, heard_at=data.get("moment"), **given, **who(request))


def warn(row: Decision, _data: Data, request: StaffRequest, _head: Head) -> object:
    return decisions.warn(decision=row, **who(request))


def send_back(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    return decisions.send_back(decision=row, why=data["why"], **who(request))


def decide(row: Decision, data: Data, request: StaffRequest, head: Head) -> object:
    level = selector.level_of(head.subject, request.access)
    said = data.get("moment")
    return decisions.decide(decision=row, outcome=data["outcome"], level=level, decided_at=said, **who(request))


def notify(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    given = {name: data[name] for name in ("how", "language", "interpreter")}
    return decision_ends.tell(decision=row, notified_at=data.get("moment"), **given, **who(request))


def appeal(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    given = {name: data[name] for name in ("text", "why_late", "representative", "representative_is")}
    return decision_appeals.appeal(decision=row, lodged_at=data.get("moment"), **given, **who(request))


def answer_late(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    return decision_appeals.answer_late(decision=row, **data, **who(request))


def suspend(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    return decision_appeals.suspend(decision=row, **data, **who(request))


def forward(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    return decision_appeals.forward(decision=row, remarks=data["remarks"], **who(request))


def settle(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    """The region answers its own appeals, and enters what the directorate has answered."""
    found = selector.appeal_of(row)
    level = found.level if found else ""
    return decision_appeals.settle(decision=row, level=level, **data, **who(request))


def tell(row: Decision, _data: Data, request: StaffRequest, _head: Head) -> object:
    return decision_appeals.tell(decision=row, **who(request))


def carry_out(row: Decision, _data: Data, request: StaffRequest, _head: Head) -> object:
    return decision_ends.carry_out(decision=row, **who(request))


def lapse(row: Decision, data: Data, request: StaffRequest, _head: Head) -> object:
    return decision_ends.lapse(decision=row, why=data["why"], **who(request))


ACTS: Final[dict[str, Act]] = {
    selector.WARN: Act(forms.NothingForm, _("Give advance notice"), _("The person has advance notice"), warn),
    A.HEAR: Act(forms.HearForm, _("Hear the person"), _("The person is heard"), hear),
    A.RETURN: Act(forms.ReturnForm, _("Send it back to the draft"), _("Send it back"), send_back, is_end=True),
    A.DECIDE: Act(forms.DecideForm, pgettext_lazy("decision", "Decide"), pgettext_lazy("decision", "Decide"), decide),
    A.NOTIFY: Act(forms.NotifyForm, _("Tell the person"), _("The person is told"), notify),
    A.FORWARD: Act(forms.ForwardForm, _("Forward the appeal"), _("Forward the appeal"), forward),
    A.SETTLE: Act(forms.SettleForm, _("Decide the appeal"), _("Decide the appeal"), settle),
    A.TELL: Act(forms.NothingForm, _("Tell the person what came of the appeal"), _("The person is told"), tell),
    A.CARRY_OUT: Act(forms.NothingForm, _("Carry it out"), _("Carry it out"), carry_out),
    A.ALLOW: Act(forms.LateForm, _("An appeal came too late"), _("Answer it"), answer_late),
    A.SUSPEND: Act(forms.SuspendForm, _("Does it wait for the appeal?"), _("Save the answer"), suspend, is_end=True),
    A.APPEAL: Act(forms.AppealForm, _("Register an appeal"), _("Register the appeal"), appeal, is_end=True),
    A.LAPSE: Act(forms.LapseForm, _("Let it lapse"), _("Let it lapse"), lapse, is_end=True),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An act with its form, ready to draw."""

    key: str
    act: Act
    form: Form


def form_of(key: str, row: Decision, data: Data | None = None) -> Form:
    more: dict[str, Any] = {"prefix": key.lower(), "auto_id": f"{key.lower()}-%s"}
    if key == A.DECIDE:
        more |= {"outcomes": kind_of(row.kind).outcomes, "initial": {"outcome": row.outcome}}
    if key == A.SETTLE:
        more |= {"outcomes": kind_of(row.kind).outcomes}
    if key in (A.HEAR, A.NOTIFY):
        more |= {"initial": {"language": selector.spoken_with(row)}}
    return ACTS[key].form(data, **more)


def shown(row: Decision, head: Head, request: StaffRequest, refused: tuple[str, Form] | None) -> list[Shown]:
    """The acts of this user, each with its form; the one that was refused with what must be put right."""
    possible = selector.acts_for(row, head.subject, request.access, request.user.pk)
    again = dict([refused]) if refused else {}
    keys = [key for key in ACTS if key in possible or key in again]
    return [Shown(key, ACTS[key], again.get(key) or form_of(key, row)) for key in keys]
