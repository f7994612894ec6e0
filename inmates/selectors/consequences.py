"""Everything that a change in somebody's life breaks or touches, from every app that knows something.

One query a source, asked only of those who hold its permission where the person lives. Whoever is about to move,
transfer or release somebody reads this before the confirmation.
"""

from corrections.access import Access
from inmates.models import Placement, Stay
from inmates.registries import Change, Consequence, Subject, consequence_sources

GRAVE_FIRST = {"bad": 0, "warn": 1, "quiet": 2}


def of(change: Change, access: Access) -> list[Consequence]:
    """The consequences of ``change``, the gravest first, in the order of the floors within one level."""
    subject = subject_of(change.stay_id)
    found = [
        consequence
        for source in consequence_sources.values()
        if subject.allows(access, source.perm)
        for consequence in source.load(change)
    ]
    return sorted(found, key=lambda consequence: GRAVE_FIRST[consequence.level])


def subject_of(stay_id: int) -> Subject:
    """Who it is and where they live: what permissions are asked about."""
    stay = Stay.objects.select_related("person").get(pk=stay_id)
    home = Placement.objects.current().filter(stay=stay).select_related("bed__cell__unit").order_by("pk").first()
    return Subject(
        person_id=stay.person_id,
        uuid=stay.person.uuid,
        stay_id=stay.pk,
        unit_id=home.bed.cell.unit_id if home else None,
        prison_id=home.bed.cell.unit.prison_id if home else stay.reception_prison_id,
    )
