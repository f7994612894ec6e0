"""A contact officer within 48 hours of the reception (local rule CONTACT): the clock, and who was named in time."""

from collections.abc import Sequence
from datetime import timedelta

from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import Clock, Unit, User
from corrections.services import work
from corrections.services.law import rule_in_force
from inmates.demo.cast import NEW_WITHOUT_OFFICER
from inmates.demo.custody import Resident
from inmates.demo.day import Hands
from inmates.models import ContactOfficer
from inmates.services import care

LATELY = 3
NAMED_AFTER = timedelta(hours=30)


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


def name_officers(stage: Stage, present: Sequence[Resident], hands: Hands) -> None:
    """Whoever came before the last start has been given a contact officer since; one is still waiting."""
    manager = User.objects.get(username="dale")
    named = set(ContactOfficer.objects.current().values_list("stay_id", flat=True))
    for sojourn, stay in present:
        at = stay.during.lower + NAMED_AFTER
        if stay.pk in named or at > stage.at or sojourn.figure.family_name == NEW_WITHOUT_OFFICER:
            continue
        officer = stage.dice("contact", *sojourn.figure.name).choice(hands.officers[sojourn.stints[-1].unit])
        assigned = User.objects.get(pk=officer)
        care.assign_contact_officer(stay=stay, officer=assigned, seen=None, by=manager, at=at)
        for clock in Clock.objects.running().filter(dedupe_key=f"contact:{stay.pk}"):
            work.close_clock(clock=clock, by=manager, at=at)
