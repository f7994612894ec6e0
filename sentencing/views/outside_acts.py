"""What can be done with a term outside, one line an act: who may, when, which form, and the service that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.access import StaffRequest
from inmates.permissions import DecisionPerm
from inmates.selectors.head import Head
from sentencing.choices import OutsideKind, OutsideState
from sentencing.forms import outside as forms
from sentencing.models import OutsideTerm
from sentencing.permissions import LeavePerm, VictimPerm
from sentencing.services import outside, outside_watch, victims
from sentencing.services.outside import THROUGH_THE_GATE

Data = Mapping[str, Any]
GRANTED, RUNNING = OutsideState.GRANTED, OutsideState.RUNNING


@dataclass(frozen=True, slots=True)
class Act:
    """``when(term)``: whether it comes into question now. ``needs_told``: once the notice beforehand is settled."""

    perm: StrEnum
    form: type[Form]
    submit: str | Promise
    icon: str
    when: Callable[[OutsideTerm], bool]
    do: Callable[[OutsideTerm, Data, StaffRequest, Head], object]
    danger: bool = False
    is_first: bool = False
    needs_told: bool = False


def who(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.user, "at": request.at}


def start(term: OutsideTerm, data: Data, request: StaffRequest, _head: Head) -> object:
    return outside.start(term=term, departed_at=data["departed"], **who(request))


def go_out(term: OutsideTerm, data: Data, request: StaffRequest, _head: Head) -> object:
    return outside.go_out(term=term, departed_at=data["departed"], **who(request))


def withdraw(term: OutsideTerm, data: Data, request: StaffRequest, _head: Head) -> object:
    return outside.withdraw(term=term, why=data["why"], back_at=data["back"], **who(request))


def check(term: OutsideTerm, data: Data, request: StaffRequest, _head: Head) -> object:
    given = {name: data[name] for name in ("kind", "is_fine", "note")}
    return outside_watch.note_check(term=term, held_at=data.get("moment") or request.at, **given, **who(request))


def breach(term: OutsideTerm, data: Data, request: StaffRequest, _head: Head) -> object:
    happened_at = data.get("moment") or request.at
    return outside_watch.report_breach(term=term, happened_at=happened_at, what=data["what"], **who(request))


def notice(term: OutsideTerm, data: Data, request: StaffRequest, _head: Head) -> object:
    return victims.settle_notice(stay=term.stay, outside=term, **data, **who(request))


def reporting(term: OutsideTerm, data: Data, request: StaffRequest, head: Head) -> object:
    """Above three months it is for the region (fskr. s. 3-43)."""
    decides = head.subject.allows(request.access, DecisionPerm.DECIDE_REGION)
    return outside_watch.extend_reporting(
        term=term, until=data["until"], why=data["why"], may_beyond=decides, **who(request)
    )


def erase(term: OutsideTerm, _data: Data, request: StaffRequest, _head: Head) -> object:
    return outside.erase(term=term, **who(request))


ACTS: Final[dict[str, Act]] = {
    "start": Act(
        LeavePerm.RUN,
        forms.DepartedForm,
        _("The person leaves now"),
        "leave",
        lambda term: term.state == GRANTED and term.kind in THROUGH_THE_GATE,
        start,
        is_first=True,
        needs_told=True,
    ),
    "out": Act(
        LeavePerm.RUN,
        forms.DepartedForm,
        _("The person goes out now"),
        "leave",
        lambda term: term.state in (GRANTED, RUNNING) and term.kind == OutsideKind.DAY_RELEASE,
        go_out,
        is_first=True,
        needs_told=True,
    ),
    "check": Act(
        LeavePerm.RUN,
        forms.CheckForm,
        _("Note how it went"),
        "clipboard",
        lambda term: term.state == RUNNING,
        check,
    ),
    "breach": Act(
        LeavePerm.RUN,
        forms.BreachForm,
        _("Report a breach"),
        "alert",
        lambda term: term.state == RUNNING,
        breach,
        danger=True,
    ),
    "reporting": Act(
        LeavePerm.DECIDE,
        forms.ReportingForm,
        _("Extend the reporting duty"),
        "clock",
        lambda term: term.state == RUNNING and term.reporting_until is not None,
        reporting,
    ),
    "withdraw": Act(
        LeavePerm.DECIDE,
        forms.BackForm,
        _("Withdraw it"),
        "refused",
        lambda term: (
            term.state in (GRANTED, RUNNING) and not (term.kind == OutsideKind.PROBATION and term.state == RUNNING)
        ),
        withdraw,
        danger=True,
    ),
    "erase": Act(
        LeavePerm.ASK,
        forms.NothingForm,
        _("What was recorded is erased"),
        "check",
        lambda term: term.erase_on is not None and term.erased_at is None,
        erase,
    ),
    "notice": Act(
        VictimPerm.NOTICE,
        forms.NoticeForm,
        _("Write down what was done"),
        "mail",
        lambda term: term.state == GRANTED and term.kind != OutsideKind.PROBATION,
        notice,
    ),
}
TAKES_AT: Final = (forms.DepartedForm, forms.BackForm)


def form_of(key: str, request: StaffRequest, data: Data | None = None) -> Form:
    form = ACTS[key].form
    more: dict[str, Any] = {"auto_id": f"id_{key}_%s"}
    if issubclass(form, TAKES_AT):
        more["at"] = request.at
    return form(data, **more)


def acts_for(term: OutsideTerm, head: Head, request: StaffRequest) -> list[str]:
    return [key for key, act in ACTS.items() if act.when(term) and head.subject.allows(request.access, act.perm)]
