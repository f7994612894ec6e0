"""What a court sends, entered by a caseworker: a judgment, a remand order, the filing for extension."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, requires
from corrections.pages import posted
from inmates.models import Stay
from inmates.selectors.head import Head
from inmates.views.acts import carry_out
from inmates.views.person import form_page, record, visible
from sentencing.forms.courts import FilingForm, JudgmentForm, LiftForm, RemandOrderForm
from sentencing.permissions import SentencePerm
from sentencing.selectors.courts import frames_of, restrictions_of
from sentencing.services import judgments, restrictions

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(SentencePerm.EDIT)
def person_judgment(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = held(request, uuid)
    form = JudgmentForm(posted(request))

    def act(_data: dict[str, Any]) -> None:
        judgments.register_judgment(stay=stay, by=request.user, at=request.at, **form.imposed())

    return answered(request, head, form, act, _("Enter a judgment"), _("The judgment is entered."))


@get_or_post
@requires(SentencePerm.EDIT)
def person_remand_order(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = held(request, uuid)
    form = RemandOrderForm(posted(request))

    def act(_data: dict[str, Any]) -> None:
        judgments.register_remand_order(stay=stay, by=request.user, at=request.at, **form.ordered())

    return answered(request, head, form, act, _("Enter a remand order"), _("The order is entered."))


@get_or_post
@requires(SentencePerm.EDIT)
def person_extension_filed(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, stay = held(request, uuid)
    judgment = get_object_or_404(frames_of(stay.pk), pk=pk)
    form = FilingForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        judgments.note_filing(judgment=judgment, by=request.user, at=request.at, **data)

    return answered(request, head, form, act, _("Extension is filed"), _("It is noted that extension is filed."))


@get_or_post
@requires(SentencePerm.EDIT)
def person_restriction_lift(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, stay = held(request, uuid)
    restriction = get_object_or_404(restrictions_of(stay.pk), pk=pk)
    form = LiftForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        restrictions.lift_restriction(restriction=restriction, by=request.user, at=request.at, **data)

    title = _("The court lifts: %(what)s") % {"what": restriction.get_kind_display()}
    return answered(request, head, form, act, title, _("The restriction is lifted."))


# ---- parts ---------------------------------------------------------------------------------------------------------
def held(request: StaffRequest, uuid: UUID) -> tuple[Head, Stay]:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, SentencePerm.EDIT) or head.subject.stay_id is None:
        raise Http404
    return head, Stay(pk=head.subject.stay_id)


def answered(request: StaffRequest, head: Head, form: Form, act: Any, title: str, done: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        record(request, head, "act")
        return form_page(request, head, form, title)

    to = reverse("person_tab", args=[head.subject.uuid, "sentence"])
    return carry_out(request, form, act, done=done, to=to, again=again)
