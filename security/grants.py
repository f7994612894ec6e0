"""What each process may do with security work. Health reads nothing here yet."""

from corrections.firewall import APPEND, KEEP, NONE, Grants

GRANTS = Grants(
    web=KEEP,
    clinical=NONE,
    tables={
        "HandoverNote": (APPEND, NONE),
        "NoteVerification": (APPEND, NONE),
        "NoteReliance": (APPEND, NONE),
        "HandoverItem": (APPEND, NONE),
        "HandoverReading": (APPEND, NONE),
        "EquipmentCheck": (APPEND, NONE),
        "CountEvent": (APPEND, NONE),
        "CountStateChange": (APPEND, NONE),
        "ObservationCheck": (APPEND, NONE),
        "LockEvent": (APPEND, NONE),
        "RegimeLoss": (APPEND, NONE),
    },
)
