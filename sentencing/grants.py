"""What each process may do with judgments and orders. Health reads nothing here yet."""

from corrections.firewall import APPEND, FULL, KEEP, NONE, Grants

GRANTS = Grants(
    web=KEEP,
    clinical=NONE,
    tables={
        "Outing": (APPEND, NONE),
        "OutsideCheck": (APPEND, NONE),
        "Restriction": (APPEND, NONE),
        "LiftedRestriction": (APPEND, NONE),
        "Extension": (APPEND, NONE),
        "PlanGoal": (FULL, NONE),  # a draft is rewritten; PostgreSQL keeps what was offered
        "PlanStep": (FULL, NONE),
        "PlanStepDone": (APPEND, NONE),
        "NeedsFinding": (FULL, NONE),  # erased with the consent; PostgreSQL lets nothing else touch it
        "StepReview": (APPEND, NONE),
        "VictimDuty": (APPEND, NONE),
        "VictimNotice": (APPEND, NONE),
    },
)
