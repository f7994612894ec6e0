"""Staff who are close to somebody outside work: they say so themselves, or who names contact officers does."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import posted, shown_on, status_of
from inmates.forms.identity import CloseForm
from inmates.permissions import PersonPerm
from inmates.selectors import care as selector
from inmates.selectors import closeness
from inmates.selectors.head import Head
from inmates.services import closeness as service
from inmates.views.care import allowed
from inmates.views.person import page, record


@require_http_methods(["GET", "POST"])
@requires(PersonPerm.CLOSE)
def person_close(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PersonPerm.CLOSE)
    manages = closeness.may_manage(head.subject, request.access)
    form = CloseForm(posted(request), staff=closeness.staff_of(head.subject, request.at) if manages else [])
    if form.is_valid():
        with shown_on(form):
            user = selector.officer_of(form.cleaned_data["officer"]) if manages else request.user
            person = selector.person_of(head.subject)
            service.declare(user=user, person=person, by=request.user, at=request.at)
            messages.success(request, _("It is written down. %(name)s is not their contact officer.") % {"name": user})
            return redirect("person_close", uuid)
    return shown(request, head, form, manages=manages)


@require_POST
@requires(PersonPerm.CLOSE)
def person_close_end(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, PersonPerm.CLOSE)
    row = closeness.row_of(head.subject, pk, request.user, request.access)
    if row is None:
        raise Http404
    service.end_closeness(row=row, by=request.user, at=request.at)
    messages.success(request, _("It has ended."))
    return redirect("person_close", uuid)


def shown(request: StaffRequest, head: Head, form: CloseForm, *, manages: bool) -> HttpResponse:
    record(request, head, "act")
    rows = closeness.standing(head.subject, request.user, request.access, request.at)
    context = {
        "rows": rows,
        "form": form,
        "manages": manages,
        "has_said_so": any(row.is_self for row in rows),
    }
    return page(request, head, "", "inmates/person_close.html", context, status=status_of(form))
