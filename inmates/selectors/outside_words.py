"""What tasks about people outside say: who is not back, who has not arrived, and where that is registered."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from corrections.models import Task
from inmates.choices import AbsenceKind
from inmates.models import Absence, Transfer
from inmates.selectors.task_words import names_of_stays


def codes_of_absence(absence_id: int) -> dict[str, object]:
    absence = Absence.objects.select_related("stay__person").get(pk=absence_id)
    person = absence.stay.person
    return {"number": person.number, "person": str(person.uuid), "absence": absence.pk, "kind": absence.kind}


def codes_of_transfer(transfer_id: int) -> dict[str, object]:
    transfer = Transfer.objects.select_related("stay__person", "from_prison", "to_prison").get(pk=transfer_id)
    return {
        "number": transfer.stay.person.number,
        "person": str(transfer.stay.person.uuid),
        "transfer": transfer.pk,
        "from": transfer.from_prison.name,
        "to": transfer.to_prison.name,
    }


def names_of_absences(absence_ids: Iterable[int]) -> dict[int, str]:
    stays = dict(Absence.objects.filter(pk__in=absence_ids).values_list("pk", "stay_id"))
    return named(stays)


def names_of_transfers(transfer_ids: Iterable[int]) -> dict[int, str]:
    stays = dict(Transfer.objects.filter(pk__in=transfer_ids).values_list("pk", "stay_id"))
    return named(stays)


def named(stays: dict[int, int]) -> dict[int, str]:
    names = names_of_stays(set(stays.values()))
    return {pk: names[stay_id] for pk, stay_id in stays.items() if stay_id in names}


def not_back(detail: Mapping[str, Any]) -> str:
    values = {"number": detail.get("number", ""), "kind": kind_of(detail)}
    return gettext("%(number)s is not back (%(kind)s). Find out where the person is, and register it.") % values


def kind_of(detail: Mapping[str, Any]) -> str:
    kind = detail.get("kind", "")
    return str(AbsenceKind(kind).label).lower() if kind in AbsenceKind.values else ""


def not_arrived(detail: Mapping[str, Any]) -> str:
    values = {"number": detail.get("number", ""), "from": detail.get("from", ""), "to": detail.get("to", "")}
    return gettext("%(number)s left %(from)s and has not arrived in %(to)s. Call the other prison.") % values


def to_absence(task: Task) -> str:
    absence = task.detail.get("absence")
    return reverse("absence", args=[absence]) if absence else ""


def to_transfer(task: Task) -> str:
    transfer = task.detail.get("transfer")
    return reverse("transfer", args=[transfer]) if transfer else ""


SUBJECTS = (
    ("inmates.absence", codes_of_absence, names_of_absences),
    ("inmates.transfer", codes_of_transfer, names_of_transfers),
)
