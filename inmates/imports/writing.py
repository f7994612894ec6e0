"""Writing a batch of people with everything that belongs to them, set by set, each with its history."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any

from django.utils import timezone
from psycopg.types.json import Jsonb

from corrections.bulk import insert, insert_with_history
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
    keep = partial(insert_with_history, by=by, at=at, reason=REASON)
    people = write_people(plans, keep, at)
    stays: list[Stay] = keep(stay_of(plan, person, by, at) for plan, person in zip(plans, people, strict=True))
    rows = list(zip(plans, stays, strict=True))
    keep(status for plan, stay in rows for status in bases_of(plan, stay, by, at))
    keep(placement_of(plan.bed_id, stay, by, at) for plan, stay in rows if plan.bed_id)
    keep(officer_of(plan.officer_id, stay, by, at) for plan, stay in rows if plan.officer_id)
    for key, lent in lent_columns.items():
        lent.write([(stay, plan.facts.lent[key]) for plan, stay in rows], by=by, at=at)
    insert(record_of(stay, by, at, run_id) for stay in stays)
    publish(RegisterTakenOver(at=at, by_id=by.pk if by else None, stay_ids=tuple(stay.pk for stay in stays)))


def write_people(plans: Sequence[Plan], keep: Callable[..., list[Any]], at: datetime) -> list[Person]:
    """The people of these rows, in their order: new ones, and those who were here before."""
    fresh = iter(keep(person_of(plan.facts) for plan in plans if plan.known is None))
    people = [plan.known.person if plan.known else next(fresh) for plan in plans]
    both = list(zip(plans, people, strict=True))
    keep(number for plan, person in both for number in identifiers_of(plan, person, at))
    keep(language for plan, person in both for language in languages_of(plan, person))
    keep(need for plan, person in both for need in needs_of(plan, person, at))
    return people


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


def languages_of(plan: Plan, person: Person) -> Iterable[Language]:
    return (Language(person=person, code=code) for code in plan.facts.languages if is_news(plan, "language", code))


def needs_of(plan: Plan, person: Person, at: datetime) -> Iterable[Need]:
    for label in plan.facts.diets:
        if is_news(plan, "need", label):
            yield Need(person=person, kind=NeedKind.DIET.value, label=label, during=since(at))


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
        yield LegalStatus(kind=LegalStatusKind.REMAND.value, during=between(plan.admitted_at, begins), **rest)
        yield LegalStatus(kind=plan.facts.kind, during=since(begins), **rest)
    else:
        yield LegalStatus(kind=plan.facts.kind, during=since(plan.admitted_at), **rest)


def placement_of(bed_id: int, stay: Stay, by: User | None, at: datetime) -> Placement:
    """From now on: a register tells where somebody lives, not since when."""
    return Placement(stay=stay, bed_id=bed_id, during=since(at), placed_at=at, placed_by=by)


def officer_of(officer_id: int, stay: Stay, by: User | None, at: datetime) -> ContactOfficer:
    return ContactOfficer(stay=stay, officer_id=officer_id, during=since(at), assigned_at=at, assigned_by=by)


def record_of(stay: Stay, by: User | None, at: datetime, run_id: int) -> WriteRecord:
    """Who took the person over, and in which run."""
    return WriteRecord(
        at=at,
        by=by,
        act="inmates.import_register",
        subject_type=audit.type_of(stay),
        subject_id=stay.pk,
        detail=Jsonb({"run": run_id}),
    )
