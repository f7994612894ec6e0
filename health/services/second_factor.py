"""The second factor of a clinician: enrolled at the first sign-in, asked for at every one, forgotten by a colleague.

Called inside a clinical context of the clinician.
"""

import base64
import secrets
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from corrections.models import User
from corrections.refusals import Refusal
from corrections.services import audit
from health import rules
from health.models import Clinician, SecondFactor
from health.secrets import seal, unseal

LENGTH = 20


class CodeRefused(Refusal):
    code = "code_refused"


WRONG = _("That code is not right. Wait for the next one in the app and try again.")


def new_secret() -> str:
    """A secret as authenticator apps take it: 32 letters and digits."""
    return base64.b32encode(secrets.token_bytes(LENGTH)).decode()


@transaction.atomic
def enrol(*, clinician: Clinician, secret: str, code: str, by: User, at: datetime) -> SecondFactor:
    """Keep the secret once the app has shown that it has it. There is one second factor for each clinician."""
    raw = base64.b32decode(secret)
    step = rules.matching_step(raw, code, now=rules.step_of(at.timestamp()), after=-1)
    if step is None:
        raise CodeRefused(WRONG)
    audit.record_write(by=by, at=at, act="health.enrol_second_factor", subject=by)
    return SecondFactor.objects.create(
        clinician=clinician, secret=seal(raw, what=_place(clinician.pk)), enrolled_at=at, last_step=step
    )


@transaction.atomic
def verify(*, factor: SecondFactor, code: str, by: User, at: datetime) -> None:
    """Take a code of ``by``, once: of two requests with the same code, the second finds its step taken."""
    factor = SecondFactor.objects.select_for_update().get(pk=factor.pk)
    raw = unseal(factor.secret, what=_place(factor.pk))
    step = rules.matching_step(raw, code, now=rules.step_of(at.timestamp()), after=factor.last_step)
    if step is None:
        raise CodeRefused(WRONG)
    factor.last_step = step
    factor.secret = seal(raw, what=_place(factor.pk))  # under the newest key
    factor.save(update_fields=["last_step", "secret"])


@transaction.atomic
def forget(*, clinician: Clinician, by: User, at: datetime) -> None:
    """A colleague lost the telephone: they enrol anew at the next sign-in. PostgreSQL refuses it for oneself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.forget_second_factor(%s)", [clinician.pk])
    audit.record_write(by=by, at=at, act="health.forget_second_factor", subject=clinician.user)


def _place(clinician_id: int) -> str:
    return f"second_factor:{clinician_id}"
