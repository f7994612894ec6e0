"""Keys, radios, alarms and tools of a unit: how many there should be, and how many there were when somebody looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from corrections import display
from inmates.selectors.whereabouts import SHORT_NAME
from security.choices import EquipmentKind

QUERY = f"""
SELECT e.id, e.kind, e.name, coalesce(k.expected, e.expected) AS expected, e.expected AS wanted, k.in_place, k.note,
  k.checked_at, k.handover_id, coalesce({SHORT_NAME.format("w")}, '') AS checked_by
FROM security_unitequipment e
LEFT JOIN LATERAL (SELECT x.* FROM security_equipmentcheck x WHERE x.equipment_id = e.id AND x.checked_at <= %(at)s
                   ORDER BY x.checked_at DESC, x.id DESC LIMIT 1) k ON true
LEFT JOIN corrections_user w ON w.id = k.checked_by_id
WHERE e.unit_id = %(unit)s AND e.expected > 0
ORDER BY array_position(%(kinds)s::text[], e.kind::text), e.name
"""  # noqa: S608  (joined from constants; values are parameters)
COUNTED = (EquipmentKind.KEYS, EquipmentKind.RADIO)


@dataclass(frozen=True, slots=True)
class Item:
    """``in_place`` is ``None`` until somebody has looked."""

    id: int
    kind: str
    name: str
    expected: int
    in_place: int | None
    note: str
    when: str
    by: str
    handover_id: int | None

    @property
    def is_right(self) -> bool:
        return self.in_place == self.expected

    @property
    def words(self) -> str:
        """``Nøkler 14 of 14``; for an alarm, when it was tested."""
        if self.in_place is None:
            return _("%(what)s: not checked yet") % {"what": self.name}
        values = {"what": self.name, "found": self.in_place, "expected": self.expected, "when": self.when}
        if self.kind == EquipmentKind.ALARM and self.is_right:
            return _("%(what)s: tested %(when)s") % values
        return _("%(what)s: %(found)d of %(expected)d, %(when)s") % values


def of_unit(unit_id: int, at: datetime) -> list[Item]:
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"unit": unit_id, "at": at, "kinds": EquipmentKind.values})
        names = [column.name for column in cursor.description]
        return [item(dict(zip(names, row, strict=True)), at) for row in cursor.fetchall()]


def item(row: dict[str, Any], at: datetime) -> Item:
    return Item(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        expected=row["expected"],
        in_place=row["in_place"],
        note=row["note"] or "",
        when=display.moment(row["checked_at"], at) if row["checked_at"] else "",
        by=row["checked_by"],
        handover_id=row["handover_id"],
    )


def counted(items: Iterable[Item]) -> list[list[Any]]:
    """``[kind, in place, expected]`` of keys and radios, as a signed handover keeps them; unknown: ``None``."""
    found = []
    listed = list(items)
    for kind in COUNTED:
        mine = [one for one in listed if one.kind == kind]
        if mine:
            known = all(one.in_place is not None for one in mine)
            in_place = sum(one.in_place or 0 for one in mine) if known else None
            found.append([kind.value, in_place, sum(one.expected for one in mine)])
    return found
