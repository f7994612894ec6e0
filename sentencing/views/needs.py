"""Who works along on a plan from outside, and the mapping of needs with its consent."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import posted
from inmates.models import Stay
from inmates.selectors.head import Head
from sentencing.forms.plan import ConsentForm, NeedsForm, PartnerForm
from sentencing.models import NeedsConsent
from sentencing.permissions import PlanPerm
from sentencing.selectors import plan as selector
from sentencing.services import needs
from sentencing.views.plan import acted, allowed, answered

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(PlanPerm.EDIT)
def person_partner_new(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)

    def act(data: dict[str, Any]) -> None:
        needs.add_partner(stay=Stay(pk=head.subject.stay_id), by=request.user, at=request.at, **data)

    title, done = _("Somebody who works along"), _("It is written down.")
    return answered(request, head, PartnerForm(posted(request)), act, title, done)


@require_POST
@requires(PlanPerm.EDIT)
def person_partner_end(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    partner = get_object_or_404(selector.partners(head.subject.stay_id), pk=pk)

    def act(data: dict[str, Any]) -> None:
        needs.end_partner(partner=partner, by=request.user, at=request.at)

    return acted(request, head, Form(request.POST), act, _("It is written down."))


@get_or_post
@requires(PlanPerm.EDIT)
def person_consent(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)

    def act(data: dict[str, Any]) -> None:
        needs.give_consent(stay=Stay(pk=head.subject.stay_id), by=request.user, at=request.at, **data)

    title, done = (
        _("Consent to the mapping of needs"),
        _("The consent is written down. It can be withdrawn at any time."),
    )
    return answered(request, head, ConsentForm(posted(request)), act, title, done)


@require_POST
@requires(PlanPerm.EDIT)
def person_consent_withdraw(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    consent = held_by(head)

    def act(data: dict[str, Any]) -> None:
        needs.withdraw_consent(consent=consent, by=request.user, at=request.at)

    return acted(request, head, Form(request.POST), act, _("The consent is withdrawn, and what was mapped is erased."))


@get_or_post
@requires(PlanPerm.EDIT)
def person_needs(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    consent, form = held_by(head), NeedsForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        needs.map_needs(consent=consent, found=form.found, by=request.user, at=request.at)

    title, done = _("Needs and resources"), _("What you talked of is written down.")
    return answered(request, head, form, act, title, done, submit=_("Write it down"))


def held_by(head: Head) -> NeedsConsent:
    return get_object_or_404(selector.consents(head.subject.stay_id))
