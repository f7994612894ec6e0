"""Who is expected, who is being received, and how each desk of a reception stands."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse

from corrections import display
from corrections.access import Access
from corrections.models import Clock, Prison, Unit
from corrections.rules import OSLO
from inmates.choices import ArrivalSource, ReceptionDesk
from inmates.models import (
    ExpectedArrival,
    Language,
    LegalStatus,
    Photo,
    Placement,
    PropertyItem,
    Reception,
    ReceptionStep,
    Transfer,
)
from inmates.permissions import CustodyPerm, ReceptionPerm
from inmates.rules.first_hours import ITEMS
from inmates.rules.reception import DESKS, missing, outstanding

NEEDS_PLACE = frozenset({"BASIS", "CELL"})


@dataclass(frozen=True, slots=True)
class DeskState:
    """A desk as the page shows it: done (by whom, when), open, or waiting for another (``needs``)."""

    code: str
    slug: str
    title: str
    done: bool
    note: str
    needs: str
    version: int
    may: bool
    closes: bool

    @property
    def is_open(self) -> bool:
        return not self.needs


def reach(access: Access) -> frozenset[int]:
    """The prisons whose reception a user may work in: the whole prison, or any unit of it."""
    units = access.units(ReceptionPerm.RUN)
    of_units = Unit.objects.filter(pk__in=units).values_list("prison_id", flat=True) if units else ()
    return access.prisons(ReceptionPerm.RUN) | frozenset(of_units)


def prisons_of(access: Access) -> list[Prison]:
    return list(Prison.objects.filter(pk__in=reach(access)).order_by("name", "pk"))


# ---- who is expected ------------------------------------------------------------
def expected(prison_id: int, at: datetime) -> list[dict[str, Any]]:
    """Who is to come today, and who should have come, by where they come from. One query."""
    tomorrow = datetime.combine(at.astimezone(OSLO).date() + timedelta(days=1), time.min, OSLO)
    rows = ExpectedArrival.objects.due_by(tomorrow).filter(prison=prison_id)
    rows = rows.select_related("reservation__bed__cell").order_by("expected_at", "pk")
    groups: dict[str, list[ExpectedArrival]] = {}
    for row in rows:
        groups.setdefault(row.source, []).append(row)
    return [{"title": source.label, "rows": groups[source]} for source in ArrivalSource if source in groups]


def on_the_way(prison_id: int, access: Access) -> list[dict[str, Any]]:
    """Who has left another prison for this one. They get their cell when they arrive; ``href`` is where. One query."""
    rows = Transfer.objects.en_route().filter(to_prison=prison_id).select_related("stay__person", "from_prison")
    seen = prison_id in access.prisons(CustodyPerm.VIEW)
    return [
        {"transfer": row, "name": row.stay.person.name, "href": reverse("transfer", args=[row.pk]) if seen else ""}
        for row in rows.order_by(F("expected_at").asc(nulls_last=True), "pk")
    ]


def later(prison_id: int, at: datetime) -> list[ExpectedArrival]:
    tomorrow = datetime.combine(at.astimezone(OSLO).date() + timedelta(days=1), time.min, OSLO)
    rows = ExpectedArrival.objects.waited_for().filter(prison=prison_id, expected_at__gte=tomorrow)
    return list(rows.order_by("expected_at", "pk")[:20])


def arrival_of(uuid: UUID, access: Access) -> ExpectedArrival | None:
    found = ExpectedArrival.objects.filter(uuid=uuid, prison__in=reach(access)).select_related("prison")
    return found.order_by("pk").first()


# ---- who is being received ------------------------------------------------------------
def in_reception(prison_id: int, at: datetime) -> list[dict[str, Any]]:
    """The receptions that go on: how long, what is left, and who did what last. Four queries whatever their number."""
    rows = list(opened().filter(prison=prison_id).order_by("started_at", "pk"))
    steps = latest([row.pk for row in rows])
    placed = set(
        Placement.objects.current()
        .filter(stay__in=[row.stay_id for row in rows if row.stay_id])
        .values_list("stay_id", flat=True)
    )
    return [line(row, steps.get(row.pk, {}), row.stay_id in placed, at) for row in rows]


def line(row: Reception, steps: dict[str, ReceptionStep], placed: bool, at: datetime) -> dict[str, Any]:
    left = outstanding(done_of(row, steps, placed))
    newest = max(steps.values(), key=lambda step: (step.done_at, step.pk), default=None)
    return {
        "reception": row,
        "name": row.person.name if row.person else row.arrival.name,
        "minutes": int((at - row.started_at).total_seconds() // 60),
        "left": [ReceptionDesk(code).label for code in left],
        "total": len([desk for desk in DESKS if desk.closes]),
        "done": len([desk for desk in DESKS if desk.closes]) - len(left),
        "last": newest,
    }


def opened() -> QuerySet[Reception]:
    return Reception.objects.open().select_related("arrival", "person", "stay", "prison", "started_by")


def reception_of(uuid: UUID, access: Access) -> Reception | None:
    found = Reception.objects.filter(uuid=uuid, prison__in=reach(access))
    found = found.select_related("arrival", "person", "stay", "prison", "started_by", "completed_by", "cancelled_by")
    return found.order_by("pk").first()


# ---- how the desks stand ------------------------------------------------------------
def latest(reception_ids: list[int]) -> dict[int, dict[str, ReceptionStep]]:
    """The last version of each desk, by reception and desk. One query."""
    found: dict[int, dict[str, ReceptionStep]] = {}
    rows = ReceptionStep.objects.filter(reception__in=reception_ids).select_related("done_by")
    for step in rows.order_by("version", "pk"):
        found.setdefault(step.reception_id, {})[step.desk] = step
    return found


def done_of(reception: Reception, steps: dict[str, ReceptionStep], placed: bool) -> set[str]:
    done = {desk for desk, step in steps.items() if not step.is_undone}
    if placed:
        done.add("CELL")
    if reception.stay_id is not None:
        done.add("BASIS")
    return done


def done(reception: Reception) -> set[str]:
    """The desks that are done now."""
    placed = reception.stay_id is not None and Placement.objects.current().filter(stay=reception.stay_id).exists()
    return done_of(reception, latest([reception.pk]).get(reception.pk, {}), placed)


def desks(reception: Reception, access: Access, at: datetime) -> list[DeskState]:
    """Every desk in its order."""
    steps = latest([reception.pk]).get(reception.pk, {})
    placed = reception.stay_id is not None and Placement.objects.current().filter(stay=reception.stay_id).exists()
    ready = done_of(reception, steps, placed)
    if reception.stay_id is not None and not running(reception.stay_id):
        ready.add("HOURS")
    may_place = access.may(CustodyPerm.PLACE, prison_id=reception.prison_id)
    return [
        DeskState(
            code=desk.code,
            slug=desk.code.lower(),
            title=str(ReceptionDesk(desk.code).label),
            done=desk.code in ready,
            note=words(steps.get(desk.code), at),
            needs=", ".join(str(ReceptionDesk(need).label) for need in missing(desk.code, ready)),
            version=steps[desk.code].version if desk.code in steps else 0,
            may=may_place or desk.code not in NEEDS_PLACE,
            closes=desk.closes,
        )
        for desk in DESKS
    ]


def words(step: ReceptionStep | None, at: datetime) -> str:
    return f"{step.done_by or ''} {display.moment(step.done_at, at)}".strip() if step and not step.is_undone else ""


def running(stay_id: int) -> bool:
    return Clock.objects.running().filter(dedupe_key__in=[f"first:{item}:{stay_id}" for item in ITEMS]).exists()


# ---- what single desks show ------------------------------------------------------------
def things_of(reception: Reception) -> list[PropertyItem]:
    return list(PropertyItem.objects.filter(stay=reception.stay_id).order_by("pk")) if reception.stay_id else []


def basis_of(reception: Reception) -> LegalStatus | None:
    """What the person was admitted on."""
    return LegalStatus.objects.filter(stay=reception.stay_id).order_by("during").first() if reception.stay_id else None


def languages_of(reception: Reception) -> dict[str, Any]:
    """What is known of the languages, so that saving again loses none."""
    known = list(Language.objects.filter(person=reception.person_id)) if reception.person_id else []
    interpreter = any(language.needs_interpreter for language in known)
    return {"languages": [language.code for language in known], "needs_interpreter": interpreter}


def has_photo(reception: Reception) -> bool:
    return reception.person_id is not None and Photo.objects.filter(person=reception.person_id).exists()
