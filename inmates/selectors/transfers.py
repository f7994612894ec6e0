"""Transfers as the two prisons see them, and what can be chosen for an order."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.choices import SecurityLevel
from corrections.models import Bed, Prison, Unit
from corrections.rules import OSLO
from inmates.choices import CommitmentKind, LogKind
from inmates.models import Commitment, LogEntry, Placement, Transfer
from inmates.models.person import HOLDER
from inmates.permissions import CustodyPerm
from inmates.selectors.beds import options

TALKS = 20
SHOWN_AFTER = timedelta(days=1)


def holder_of(stay_id: int) -> Prison | None:
    """Who holds somebody without a bed: the prison of the last bed or arrival, else the one that received them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HOLDER} FROM inmates_stay s WHERE s.id = %s", [stay_id])  # noqa: S608  (a constant)
        row = cursor.fetchone()
    return Prison.objects.filter(pk=row[0]).order_by("pk").first() if row and row[0] else None


def in_sight(access: Access) -> QuerySet[Transfer]:
    """Those out of the prisons in reach, and into them from the departure on."""
    prisons = access.prisons(CustodyPerm.VIEW)
    here = Placement.objects.current().filter(bed__cell__unit__in=access.units(CustodyPerm.VIEW)).values("stay")
    mine = Q(stay__in=here) | Q(from_prison__in=prisons) | Q(to_prison__in=prisons, departed_at__isnull=False)
    return Transfer.objects.filter(mine).select_related(
        "stay__person",
        "from_prison",
        "to_prison",
        "ordered_by",
        "departed_by",
        "arrived_by",
        "turned_back_by",
        "cancelled_by",
    )


def of_prison(prison_id: int, at: datetime) -> dict[str, list[Transfer]]:
    """On the way to and from a prison, ordered, and what ended in the last day. One query."""
    both = Transfer.objects.filter(Q(from_prison=prison_id) | Q(to_prison=prison_id))
    recent = Q(arrived_at__gt=at - SHOWN_AFTER) | Q(turned_back_at__gt=at - SHOWN_AFTER)
    found = both.filter(
        recent | Q(arrived_at__isnull=True, turned_back_at__isnull=True, cancelled_at__isnull=True)
    ).select_related("stay__person", "from_prison", "to_prison", "departed_by", "arrived_by")
    groups: dict[str, list[Transfer]] = {"coming": [], "leaving": [], "ordered": [], "ended": []}
    for transfer in found.order_by("planned_on", "expected_at", "pk"):
        groups[group_of(transfer, prison_id)].append(transfer)
    return groups


def group_of(transfer: Transfer, prison_id: int) -> str:
    if transfer.arrived_at is not None or transfer.turned_back_at is not None:
        return "ended"
    if transfer.departed_at is None:
        return "ordered"
    return "coming" if transfer.to_prison_id == prison_id else "leaving"


def open_of(stay_id: int) -> Transfer | None:
    found = Transfer.objects.open().filter(stay=stay_id).select_related("to_prison", "from_prison", "ordered_by")
    return found.order_by("pk").first()


# ---- what an order is made of -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Goal:
    """A prison and the security level there."""

    prison: Prison
    level: str

    @property
    def key(self) -> str:
        return f"{self.prison.pk}:{self.level}"

    @property
    def level_name(self) -> str:
        return str(SecurityLevel(self.level).label).lower()


def destinations(from_prison_id: int | None) -> list[Goal]:
    """Each level that another prison has, in the order of their names."""
    units = Unit.objects.exclude(prison=from_prison_id).select_related("prison")
    goals = {(unit.prison_id, unit.security_level): Goal(unit.prison, unit.security_level) for unit in units}
    return sorted(goals.values(), key=lambda goal: (goal.prison.name, SecurityLevel.values.index(goal.level)))


def destination(key: str, from_prison_id: int | None) -> Goal | None:
    return next((goal for goal in destinations(from_prison_id) if goal.key == key), None)


def conversations(person_id: int, at: datetime) -> list[LogEntry]:
    """Conversations with the person that ground c can rest on, newest first."""
    talks = LogEntry.objects.filter(person=person_id, kind=LogKind.CONVERSATION, happened_at__lte=at)
    return list(talks.select_related("written_by").order_by("-happened_at", "-pk")[:TALKS])


def talk_choices(person_id: int, at: datetime) -> list[tuple[int, str]]:
    return [
        (talk.pk, f"{display.moment(talk.happened_at, at)}: {talk.text[:70]}") for talk in conversations(person_id, at)
    ]


def order_of(goal: Goal, data: dict[str, Any], person_id: int, at: datetime) -> dict[str, Any]:
    """What ``services.transfers.Order`` takes."""
    talk = next((talk for talk in conversations(person_id, at) if talk.pk == data["conversation"]), None)
    kept = {key: data[key] for key in ("ground", "facts", "necessity", "planned_on")}
    return {"to_prison": goal.prison, "to_level": goal.level, "conversation": talk, **kept}


