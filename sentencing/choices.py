"""Vocabulary of judgments and court orders."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TermKind(TextChoices):
    PRISON = "PRISON", _("Prison sentence")
    FINE = "FINE", _("Subsidiary imprisonment for a fine")
    PREVENTIVE = "PREVENTIVE", _("Preventive detention")
    COMMUNITY = "COMMUNITY", _("Subsidiary imprisonment for a community sentence")


class RestrictionKind(TextChoices):
    """What a court can order for somebody on remand (strpl. ss. 186 and 186 a)."""

    VISIT_BAN = "VISIT_BAN", _("No visits")
    VISIT_CONTROL = "VISIT_CONTROL", _("Visits under control")
    LETTER_BAN = "LETTER_BAN", _("No letters")
    LETTER_CONTROL = "LETTER_CONTROL", _("Letters under control")
    MEDIA_BAN = "MEDIA_BAN", _("No newspapers or broadcasting")
    PARTIAL_ISOLATION = "PARTIAL_ISOLATION", _("Kept apart from named people")
    FULL_ISOLATION = "FULL_ISOLATION", _("Full isolation")


class PetitionBy(TextChoices):
    """Who asks for release on probation from preventive detention (strl. s. 44)."""

    INMATE = "INMATE", _("The person")
    SERVICE = "SERVICE", _("The correctional service")


class PetitionAnswer(TextChoices):
    """What the prosecutor does with it: without consent a court decides."""

    CONSENT = "CONSENT", _("Consents, so the region may decide")
    COURT = "COURT", _("Brings it to the district court")


class PetitionBody(TextChoices):
    COURT = "COURT", pgettext_lazy("who decides", "The court")
    REGION = "REGION", pgettext_lazy("who decides", "The region")


class PetitionOutcome(TextChoices):
    GRANTED = "GRANTED", pgettext_lazy("petition", "Released on probation")
    REFUSED = "REFUSED", pgettext_lazy("petition", "Refused")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("petition", "Withdrawn")


class NotCountedReason(TextChoices):
    """Why days do not count as served (fskr. s. 3-3; hospital that was brought about on purpose, s. 3-6)."""

    INTERRUPTION = "INTERRUPTION", _("Interruption that was granted")
    ESCAPE = "ESCAPE", _("Escape or absconding")
    NOT_RETURNED = "NOT_RETURNED", _("Did not return")
    OTHER_CASE = "OTHER_CASE", _("Remand in another case, or another sanction")
    HOSPITAL = "HOSPITAL", _("Stay in hospital brought about on purpose")


# ---- the way out -------------------------------------------------------------------------------------------------
class StepCode(TextChoices):
    """The steps from a prison to freedom (norway.md 2, 3.7 and 6), in the order in which most people take them."""

    LEAVE = "LEAVE", pgettext_lazy("step", "Leave")
    DAY_RELEASE = "DAY_RELEASE", pgettext_lazy("step", "Day release")
    LOWER = "LOWER", pgettext_lazy("step", "Lower security")
    TRANSITION = "TRANSITION", pgettext_lazy("step", "Halfway house")
    OUTSIDE = "OUTSIDE", pgettext_lazy("step", "Serving outside prison")
    MONITORING = "MONITORING", pgettext_lazy("step", "Electronic monitoring")
    INSTITUTION = "INSTITUTION", pgettext_lazy("step", "Treatment institution")
    PROBATION = "PROBATION", pgettext_lazy("step", "Release on probation")


class StepOutcome(TextChoices):
    """What was said when a step was looked at; it says who has the ball next."""

    ASKED = "ASKED", _("The person is asked to apply")
    APPLIED = "APPLIED", _("Applied for, waits for a decision")
    GRANTED = "GRANTED", pgettext_lazy("step", "Granted")
    REFUSED = "REFUSED", pgettext_lazy("step", "Refused")
    NOT_NOW = "NOT_NOW", _("Not now")


class ReleaseDomain(TextChoices):
    """What must be in place before somebody goes home: the reintegration guarantee (norway.md 6)."""

    HOME = "HOME", _("Somewhere to live")
    OCCUPATION = "OCCUPATION", _("Work or school")
    INCOME = "INCOME", _("Income")
    ID_PAPERS = "ID_PAPERS", _("Identity papers")
    HEALTH = "HEALTH", _("Health appointment booked")
    DEBT = "DEBT", _("Debt")
    NETWORK = "NETWORK", _("Family and network")


class ItemState(TextChoices):
    OPEN = "OPEN", _("Not arranged")
    ARRANGED = "ARRANGED", _("Arranged")
    NOT_NEEDED = "NOT_NEEDED", _("Not needed")


class LeaveKind(TextChoices):
    """Leave without staff (strgjfl. s. 33). Only the ordinary one is counted in the quota."""

    ORDINARY = "ORDINARY", _("Ordinary leave")
    SHORT = "SHORT", _("Short leave")
    WELFARE = "WELFARE", _("Welfare leave")


class PermissionState(TextChoices):
    """What was refused is a decision and no permission."""

    GRANTED = "GRANTED", pgettext_lazy("leave", "Granted")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("leave", "Withdrawn")


class LeaveState(TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("leave", "Planned")
    STARTED = "STARTED", pgettext_lazy("leave", "Out on leave")
    CANCELLED = "CANCELLED", pgettext_lazy("leave", "Cancelled")


class NoticeAct(TextChoices):
    """What was done about telling the victim beforehand (strgjfl. s. 36 third paragraph)."""

    SENT = "SENT", _("The victim was told")
    WAIVED = "WAIVED", _("Nobody is told, for a reason")


class NoticeChannel(TextChoices):
    PHONE = "PHONE", _("Telephone")
    LETTER = "LETTER", _("Letter")
    COUNSEL = "COUNSEL", _("Through the victim's counsel")
    POLICE = "POLICE", _("Through the police")


# ---- serving outside the walls -------------------------------------------------------------------------------------
class OutsideKind(TextChoices):
    """The forms of execution outside the walls, each by its own decision (strgjfl. ss. 12, 16, 16 a, 20, 35 and 42)."""

    INTERRUPTION = "INTERRUPTION", pgettext_lazy("outside", "Interruption of the sentence")
    DAY_RELEASE = "DAY_RELEASE", pgettext_lazy("outside", "Day release")
    INSTITUTION = "INSTITUTION", pgettext_lazy("outside", "Stay in an institution")
    OUTSIDE = "OUTSIDE", pgettext_lazy("outside", "Serving outside prison")
    MONITORING = "MONITORING", pgettext_lazy("outside", "Electronic monitoring")
    PROBATION = "PROBATION", pgettext_lazy("outside", "Release on probation")


class OutsideState(TextChoices):
    GRANTED = "GRANTED", pgettext_lazy("outside", "Granted")
    RUNNING = "RUNNING", pgettext_lazy("outside", "Under way")
    ENDED = "ENDED", pgettext_lazy("outside", "Ended")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("outside", "Withdrawn")


class CheckKind(TextChoices):
    """What is looked after while somebody serves outside, or is on probation."""

    MEETING = "MEETING", _("Meeting")
    SOBER = "SOBER", _("Test of sobriety")
    HOME = "HOME", _("Check at home, at work or by the monitor")


class FollowUp(TextChoices):
    """What came of a breach (strgjfl. ss. 36, 16 a and 44)."""

    NOTHING = "NOTHING", _("It was no breach")
    TALK = "TALK", _("Talked with")
    WARNING = "WARNING", _("Warned in writing")
    TIGHTER = "TIGHTER", _("Stricter conditions")
    BACK = "BACK", _("Back to prison")
    COURT = "COURT", _("Brought before the court")


class PlanState(TextChoices):
    """A plan is voluntary: ``DECLINED`` is an answer like the others and has no consequence."""

    DRAFT = "DRAFT", pgettext_lazy("plan", "Draft")
    OFFERED = "OFFERED", pgettext_lazy("plan", "Offered")
    AGREED = "AGREED", pgettext_lazy("plan", "Agreed")
    NOT_AGREED = "NOT_AGREED", pgettext_lazy("plan", "Not agreed")
    DECLINED = "DECLINED", pgettext_lazy("plan", "Does not want a plan")
    SUPERSEDED = "SUPERSEDED", pgettext_lazy("plan", "Followed by another")


class PlanArea(TextChoices):
    """Areas of life (norway.md 13). Of health only that the health service follows it up; never what it is about."""

    HOUSING = "HOUSING", _("Housing")
    EDUCATION = "EDUCATION", _("Education")
    WORK = "WORK", pgettext_lazy("plan", "Work")
    HEALTH = "HEALTH", _("Followed up by the health service")
    ECONOMY = "ECONOMY", _("Money and debt")
    NETWORK = "NETWORK", _("Family and network")
    LEISURE = "LEISURE", _("Leisure")
    SUBSTANCES = "SUBSTANCES", _("Substance use, in the person’s own words")


class Partner(TextChoices):
    """Who outside the prison takes part in the plan (norway.md 6: the reintegration guarantee)."""

    NAV = "NAV", _("NAV")
    MUNICIPALITY = "MUNICIPALITY", _("Municipality")
    SCHOOL = "SCHOOL", _("School or county")
    PROBATION = "PROBATION", _("Probation office")
    VOLUNTARY = "VOLUNTARY", _("Voluntary organisation")
    FAMILY = "FAMILY", _("Family or friend")
    OTHER = "OTHER", pgettext_lazy("partner", "Other")


class Need(TextChoices):
    """How much help the person wants in an area."""

    NONE = "NONE", pgettext_lazy("need", "None")
    SOME = "SOME", pgettext_lazy("need", "Some")
    MUCH = "MUCH", pgettext_lazy("need", "Much")
