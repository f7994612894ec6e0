"""Staff and their postings: who has which role where, giving and ending one, and who may do what."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires, signed_in
from corrections.choices import Role
from corrections.forms.postings import EndForm, PostingFilter, PostingForm
from corrections.pages import form_page, posted, query_without_page, shown_on
from corrections.permissions import StaffPerm
from corrections.selectors import estate
from corrections.selectors import postings as selectors
from corrections.services import postings as services

A_PAGE = 100


@require_GET
@requires(StaffPerm.VIEW)
def postings(request: StaffRequest) -> HttpResponse:
    form = PostingFilter(request.GET or {"when": "now"})
    asked = form.cleaned_data if form.is_valid() else {}
    narrowed = {key: value for key, value in asked.items() if value}
    found = selectors.chosen(selectors.postings(request.access), at=request.at, **narrowed)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "query": query_without_page(request),
        "rows": selectors.rows(page, access=request.access, at=request.at),
        "prisons": estate.prisons(request.access, StaffPerm.GRANT, whole=True),
    }
    return render(request, "corrections/postings.html", context)


@require_http_methods(["GET", "POST"])
@requires(StaffPerm.GRANT)
def posting_grant(request: StaffRequest, slug: str) -> HttpResponse:
    prison = get_object_or_404(estate.prisons(request.access, StaffPerm.GRANT, whole=True), slug=slug)
    roles = selectors.roles_to_give(request.access, prison.pk)
    form = PostingForm(posted(request), prison=prison, users=selectors.accounts(), roles=roles, at=request.at)
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("user", "role", "unit", "reason")} | form.period
        with shown_on(form):
            services.grant_posting(prison=prison, **asked, by=request.user, at=request.at)
            messages.success(request, _("%(name)s has the posting.") % {"name": asked["user"]})
            return redirect("postings")
    title, submit, back = _("A new posting"), _("Give the posting"), reverse("postings")
    return form_page(request, "corrections/form.html", form, submit=submit, back=back, title=title, place=prison)


@require_http_methods(["GET", "POST"])
@requires(StaffPerm.GRANT)
def posting_end(request: StaffRequest, pk: int) -> HttpResponse:
    posting = get_object_or_404(selectors.postings(request.access, StaffPerm.GRANT), pk=pk)
    if not selectors.may_end(posting, request.access):
        raise PermissionDenied
    form = EndForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            services.end_posting(posting=posting, by=request.user, at=request.at)
            messages.success(request, _("The posting of %(name)s has ended.") % {"name": posting.user})
            return redirect("postings")
    submit, back = _("End the posting of %(name)s") % {"name": posting.user}, reverse("postings")
    context = {"posting": posting, "level": "bad"}
    return form_page(request, "corrections/posting_end.html", form, submit=submit, back=back, **context)


@require_GET
@signed_in
def who_may_do_what(request: StaffRequest) -> HttpResponse:
    """What each role opens: no secret, and everyone may know what their own role is for."""
    context = {"roles": list(Role), "rows": selectors.who_may_do_what()}
    return render(request, "corrections/who_may_do_what.html", context)
