"""Writing a batch of people with everything that belongs to them, set by set, each with its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from corrections.events import publish
from corrections.models import Prison, User, WriteRecord
from corrections.periods import between, since
from corrections.services import audit
from inmates.choices import LegalStatusKind, NeedKind
from inmates.events import RegisterTakenOver
from inmates.imports.house import Known
from inmates.imports.lent import lent_columns
from inmates.imports.register_rows import Facts
from inmates.models import ContactOfficer, Identifier, Language, LegalStatus, Need, Person, Placement, Stay

M = TypeVar("M", bound=models.Model)
REASON = "register"


@dataclass(frozen=True, slots=True)
class Plan:
    """A row that will be written: who, where, and in whose bed nobody lies."""

    facts: Facts
    prison: Prison
    bed_id: int | None
    known: Known | None
    officer_id: int | None
    admitted_at: datetime


def write(plans: Sequence[Plan], *, by: User | None, at: datetime, run_id: int) -> None:
    """Everything that the rows say, in the caller's transaction."""
    if not plans:
        return
    people = write_people(plans, by, at)
    stays = keep(Stay, (stay_of(plan, person, by, at) for plan, person in zip(plans, people, strict=True)), by, at)
    rows = list(zip(plans, people, stays, strict=True))
    keep(LegalStatus, (status for plan, _p, stay in rows for status in bases_of(plan, stay, by, at)), by, at)
    keep(Placement, (placement_of(plan.bed_id, stay, by, at) for plan, _p, stay in rows if plan.bed_id), by, at)
    keep(
        ContactOfficer,
        (officer_of(plan.officer_id, stay, by, at) for plan, _p, stay in rows if plan.officer_id),
        by,
        at,
    )
    for key, lent in lent_columns.items():
        lent.write([(stay, plan.facts.lent[key]) for plan, _p, stay in rows], by=by, at=at)
    record(stays, by, at, run_id)
    publish(RegisterTakenOver(at=at, by_id=by.pk if by else None, stay_ids=tuple(stay.pk for stay in stays)))


def write_people(plans: Sequence[Plan], by: User | None, at: datetime) -> list[Person]:
    """The people of these rows, in their order: new ones, and those who were here before."""
    new = keep(Person, (person_of(plan.facts) for plan in plans if plan.known is None), by, at)
    fresh = iter(new)
    people = [plan.known.person if plan.known else next(fresh) for plan in plans]
    both = list(zip(plans, people, strict=True))
    keep(Identifier, (number for plan, person in both for number in identifiers_of(plan, person, at)), by, at)
    keep(
        Language,
        (
            Language(person=person, code=code)
            for plan, person in both
            for code in plan.facts.languages
            if is_news(plan, "language", code)
        ),
        by,
        at,
    )
    keep(
        Need,
        (
            Need(person=person, kind=NeedKind.DIET, label=label, during=since(at))
            for plan, person in both
            for label in plan.facts.diets
            if is_news(plan, "need", label)
        ),
        by,
        at,
    )
    return people


def keep(model: type[M], rows: Iterable[M], by: User | None, at: datetime) -> list[M]:
    """Insert all of them at once, and their history beside them."""
    rows = list(rows)
    if not rows:
        return []
    kept: list[M] = bulk_create_with_history(
        rows, model, default_user=by, default_date=at, default_change_reason=REASON
    )
    return kept


def is_news(plan: Plan, kind: str, value: str) -> bool:
    return plan.known is None or (kind, value) not in plan.known.has


def person_of(facts: Facts) -> Person:
    return Person(
        number=facts.number,
        family_name=facts.family,
        given_name=facts.given,
        birth_date=facts.born,
        sex=facts.sex,
        nationality=facts.nationality,
    )


def identifiers_of(plan: Plan, person: Person, at: datetime) -> Iterable[Identifier]:
    number = plan.facts.identity
    if number is not None and (plan.known is None or number.kind not in plan.known.identities):
        yield Identifier(person=person, kind=number.kind, value=number.value, during=since(at))


def stay_of(plan: Plan, person: Person, by: User | None, at: datetime) -> Stay:
    return Stay(
        person=person,
        during=since(plan.admitted_at),
        admitted_at=at,
        admitted_by=by,
        reception_prison=plan.prison,
        note=plan.facts.note,
    )


def bases_of(plan: Plan, stay: Stay, by: User | None, at: datetime) -> Iterable[LegalStatus]:
    """The legal basis; who was held before the judgment was held on remand until then (inn-fskr. s. 1)."""
    rest: dict[str, Any] = {"stay": stay, "basis": plan.facts.status[:160], "registered_at": at, "registered_by": by}
    begins = datetime.combine(plan.facts.basis_since, time(), tzinfo=timezone.get_default_timezone())
    if plan.facts.kind != LegalStatusKind.REMAND and plan.admitted_at < begins <= at:
        yield LegalStatus(kind=LegalStatusKind.REMAND, during=between(plan.admitted_at, begins), **rest)
        yield LegalStatus(kind=plan.facts.kind, during=since(begins), **rest)
    else:
        yield LegalStatus(kind=plan.facts.kind, during=since(plan.admitted_at), **rest)


def placement_of(bed_id: int, stay: Stay, by: User | None, at: datetime) -> Placement:
    """From now on: a register tells where somebody lives, not since when."""
    return Placement(stay=stay, bed_id=bed_id, during=since(at), reason=REASON, placed_at=at, placed_by=by)


def officer_of(officer_id: int, stay: Stay, by: User | None, at: datetime) -> ContactOfficer:
    return ContactOfficer(stay=stay, officer_id=officer_id, during=since(at), assigned_at=at, assigned_by=by)


def record(stays: Sequence[Stay], by: User | None, at: datetime, run_id: int) -> None:
    """Who took each of them over, and in which run."""
    WriteRecord.objects.bulk_create(
        WriteRecord(
            at=at,
            by=by,
            act="inmates.import_register",
            subject_type=audit.type_of(stay),
            subject_id=stay.pk,
            detail={"run": run_id},
        )
        for stay in stays
    )
