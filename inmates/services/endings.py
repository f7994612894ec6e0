"""Ending what goes on. Two acts in the same instant cannot both have happened: the second is asked to look again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from corrections.periods import ended
from corrections.refusals import Conflict


def end(row: Any, at: datetime) -> None:
    """Set the end of ``row.during``, without saving. Raises ``Conflict`` when it began at that instant or after."""
    if at <= row.during.lower:
        raise Conflict(_("This was registered at that very moment. Look at it again."), code="same_instant")
    row.during = ended(row.during, at)
