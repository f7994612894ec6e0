"""What the nightly checks of texts and of the access log found last. Inside a context."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from health.models import Clinician, NightlyCheck
from health.models.altered import Check

LATE = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Nights:
    """``is_late``: one of the checks has not been done for more than a day."""

    log_faults: int
    is_late: bool


def newest(at: datetime) -> Nights:
    """At most two queries. A clinic whose clinicians are newer than a night has nothing to be checked yet."""
    found = {row.kind: row for row in NightlyCheck.objects.order_by("kind", "-at", "-pk").distinct("kind")}
    late = any(kind not in found or found[kind].at < at - LATE for kind in Check.values)
    if late and not found:
        late = Clinician.objects.filter(approved_at__lt=at - LATE).exists()
    return Nights(found[Check.LOG].faults if Check.LOG in found else 0, late)
