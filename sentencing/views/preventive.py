"""Preventive detention while it runs: what the court says of its length, and petitions for release on probation."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, requires
from corrections.pages import posted
from inmates.selectors.head import Head
from inmates.views.person import visible
from sentencing.forms.preventive import AnswerForm, ExtensionForm, FinalForm, OutcomeForm, PetitionForm, RegionForm
from sentencing.models import ReleasePetition
from sentencing.permissions import SentencePerm
from sentencing.selectors.preventive import frames_of, petitions_of
from sentencing.services import preventive
from sentencing.views.courts import answered, held

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(SentencePerm.EDIT)
def person_extension(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, stay = held(request, uuid)
    judgment = get_object_or_404(frames_of(stay.pk), pk=pk)
    form = ExtensionForm(posted(request))

    def act(_data: dict[str, Any]) -> None:
        preventive.extend_frame(judgment=judgment, by=request.user, at=request.at, **form.said())

    title, done = _("Enter the court's decision on extension"), _("It is entered. Work out the dates anew.")
    return answered(request, head, form, act, title, done)


@get_or_post
@requires(SentencePerm.EDIT)
def person_judgment_final(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, stay = held(request, uuid)
    judgment = get_object_or_404(frames_of(stay.pk), pk=pk)
    form = FinalForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        preventive.note_final(judgment=judgment, by=request.user, at=request.at, **data)

    return answered(request, head, form, act, _("The judgment is final"), _("It is entered."))


@get_or_post
@requires(SentencePerm.EDIT)
def person_petition(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, stay = held(request, uuid)
    judgment = get_object_or_404(frames_of(stay.pk), pk=pk)
    form = PetitionForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        preventive.ask_for_release(judgment=judgment, by=request.user, at=request.at, **data)

    done = _("The petition is entered. It goes to the prosecutor.")
    return answered(request, head, form, act, _("Enter a petition for release"), done)


@get_or_post
@requires(SentencePerm.EDIT)
def person_petition_answer(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, petition = asked(request, uuid, pk, SentencePerm.EDIT)
    form = AnswerForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        preventive.note_answer(petition=petition, by=request.user, at=request.at, **data)

    return answered(request, head, form, act, _("Enter the prosecutor's answer"), _("The answer is entered."))


@get_or_post
@requires(SentencePerm.EDIT)
def person_petition_outcome(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, petition = asked(request, uuid, pk, SentencePerm.EDIT)
    form = OutcomeForm(posted(request))
    return decided(request, head, petition, form, _("Enter the court's decision"))


@get_or_post
@requires(SentencePerm.DECIDE_PETITION)
def person_petition_region(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, petition = asked(request, uuid, pk, SentencePerm.DECIDE_PETITION)
    return decided(request, head, petition, RegionForm(posted(request)), _("Decide as the region"))


@get_or_post
@requires(SentencePerm.EDIT)
def person_petition_final(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, petition = asked(request, uuid, pk, SentencePerm.EDIT)
    form = FinalForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        preventive.note_refusal_final(petition=petition, by=request.user, at=request.at, **data)

    return answered(request, head, form, act, _("The refusal is final"), _("It is entered."))


# ---- parts ---------------------------------------------------------------------------------------------------------
def asked(request: StaffRequest, uuid: UUID, pk: int, perm: SentencePerm) -> tuple[Head, ReleasePetition]:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, perm) or head.subject.stay_id is None:
        raise Http404
    return head, get_object_or_404(petitions_of(head.subject.stay_id), pk=pk)


def decided(
    request: StaffRequest, head: Head, petition: ReleasePetition, form: OutcomeForm, title: str
) -> HttpResponse:
    def act(_data: dict[str, Any]) -> None:
        preventive.decide(petition=petition, decided=form.decided(), by=request.user, at=request.at)

    return answered(request, head, form, act, title, _("The decision is entered."))
