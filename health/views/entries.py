"""What was registered about a dose, after the round: the correction of an entry, and an answer where there is none."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.choices import AccessBasis
from health.doors import ClinicalRequest, opens_record, opens_records
from health.forms.medicines import EntryForm, ToldForm
from health.forms.rounds import NotGivenForm
from health.selectors import charts, waiting
from health.selectors.presses import press_id
from health.services import doses, missed
from health.views.cabinet import whose
from health.views.medicines import page, to_chart


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def entry_correct(request: ClinicalRequest, pk: int) -> HttpResponse:
    """What really happened stands instead; the first entry, and who made it, can still be read."""
    entry = charts.entry_of(request.patient, pk)
    form = EntryForm.of(posted(request), entry)
    if form.is_valid():
        with shown_on(form):
            client_id = press_id(form.cleaned_data.pop("nonce"), f"correct:{pk}")
            doses.correct(entry=entry, **form.cleaned_data, client_id=client_id, by=request.user, at=request.at)
            messages.success(request, _("The correction is signed. What stood before can still be read."))
            return to_chart(request)
    return page(request, "health/entry_correct.html", form=form, entry=entry, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def dose_answer(request: ClinicalRequest, pk: int) -> HttpResponse:
    """What became of a dose that nobody answered in its round, also of a patient who is no longer in any."""
    dose = charts.dose_of(request.patient, pk)
    form = NotGivenForm(posted(request), initial={"nonce": uuid4(), "status": "ABSENT"})
    if form.is_valid():
        with shown_on(form):
            client_id = press_id(form.cleaned_data.pop("nonce"), f"answer:{pk}")
            doses.not_given(dose=dose, **form.cleaned_data, client_id=client_id, by=request.user, at=request.at)
            messages.success(request, _("The dose has its answer."))
            return to_chart(request)
    return page(request, "health/dose_answer.html", form=form, dose=dose, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_records(whose)
def missed_tell(request: ClinicalRequest, pk: int) -> HttpResponse:
    """Who was told of a missed dose, and what they decided."""
    step = waiting.step_of(pk)
    form = ToldForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            missed.tell(step=step, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("It is registered who was told."))
            return redirect("medicine_waiting")
    context = {"form": form, "step": step, "at": request.at}
    return render(request, "health/missed_tell.html", context, status=status_of(form))
