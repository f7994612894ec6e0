"""What a unit should have of keys, radios and tools, and what was in place when somebody looked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import Unit, User
from corrections.refusals import Refusal, explained
from corrections.services import audit
from security.choices import EquipmentKind
from security.models import EquipmentCheck, UnitEquipment
from security.rules.handover import Slot
from security.services import handovers

MOST = 999


class EquipmentRefused(Refusal):
    code = "equipment_refused"


@explained()
@transaction.atomic
def keep(*, unit: Unit, kind: str, name: str, expected: int, by: User, at: datetime) -> UnitEquipment:
    """The unit has ``expected`` of these. The same name again changes the number; 0 takes it off the list."""
    words = " ".join(name.split())
    if not words:
        raise EquipmentRefused(_("Write what it is called."), code="no_name")
    if kind not in EquipmentKind.values:
        raise EquipmentRefused(_("Choose what it is from the list."), code="unknown_kind")
    if not 0 <= expected <= MOST:
        raise EquipmentRefused(_("Write a number from 0 to %(most)d.") % {"most": MOST}, code="number")
    row, is_new = UnitEquipment.objects.select_for_update().get_or_create(
        unit=unit, name=words, defaults={"kind": kind, "expected": expected, "changed_at": at, "changed_by": by}
    )
    if not is_new:
        row.kind, row.expected, row.changed_at, row.changed_by = kind, expected, at, by
        row.save(update_fields=["kind", "expected", "changed_at", "changed_by"])
    audit.record_write(by=by, at=at, act="security.keep_equipment", subject=row, detail={"expected": expected})
    return row


@explained()
@transaction.atomic
def check(
    *, unit: Unit, slot: Slot, found: Mapping[int, tuple[int, str]], by: User, at: datetime
) -> list[EquipmentCheck]:
    """``{equipment id: (in place, where the rest is)}``. What is missing is explained, or nothing is written."""
    row = handovers.begin(unit, slot, at)
    listed = {item.pk: item for item in UnitEquipment.objects.filter(unit=unit, expected__gt=0, pk__in=found)}
    checks = []
    for pk, item in sorted(listed.items()):
        in_place, note = found[pk][0], " ".join(found[pk][1].split())
        refuse_unexplained(item, in_place, note)
        checks.append(
            EquipmentCheck.objects.create(
                equipment=item,
                handover=row,
                expected=item.expected,
                in_place=in_place,
                note=note,
                checked_at=at,
                checked_by=by,
            )
        )
    audit.record_write(by=by, at=at, act="security.check_equipment", subject=row, detail={"checks": len(checks)})
    return checks


def refuse_unexplained(item: UnitEquipment, in_place: int, note: str) -> None:
    if not 0 <= in_place <= MOST:
        raise EquipmentRefused(_("Write a number from 0 to %(most)d.") % {"most": MOST}, code="number")
    if in_place != item.expected and not note:
        raise EquipmentRefused(
            _("%(what)s: %(found)d of %(expected)d. Say where the missing ones are, or who looks for them.")
            % {"what": item.name, "found": in_place, "expected": item.expected},
            code="unexplained",
        )
