"""Changing one's own password, for those who have one here."""

from allauth.account.views import password_change
from django.http import HttpResponse
from django.shortcuts import redirect

from corrections.access import StaffRequest


def change_password(request: StaffRequest) -> HttpResponse:
    """Who comes by single sign-on alone has no password here to change."""
    if not request.user.has_usable_password():
        return redirect("mfa_index")
    response: HttpResponse = password_change(request)
    return response
