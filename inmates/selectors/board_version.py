"""Whether anything that the boards of a prison show has changed: one row, counted by PostgreSQL."""

from django.db import connection

QUERY = """
SELECT v.version FROM corrections_unit u JOIN inmates_boardversion v ON v.prison_id = u.prison_id WHERE u.id = %(unit)s
"""


def of_unit(unit_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"unit": unit_id})
        row = cursor.fetchone()
    return row[0] if row else 0
