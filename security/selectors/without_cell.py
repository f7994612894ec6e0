"""Who is to come to the prison before the shift is over, or has come, and has no cell: a duty of who must find one.

The unit that receives (a reception unit, or one with reception cells) hears of them, and on any unit who gives cells.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from inmates.choices import ArrivalSource
from inmates.models.person import EN_ROUTE
from inmates.registries import BoardSubject
from security.registries import Duty

RECEIVES = """
SELECT u.function = 'RECEPTION'
  OR EXISTS (SELECT FROM corrections_cell c WHERE c.unit_id = u.id AND c.kind = 'RECEPTION')
FROM corrections_unit u WHERE u.id = %(unit)s
"""
# a transfer gives its cell on arrival, so whoever is on the way has none here yet
QUERY = f"""
SELECT 'expected' AS what, a.id, a.expected_at AS at, a.family_name, a.given_name, a.source, NULL::uuid AS uuid
FROM inmates_expectedarrival a LEFT JOIN inmates_reservation r ON r.id = a.reservation_id
WHERE a.prison_id = %(prison)s AND a.arrived_at IS NULL AND a.cancelled_at IS NULL
  AND a.expected_at <= %(end)s::timestamptz
  AND (r.id IS NULL OR upper(r.during) <= %(at)s::timestamptz)
UNION ALL
SELECT 'received', e.id, e.started_at, coalesce(n.family_name, a.family_name), coalesce(n.given_name, a.given_name),
       a.source, e.uuid
FROM inmates_reception e JOIN inmates_expectedarrival a ON a.id = e.arrival_id
LEFT JOIN inmates_person n ON n.id = e.person_id
WHERE e.prison_id = %(prison)s AND e.completed_at IS NULL AND e.cancelled_at IS NULL
  AND NOT EXISTS (SELECT FROM inmates_placement p WHERE p.stay_id = e.stay_id AND upper(p.during) IS NULL)
UNION ALL
SELECT 'transfer', t.id, t.expected_at, n.family_name, n.given_name, '', NULL
FROM inmates_transfer t JOIN inmates_stay s ON s.id = t.stay_id JOIN inmates_person n ON n.id = s.person_id
WHERE t.to_prison_id = %(prison)s AND {EN_ROUTE} AND coalesce(t.expected_at, t.departed_at) <= %(end)s::timestamptz
ORDER BY at, id
"""  # noqa: S608  (a constant)


def of_a_receiving_unit(subject: BoardSubject, start: datetime, end: datetime) -> list[Duty]:
    return of_the_prison(subject, start, end) if receives(subject.unit_id) else []


def of_the_prison(subject: BoardSubject, start: datetime, end: datetime) -> list[Duty]:
    """Everybody of the prison; also who should have been here. One query."""
    values: dict[str, Any] = {"prison": subject.prison_id, "at": subject.at, "end": end}
    with connection.cursor() as cursor:
        cursor.execute(QUERY, values)
        names = [column.name for column in cursor.description]
        return [duty(dict(zip(names, row, strict=True)), subject.at) for row in cursor.fetchall()]


def receives(unit_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(RECEIVES, {"unit": unit_id})
        row = cursor.fetchone()
    return bool(row and row[0])


def duty(row: dict[str, Any], at: datetime) -> Duty:
    return Duty(
        key=f"{row['what']}-{row['id']}",
        title=title(row, at),
        text=f"{ArrivalSource(row['source']).label}. {_('Find a cell.')}" if row["source"] else _("Find a cell."),
        icon="truck" if row["what"] == "transfer" else "reception",
        level="warn",
        due_at=row["at"],
        href=address(row),
    )


def title(row: dict[str, Any], at: datetime) -> str:
    values = {
        "who": f"{row['family_name']}, {row['given_name']}" if row["given_name"] else row["family_name"],
        "when": display.moment(row["at"], at) if row["at"] else "",
    }
    if row["what"] == "received":
        return _("%(who)s is in the reception and has no cell") % values
    if row["at"] is not None and row["at"] <= at:
        return _("%(who)s should have come %(when)s, and has no cell") % values
    if row["what"] == "transfer":
        return _("%(who)s comes from another prison %(when)s, and has no cell") % values
    return _("%(who)s comes %(when)s, and has no cell") % values


def address(row: dict[str, Any]) -> str:
    if row["what"] == "received":
        return reverse("reception", args=[row["uuid"]])
    return reverse("transfer", args=[row["id"]]) if row["what"] == "transfer" else reverse("receptions")
