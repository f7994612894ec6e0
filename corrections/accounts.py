"""How staff sign in. Administrators make the accounts, nobody signs up; single sign-on joins known accounts only.

django-allauth does the work; these are the places where a prison differs from a web shop.
"""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InternalError, ProgrammingError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from corrections import throttling
from corrections.models import User
from corrections.services import audit

CLINICIANS_SIGN_IN_ELSEWHERE = "clinicians_sign_in_elsewhere"  # the constraint that the trigger names


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
        "username_password_mismatch": _("The user name and the password do not go together. Check both and try again."),
    }
    attempt: throttling.Attempt | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.attempt = throttling.take(request, credentials.get("username", ""))
        if self.attempt is None:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        if self.attempt is not None:
            self.attempt.give_back()

    def reauthenticate(self, user: User, password: str) -> bool:
        """By user name alone: nobody has another name here, and the clinical login cannot read tables of them."""
        found = self.authenticate(self.request, username=user.username, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        throttling.remember_browser(request, response, user.username)
        return response

    def set_password(self, user: User, password: str) -> None:
        """One column, so that it is no change of the account in its history; who and when stands in the audit."""
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record_write(by=user, at=self.request.at, act="corrections.change_password", subject=user)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "you have signed in": the page that opens says so."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind proxies the address that the outermost of ours saw (``PMS_PROXIES``); a Unix socket has none."""
        if not request.META.get("REMOTE_ADDR"):
            request.META["REMOTE_ADDR"] = "127.0.0.1"
        address: str = super().get_client_ip(request)
        return address


class ChangeOwnPassword(ChangePasswordForm):  # type: ignore[misc]
    """PostgreSQL refuses the web login to touch what a clinician signs in with; this says where it is done."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and may_not_change(self.user):
            raise ValidationError(
                _("You are health staff: change your password at the address of the health service."), code="clinician"
            )
        return cleaned


def may_not_change(user: User) -> bool:
    """Ask PostgreSQL by trying, and undo it: only the trigger knows who is a clinician."""
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(password=user.password + "*")
            transaction.set_rollback(True)
    except (ProgrammingError, InternalError) as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name != CLINICIANS_SIGN_IN_ELSEWHERE:
            raise
        return True
    return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps are encrypted with a key of this process; a copy of the database holds none."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"corrections.second-factor")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The organisation's own sign-in. It says who is there; the account, its roles and its end are ours."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join by the claim ``OIDC_CLAIM`` the first time, by the provider's own number ever after."""
        joining = (
            sociallogin.state.get("process") != AuthProcess.LOGIN
        )  # one's own account to an identity of one's choice
        if sociallogin.is_existing and not joining:
            return
        user = None if joining else self.known(sociallogin)
        if user is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))
        sociallogin.email_addresses = []
        sociallogin.connect(request, user)

    def known(self, sociallogin: SocialLogin) -> User | None:
        claims = sociallogin.account.extra_data
        told = claims.get("userinfo") or claims.get("id_token") or claims
        name = told.get(settings.OIDC_CLAIM)
        if not isinstance(name, str) or not name:
            return None
        return User.objects.filter(username=name, is_active=True).order_by("pk").first()
