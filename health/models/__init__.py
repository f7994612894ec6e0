from health.models.altered import AlteredSettled, AlteredText, NightlyCheck, WrittenText
from health.models.appointments import Appointment, AppointmentTime, PatientRequest
from health.models.base import ClinicalHistoricalRecords, ClinicalManager, ClinicalModel
from health.models.care import Screening
from health.models.chart import Consent, Document, Problem, Referral
from health.models.continuity import DischargeStep, SummaryIssued
from health.models.crisis import CareAlarm, CrisisPlan, IsolationVisit, PlanMeasure, RiskAssessment
from health.models.emergency import EmergencyAccess, EmergencyReview, ReviewCall
from health.models.endings import EndDecision, EndProposal
from health.models.escalation import MissedCall, MissedStep, MissedTold
from health.models.food import FoodDay, FoodPlan, FoodStrike
from health.models.handover import Handover, TakenOver
from health.models.leads import LeadDecision, LeadProposal
from health.models.looks import FoundLook, LookCall, LookReview
from health.models.medicines import (
    Administration,
    Allergy,
    Dose,
    Measurement,
    MedicationHold,
    MedicationOrder,
    Missed,
    SecondSignature,
)
from health.models.places import PlaceDecision, PlaceProposal
from health.models.record import AccessEntry, AccessSeal, Note, Patient
from health.models.sealed import EncryptedTextField, PatientKey, SealedModel
from health.models.session import Session
from health.models.staff import Clinician, ClinicianPrison, SecondFactor
from health.models.statistics import SeenInMonth
from health.models.stock import StockItem, StockMove, StockSignature

__all__ = [
    "AccessEntry",
    "AccessSeal",
    "Administration",
    "Allergy",
    "AlteredSettled",
    "AlteredText",
    "Appointment",
    "AppointmentTime",
    "CareAlarm",
    "ClinicalHistoricalRecords",
    "ClinicalManager",
    "ClinicalModel",
    "Clinician",
    "ClinicianPrison",
    "Consent",
    "CrisisPlan",
    "DischargeStep",
    "Document",
    "Dose",
    "EmergencyAccess",
    "EmergencyReview",
    "EncryptedTextField",
    "EndDecision",
    "EndProposal",
    "FoodDay",
    "FoodPlan",
    "FoodStrike",
    "FoundLook",
    "Handover",
    "IsolationVisit",
    "LeadDecision",
    "LeadProposal",
    "LookCall",
    "LookReview",
    "Measurement",
    "MedicationHold",
    "MedicationOrder",
    "Missed",
    "MissedCall",
    "MissedStep",
    "MissedTold",
    "NightlyCheck",
    "Note",
    "Patient",
    "PatientKey",
    "PatientRequest",
    "PlaceDecision",
    "PlaceProposal",
    "PlanMeasure",
    "Problem",
    "Referral",
    "ReviewCall",
    "RiskAssessment",
    "Screening",
    "SealedModel",
    "SecondFactor",
    "SecondSignature",
    "SeenInMonth",
    "Session",
    "StockItem",
    "StockMove",
    "StockSignature",
    "SummaryIssued",
    "TakenOver",
    "WrittenText",
]
