"""Every contact officer has a substitute: a quiet task where none is named in the time that rule SUBSTITUTE gives."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from corrections.choices import Urgency
from corrections.models import RuleVersion, Task, User
from corrections.rules import OSLO, due_after
from corrections.services import law, work
from inmates.models import ContactOfficer, Placement

RULE = "SUBSTITUTE"
KIND = "inmates.name_a_substitute"


def waiting_stays(at: datetime) -> list[int]:
    """Stays in custody that have had a contact officer for as long as the rule gives, and no substitute."""
    try:
        rule = law.rule_in_force(RULE, at.astimezone(OSLO).date())
    except RuleVersion.DoesNotExist:
        return []
    substitute = ContactOfficer.objects.current().filter(stay=OuterRef("stay"), is_substitute=True)
    asked = Task.objects.filter(
        kind=KIND, subject_type="inmates.stay", subject_id=OuterRef("stay"), done_at__isnull=True
    )
    alone = ContactOfficer.objects.current().filter(
        ~Exists(substitute), ~Exists(asked), is_substitute=False, stay__during__endswith__isnull=True
    )
    found = alone.order_by("pk").values_list("stay", "during")
    limit, unit = rule.parameters["limit"], rule.parameters["unit"]
    return [stay for stay, during in found if due_after(during.lower, limit, unit) <= at]


@transaction.atomic
def ask_for_a_substitute(*, stay_id: int, by: User | None, at: datetime) -> Task | None:
    """For information, to the duty manager of where the person lives. Once for each contact officer."""
    homes = Placement.objects.current().filter(stay=stay_id)
    home = homes.select_related("bed__cell__unit__prison", "stay__person").order_by("pk").first()
    main = ContactOfficer.objects.current().filter(stay=stay_id, is_substitute=False).order_by("pk").first()
    if home is None or main is None:
        return None
    unit, person = home.bed.cell.unit, home.stay.person
    return work.create_task(
        kind=KIND,
        detail={"number": person.number, "person": str(person.uuid)},
        role="DUTY_MANAGER",
        prison=unit.prison,
        unit=unit,
        urgency=Urgency.QUIET,
        dedupe_key=f"substitute:{main.pk}",
        subject_type="inmates.stay",
        subject_id=stay_id,
        by=by,
        at=at,
    )


def stop_asking(*, stay_id: int, by: User | None, at: datetime, outcome: str) -> None:
    """A substitute is named, or the person has left."""
    asked = Task.objects.select_for_update().filter(kind=KIND, subject_type="inmates.stay", subject_id=stay_id)
    for task in asked.filter(done_at__isnull=True).order_by("pk"):
        task.done_at, task.done_by, task.outcome = at, by, outcome
        task.save(update_fields=["done_at", "done_by", "outcome"])
