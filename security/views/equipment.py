"""What was in place at a handover, and what a unit should have."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import posted, shown_on, status_of
from security.forms.handover import CheckForm, KeepForm
from security.permissions import HandoverPerm
from security.selectors import equipment as selector
from security.services import equipment as service
from security.views.handover import page
from security.views.shared import slot_of, unit_of


@require_POST
@requires(HandoverPerm.SIGN)
def handover_equipment(request: StaffRequest, pk: int) -> HttpResponse:
    """What somebody found in place. Refused, the page again with what they wrote."""
    unit = unit_of(request, pk, HandoverPerm.SIGN)
    slot = slot_of(request, request.POST.get("slot", ""))
    form = CheckForm(request.POST, items=selector.of_unit(unit.pk, request.at))
    if form.is_valid():
        with shown_on(form):
            service.check(unit=unit, slot=slot, found=form.found(), by=request.user, at=request.at)
    if form.errors:
        return page(request, unit, slot, "check", form)
    messages.success(request, _("Keys and equipment are checked."))
    return redirect("handover", unit.pk)


@require_http_methods(["GET", "POST"])
@requires(HandoverPerm.EQUIPMENT)
def unit_equipment(request: StaffRequest, pk: int) -> HttpResponse:
    unit = unit_of(request, pk, HandoverPerm.EQUIPMENT)
    form = KeepForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        with shown_on(form):
            service.keep(unit=unit, **data, by=request.user, at=request.at)
        if not form.errors:
            messages.success(request, _("The list is changed."))
            return redirect("unit_equipment", unit.pk)
    context = {"unit": unit, "form": form, "items": selector.of_unit(unit.pk, request.at)}
    return render(request, "security/equipment.html", context, status=status_of(form))
