"""Somebody outside: how late, more time with its reason, back, or unlawfully at large."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corrections.access import StaffRequest, requires
from inmates.forms.board import ReturnForm
from inmates.forms.moves import AtLargeForm, ExpectedForm
from inmates.models import Absence
from inmates.permissions import CustodyPerm
from inmates.selectors import absences as selector
from inmates.services import movements, returns
from inmates.views.acts import carry_out
from inmates.views.person import page, record, visible


@require_GET
@requires(CustodyPerm.VIEW)
def absence(request: StaffRequest, pk: int) -> HttpResponse:
    return absence_page(request, in_sight(request, pk))


@require_POST
@requires(CustodyPerm.DEPART)
def absence_return(request: StaffRequest, pk: int) -> HttpResponse:
    found = allowed(request, pk, CustodyPerm.DEPART)

    def act(data: dict[str, Any]) -> None:
        movements.return_from(absence=found, returned_at=data["returned"], by=request.user, at=request.at)

    form = ReturnForm(request.POST, at=request.at)
    return answered(request, found, form, act, _("%(name)s is back.") % name(found), "return")


@require_POST
@requires(CustodyPerm.RETURN)
def absence_expect(request: StaffRequest, pk: int) -> HttpResponse:
    found = allowed(request, pk, CustodyPerm.RETURN)

    def act(data: dict[str, Any]) -> None:
        seen, back, why = data["seen"], data["back"], data["reason"]
        returns.expect_at(absence=found, expected_return_at=back, seen=seen, reason=why, by=request.user, at=request.at)

    form = ExpectedForm(request.POST, at=request.at, auto_id="id_expect_%s")
    return answered(request, found, form, act, _("%(name)s is expected back later.") % name(found), "expect")


@require_POST
@requires(CustodyPerm.RETURN)
def absence_at_large(request: StaffRequest, pk: int) -> HttpResponse:
    found = allowed(request, pk, CustodyPerm.RETURN)

    def act(data: dict[str, Any]) -> None:
        since = data["since"] or found.expected_return_at or request.at
        returns.declare_at_large(absence=found, since_at=since, by=request.user, at=request.at)

    form = AtLargeForm(request.POST, at=request.at, auto_id="id_large_%s")
    done = _("%(name)s is registered as unlawfully at large.") % name(found)
    return answered(request, found, form, act, done, "at_large")


# ---- parts -------------------------------------------------------------------------------------------------------
def in_sight(request: StaffRequest, pk: int) -> Absence:
    found: Absence = get_object_or_404(selector.in_sight(request.access), pk=pk)
    return found


def allowed(request: StaffRequest, pk: int, perm: CustodyPerm) -> Absence:
    found = in_sight(request, pk)
    if not visible(request, found.stay.person.uuid).subject.allows(request.access, perm):
        raise Http404
    return found


def name(found: Absence) -> dict[str, str]:
    return {"name": found.stay.person.name}


def answered(request: StaffRequest, found: Absence, form: Form, act: Any, done: str, key: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        return absence_page(request, found, {key: form}, status=422)

    return carry_out(request, form, act, done=done, to=reverse("person", args=[found.stay.person.uuid]), again=again)


def absence_page(
    request: StaffRequest, found: Absence, refused: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    head = visible(request, found.stay.person.uuid)
    record(request, head, "absence")
    acts = selector.acts_of(found, head.subject, request.access, request.at)
    seen = found.expected_return_at.isoformat() if found.expected_return_at else ""
    forms: dict[str, Form] = {
        "return": ReturnForm(at=request.at),
        "expect": ExpectedForm(initial={"seen": seen}, at=request.at, auto_id="id_expect_%s"),
        "at_large": AtLargeForm(at=request.at, auto_id="id_large_%s"),
    }
    shown = {key: (refused or {}).get(key, form) for key, form in forms.items() if key in acts}
    context = selector.facts(found, request.at) | {"forms": shown, "refused": set(refused or {})}
    return page(request, head, "", "inmates/absence.html", context, status=status)
