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
    INTERRUPTION = "INTERRUPTION", _("Interruption of the sentence")
    INSTITUTION = "INSTITUTION", _("Stay in an institution")
    OUTSIDE = "OUTSIDE", _("Serving outside prison")
    MONITORING = "MONITORING", _("Electronic monitoring")
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


class LogSource(TextChoices):
    """Where what a log entry says comes from (po-fskr. s. 4)."""

    OWN = "OWN", _("Seen or heard by me")
    STAFF = "STAFF", _("Told by staff")
    RESIDENT = "RESIDENT", _("Told by a resident")
    VISITOR = "VISITOR", _("Told by a visitor or relative")
    DOCUMENT = "DOCUMENT", _("A document")
    POLICE = "POLICE", _("The police")
    OTHER = "OTHER", _("Another source")


class VerifiedHow(TextChoices):
    """How something that was not verified turned out to be right."""

    SEEN = "SEEN", _("Seen by me")
    SECOND = "SECOND", _("A second, independent source")
    DOCUMENT = "DOCUMENT", _("A document that I have read")
    RECORDING = "RECORDING", _("A recording")


class ImportKind(TextChoices):
    ESTATE = "ESTATE", _("Estate")
    REGISTER = "REGISTER", pgettext_lazy("import", "Register")


class ImportState(TextChoices):
    WAITING = "WAITING", _("Waiting")
    RUNNING = "RUNNING", pgettext_lazy("import", "Running")
    DONE = "DONE", _("Finished")
    FAILED = "FAILED", _("Stopped")


class PropertyCategory(TextChoices):
    CLOTHES = "CLOTHES", _("Clothes and shoes")
    PAPERS = "PAPERS", _("Identity papers and cards")
    VALUABLES = "VALUABLES", _("Jewellery and watches")
    ELECTRONICS = "ELECTRONICS", _("Phone and electronics")
    KEYS = "KEYS", _("Keys")
    BAGS = "BAGS", _("Bags and wallets")
    TOILETRIES = "TOILETRIES", _("Toiletries")
    OTHER = "OTHER", pgettext_lazy("property", "Other things")


class PropertyPlace(TextChoices):
    IN_STORE = "IN_STORE", _("In the store")
    IN_CELL = "IN_CELL", _("In the cell")
    HANDED_OUT = "HANDED_OUT", _("Handed out")


class HandlingDirection(TextChoices):
    RECEIVED = "RECEIVED", pgettext_lazy("property", "Received")
    HANDED_OUT = "HANDED_OUT", pgettext_lazy("property", "Handed out")


class MoneyMethod(TextChoices):
    CASH = "CASH", _("Cash")
    BANK = "BANK", _("Bank transfer")
    CARD = "CARD", _("Prepaid card")


class SignatureKind(TextChoices):
    """How somebody signed for what was received or handed out. Nobody is made to draw on a screen."""

    NAME = "NAME", _("Wrote their name here")
    PAPER = "PAPER", _("Signed the printed receipt")
    REFUSED = "REFUSED", _("Would not sign")


class TransferGround(TextChoices):
    """Why somebody is transferred (strgjfl. s. 14): the letters of the law; and placed by s. 11."""

    A = "a", _("a: has committed, or is likely to have committed, a crime")
    B = "b", _("b: likely to evade the sentence")
    C = "c", _("c: bad influence on the environment, in spite of a conversation about it")
    D = "d", _("d: peace, order and security")
    E = "e", _("e: building, staff or lack of places")
    F = "f", _("f: regard for a member of staff")
    G = "g", _("g: an unfortunate mix of people")
    H = "h", _("h: serves the person’s own needs")
    I = "i", _("i: own wish")  # noqa: E741  (the letter of the law)
    J = "j", _("j: a hearing in court, for a time")
    K = "k", _("k: waiting for transport out of the country")
    L = "l", _("l: preventive detention, from particularly high security")
    M = "m", _("m: preventive detention, to a unit for special needs")
    N = "n", _("n: back to prison from serving outside it")
    P = "p", _("s. 11: placed there by a decision")


class TripKind(TextChoices):
    """Planned trips out of the prison with staff; each departs as the absence of the same name."""

    COURT = "COURT", _("Court")
    HOSPITAL = "HOSPITAL", _("Hospital")
    ESCORT = "ESCORT", _("Escorted trip")


