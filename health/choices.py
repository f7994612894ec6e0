"""The vocabulary of the record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoteKind(TextChoices):
    CONSULTATION = "CONSULTATION", _("Consultation")
    PHONE = "PHONE", _("By telephone")
    ROUND = "ROUND", pgettext_lazy("health", "Daily visit")
    OTHER = "OTHER", pgettext_lazy("health", "Other note")


class AccessBasis(TextChoices):
    """Why a record was opened (pasientjournalforskriften s. 14)."""

    TREATMENT = "treatment", _("Treatment")
    SUBJECT = "subject_access", _("The patient asked to see it")
    REVIEW = "review", _("Review of who has looked")
    EMERGENCY = "emergency", _("Emergency")
    DENIED = "denied", _("Refused")


class Finding(TextChoices):
    """What a second clinician says about a look at a record."""

    JUSTIFIED = "JUSTIFIED", _("There was a reason for it")
    FOLLOW_UP = "FOLLOW_UP", _("It must be followed up")


class Called(TextChoices):
    """Who is called to an emergency access that waits for review, one after the other."""

    CLINIC = "CLINIC", _("Everyone at the clinic")
    LEADER = "LEADER", _("The leader of the clinic")
    LEADERS = "LEADERS", _("The leader again, and everyone at the clinic")


class LookKind(TextChoices):
    """Why a look at a record is asked about."""

    OWN = "OWN", pgettext_lazy("look", "Has the same name as the patient")
    TIE = "TIE", pgettext_lazy("look", "Is registered as close to the patient outside work")
    KIN = "KIN", pgettext_lazy("look", "Is named among the patient's next of kin")
    STAFF = "STAFF", pgettext_lazy("look", "The patient has the name of a colleague")
    SURNAME = "SURNAME", pgettext_lazy("look", "Same family name as the patient")
    NO_CARE = "NO_CARE", pgettext_lazy("look", "Nothing was planned or done for the patient around that day")
    REPEATED = "REPEATED", pgettext_lazy("look", "Looked on several days and registered nothing")
    REFUSED = "REFUSED", pgettext_lazy("look", "Tried to open a record that is not the clinic's")


class Form(TextChoices):
    """How a medicine is made (FHIR: Medication.form)."""

    TABLET = "TABLET", pgettext_lazy("medicine", "tablet")
    SUBLINGUAL = "SUBLINGUAL", pgettext_lazy("medicine", "sublingual tablet")
    CAPSULE = "CAPSULE", pgettext_lazy("medicine", "capsule")
    SOLUTION = "SOLUTION", pgettext_lazy("medicine", "oral solution")
    DROPS = "DROPS", pgettext_lazy("medicine", "drops")
    INJECTION = "INJECTION", pgettext_lazy("medicine", "injection")
    INHALER = "INHALER", pgettext_lazy("medicine", "inhaler")
    PATCH = "PATCH", pgettext_lazy("medicine", "patch")
    CREAM = "CREAM", pgettext_lazy("medicine", "cream")


class StrengthUnit(TextChoices):
    MICROGRAM = "MICROGRAM", pgettext_lazy("medicine", "microgram")
    MG = "MG", "mg"
    G = "G", "g"
    IU = "IU", pgettext_lazy("medicine", "IU")
    MG_ML = "MG_ML", "mg/ml"
    IU_ML = "IU_ML", pgettext_lazy("medicine", "IU/ml")
    MG_G = "MG_G", "mg/g"
    MICROGRAM_H = "MICROGRAM_H", pgettext_lazy("medicine", "microgram/hour")


class DoseUnit(TextChoices):
    """What is counted out: never milligrams of a tablet, which nobody can count."""

    TABLET = "TABLET", pgettext_lazy("dose unit", "tablet")
    CAPSULE = "CAPSULE", pgettext_lazy("dose unit", "capsule")
    ML = "ML", "ml"
    DROP = "DROP", pgettext_lazy("dose unit", "drop")
    PUFF = "PUFF", pgettext_lazy("dose unit", "puff")
    PATCH = "PATCH", pgettext_lazy("dose unit", "patch")
    APPLICATION = "APPLICATION", pgettext_lazy("dose unit", "application")


class Route(TextChoices):
    ORAL = "ORAL", _("swallowed")
    SUBLINGUAL = "SUBLINGUAL", _("under the tongue")
    INHALED = "INHALED", _("inhaled")
    SKIN = "SKIN", _("on the skin")
    EYE = "EYE", _("in the eye")
    SUBCUTANEOUS = "SUBCUTANEOUS", _("under the skin")
    INTRAMUSCULAR = "INTRAMUSCULAR", _("into the muscle")


class HandoutMode(TextChoices):
    """Who has the medicine in hand, from the person to supervised opioid substitution (fskr. s. 3-17)."""

    SELF_KEPT = "SELF_KEPT", _("Keeps it")
    SELF_KEPT_DAY_DOSE = "SELF_KEPT_DAY_DOSE", _("Keeps the day's doses")
    OFFICER_HANDOUT = "OFFICER_HANDOUT", _("Handed out by officers, packed by health")
    NURSE_SUPERVISED = "NURSE_SUPERVISED", _("Given by a nurse")
    OAT_SUPERVISED = "OAT_SUPERVISED", _("Substitution treatment, watched")


class DoseStatus(TextChoices):
    """What became of a dose (FHIR: MedicationAdministration.status). UNDONE takes an entry back within minutes."""

    GIVEN = "GIVEN", pgettext_lazy("dose", "Given")
    OFFERED = "OFFERED", pgettext_lazy("dose", "Offered, not taken yet")
    REFUSED = "REFUSED", pgettext_lazy("dose", "Refused")
    HELD = "HELD", pgettext_lazy("dose", "Held back")
    ABSENT = "ABSENT", pgettext_lazy("dose", "Not there")
    UNDONE = "UNDONE", pgettext_lazy("dose", "Taken back")


class MeasureKind(TextChoices):
    BLOOD_PRESSURE = "BLOOD_PRESSURE", _("Blood pressure")
    PULSE = "PULSE", _("Pulse")
    TEMPERATURE = "TEMPERATURE", pgettext_lazy("measurement", "Temperature")
    SATURATION = "SATURATION", _("Oxygen saturation")
    RESPIRATION = "RESPIRATION", _("Breaths")
    GLUCOSE = "GLUCOSE", _("Blood glucose")
    HBA1C = "HBA1C", "HbA1c"
    WEIGHT = "WEIGHT", _("Weight")
    HEIGHT = "HEIGHT", _("Height")


class Profession(TextChoices):
    """What the register of health personnel (HPR) says somebody is, as far as tasks go by it."""

    NURSE = "NURSE", pgettext_lazy("profession", "Nurse")
    PHYSICIAN = "PHYSICIAN", pgettext_lazy("profession", "Physician")
    OTHER = "OTHER", pgettext_lazy("profession", "Other health personnel")


class MissedLevel(TextChoices):
    """Who must know of a dose that nobody has answered, in the order in which they must."""

    ON_ROUND = "ON_ROUND", _("The nurse on the round")
    IN_CHARGE = "IN_CHARGE", _("The clinic's leader")
    PHYSICIAN = "PHYSICIAN", _("The physician")


class StockKind(TextChoices):
    RECEIVED = "RECEIVED", pgettext_lazy("medicine stock", "Received")
    GIVEN = "GIVEN", pgettext_lazy("medicine stock", "Given")
    RETURNED = "RETURNED", pgettext_lazy("medicine stock", "Put back")
    DISCARDED = "DISCARDED", pgettext_lazy("medicine stock", "Destroyed")
    COUNTED = "COUNTED", pgettext_lazy("medicine stock", "Counted")


# The unit that a measurement is written in, and the limits beyond which a number was mistyped. PostgreSQL holds them.
MEASURES = {
    MeasureKind.BLOOD_PRESSURE: ("mmHg", 40, 300),
    MeasureKind.PULSE: ("/min", 20, 300),
    MeasureKind.TEMPERATURE: ("°C", 25, 45),
    MeasureKind.SATURATION: ("%", 30, 100),
    MeasureKind.RESPIRATION: ("/min", 2, 80),
    MeasureKind.GLUCOSE: ("mmol/l", 0.5, 60),
    MeasureKind.HBA1C: ("mmol/mol", 10, 200),
    MeasureKind.WEIGHT: ("kg", 20, 400),
    MeasureKind.HEIGHT: ("cm", 90, 250),
}
LEAST_UNDER = 20  # the lower value of a blood pressure


# Which units a form can be counted and made in. PostgreSQL refuses any other pair.
DOSE_UNITS = {
    Form.TABLET: (DoseUnit.TABLET,),
    Form.SUBLINGUAL: (DoseUnit.TABLET,),
    Form.CAPSULE: (DoseUnit.CAPSULE,),
    Form.SOLUTION: (DoseUnit.ML,),
    Form.DROPS: (DoseUnit.DROP, DoseUnit.ML),
    Form.INJECTION: (DoseUnit.ML,),
    Form.INHALER: (DoseUnit.PUFF,),
    Form.PATCH: (DoseUnit.PATCH,),
    Form.CREAM: (DoseUnit.APPLICATION,),
}
SOLID = (StrengthUnit.MICROGRAM, StrengthUnit.MG, StrengthUnit.G, StrengthUnit.IU)
LIQUID = (StrengthUnit.MG_ML, StrengthUnit.IU_ML)
STRENGTH_UNITS = {
    Form.TABLET: SOLID,
    Form.SUBLINGUAL: SOLID,
    Form.CAPSULE: SOLID,
    Form.SOLUTION: LIQUID,
    Form.DROPS: LIQUID,
    Form.INJECTION: LIQUID,
    Form.INHALER: SOLID,
    Form.PATCH: (StrengthUnit.MICROGRAM_H,),
    Form.CREAM: (StrengthUnit.MG_G,),
}


class Happening(TextChoices):
    """What the prison has registered that the clinic acts on now."""

    SECURITY_CELL = "SECURITY_CELL", _("In a security cell")
    MISSING = "MISSING", _("Absent from a count")
    RELEASE = "RELEASE", _("To be released")
    TRANSFER = "TRANSFER", _("To be transferred")
    COURT = "COURT", _("Going to court")
    MOVED = "MOVED", _("Moved to another cell")
    AWAY = "AWAY", _("Outside the prison now")


class Answer(TextChoices):
    """What the patient said to a question of the screening. Not answered is an answer: it was asked."""

    NO = "NO", pgettext_lazy("screening", "No")
    YES = "YES", pgettext_lazy("screening", "Yes")
    UNKNOWN = "UNKNOWN", pgettext_lazy("screening", "Not known")
    DECLINED = "DECLINED", pgettext_lazy("screening", "Did not want to answer")


class SuicideRisk(TextChoices):
    NONE = "NONE", pgettext_lazy("suicide risk", "No sign of risk")
    RAISED = "RAISED", pgettext_lazy("suicide risk", "Raised")
    ACUTE = "ACUTE", pgettext_lazy("suicide risk", "Acute")
    DECLINED = "DECLINED", pgettext_lazy("suicide risk", "Did not want to answer")


class AskedThrough(TextChoices):
    """How a request reached the clinic. A slip is sealed: whoever carries it has not read it."""

    SLIP = "SLIP", _("A sealed slip")
    SPOKEN = "SPOKEN", _("Said to health staff")
    OFFICER = "OFFICER", _("An officer called on the patient's behalf")
    KIN = "KIN", _("A relative or another outside")


class Urgency(TextChoices):
    NOW = "NOW", pgettext_lazy("urgency", "Now")
    SOON = "SOON", pgettext_lazy("urgency", "Within a day")
    ROUTINE = "ROUTINE", pgettext_lazy("urgency", "Within a week")


class RequestOutcome(TextChoices):
    """What became of a request. Every one of them ends it."""

    APPOINTMENT = "APPOINTMENT", _("On the waiting list for an appointment")
    ADVICE = "ADVICE", _("Answered with advice")
    MEDICINE = "MEDICINE", _("Answered with medicine")
    NO_NEED = "NO_NEED", _("No help from the clinic is needed")
    WITHDRAWN = "WITHDRAWN", _("The patient withdrew it")


class Service(TextChoices):
    """Which part of the clinic an appointment is with. Waiting is counted by it."""

    NURSE = "NURSE", pgettext_lazy("clinic", "Nurse")
    DOCTOR = "DOCTOR", pgettext_lazy("clinic", "Doctor")
    PSYCHOLOGIST = "PSYCHOLOGIST", pgettext_lazy("clinic", "Psychologist")
    DENTIST = "DENTIST", pgettext_lazy("clinic", "Dentist")
    PHYSIO = "PHYSIO", pgettext_lazy("clinic", "Physiotherapist")
    ADDICTION = "ADDICTION", pgettext_lazy("clinic", "Addiction treatment")


class TimeOutcome(TextChoices):
    """What became of a time that was given."""

    KEPT = "KEPT", pgettext_lazy("appointment", "Kept")
    NOT_KEPT = "NOT_KEPT", pgettext_lazy("appointment", "Not kept")
    CANCELLED = "CANCELLED", pgettext_lazy("appointment", "Cancelled")


class NotKept(TextChoices):
    """Why a time was not kept. The first four are the prison's."""

    NO_ESCORT = "NO_ESCORT", _("Nobody brought the patient")
    LOCKED = "LOCKED", _("The unit was locked down")
    COURT = "COURT", _("At court, or outside the prison")
    MOVED = "MOVED", _("Moved to another unit or prison")
    DECLINED = "DECLINED", _("The patient said no")
    CLINIC = "CLINIC", _("The clinic could not")
    OTHER = "OTHER", pgettext_lazy("appointment", "Another reason")


