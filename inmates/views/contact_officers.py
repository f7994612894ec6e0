"""Contact officers of a prison: who has nobody, whom to choose, what each officer carries."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import tabs_of
from corrections.refusals import Refusal
from corrections.selectors import estate
from inmates.forms.person import ProposalForm
from inmates.permissions import CustodyPerm
from inmates.selectors import care as selector
from inmates.selectors import continuity
from inmates.services import care
from inmates.views.care import allowed


@require_GET
@requires(CustodyPerm.CONTACT_OFFICER)
def contact_officers(request: StaffRequest, slug: str) -> HttpResponse:
    prison = get_object_or_404(estate.prisons(request.access, CustodyPerm.CONTACT_OFFICER, whole=True), slug=slug)
    request.prison = prison
    units = list(estate.units(request.access, CustodyPerm.CONTACT_OFFICER).filter(prison=prison).order_by("position"))
    chosen = next((unit for unit in units if str(unit.pk) == request.GET.get("unit")), None)
    context = {
        "prison": prison,
        "units": units,
        "chosen": chosen,
        "shown": continuity.overview(prison.pk, request.at, unit_id=chosen.pk if chosen else None),
        "tabs": tabs_of(request, prison, "contact_officers"),
    }
    return render(request, "inmates/contact_officers.html", context)


@require_POST
@requires(CustodyPerm.CONTACT_OFFICER)
def contact_officer_confirm(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One proposal at a time; whoever chose another meanwhile is named."""
    head = allowed(request, uuid, CustodyPerm.CONTACT_OFFICER)
    form = ProposalForm(request.POST, officers=selector.officers_of(head.subject, request.at))
    if not form.is_valid():
        raise Refusal(_("Choose an officer who works at the prison."))
    officer = selector.officer_of(form.cleaned_data["officer"])
    part = form.cleaned_data["is_substitute"]
    stay = selector.stay_of(head.subject)
    care.assign_contact_officer(
        stay=stay, officer=officer, is_substitute=part, seen=None, by=request.user, at=request.at
    )
    words = (
        _("%(officer)s is substitute for %(person)s.") if part else _("%(officer)s is contact officer of %(person)s.")
    )
    messages.success(request, words % {"officer": officer, "person": stay.person})
    return redirect(f"{reverse('contact_officers', args=[selector.prison_of(head.subject).slug])}#waiting")
