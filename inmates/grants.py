"""What each process may do with people and whereabouts. Health reads who someone is and where, no more."""

from corrections.firewall import APPEND, KEEP, NONE, READ, Grants

GRANTS = Grants(
    web=KEEP,
    clinical=READ,
    tables={
        "LogEntry": (APPEND, NONE),
        "ImportRun": (KEEP, NONE),
        "NextOfKin": (KEEP, NONE),
    },
)
