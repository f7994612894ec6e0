"""Cells of a unit that are closed, in one line each."""

from datetime import datetime

from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import ClosureReason
from corrections.models import CellClosure


def of_unit(unit_id: int, at: datetime) -> list[str]:
    found = CellClosure.objects.as_of(at).filter(cell__unit=unit_id).select_related("cell")
    return [line(row) for row in found.order_by("cell__code")]


def line(row: CellClosure) -> str:
    values = {"cell": row.cell.code, "why": row.note or ClosureReason(row.reason).label}
    if row.expected_return_on is None:
        return _("%(cell)s closed: %(why)s") % values
    values["day"] = display.short_day(row.expected_return_on)
    return _("%(cell)s closed until %(day)s: %(why)s") % values