class TripRisk(TextChoices):
    """How the trip is guarded, said neutrally: anyone on the unit may read it."""

    ORDINARY = "ORDINARY", pgettext_lazy("trip", "Ordinary")
    RAISED = "RAISED", pgettext_lazy("trip", "Raised")
    HIGH = "HIGH", pgettext_lazy("trip", "High")


class ArrivalSource(TextChoices):
    """Where somebody comes from to be received."""

    POLICE = "POLICE", _("Police custody")
    COURT = "COURT", pgettext_lazy("arrival", "Court")
    CALL_UP = "CALL_UP", _("Called up to serve")
    TRANSFER = "TRANSFER", _("Another prison")
    RECALL = "RECALL", _("Brought back to serve on")
    FOREIGN = "FOREIGN", _("From abroad")
    OTHER = "OTHER", pgettext_lazy("arrival", "Other")


class ReceptionDesk(TextChoices):
    """The desks of a reception; their order and what each needs stand in ``rules.reception``."""

    IDENTITY = "IDENTITY", _("Who it is")
    BASIS = "BASIS", _("Legal basis")
    PHOTO = "PHOTO", _("Photo")
    PROPERTY = "PROPERTY", _("Property and money")
    LANGUAGE = "LANGUAGE", _("Languages")
    RISK = "RISK", _("The first conversation")
    HOURS = "HOURS", _("The first hours")
    CELL = "CELL", pgettext_lazy("reception", "Cell")


class MatchRung(TextChoices):
    """Why two may be the same person, strongest first (``rules.duplicates``)."""

    IDENTIFIER = "IDENTIFIER", _("The same identity number")
    NAME_BIRTH = "NAME_BIRTH", _("The same name and date of birth")
    ALIAS_BIRTH = "ALIAS_BIRTH", _("One is known by the name of the other, and the date of birth is the same")
    TURNED_BIRTH = "TURNED_BIRTH", _("The same date of birth, and the names the other way round")
    SOUND_BIRTH = "SOUND_BIRTH", _("The same date of birth, and the surnames sound alike")
    NAME_NEAR_BIRTH = "NAME_NEAR_BIRTH", _("The same name, and dates of birth that differ by a slip of the pen")
    NAME = "NAME", _("The same name, and one of them has no date of birth")
    SURNAME_BIRTH = "SURNAME_BIRTH", _("The same surname and date of birth, another first name")


class ReleaseKind(TextChoices):
    """Why somebody is let go (norway.md 3 and 4). What holds the person is checked against it."""

    PROBATION_RELEASE = "PROBATION_RELEASE", _("Release on probation")
    FULL_TERM = "FULL_TERM", _("The full term is served")
    COURT_ORDER = "COURT_ORDER", _("The court orders the release")
    REMAND_EXPIRED = "REMAND_EXPIRED", _("The remand order has run out")
    TRANSFERRED_ABROAD = "TRANSFERRED_ABROAD", _("Transferred to another country")
    DECEASED = "DECEASED", _("Died")


