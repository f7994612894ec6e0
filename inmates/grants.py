"""What each process may do with people and whereabouts. Health reads who someone is and where, no more."""

from corrections.firewall import APPEND, FULL, KEEP, NONE, READ, Grants

GRANTS = Grants(
    web=KEEP,
    clinical=READ,
    tables={
        "BoardVersion": (READ, NONE),
        "LogEntry": (APPEND, NONE),
        "ImportRun": (KEEP, NONE),
        "Language": (FULL, READ),
        "NextOfKin": (FULL, NONE),
    },
)