PRISONS_REASONS = (NotKept.NO_ESCORT, NotKept.LOCKED, NotKept.COURT, NotKept.MOVED)


class ClosedAs(TextChoices):
    """Why an appointment is no longer waited for."""

    KEPT = "KEPT", pgettext_lazy("appointment", "Kept")
    WITHDRAWN = "WITHDRAWN", _("The patient does not want it")
    NO_NEED = "NO_NEED", _("No longer needed")


class CodeSystem(TextChoices):
    ICPC2 = "ICPC2", "ICPC-2"
    ICD10 = "ICD10", "ICD-10"


class ProblemStatus(TextChoices):
    """FHIR: Condition.clinicalStatus and verificationStatus, as one word."""

    ACTIVE = "ACTIVE", pgettext_lazy("problem", "Active")
    RESOLVED = "RESOLVED", pgettext_lazy("problem", "Resolved")
    REFUTED = "REFUTED", pgettext_lazy("problem", "Was not so")


class ConsentScope(TextChoices):
    """What the patient lets the clinic say, and to whom. Each is given, and withdrawn, by itself."""

    SIGNALS = "SIGNALS", _("Signals to the officers about what they must do")
    PLACEMENT = "PLACEMENT", _("Advice to the prison on cell, work and transport")
    PLAN = "PLAN", _("Taking part in the planning of the sentence")
    GP = "GP", _("The regular doctor and the municipality at home")
    SPECIALIST = "SPECIALIST", _("Hospitals and specialists")
    NAV = "NAV", _("NAV and social services")
    KIN = "KIN", _("A relative")


