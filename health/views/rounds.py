"""The medicine round: which rounds there are today, and one of them, patient by patient."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypedDict
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from corrections.models import Unit, User
from corrections.pages import posted, shown_on, status_of
from corrections.refusals import Conflict, Refusal
from health.doors import ClinicalRequest, clinician_only, opens_records
from health.forms.rounds import NotGivenForm
from health.selectors import chart, clinicians, people, rounds
from health.selectors.presses import Press, press_id
from health.services import doses
from health.services.doses import Checked

GONE = gettext_lazy(
    "This patient is no longer in this round: moved to another unit or prison, or released. Nothing was registered "
    "now. What you registered before stands in the record."
)


class Sent(TypedDict):
    client_id: UUID
    by: User
    at: datetime


def unit_and_time(pk: int, slot: str) -> tuple[Unit, datetime]:
    """What the address names. Raises ``Http404`` for what is no unit or no time."""
    try:
        due_at = datetime.strptime(slot, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error
    return people.unit_of(pk), due_at


def whose(request: ClinicalRequest, unit: int, slot: str, **more: object) -> Iterable[UUID]:
    where, due_at = unit_and_time(unit, slot)
    return rounds.records_of(where, due_at, request.at)


@require_GET
@clinician_only
def medicine_rounds(request: ClinicalRequest) -> HttpResponse:
    prisons = [
        {"prison": prison, "rounds": rounds.of_day(prison, request.at)}
        for prison in clinicians.prisons_of(request.clinician)
    ]
    return render(request, "health/rounds.html", {"prisons": prisons, "at": request.at})


@require_http_methods(["GET", "POST"])
@opens_records(whose)
def medicine_round(request: ClinicalRequest, unit: int, slot: str) -> HttpResponse:
    where, due_at = unit_and_time(unit, slot)
    asked = request.POST.get("patient") or request.GET.get("patient", "")
    sheet = rounds.sheet(where, due_at, asked, request.at)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            return pressed(request, sheet.asked, redirect_to(unit, slot, asked))
        except Refusal as refusal:
            refused = refusal
    return round_page(request, sheet, refused)


def redirect_to(unit: int, slot: str, patient: object) -> str:
    return f"{reverse('medicine_round', args=[unit, slot])}?patient={patient}"


def pressed(request: ClinicalRequest, line: rounds.Line | None, back: str) -> HttpResponse:
    """Do what the button says. A patient who has left the round in the meantime is said, and nothing is written."""
    if line is None:
        raise Conflict(GONE, code="gone")
    press = Press.of(request.POST, line, request.at)
    checked = Checked(face="face" in request.POST, birth_date="birth_date" in request.POST)
    sent: Sent = {"client_id": press.client_id, "by": request.user, "at": request.at}
    if press.kind == "undo":
        doses.take_back(entry=press.entry, **sent)
        messages.success(request, _("Taken back. The dose waits again."))
    elif press.kind == "prn":
        doses.give_as_needed(order=press.order, checked=checked, **sent)
    else:
        doses.give(dose=press.dose, checked=checked, reason=press.reason, **sent)
    return redirect(back)


def round_page(request: ClinicalRequest, shown: rounds.Sheet, refused: Refusal | None) -> HttpResponse:
    context = {
        "sheet": shown,
        "chart": chart.of_line(shown.line, request.user.pk, request.at) if shown.line else None,
        "refused": refused,
        "ticked": {"face": "face" in request.POST, "birth_date": "birth_date" in request.POST},
        "nonce": uuid4(),
        "at": request.at,
    }
    status = 200 if refused is None else 409 if isinstance(refused, Conflict) else 422
    return render(request, "health/round.html", context, status=status)


@require_http_methods(["GET", "POST"])
@opens_records(whose)
def dose_not_given(request: ClinicalRequest, unit: int, slot: str, patient: UUID, pk: int = 0) -> HttpResponse:
    """Why a dose, or everything that is left for the patient, was not given."""
    where, due_at = unit_and_time(unit, slot)
    line = next((each for each in rounds.lines(where, due_at, request.at) if patient in each.records), None)
    if line is None:
        sheet = rounds.sheet(where, due_at, "", request.at)
        return round_page(request, sheet, Conflict(GONE, code="gone"))
    left = [dose for dose in line.doses if dose.pk == pk] if pk else line.open
    form = NotGivenForm(posted(request), initial={"nonce": uuid4(), "status": "REFUSED" if pk else "ABSENT"})
    back = redirect_to(unit, slot, patient)
    if form.is_valid():
        with shown_on(form):
            nonce = form.cleaned_data.pop("nonce")
            doses.not_given_together(
                doses=left, **form.cleaned_data, press=press_id(nonce, "not"), by=request.user, at=request.at
            )
            return redirect(back)
    context = {"line": line, "left": left, "form": form, "back": back}
    return render(request, "health/not_given.html", context, status=status_of(form))