class ReleaseState(TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("release", "Planned")
    PREPARED = "PREPARED", _("Waits for the second officer")
    CONFIRMED = "CONFIRMED", _("Confirmed by two")
    EXECUTED = "EXECUTED", _("Released")
    CANCELLED = "CANCELLED", pgettext_lazy("release", "Cancelled")


class ReleaseStep(TextChoices):
    """What people do before the gate. Done or not done, never more: nothing about health is written here."""

    IDENTITY = "IDENTITY", _("The person is compared with the photo")
    PAPERS = "PAPERS", _("The release papers are given and explained")
    CLOTHES = "CLOTHES", _("Clothes for the weather")
    TRANSPORT = "TRANSPORT", _("The journey from the gate is arranged")
    HEALTH_TOLD = "HEALTH_TOLD", _("The health service is told of the time")


class SignalCode(TextChoices):
    """What the health service asks the officers to do. It names no illness, and no officer can ask which."""

    LOWER_BUNK = "LOWER_BUNK", _("Lower bunk")
    MEDICINE_FOOD = "MEDICINE_FOOD", _("Eats together with medicine")
    NOT_ISOLATION = "NOT_ISOLATION", _("Not fit for isolation")
    NOT_ALONE = "NOT_ALONE", _("Not alone in the cell")
    EASY_WORK = "EASY_WORK", _("Not fit for heavy work")
    OBSERVE_15 = "OBSERVE_15", _("Look in every 15 minutes")
    OBSERVE_30 = "OBSERVE_30", _("Look in every 30 minutes")
    OBSERVE_60 = "OBSERVE_60", _("Look in every hour")
    OBSERVE_ALWAYS = "OBSERVE_ALWAYS", _("Somebody with the person all the time")
    NO_FOOD = "NO_FOOD", _("Takes no food")
    OFFER_MEALS = "OFFER_MEALS", _("Offer every meal and drink")
    WATER_IN_CELL = "WATER_IN_CELL", _("Water in the cell all day")
    CALL_IF_WEAK = "CALL_IF_WEAK", _("Call health staff at once if weak or confused")
    NO_EXERTION = "NO_EXERTION", _("Rest: no work and no training")


class SignalFor(TextChoices):
    """Who needs to know a signal; nobody else is shown it."""

    UNIT = "UNIT", _("The officers of the unit")
    PLACING = "PLACING", _("Those who choose cells and decide on isolation")


class DecisionState(TextChoices):
    """How far a decision has come; the ways between them stand in ``rules.decisions.TABLE``."""

    DRAFT = "DRAFT", pgettext_lazy("decision", "Draft")
    HEARD = "HEARD", _("Ready to be decided")
    DECIDED = "DECIDED", pgettext_lazy("decision", "Decided")
    NOTIFIED = "NOTIFIED", _("The person has been told")
    APPEALED = "APPEALED", _("Appealed")
    FORWARDED = "FORWARDED", _("The appeal is forwarded")
    SETTLED = "SETTLED", _("The appeal is decided")
    FINAL = "FINAL", pgettext_lazy("decision", "Final")
    EXECUTED = "EXECUTED", pgettext_lazy("decision", "Carried out")
    LAPSED = "LAPSED", pgettext_lazy("decision", "Lapsed")


class DecisionAct(TextChoices):
    """What is done with a decision: each at most once, but for those in ``rules.decisions.AGAIN``."""

    HEAR = "HEAR", _("Hear the person")
    RETURN = "RETURN", _("Send it back to the draft")
    DECIDE = "DECIDE", pgettext_lazy("decision", "Decide")
    NOTIFY = "NOTIFY", _("Tell the person")
    APPEAL = "APPEAL", _("Register an appeal")
    LATE = "LATE", _("Register an appeal that comes too late")
    ALLOW = "ALLOW", _("Take up the late appeal")
    REJECT = "REJECT", _("Reject the late appeal")
    SUSPEND = "SUSPEND", _("Say whether it waits for the appeal")
    FORWARD = "FORWARD", _("Forward the appeal")
    SETTLE = "SETTLE", _("Decide the appeal")
    TELL = "TELL", _("Tell the person what came of the appeal")
    BECOME_FINAL = "BECOME_FINAL", _("The appeal deadline ran out")
    CARRY_OUT = "CARRY_OUT", _("Carry it out")
    CLOSE = "CLOSE", _("Close it")
    LAPSE = "LAPSE", _("Let it lapse")


class DecisionLevel(TextChoices):
    """Who decides (strgjfl. s. 6), lowest first."""

    LOCAL = "LOCAL", _("The prison")
    REGIONAL = "REGIONAL", _("The region")
    DIRECTORATE = "DIRECTORATE", _("The directorate")


class DecisionOutcome(TextChoices):
    IMPOSED = "IMPOSED", pgettext_lazy("decision", "Decided as set out")
    NOT_IMPOSED = "NOT_IMPOSED", pgettext_lazy("decision", "Not carried through")
    GRANTED = "GRANTED", pgettext_lazy("decision", "Granted")
    REFUSED = "REFUSED", pgettext_lazy("decision", "Refused")


class AppealOutcome(TextChoices):
    UPHELD = "UPHELD", _("The decision stands")
    CHANGED = "CHANGED", _("The decision is changed")
    SET_ASIDE = "SET_ASIDE", _("The decision is set aside")
    SENT_BACK = "SENT_BACK", _("The decision is set aside and sent back to be made anew")


class NoticeHow(TextChoices):
    """How the person took the notice."""

    SIGNED = "SIGNED", _("Received and signed")
    UNSIGNED = "UNSIGNED", _("Received, would not sign")
    ORAL = "ORAL", _("Told aloud")


class Withheld(TextChoices):
    """Why parts are kept from the person, and the reasons given shorter (strgjfl. s. 7 c and d)."""

    PERSON = "PERSON", _("Regard for another person")
    SECURITY = "SECURITY", _("Regard for security")
    INVESTIGATION = "INVESTIGATION", _("Regard for an investigation")
