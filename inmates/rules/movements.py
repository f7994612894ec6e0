"""How long a slip of the finger on the board may be taken back (design UX.md 5: undo over confirm)."""

from datetime import timedelta

UNDO_WITHIN = timedelta(minutes=5)
