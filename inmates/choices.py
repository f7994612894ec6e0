"""Vocabulary of people and where they are."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(TextChoices):
    """Legal sex as registered; never derived from an identity number (norway.md 16)."""

    MAN = "M", pgettext_lazy("sex", "Man")
    WOMAN = "F", pgettext_lazy("sex", "Woman")
    UNKNOWN = "X", pgettext_lazy("sex", "Not stated")


class IdentifierKind(TextChoices):
    NATIONAL = "NATIONAL", _("Norwegian identity number")
    D_NUMBER = "D_NUMBER", _("D-number")
    DUF = "DUF", _("DUF number")
    FOREIGN = "FOREIGN", _("Foreign identity number")


class NeedKind(TextChoices):
    """A practical need that the kitchen or the unit must know of; a label, never a diagnosis."""

    DIET = "DIET", _("Diet")
    FAITH = "FAITH", _("Faith")
    ACCESS = "ACCESS", _("Adaptation")


class LegalStatusKind(TextChoices):
    """The legal basis of a stay (norway.md 1 and 5)."""

    REMAND = "REMAND", _("Remand")
    SENTENCED = "SENTENCED", _("Sentenced")
    PREVENTIVE = "PREVENTIVE", _("Preventive detention")
    FINE_DEFAULT = "FINE_DEFAULT", _("Serving for an unpaid fine")


class AbsenceKind(TextChoices):
    COURT = "COURT", _("Court")
    HOSPITAL = "HOSPITAL", _("Hospital")
    LEAVE = "LEAVE", _("Leave")
    ESCORT = "ESCORT", _("Escorted trip")
    DAY_RELEASE = "DAY_RELEASE", _("Day release")
    TRANSFER = "TRANSFER", _("Under transfer")
    ESCAPE = "ESCAPE", _("Escaped")


class CommitmentKind(TextChoices):
    WORK = "WORK", _("Work")
    SCHOOL = "SCHOOL", _("School")
    PROGRAMME = "PROGRAMME", _("Programme")
    LEISURE = "LEISURE", _("Leisure")
    YARD = "YARD", _("Yard")
    HEALTH = "HEALTH", _("Health appointment")
    VISIT = "VISIT", _("Visit")
    MEETING = "MEETING", _("Meeting")
    COURT = "COURT", _("Court")
    TRANSPORT = "TRANSPORT", _("Transport")


class AlertLevel(TextChoices):
    """Red restricts contact, amber needs care, grey is a need (UX.md 5)."""

    BAD = "bad", _("Restricts contact")
    WARN = "warn", _("Needs care")
    QUIET = "quiet", _("Need")


class AlertCode(TextChoices):
    """Alert codes that staff on the unit may see; each has a level in ``rules.ALERT_LEVELS``."""

    COURT_RESTRICTION = "COURT_RESTRICTION", _("Contact restricted by court")
    PHONE_CONTROL = "PHONE_CONTROL", _("Phone calls controlled")
    LETTER_CONTROL = "LETTER_CONTROL", _("Letters controlled")
    EVACUATION_HELP = "EVACUATION_HELP", _("Needs help in a fire")
    ESCAPE_RISK = "ESCAPE_RISK", _("Escape risk")
    VIOLENCE_RISK = "VIOLENCE_RISK", _("Risk of violence")
    VULNERABLE = "VULNERABLE", _("Vulnerable")
    YOUNG = "YOUNG", _("Under 18")
    NEEDS_INTERPRETER = "NEEDS_INTERPRETER", _("Needs an interpreter")
    READS_WITH_SOUND = "READS_WITH_SOUND", _("Reads best with sound")
    HEARING = "HEARING", _("Hard of hearing")
    MOBILITY = "MOBILITY", _("Walks with difficulty")
    NO_ONE_TO_ONE = "NO_ONE_TO_ONE", _("Two officers at the door")
    HOT_WORK_BAR = "HOT_WORK_BAR", _("No work with sharp tools")


class NonAssociationReason(TextChoices):
    """Peers.md 2.8."""

    THREAT = "THREAT", _("Threats")
    VIOLENCE = "VIOLENCE", _("Violence")
    BULLYING = "BULLYING", _("Bullying")
    GANG_RELATED = "GANG_RELATED", _("Rival groups")
    SAME_CASE = "SAME_CASE", _("Same criminal case")
    COURT_ORDER = "COURT_ORDER", _("Court order")
    OTHER = "OTHER", _("Other reason")


class NonAssociationRole(TextChoices):
    VICTIM = "VICTIM", _("Exposed")
    PERPETRATOR = "PERPETRATOR", _("Exposes others")
    NOT_RELEVANT = "NOT_RELEVANT", _("Mutual")
    UNKNOWN = "UNKNOWN", _("Not known")


class NonAssociationScope(TextChoices):
    CELL = "CELL", _("Not in the same cell")
    PLACE = "PLACE", _("Not in the same room")
    UNIT = "UNIT", _("Not on the same unit")
    PRISON = "PRISON", _("Not in the same prison")


class LogKind(TextChoices):
    NOTE = "NOTE", _("Note")
    MOVEMENT = "MOVEMENT", _("Movement")
    CONVERSATION = "CONVERSATION", _("Conversation")
    OBSERVATION = "OBSERVATION", _("Observation")
    TECHNICAL = "TECHNICAL", _("Building and equipment")
    CORRECTION = "CORRECTION", _("Correction")


class ImportKind(TextChoices):
    ESTATE = "ESTATE", _("Estate")
    REGISTER = "REGISTER", pgettext_lazy("import", "Register")


class ImportState(TextChoices):
    WAITING = "WAITING", _("Waiting")
    RUNNING = "RUNNING", pgettext_lazy("import", "Running")
    DONE = "DONE", _("Finished")
    FAILED = "FAILED", _("Stopped")
