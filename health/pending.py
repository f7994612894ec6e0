"""Between password and code nobody is signed in: the session says whose password was right, for five minutes."""

from typing import TypedDict, cast

from corrections.access import StaffRequest
from corrections.models import User
from health.services import second_factor

KEY = "pending_sign_in"
SECONDS = 300


class Pending(TypedDict):
    user: int
    until: float
    next: str
    secret: str  # for an authenticator app that is enrolled now, if there is none yet


def begin(request: StaffRequest, user: User, *, target: str) -> None:
    """A fresh session: what a stranger may have planted before the password is gone."""
    request.session.flush()
    pending = Pending(
        user=user.pk, until=request.at.timestamp() + SECONDS, next=target, secret=second_factor.new_secret()
    )
    request.session[KEY] = pending


def read(request: StaffRequest) -> Pending | None:
    pending = cast(Pending | None, request.session.get(KEY))
    if pending is None or pending["until"] < request.at.timestamp():
        return None
    return pending