class ConsentForm(TextChoices):
    WRITTEN = "WRITTEN", pgettext_lazy("consent", "In writing")
    SPOKEN = "SPOKEN", pgettext_lazy("consent", "Spoken")


class ReferredTo(TextChoices):
    HOSPITAL = "HOSPITAL", _("Hospital")
    MENTAL = "MENTAL", _("Mental health care (DPS)")
    ADDICTION = "ADDICTION", _("Specialised addiction treatment (TSB)")
    DENTAL = "DENTAL", _("Dental care")
    MUNICIPAL = "MUNICIPAL", _("Another service of the municipality")
    OTHER = "OTHER", pgettext_lazy("referral", "Others")


class ReferralOutcome(TextChoices):
    ACCEPTED = "ACCEPTED", pgettext_lazy("referral", "Accepted")
    REFUSED = "REFUSED", pgettext_lazy("referral", "Refused")
    SEEN = "SEEN", pgettext_lazy("referral", "Seen, with a report")


class DocumentKind(TextChoices):
    REPORT = "REPORT", _("Report from another service")
    LABORATORY = "LABORATORY", _("Laboratory result")
    IMAGE = "IMAGE", _("Picture")
    LETTER = "LETTER", _("Letter")
    FORM = "FORM", _("Signed form")
    OTHER = "OTHER", pgettext_lazy("document", "Another document")


