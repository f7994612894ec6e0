"""What is paid of a fine, or served of a community sentence, entered by a caseworker."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from corrections.access import StaffRequest, requires
from corrections.pages import posted
from sentencing.forms.courts import FulfilledForm
from sentencing.forms.dates import WhyForm
from sentencing.permissions import SentencePerm
from sentencing.selectors.conversions import convertible_of, entries_of
from sentencing.services import conversions
from sentencing.views.courts import get_or_post, held
from sentencing.views.dates import answered


@get_or_post
@requires(SentencePerm.EDIT)
def person_fulfilled(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, stay = held(request, uuid)
    judgment = get_object_or_404(convertible_of(stay.pk), pk=pk)
    form = FulfilledForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        conversions.note_fulfilled(judgment=judgment, by=request.user, at=request.at, **data)

    done = _("It is entered, and the days are counted anew. Work out the dates.")
    return answered(request, head, form, act, _("Enter what is paid or served"), done)


@get_or_post
@requires(SentencePerm.EDIT)
def person_fulfilled_annul(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, stay = held(request, uuid)
    entry = get_object_or_404(entries_of(stay.pk), pk=pk)

    def act(data: dict[str, Any]) -> None:
        conversions.annul_fulfilled(entry=entry, why=data["why"], by=request.user, at=request.at)

    done = _("The entry is annulled. Work out the dates anew.")
    return answered(request, head, WhyForm(posted(request)), act, _("Annul what is paid or served"), done)
