"""Which button of the round was pressed, and the name of the press: sent twice, it counts once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from corrections.refusals import Refusal
from health.models import Administration, Dose, MedicationOrder
from health.selectors import chart
from health.selectors.rounds import Line


def press_id(nonce: UUID, what: str) -> UUID:
    return uuid5(nonce, what)


@dataclass(frozen=True, slots=True)
class Press:
    """``kind``: give, prn or undo, and what of the patient it is about."""

    kind: str
    client_id: UUID
    dose: Dose
    order: MedicationOrder
    entry: Administration
    reason: str

    @classmethod
    def of(cls, data: Mapping[str, str], line: Line, at: datetime) -> "Press":
        """Read ``act`` (``give:17``) against what the patient has. Raises ``Refusal`` for anything else."""
        kind, _colon, pk = data.get("act", "").partition(":")
        try:
            nonce = UUID(data.get("nonce", ""))
            found = things(line, at)[kind, int(pk)]
        except (ValueError, KeyError) as error:
            raise Refusal(
                _("This has changed in the meantime. Look at the page and press again."), code="gone"
            ) from error
        dose, order, entry = found
        return cls(
            kind,
            press_id(nonce, f"{kind}:{pk}"),
            dose,  # type: ignore[arg-type]
            order,  # type: ignore[arg-type]
            entry,  # type: ignore[arg-type]
            data.get(f"reason-{pk}", ""),
        )


Thing = tuple[Dose | None, MedicationOrder | None, Administration | None]


def things(line: Line, at: datetime) -> dict[tuple[str, int], Thing]:
    """Everything that a button of this patient can be about."""
    found: dict[tuple[str, int], Thing] = {}
    for dose, entry in zip(line.doses, line.answers, strict=True):
        found["give", dose.pk] = (dose, dose.order, None)
        if entry is not None:
            found["undo", entry.pk] = (dose, dose.order, entry)
    for each in chart.as_needed(line.patient, at):
        found["prn", each.order.pk] = (None, each.order, None)
    return found
