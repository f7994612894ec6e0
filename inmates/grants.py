"""What each process may do with people and whereabouts. Health reads who someone is and where, no more."""

from corrections.firewall import APPEND, FULL, KEEP, NONE, READ, Grants

GRANTS = Grants(
    web=KEEP,
    clinical=READ,
    tables={
        "BoardVersion": (READ, NONE),
        "LegalStatusCorrection": (APPEND, NONE),
        "LogEntry": (APPEND, NONE),
        "PropertyItem": (KEEP, NONE),
        "PropertyMove": (APPEND, NONE),
        "MoneyHandling": (APPEND, NONE),
        "PropertyReceipt": (APPEND, NONE),
        "ReceiptLine": (APPEND, NONE),
        "LogMention": (APPEND, NONE),
        "LogVerification": (APPEND, NONE),
        "LogReliance": (APPEND, NONE),
        "Signal": (READ, READ),  # written by functions of schema health alone
        "SeenByHealth": (READ, NONE),  # likewise
        "AskHealth": (READ, NONE),  # likewise
        "HealthNudge": (KEEP, NONE),
        "StaffConflict": (KEEP, NONE),
        "Release": (KEEP, NONE),
        "ReleaseMark": (APPEND, NONE),
        "ReleaseOverride": (APPEND, NONE),
        "ImportRun": (KEEP, NONE),
        "Language": (FULL, READ),
        "NextOfKin": (FULL, NONE),
        "ReturnChange": (APPEND, NONE),
        "Transfer": (KEEP, NONE),
        "Escort": (KEEP, NONE),
        "ExpectedArrival": (KEEP, NONE),
        "Reception": (KEEP, NONE),
        "ReceptionStep": (APPEND, NONE),
        "DuplicatePair": (KEEP, NONE),
        "Merge": (APPEND, NONE),
        "SecurityGroup": (KEEP, NONE),
        "GroupMembership": (KEEP, NONE),
        "GroupNonAssociation": (KEEP, NONE),
        "MeetingOverride": (APPEND, NONE),
        "ApartReview": (APPEND, NONE),
        "Decision": (KEEP, NONE),
        "DecisionStep": (APPEND, NONE),
        "DecisionAppeal": (KEEP, NONE),
    },
)
