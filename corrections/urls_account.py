"""Signing in: exactly these pages of django-allauth. Signing up, e-mail and lost passwords have no address here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

from corrections.access import public, signed_in
from corrections.views.account import change_password

urlpatterns = [
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(change_password), name="account_change_password"),
    path("2fa/", signed_in(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", public(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/file/", signed_in(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("2fa/keys/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/keys/add/", signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/keys/sign-in/", public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/keys/reauthenticate/", signed_in(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("2fa/keys/<int:pk>/edit/", signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("2fa/keys/<int:pk>/remove/", signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("sso/cancelled/", public(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("sso/error/", public(social.login_error), name="socialaccount_login_error"),
    path("sso/<slug:provider_id>/", public(oidc.login), name="openid_connect_login"),
    path("sso/<slug:provider_id>/callback/", public(oidc.callback), name="openid_connect_callback"),
]
