"""What staff have learnt: who has what at a prison, giving and withdrawing, and what one has oneself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires, signed_in
from corrections.forms.competences import CompetenceFilter, CompetenceForm, WithdrawForm
from corrections.pages import form_page, posted, shown_on, tabs_of
from corrections.permissions import CompetencePerm
from corrections.selectors import competences as selector
from corrections.selectors import estate
from corrections.services import competences as service


@require_GET
@requires(CompetencePerm.VIEW)
def competences(request: StaffRequest, slug: str) -> HttpResponse:
    prison = get_object_or_404(estate.prisons(request.access, CompetencePerm.VIEW, whole=True), slug=slug)
    request.prison = prison
    form = CompetenceFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    context = {
        "prison": prison,
        "form": form,
        "rows": selector.of_prison(prison, request.at, **asked),
        "may_grant": request.access.may(CompetencePerm.GRANT, prison_id=prison.pk),
        "tabs": tabs_of(request, prison, "competences"),
    }
    return render(request, "corrections/competences.html", context)


@require_http_methods(["GET", "POST"])
@requires(CompetencePerm.GRANT)
def competence_grant(request: StaffRequest, slug: str) -> HttpResponse:
    prison = get_object_or_404(estate.prisons(request.access, CompetencePerm.GRANT, whole=True), slug=slug)
    request.prison = prison
    form = CompetenceForm(posted(request), users=selector.people_of(prison, request.at), at=request.at)
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("user", "kind", "evidence")} | form.period
        with shown_on(form):
            service.grant(prison=prison, **asked, by=request.user, at=request.at)
            messages.success(request, _("%(name)s has the competence.") % {"name": asked["user"]})
            return redirect("competences", prison.slug)
    title, submit, back = _("A competence"), _("Give the competence"), reverse("competences", args=[prison.slug])
    return form_page(request, "corrections/form.html", form, submit=submit, back=back, title=title, place=prison)


@require_http_methods(["GET", "POST"])
@requires(CompetencePerm.GRANT)
def competence_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    found = selector.competences(request.access, CompetencePerm.GRANT, request.at)
    row = get_object_or_404(found, pk=pk)
    form = WithdrawForm(posted(request))
    back = reverse("own_competences")
    if form.is_valid():
        with shown_on(form):
            service.withdraw(competence=row, by=request.user, at=request.at)
            messages.success(request, _("The competence of %(name)s is withdrawn.") % {"name": row.user})
            return redirect(selector.home_address(row, request.access, request.at) or back)
    submit = _("Withdraw the competence of %(name)s") % {"name": row.user}
    title, lead = _("Withdraw “%(what)s”") % {"what": row.get_kind_display()}, row.evidence
    context = {"title": title, "place": row.user, "lead": lead, "level": "bad"}
    back = selector.home_address(row, request.access, request.at) or back
    return form_page(request, "corrections/form.html", form, submit=submit, back=back, **context)


@require_GET
@signed_in
def own_competences(request: StaffRequest) -> HttpResponse:
    context = {"rows": selector.own(request.user, request.at)}
    return render(request, "corrections/own_competences.html", context)
