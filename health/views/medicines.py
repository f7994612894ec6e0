"""The chart of one patient: what is ordered, and what is done with an order. An order is ended, never changed."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.pages import posted, shown_on, status_of
from corrections.periods import between, since
from corrections.refusals import Refusal
from health.choices import AccessBasis
from health.doors import ClinicalRequest, opens_record
from health.forms.medicines import ChangeForm, HoldForm, OrderForm, StopForm, fresh_order
from health.models import MedicationOrder
from health.selectors import charts
from health.services import medicines


@require_GET
@opens_record(AccessBasis.TREATMENT)
def patient_medicines(request: ClinicalRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "chart": charts.of(request.patient, request.at),
        "allergies": charts.allergies(request.patient),
        "measurements": charts.latest_measurements(request.patient),
        "entries": charts.entries(request.patient),
        "unanswered": charts.unanswered(request.patient),
    }
    return page(request, "health/medicines.html", **context)


def page(request: ClinicalRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"patient": request.patient, "at": request.at, **context}, status=status)


def to_chart(request: ClinicalRequest) -> HttpResponse:
    return redirect("patient_medicines", uuid=request.patient.uuid)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def order_new(request: ClinicalRequest) -> HttpResponse:
    form = OrderForm(posted(request), initial=fresh_order(request.at))
    if form.is_valid():
        with shown_on(form):
            medicines.order(
                patient=request.patient,
                what=form.prescription(),
                start=form.cleaned_data["start"],
                end=form.cleaned_data["end"],
                by=request.user,
                at=request.at,
            )
            messages.success(request, _("The medicine is ordered."))
            return to_chart(request)
    return order_page(request, form, None)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def order_change(request: ClinicalRequest, pk: int) -> HttpResponse:
    order = charts.order_of(request.patient, pk)
    form = ChangeForm(posted(request), order=order, at=request.at)
    if form.is_valid():
        with shown_on(form):
            medicines.change(
                order=order, what=form.prescription(), end=form.cleaned_data["end"], by=request.user, at=request.at
            )
            messages.success(request, _("The new order follows the old one, which can still be read."))
            return to_chart(request)
    return order_page(request, form, order)


def order_page(request: ClinicalRequest, form: OrderForm, order: MedicationOrder | None) -> HttpResponse:
    """With what must be answered before it is taken, as soon as drug and start are known."""
    said = getattr(form, "cleaned_data", {})
    start, end = said.get("start"), said.get("end")
    warned = None
    if start and said.get("atc"):
        during = between(start, end) if end and end > start else since(start)
        warned = charts.warnings(request.patient, said["atc"], said.get("drug", ""), during, instead_of=order)
    context = {"form": form, "order": order, "warned": warned, "allergies": charts.allergies(request.patient)}
    return page(request, "health/order.html", status=status_of(form), **context)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def order_stop(request: ClinicalRequest, pk: int) -> HttpResponse:
    order = charts.order_of(request.patient, pk)
    form = StopForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            medicines.stop(order=order, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The medicine is stopped."))
            return to_chart(request)
    return about_order(request, order, form, _("Stop the medicine"), level="bad")


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def order_hold(request: ClinicalRequest, pk: int) -> HttpResponse:
    order = charts.order_of(request.patient, pk)
    form = HoldForm(posted(request), initial={"start": fresh_order(request.at)["start"]})
    if form.is_valid():
        with shown_on(form):
            medicines.hold(order=order, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The medicine is on hold."))
            return to_chart(request)
    return about_order(request, order, form, _("Hold the medicine"))


def about_order(
    request: ClinicalRequest, order: MedicationOrder, form: Form, heading: str, *, level: str = ""
) -> HttpResponse:
    context = {"order": order, "form": form, "heading": heading, "level": level}
    return page(request, "health/order_act.html", status=status_of(form), **context)


@require_POST
@opens_record(AccessBasis.TREATMENT)
def order_resume(request: ClinicalRequest, pk: int) -> HttpResponse:
    try:
        medicines.resume(hold=charts.hold_of(request.patient, pk), by=request.user, at=request.at)
        messages.success(request, _("The medicine is given again from now on."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return to_chart(request)
