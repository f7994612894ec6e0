"""How many times anything that a board of a prison shows has changed: what a poll asks instead of reading it all.

PostgreSQL counts (``inmates/sql/board_version.sql``), in the transaction of the change itself, so the number a poll
reads and the rows it would read always belong together. Nothing else writes here.
"""

from django.db import models

from corrections.models import Prison


class BoardVersion(models.Model):
    prison = models.OneToOneField(Prison, models.PROTECT, primary_key=True, related_name="+")
    version = models.BigIntegerField(default=0)
    counted_in = models.BigIntegerField(default=0, help_text="The transaction that counted last: each counts once")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.prison_id}: {self.version}"
