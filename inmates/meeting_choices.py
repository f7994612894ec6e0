"""How people come to be together, and what a look at who must not meet comes to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingKind(TextChoices):
    """How people come to be together. A count or a tablet brings nobody together, so neither is here."""

    CELL = "CELL", _("In the same cell")
    UNIT = "UNIT", _("On the same unit")
    PRISON = "PRISON", _("In the same prison")
    ACTIVITY = "ACTIVITY", _("Work, school or another activity")
    VISIT = "VISIT", _("In the visiting room")
    YARD = "YARD", _("In the yard")
    TRANSPORT = "TRANSPORT", _("On the same transport")


class ApartOutcome(TextChoices):
    KEEP = "KEEP", _("It stands")
    END = "END", _("It ends")
