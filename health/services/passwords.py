"""The password of a clinician: changed here, because PostgreSQL refuses the web login to touch it."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from corrections.models import User
from corrections.services import audit


@transaction.atomic
def change_password(*, user: User, password: str, by: User, at: datetime) -> None:
    """One column: the clinical login may write nothing else of an account."""
    user.password = make_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password)
    audit.record_write(by=by, at=at, act="health.change_password", subject=user)
