"""Who has looked at whom: for those who review it, and everyone's own."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires, signed_in
from corrections.forms.reads import ReadFilter
from corrections.models import ReadRecord
from corrections.pages import query_without_page
from corrections.permissions import StaffPerm
from corrections.selectors import reads as selectors
from corrections.selectors.postings import staff_of

A_PAGE = 50


@require_GET
@requires(StaffPerm.REVIEW_READS)
def reads(request: StaffRequest) -> HttpResponse:
    form = ReadFilter(request.GET, staff=staff_of(request.access, StaffPerm.REVIEW_READS))
    return page_of(request, form, selectors.reviewed(request.access), is_own=False)


@require_GET
@signed_in
def own_reads(request: StaffRequest) -> HttpResponse:
    return page_of(request, ReadFilter(request.GET, staff=None), selectors.own(request.user), is_own=True)


def page_of(request: StaffRequest, form: ReadFilter, found: QuerySet[ReadRecord], *, is_own: bool) -> HttpResponse:
    """A filter that cannot be read narrows to nothing: the mistake is shown, not the answer to another question."""
    asked = {key: value for key, value in form.cleaned_data.items() if value} if form.is_valid() else None
    narrowed = found.none() if asked is None else selectors.chosen(found, access=request.access, at=request.at, **asked)
    page = Paginator(narrowed, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": selectors.rows(list(page), access=request.access, at=request.at),
        "query": query_without_page(request),
        "is_own": is_own,
    }
    return render(request, "corrections/reads.html", context, status=422 if form.errors else 200)
