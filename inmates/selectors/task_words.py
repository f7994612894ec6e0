"""What tasks of this floor say, and what a task about a stay carries: the inmate number and the person's address."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from corrections.models import Task
from inmates.models import Stay


def codes_of_stay(stay_id: int) -> dict[str, object]:
    person = Stay.objects.select_related("person").get(pk=stay_id).person
    return {"number": person.number, "person": str(person.uuid)}


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
