"""The vocabulary of the ground floor: what kinds of units, cells, places and roles there are."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SecurityLevel(TextChoices):
    """Forms of execution inside a prison (strgjfl. s. 10)."""

    PARTICULARLY_HIGH = "PARTICULARLY_HIGH", _("Particularly high security")
    HIGH = "HIGH", _("High security")
    LOWER = "LOWER", _("Lower security")
    TRANSITION = "TRANSITION", _("Transitional housing")


class UnitFunction(TextChoices):
    SENTENCED = "SENTENCED", _("Sentenced")
    REMAND = "REMAND", _("Remand")
    PREVENTIVE = "PREVENTIVE", _("Preventive detention")
    WOMEN = "WOMEN", _("Women")
    YOUTH = "YOUTH", _("Youth")
    RECEPTION = "RECEPTION", _("Reception unit")
    SUBSTANCE = "SUBSTANCE", _("Substance-mastery unit")
    RESTRICTED = "RESTRICTED", _("Restricted unit")
    TRANSITION = "TRANSITION", _("Transitional housing")


class UnitSex(TextChoices):
    MEN = "M", _("Men")
    WOMEN = "F", _("Women")
    MIXED = "X", _("Mixed")


class Sanitary(TextChoices):
    OWN = "OWN", _("Own bathroom")
    SHARED = "SHARED", _("Shared bathroom")


class CellKind(TextChoices):
    ORDINARY = "ORDINARY", pgettext_lazy("cell", "Ordinary")
    ACCESSIBLE = "ACCESSIBLE", _("Accessible")
    RECEPTION = "RECEPTION", pgettext_lazy("cell", "Reception")
    SECURITY = "SECURITY", _("Security cell")
    SICK_BAY = "SICK_BAY", _("Sick bay")


class ClosureReason(TextChoices):
    """Why a cell is out of use (vocabulary of peers.md 2.3)."""

    MAINTENANCE = "MAINTENANCE", _("Maintenance")
    DAMAGED = "DAMAGED", _("Damaged")
    DAMP = "DAMP", _("Damp")
    PEST = "PEST", _("Pests")
    REFURBISHMENT = "REFURBISHMENT", _("Refurbishment")
    SECURITY_SEALED = "SECURITY_SEALED", _("Sealed for investigation")
    STAFF_SHORTAGE = "STAFF_SHORTAGE", _("Staff shortage")
    OTHER = "OTHER", _("Other reason")


class PlaceKind(TextChoices):
    """What a place is for. Kinds with a unit lie on the unit; OUTSIDE is beyond the walls."""

    COMMON_ROOM = "COMMON_ROOM", _("Common room")
    KITCHEN = "KITCHEN", _("Kitchen")
    LAUNDRY = "LAUNDRY", _("Laundry")
    YARD = "YARD", _("Yard")
    WORKSHOP = "WORKSHOP", _("Workshop")
    SCHOOL = "SCHOOL", _("School")
    LIBRARY = "LIBRARY", _("Library")
    GYM = "GYM", _("Gym")
    CHAPEL = "CHAPEL", _("Chapel")
    HEALTH = "HEALTH", _("Health department")
    VISITS = "VISITS", _("Visiting rooms")
    RECEPTION = "RECEPTION", _("Reception")
    MEETING = "MEETING", _("Meeting room")
    OTHER = "OTHER", _("Elsewhere")


class Role(TextChoices):
    """Who someone is at work (norway.md 21, one column each; the portals come with their apps)."""

    OFFICER = "OFFICER", _("Prison officer")
    CONTACT_OFFICER = "CONTACT_OFFICER", _("Contact officer")
    DUTY_MANAGER = "DUTY_MANAGER", _("Duty manager")
    CASEWORKER = "CASEWORKER", _("Caseworker")
    REINTEGRATION = "REINTEGRATION", _("Reintegration coordinator")
    LEADER = "LEADER", _("Prison leader")
    REGION = "REGION", _("Regional caseworker")
    TEACHER = "TEACHER", _("Teacher")
    INSPECTOR = "INSPECTOR", _("Supervisory board")
    ADMINISTRATOR = "ADMINISTRATOR", _("System administrator")
    HEALTH_STAFF = "HEALTH_STAFF", _("Health staff")


class CompetenceKind(TextChoices):
    """What somebody must have learnt, or refreshed, to do an act (norway.md 13)."""

    FORCE_REFRESHER = "FORCE_REFRESHER", _("Use of force, yearly refresher")
    MEDICINE_HANDOUT = "MEDICINE_HANDOUT", _("Handing out medicine")
    NEEDS_MAPPING = "NEEDS_MAPPING", _("Mapping of needs (BRIK)")
    FIRST_AID = "FIRST_AID", _("First aid")
    FIRE = "FIRE", _("Fire and evacuation")
    DRIVING_ESCORT = "DRIVING_ESCORT", _("Leading an escort")
    ISOLATION_WATCH = "ISOLATION_WATCH", _("Watch over somebody who is isolated")


class ColourScheme(TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class ClockState(TextChoices):
    RUNNING = "RUNNING", _("Running")
    MET = "MET", _("Met")
    CLOSED_LATE = "CLOSED_LATE", _("Closed late")
    CANCELLED = "CANCELLED", _("Cancelled")


class Urgency(TextChoices):
    """How a thing shows: red is overdue and nothing else."""

    QUIET = "quiet", _("For information")
    WARN = "warn", _("Follow up")
    BAD = "bad", _("Overdue")
