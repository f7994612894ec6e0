"""What was done about a text that was altered outside the system: written by the leader of the clinic, once."""

from datetime import datetime

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from corrections.refusals import Refusal, explained
from health.models import AlteredText


class AlteredRefused(Refusal):
    code = "altered_refused"


@explained()
def settle(*, text: AlteredText, done: str, at: datetime) -> None:
    """As whom the context says. Raises ``AlteredRefused`` where somebody else leads the clinic."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT health.settle_altered(%s, %s, %s)", [text.pk, done, at])
    except ProgrammingError as error:
        raise AlteredRefused(_("The leader of the clinic writes what was done about it."), code="leader") from error
