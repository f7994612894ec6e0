"""Everything of this floor, one file a subject."""

from sentencing.models.counting import Calculation, NotCounted
from sentencing.models.courts import (
    LONGEST_FOR_A_CHILD,
    LONGEST_ORDER,
    Judgment,
    LiftedRestriction,
    RemandOrder,
    Restriction,
)
from sentencing.models.fulfilled import Fulfilled
from sentencing.models.leave import ALONG, MOST, QUOTA, Leave, LeavePermission, VictimDuty, VictimNotice
from sentencing.models.needs import NeedsConsent, NeedsFinding
from sentencing.models.outside import HouseholdMember, Outing, OutsideBreach, OutsideCheck, OutsideTerm
from sentencing.models.plan import PlanGoal, PlanPartner, PlanStep, PlanStepDone, PlanVersion
from sentencing.models.preventive import LONGEST_EXTENSION, LONGEST_PROBATION, Extension, ReleasePetition
from sentencing.models.recalculation import Recalculation
from sentencing.models.release_path import ReleaseItem, StepReview

__all__ = [
    "ALONG",
    "LONGEST_EXTENSION",
    "LONGEST_FOR_A_CHILD",
    "LONGEST_ORDER",
    "LONGEST_PROBATION",
    "MOST",
    "QUOTA",
    "Calculation",
    "Extension",
    "Fulfilled",
    "HouseholdMember",
    "Judgment",
    "Leave",
    "LeavePermission",
    "LiftedRestriction",
    "NeedsConsent",
    "NeedsFinding",
    "NotCounted",
    "Outing",
    "OutsideBreach",
    "OutsideCheck",
    "OutsideTerm",
    "PlanGoal",
    "PlanPartner",
    "PlanStep",
    "PlanStepDone",
    "PlanVersion",
    "Recalculation",
    "ReleaseItem",
    "ReleasePetition",
    "RemandOrder",
    "Restriction",
    "StepReview",
    "VictimDuty",
    "VictimNotice",
]
