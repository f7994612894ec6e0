"""One patient's record: what is written, what can be added, and who has opened it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on
from health.choices import AccessBasis
from health.doors import ClinicalRequest, clinician_only, opens_record
from health.forms.journal import CorrectionForm, NoteForm
from health.models.sealed import Unreadable
from health.selectors import crisis, emergencies, overview, records
from health.services import journal
from inmates.selectors import photos


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_record(request: ClinicalRequest) -> HttpResponse:
    form = NoteForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            journal.write_note(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The note is signed."))
            return redirect("patient_record", uuid=request.patient.uuid)
    chart = overview.of(request.patient, request.at)
    context = {"patient": request.patient, "chart": chart, "lines": chart.notes, "form": form, "at": request.at}
    context["care"] = crisis.care_of(request.patient, request.at)
    context["emergency"] = emergencies.held(request.patient, request.user, request.at)
    return render(request, "health/record.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def note_correct(request: ClinicalRequest, pk: int) -> HttpResponse:
    note = records.note_of(request.patient, pk)
    form = CorrectionForm(posted(request), initial={"text": "" if isinstance(note.text, Unreadable) else note.text})
    if form.is_valid():
        with shown_on(form):
            journal.correct_note(note=note, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The correction is signed. The first note can still be read."))
            return redirect("patient_record", uuid=request.patient.uuid)
    context = {"patient": request.patient, "note": note, "form": form}
    return render(request, "health/note_correct.html", context, status=422 if form.is_bound else 200)


@require_GET
@clinician_only
def patient_photo(request: ClinicalRequest, uuid: UUID) -> HttpResponse:
    """The prison's photo of a patient of the clinic. It is no part of the record."""
    photo = photos.newest(records.patient_of(uuid).person_row)
    if photo is None:
        raise Http404
    with photo.image.open("rb") as file:
        return HttpResponse(file.read(), content_type=photo.content_type)


@require_GET
@opens_record(AccessBasis.SUBJECT)
def record_looks(request: ClinicalRequest) -> HttpResponse:
    """Who has opened the record, to print for the patient (pasientjournalforskriften s. 14)."""
    context = {"patient": request.patient, "looks": records.looks(request.patient), "at": request.at}
    return render(request, "health/record_looks.html", context)
