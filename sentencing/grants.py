"""What each process may do with judgments and orders. Health reads nothing here yet."""

from corrections.firewall import KEEP, NONE, Grants

GRANTS = Grants(web=KEEP, clinical=NONE)
