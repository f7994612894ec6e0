"""Signing in to the clinical process, and a new password."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from corrections.access import StaffRequest
from corrections.models import User


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: StaffRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request
        self.user: User | None = None

    def clean(self) -> None:
        if self.errors:
            return
        adapter = get_adapter(self.request)
        user = adapter.authenticate(self.request, **self.cleaned_data)
        if user is None or not user.is_active:
            raise adapter.validation_error("username_password_mismatch")
        self.user = user


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the app"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Your password now"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters, and none of the common ones."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password, once more"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, request: StaffRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request

    def clean_old(self) -> str:
        password: str = self.cleaned_data["old"]
        if not get_adapter(self.request).reauthenticate(self.request.user, password):
            raise ValidationError(_("That is not your password now."))
        return password

    def clean_new(self) -> str:
        password: str = self.cleaned_data["new"]
        validate_password(password, self.request.user)
        return password

    def clean(self) -> None:
        if "new" in self.cleaned_data and self.cleaned_data.get("again") != self.cleaned_data["new"]:
            self.add_error("again", _("The two new passwords are not the same."))