def today(at: datetime) -> date:
    return at.astimezone(OSLO).date()


# ---- the page of one ---------------------------------------------------------------------------------------------
def acts_of(transfer: Transfer, access: Access) -> frozenset[str]:
    """What this user can do about it as it stands: each prison on its side."""
    if transfer.cancelled_at or transfer.arrived_at or transfer.turned_back_at:
        return frozenset()
    here = access.may(CustodyPerm.TRANSFER, prison_id=transfer.from_prison_id)
    there = access.may(CustodyPerm.TRANSFER, prison_id=transfer.to_prison_id)
    if transfer.departed_at is None:
        return frozenset({"leave", "cancel"} if here else ())
    return frozenset({*(["turn_back"] if here else []), *(["arrive"] if there else [])})


def free_beds(transfer: Transfer, at: datetime) -> list[tuple[str, list[tuple[int, str]]]]:
    """The beds that can be given on arrival, unit by unit. Those of another level than ordered are left out."""
    units = Unit.objects.filter(prison=transfer.to_prison_id, security_level=transfer.to_level)
    beds = Bed.objects.filter(cell__unit__in=units).values_list("pk", flat=True)
    groups: dict[str, list[tuple[int, str]]] = {}
    for option in options(transfer.stay, None, at, bed_ids=list(beds), transfer_decision=True):
        if not option.objections:
            cell = option.bed.cell
            note = f" ({option.warnings[0]})" if option.warnings else ""
            groups.setdefault(cell.unit.name, []).append((option.bed.pk, f"{cell.code}{note}"))
    return list(groups.items())


def bed_of(pk: int | None) -> Bed | None:
    return Bed.objects.select_related("cell__unit").get(pk=pk) if pk else None


def fallen_away(transfer: Transfer, at: datetime) -> list[str]:
    """What the departure of somebody who was turned back cancelled and could still happen, in words."""
    if transfer.turned_back_at is None or transfer.departed_at is None:
        return []
    cancelled = Commitment.objects.filter(
        stay=transfer.stay_id,
        cancelled_at__range=(transfer.departed_at, transfer.turned_back_at),
        during__startswith__gt=at,
    ).exclude(kind__in=(CommitmentKind.COURT, CommitmentKind.TRANSPORT))
    text = _("%(what)s, %(when)s")
    return [
        text % {"what": booked.label, "when": display.moment(booked.during.lower, at)}
        for booked in cancelled.order_by("during")
    ]


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a transfer stands, in a sentence, and how late it is."""

    text: str
    level: str = ""


def stands(transfer: Transfer, at: datetime) -> Stands:
    state = words(transfer)
    values = {
        "who": state["who"] or _("the system"),
        "when": display.moment(state["when"], at),
        "expected": display.moment(transfer.expected_at, at) if transfer.expected_at else "",
        "from": transfer.from_prison.name,
        "to": transfer.to_prison.name,
    }
    if state["state"] == "en_route" and transfer.expected_at and transfer.expected_at <= at:
        late = int((at - transfer.expected_at).total_seconds() // 60)
        text = _("Left %(from)s %(when)s. Expected in %(to)s %(expected)s: %(late)d minutes late.")
        return Stands(text % {**values, "late": late}, "bad")
    sentences = {
        "ordered": _("Ordered by %(who)s %(when)s. Has not left %(from)s."),
        "en_route": _("Left %(from)s %(when)s. Expected in %(to)s %(expected)s."),
        "arrived": _("Arrived in %(to)s %(when)s, received by %(who)s."),
        "turned_back": _("Turned back to %(from)s %(when)s, registered by %(who)s."),
        "cancelled": _("Cancelled by %(who)s %(when)s."),
    }
    return Stands(sentences[state["state"]] % values, "warn" if state["state"] == "en_route" else "")


def state_of(transfer: Transfer) -> str:
    """Where it stands, in a word or two."""
    names = {
        "ordered": _("Ordered"),
        "en_route": _("On the way"),
        "arrived": _("Arrived"),
        "turned_back": _("Turned back"),
        "cancelled": _("Cancelled"),
    }
    return names[words(transfer)["state"]]


def words(transfer: Transfer) -> dict[str, Any]:
    """Where it stands, as one of the five words that the page has sentences for."""
    if transfer.cancelled_at is not None:
        return {"state": "cancelled", "when": transfer.cancelled_at, "who": transfer.cancelled_by}
    if transfer.turned_back_at is not None:
        return {"state": "turned_back", "when": transfer.turned_back_at, "who": transfer.turned_back_by}
    if transfer.arrived_at is not None:
        return {"state": "arrived", "when": transfer.arrived_at, "who": transfer.arrived_by}
    if transfer.departed_at is not None:
        return {"state": "en_route", "when": transfer.departed_at, "who": transfer.departed_by}
    return {"state": "ordered", "when": transfer.ordered_at, "who": transfer.ordered_by}
