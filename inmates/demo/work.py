"""The clock of everybody who came lately: a contact officer within 48 hours (local rule CONTACT)."""

from collections.abc import Sequence
from datetime import timedelta

from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import Unit, User
from corrections.services import work
from corrections.services.law import rule_in_force
from inmates.demo.custody import Resident
from inmates.models import ContactOfficer

LATELY = 3


def start_clocks(stage: Stage, present: Sequence[Resident]) -> None:
    rule = rule_in_force("CONTACT", stage.today)
    limit = timedelta(hours=rule.parameters["limit"])
    units = {unit.code: unit for unit in Unit.objects.filter(prison__slug=SLUG).select_related("prison")}
    named = dict(ContactOfficer.objects.current().filter(is_substitute=False).values_list("stay_id", "assigned_at"))
    manager = User.objects.get(username="dale")
    for sojourn, stay in present:
        if sojourn.first > LATELY:
            continue
        unit = units[sojourn.stints[-1].unit]
        start = stay.during.lower
        clock = work.start_clock(
            rule=rule,
            subject=stay,
            prison=unit.prison,
            unit=unit,
            started_at=start,
            due_at=start + limit,
            dedupe_key=f"contact:{stay.pk}",
            at=start,
        )
        if stay.pk in named:
            work.close_clock(clock=clock, by=manager, at=named[stay.pk])
    work.escalate(at=stage.at)
