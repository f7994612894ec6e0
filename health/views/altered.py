"""Texts that were altered outside the system, and what was done about one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.doors import ClinicalRequest, clinician_only
from health.forms.journal import AlteredForm
from health.selectors import altered
from health.services import altered as acts


@require_GET
@clinician_only
def altered_texts(request: ClinicalRequest) -> HttpResponse:
    return render(request, "health/altered_texts.html", {"rows": altered.told(), "at": request.at})


@require_http_methods(["GET", "POST"])
@clinician_only
def altered_text(request: ClinicalRequest, pk: int) -> HttpResponse:
    row = altered.one(pk)
    form = AlteredForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.settle(text=row.text, **form.cleaned_data, at=request.at)
            messages.success(request, _("It is written down what was done."))
            return redirect("altered_texts")
    context = {"row": row, "form": form, "may": altered.may_settle(row.text), "at": request.at}
    return render(request, "health/altered_text.html", context, status=status_of(form))
