"""The idle lock: a shared tablet keeps its session behind the password of the person who left it."""

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, signed_in
from corrections.redirects import safe_next


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: StaffRequest) -> None:
        super().__init__(request.POST if "password" in request.POST else None)
        self.request = request

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter(self.request).reauthenticate(self.request.user, password):
            raise ValidationError(_("That is not the password of %(name)s.") % {"name": self.request.user.short_name})
        return password


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@signed_in
def lock(request: StaffRequest) -> HttpResponse:
    """GET shows the lock. POST locks, or with a password unlocks. Another person signs out and in instead."""
    target = safe_next(request, reverse(settings.LOGIN_REDIRECT_URL))
    form = UnlockForm(request)
    if form.is_valid():
        request.session.cycle_key()
        request.session.pop("locked", None)
        request.session["touched_at"] = request.at.timestamp()
        return redirect(target)
    if request.method == "POST" and not form.is_bound:
        request.session["locked"] = True
        return redirect(f"{reverse('lock')}?{urlencode({'next': target})}")
    context = {"form": form, "next": target, "has_password": request.user.has_usable_password()}
    return render(request, "corrections/lock.html", context, status=422 if form.is_bound else 200)
