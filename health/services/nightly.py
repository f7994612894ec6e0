"""Each night: every text, and the whole access log, held against what was written. What is found is told by morning.

A text is told to the clinic whose patient it is about; a fault of the log, and a check that has not run, to every
clinic (health/selectors/nightly.py); both go to the log of the process, without a word of a record.
"""

import logging
from datetime import datetime

from health import secrets
from health.context import PROCESS, clinical_context
from health.models import NightlyCheck
from health.models.altered import Check
from health.services import keys, seals

log = logging.getLogger("health.altered")


def check_texts(*, at: datetime) -> int:
    """How many texts are not what was written. Raises ``SecretUnreadable`` where the key of the records is missing."""
    if not secrets.masters():
        raise secrets.SecretUnreadable(secrets.NO_MASTER)
    return _keep(Check.TEXTS, sum(1 for _found in keys.verify()), at)


def check_log(*, at: datetime) -> int:
    """How many faults the access log has against its seals, those kept outside the database included."""
    found = seals.faults()
    for fault in found:
        log.error("The access log is not as it was sealed: %s, seal %s", fault.code, fault.seal)
    return _keep(Check.LOG, len(found), at)


def _keep(kind: Check, faults: int, at: datetime) -> int:
    with clinical_context(PROCESS):
        NightlyCheck.objects.create(kind=kind, faults=faults, at=at)
    return faults
