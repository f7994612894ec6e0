"""Looks at records that somebody must ask about: found in the access log, reviewed by another than who looked."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from health.choices import Finding
from health.models import FoundLook, LookReview


class LookRefused(Refusal):
    code = "look_refused"


def find(*, at: datetime) -> int:
    """The looks of the days before ``at``, each once. Returns how many are new. Needs no context."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.find_looks(%s)", [at])
        return int(cursor.fetchone()[0])


@explained()
@transaction.atomic
def review_look(*, look: FoundLook, finding: Finding | str, comment: str, by: User, at: datetime) -> LookReview:
    """Say whether there was a reason. Once, and never about oneself."""
    if look.user_id == by.pk:
        raise LookRefused(_("This was your own look. Somebody else must review it."), code="another_clinician_reviews")
    if LookReview.objects.filter(look=look).exists():
        raise Conflict(_("This has already been reviewed."), code="reviewed")
    return LookReview.objects.create(
        look=look,
        patient_id=look.patient_id,
        finding=finding,
        comment=comment.strip(),
        reviewed_by=by,
        reviewed_at=at,
    )


def call_to_reviews(*, at: datetime) -> int:
    """Who must know by ``at`` of the looks that nobody has reviewed in their time, each once. Needs no context."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.call_to_looks(%s)", [at])
        return int(cursor.fetchone()[0])
