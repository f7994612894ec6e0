from health.models.base import ClinicalHistoricalRecords, ClinicalManager, ClinicalModel
from health.models.session import Session
from health.models.staff import Clinician, ClinicianPrison, SecondFactor

__all__ = [
    "ClinicalHistoricalRecords",
    "ClinicalManager",
    "ClinicalModel",
    "Clinician",
    "ClinicianPrison",
    "SecondFactor",
    "Session",
]