# ---- risk of suicide, isolation, refusing food ----------------------------------------------------------------------
class RiskLevel(TextChoices):
    NONE = "NONE", pgettext_lazy("suicide risk", "Not raised")
    RAISED = "RAISED", pgettext_lazy("suicide risk", "Raised")
    HIGH = "HIGH", pgettext_lazy("suicide risk", "High")
    ACUTE = "ACUTE", pgettext_lazy("suicide risk", "Acute")


class Occasion(TextChoices):
    """What made somebody assess the risk now: the moments at which it is known to rise."""

    RECEPTION = "RECEPTION", _("Reception")
    REVIEW = "REVIEW", _("Review of the level")
    COURT = "COURT", _("After court or a sentence")
    NEWS = "NEWS", _("Bad news or a loss")
    ISOLATION = "ISOLATION", _("Isolation or security cell")
    SELF_HARM = "SELF_HARM", _("Self-harm or an attempt")
    TRANSFER = "TRANSFER", _("Transfer or release near")
    CONCERN = "CONCERN", _("Concern from staff or family")


class WatchLevel(TextChoices):
    """How often officers look in. They are told the interval alone."""

    NONE = "NONE", _("No extra observation")
    EVERY_60 = "EVERY_60", _("Every hour")
    EVERY_30 = "EVERY_30", _("Every 30 minutes")
    EVERY_15 = "EVERY_15", _("Every 15 minutes")
    ALWAYS = "ALWAYS", _("Somebody there all the time")


CLOSE_WATCH = (WatchLevel.EVERY_15, WatchLevel.ALWAYS)


class VisitOutcome(TextChoices):
    SEEN = "SEEN", _("Visited")
    NOT_SEEN = "NOT_SEEN", _("Not visited")


class CareKind(TextChoices):
    """What has its clock in the care of somebody at risk."""

    REVIEW = "REVIEW", _("Review of the suicide risk")
    VISIT = "VISIT", _("Daily visit to who is isolated")
    FOOD = "FOOD", _("Daily examination of who takes no food")


class StrikeKind(TextChoices):
    FOOD = "FOOD", _("Takes no food, but drinks")
    DRINK = "DRINK", _("Takes neither food nor drink")
