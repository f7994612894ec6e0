"""Small forms that stand on a page about something: sent, carried out or refused with its sentence on the same page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from corrections.access import StaffRequest
from corrections.refusals import Refusal


def carry_out(
    request: StaffRequest,
    form: Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: str | Promise,
    to: str | Callable[[], str],
    again: Callable[[Form], HttpResponse],
) -> HttpResponse:
    """Do it and go ``to``, which is called when it leads to what was made. Refused, ``again`` draws the page with the
    form and the sentence."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect(to() if callable(to) else to)
    return again(form)
