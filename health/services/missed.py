"""Doses that nobody has answered: found, passed on step by step to who must know, and told by name."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, explained
from health.models import MissedStep, MissedTold


def escalate(*, at: datetime) -> int:
    """The steps that have fallen due by ``at``, each once. Returns how many were new. Needs no context."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.find_missed(%s)", [at])
        cursor.execute("SELECT health.escalate_missed(%s)", [at])
        return int(cursor.fetchone()[0])


@explained()
@transaction.atomic
def tell(*, step: MissedStep, decision: str, by: User, at: datetime) -> MissedTold:
    """Who was told, and what they decided. Raises ``Conflict`` where a colleague has told them already."""
    told = MissedTold.objects.filter(step=step).select_related("by").order_by("pk").first()
    if told is not None:
        raise Conflict(_("%(who)s has registered already what was decided.") % {"who": told.by.short_name}, code="told")
    return MissedTold.objects.create(step=step, patient_id=step.patient_id, decision=decision.strip(), by=by, at=at)
