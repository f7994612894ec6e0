"""What each process may do with the tables of the ground floor."""

from corrections.firewall import APPEND, FULL, KEEP, READ, Grants

GRANTS = Grants(
    web=KEEP,
    clinical=READ,
    tables={
        "Breach": (APPEND, READ),
        "ReadRecord": (APPEND, APPEND),
        "WriteRecord": (APPEND, APPEND),
        "RuleVersion": (READ, READ),
        "OutboxMessage": (KEEP, APPEND),
        "Region": (KEEP, READ),
        "Bed": (FULL, READ),
        "UnitGroupPermission": (FULL, READ),
        "PrisonGroupPermission": (FULL, READ),
        "User_groups": (READ, READ),
        "User_user_permissions": (READ, READ),
    },
)
