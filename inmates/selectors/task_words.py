"""What tasks of this floor say, and what a task about a stay carries: the inmate number and the person's address."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from corrections.models import Task
from inmates.models import Placement, Stay


def codes_of_stay(stay_id: int) -> dict[str, object]:
    person = Stay.objects.select_related("person").get(pk=stay_id).person
    return {"number": person.number, "person": str(person.uuid)}


def names_of_stays(stay_ids: Iterable[int]) -> dict[int, str]:
    """``Eikeland, Jonas (B2-07)``; without a cell the name alone."""
    cell = Placement.objects.current().filter(stay=OuterRef("pk")).values("bed__cell__code")[:1]
    stays = Stay.objects.filter(pk__in=stay_ids).select_related("person").annotate(cell=Subquery(cell))
    return {stay.pk: f"{stay.person.name} ({stay.cell})" if stay.cell else stay.person.name for stay in stays}


def to_person(task: Task) -> str:
    """Where a task about a stay leads; empty where it carries no person."""
    uuid = task.detail.get("person")
    return reverse("person", args=[uuid]) if uuid else ""


def choose_cells(detail: Mapping[str, Any]) -> str:
    people = int(detail["people"])
    return ngettext(
        "%(people)d person of unit %(unit)s came with a register and has no cell. Choose one.",
        "%(people)d people of unit %(unit)s came with a register and have no cell. Choose one for each.",
        people,
    ) % {"people": people, "unit": detail["unit"]}


def name_an_officer(detail: Mapping[str, Any]) -> str:
    """CONTACT: nobody has been named contact officer in the time that the rule gives."""
    return gettext("%(number)s has no contact officer yet. Name one.") % {"number": detail.get("number", "")}


def name_a_substitute(detail: Mapping[str, Any]) -> str:
    """SUBSTITUTE: the contact officer has nobody who steps in."""
    return gettext("%(number)s has no substitute for the contact officer. Name one.") % {
        "number": detail.get("number", "")
    }


def name_another_officer(detail: Mapping[str, Any]) -> str:
    """Whoever had the part no longer can. Why is nobody's business here."""
    said = {"number": detail.get("number", "")}
    if detail.get("substitute"):
        return gettext("%(number)s has no substitute for the contact officer any more. Name another.") % said
    return gettext("%(number)s has no contact officer any more. Name another.") % said


FIRST_HOURS = {
    "RIGHTS": _("%(number)s has not been told their rights in a language they understand. Do it, and tick it off."),
    "CALL": _("%(number)s has not made a call yet. Offer one, and tick it off."),
    "HEALTH": _("Health staff have not seen %(number)s since the reception. Arrange it, and tick it off."),
    "FAMILY": _("The family of %(number)s has not been told. Ask, and tick it off."),
    "CONSULATE": _("The consulate of %(number)s has not been told. Ask, and tick it off."),
}
FIRST_TALK = {
    "HEALTH": _("%(number)s would like to talk with somebody from health today. Tell the health department."),
    "HEALTH_NOW": _("%(number)s needs somebody from health now. Call the health department."),
    "OBSERVE": _("Decide how often somebody looks in on %(number)s tonight."),
}


def first_hours(item: str) -> Callable[[Mapping[str, Any]], str]:
    """The deadline of one thing of the first hours."""
    return lambda detail: str(FIRST_HOURS[item]) % {"number": detail.get("number", "")}


def first_talk(outcome: str) -> Callable[[Mapping[str, Any]], str]:
    """What the first conversation asked somebody to do."""
    return lambda detail: str(FIRST_TALK[outcome]) % {"number": detail.get("number", "")}


def stand_together(detail: Mapping[str, Any]) -> str:
    """Two who must not meet live together, or are booked together."""
    return gettext("%(number)s and %(other)s must not meet, and are together. Move one of them.") % {
        "number": detail.get("number", ""),
        "other": detail.get("other", ""),
    }


def review_apart(detail: Mapping[str, Any]) -> str:
    return gettext("%(number)s: look again at whom the person must not meet.") % {"number": detail.get("number", "")}


def review_alert(detail: Mapping[str, Any]) -> str:
    return gettext("%(number)s: look again at whether the alert stands.") % {"number": detail.get("number", "")}
