"""Numbers that may leave the clinics, counted once when their month is over."""

from datetime import datetime

from django.db import connection, transaction


def count_months(*, at: datetime) -> int:
    """The months that are over by ``at`` and were not counted, for every prison; says how many. Needs no context."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.count_months(%s)", [at])
        return int(cursor.fetchone()[0])
