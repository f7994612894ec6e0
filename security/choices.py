"""Vocabulary of security work on a unit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandoverState(TextChoices):
    OPEN = "OPEN", pgettext_lazy("handover", "Not signed")
    GIVEN = "GIVEN", pgettext_lazy("handover", "Handed over")
    TAKEN = "TAKEN", pgettext_lazy("handover", "Taken over")


class ShiftName(TextChoices):
    """The shift that begins at a handover (inmates.rules.shifts)."""

    DAY = "day", _("Day shift")
    EVENING = "evening", _("Evening shift")
    NIGHT = "night", _("Night shift")


class Calm(TextChoices):
    """How the unit feels to who has worked there: three steps, so that two officers mean the same by them."""

    CALM = "CALM", pgettext_lazy("climate", "Calm")
    UNEASY = "UNEASY", pgettext_lazy("climate", "Uneasy")
    TENSE = "TENSE", pgettext_lazy("climate", "Tense")


class EquipmentKind(TextChoices):
    KEYS = "KEYS", _("Keys")
    RADIO = "RADIO", _("Radios")
    ALARM = "ALARM", _("Alarms tested")
    TOOL = "TOOL", _("Knives and tools")


# ---- head counts -------------------------------------------------------------------------------------------------
class CountKind(TextChoices):
    SCHEDULED = "SCHEDULED", _("Count at a fixed time")
    NIGHT = "NIGHT", _("Night count")
    RANDOM = "RANDOM", _("Random count")
    EMERGENCY = "EMERGENCY", _("Emergency count")


PLANNED = (CountKind.SCHEDULED, CountKind.NIGHT, CountKind.RANDOM)


class CountState(TextChoices):
    OPEN = "OPEN", pgettext_lazy("count", "Not begun")
    LATE = "LATE", pgettext_lazy("count", "Late, not begun")
    COUNTING = "COUNTING", pgettext_lazy("count", "Being counted")
    SUBMITTED = "SUBMITTED", pgettext_lazy("count", "Handed in")
    DISCREPANCY = "DISCREPANCY", pgettext_lazy("count", "Does not add up")
    RECOUNT = "RECOUNT", pgettext_lazy("count", "Being counted again")
    AGREED = "AGREED", pgettext_lazy("count", "Adds up")
    CERTIFIED = "CERTIFIED", pgettext_lazy("count", "Certified")
    ABANDONED = "ABANDONED", pgettext_lazy("count", "Abandoned")


class Expected(TextChoices):
    """Where a person should be, as the whereabouts say; ``GONE`` moved to another unit, or was released."""

    CELL = "CELL", _("In the cell")
    UNIT = "UNIT", _("On the unit")
    INSIDE = "INSIDE", _("Elsewhere in the prison")
    OUTSIDE = "OUTSIDE", _("Outside the prison")
    GONE = "GONE", _("No longer on the unit")


ELSEWHERE = (Expected.INSIDE, Expected.OUTSIDE)


class EventKind(TextChoices):
    """What an officer taps; ``MOVED`` is written by the system when a movement lands while the count runs."""

    SEEN = "seen", _("Seen")
    MISSING = "missing", _("Not here")
    FOUND = "found", _("Found")
    ACCOUNTED = "accounted", _("Confirmed by the other end")
    UNDO = "undo", _("Undone")
    MOVED = "moved", _("Moved while the count ran")


TAPS = (EventKind.SEEN, EventKind.MISSING, EventKind.FOUND, EventKind.ACCOUNTED, EventKind.UNDO)


class Mark(TextChoices):
    """What a line says: the last tap that was not undone."""

    NONE = "", _("Not counted")
    SEEN = "seen", _("Seen")
    MISSING = "missing", _("Not here")
    FOUND = "found", _("Found")
    ACCOUNTED = "accounted", _("Confirmed by the other end")


class StepCode(TextChoices):
    """The action card of a person who is not accounted for."""

    ALERT = "ALERT", _("Tell the duty manager and the control room")
    STOP_MOVEMENTS = "STOP_MOVEMENTS", _("Stop the movements on the unit")
    CALL_LAST_PLACE = "CALL_LAST_PLACE", _("Call the place where the person was last registered")
    SEARCH_UNIT = "SEARCH_UNIT", _("Search common rooms, showers and stores on the unit")
    RECOUNT = "RECOUNT", _("Let another officer count the unit again")
    ESCAPE_ALARM = "ESCAPE_ALARM", _("Decide whether to raise the alarm: escape")


# ---- rounds ------------------------------------------------------------------------------------------------------
class Ground(TextChoices):
    """Why somebody is looked in on. None of them says anything of anybody's health."""

    FIRST_DAYS = "FIRST_DAYS", _("The first days in custody")
    AFTER_INCIDENT = "AFTER_INCIDENT", _("After an incident")
    CONCERN = "CONCERN", _("Concern for the person")
    HEALTH_ADVICE = "HEALTH_ADVICE", _("Advice from the health service")
    APART = "APART", _("Kept from company with others")
    DECISION = "DECISION", _("Decision of the prison leader")


class CheckCode(TextChoices):
    """What an officer saw at the door."""

    ASLEEP = "ASLEEP", _("Asleep, breathing seen")
    AWAKE = "AWAKE", _("Awake and calm")
    SPOKE = "SPOKE", _("Spoke with the officer")
    RESTLESS = "RESTLESS", _("Awake and restless")
    ELSEWHERE = "ELSEWHERE", _("Seen outside the cell")
    HELP = "HELP", _("Needed help, help was called")


class EndOfRounds(TextChoices):
    ORDERED = "ORDERED", _("No longer needed")
    CHANGED = "CHANGED", _("Another interval from now on")
    RELEASED = "RELEASED", _("Released")


# ---- doors -----------------------------------------------------------------------------------------------------
class DoorTurn(TextChoices):
    """What happens to all doors of a unit at once."""

    LOCK = "LOCK", _("Lock in")
    UNLOCK = "UNLOCK", _("Unlock")


class DoorAct(TextChoices):
    """``FOLLOW`` ends the exception of one person; ``NEVER`` takes back what was written down by mistake."""

    LOCK = "LOCK", _("Locked in")
    UNLOCK = "UNLOCK", _("Unlocked")
    FOLLOW = "FOLLOW", _("Follows the unit again")
    NEVER = "NEVER", _("Did not happen")
