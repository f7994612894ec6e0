"""Every night all confirmed dates are held against what is entered, and against the law of the day.

Where they no longer agree, the caseworker gets a task; the dates themselves are never changed but by two people. It
runs in batches, each a transaction of its own that also says how far it came: killed in the middle and run again,
every person is still looked at exactly once a night.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from corrections.choices import Role, Urgency
from corrections.models import Task
from corrections.services import task_lists
from corrections.services.task_lists import WantedTask
from sentencing.calculation import in_order, still_holds
from sentencing.law import law_on
from sentencing.models import Calculation, Judgment, Recalculation
from sentencing.services.second_person import SUBJECT, places_of

BATCH = 10_000
KIND = "dates.OUTDATED"
# what ``sentencing.calculation.basis_of`` says, but for the version of the rules: a test holds the two together.
# l: one row of LATEST
FACTS = """
jsonb_build_object(
  'admitted_on', (lower(l.during) AT TIME ZONE 'Europe/Oslo')::date,
  'judgments', coalesce((
    SELECT jsonb_agg(jsonb_build_object(
        'id', j.id, 'kind', j.kind, 'judged_on', j.judged_on, 'years', j.years, 'months', j.months, 'days', j.days,
        'minimum_years', j.minimum_years, 'minimum_months', j.minimum_months, 'credit_days', j.credit_days)
      || CASE WHEN j.kind = 'PREVENTIVE' THEN (
           SELECT CASE WHEN count(*) = 0 THEN '{}'::jsonb ELSE jsonb_build_object('extensions',
             jsonb_agg(jsonb_build_object('on', e.judged_on, 'months', e.years * 12 + e.months)
                       ORDER BY e.judged_on, e.id)) END
           FROM sentencing_extension e WHERE e.judgment_id = j.id AND e.is_granted) ELSE '{}'::jsonb END
      || CASE WHEN j.amount > 0 THEN (
           SELECT jsonb_build_object('amount', j.amount, 'fulfilled', coalesce(sum(f.amount), 0),
                                     'fulfilled_on', coalesce(max(f.on)::text, ''))
           FROM sentencing_fulfilled f WHERE f.judgment_id = j.id AND f.annulled_at IS NULL) ELSE '{}'::jsonb END
      ORDER BY j.judged_on, j.id)
    FROM sentencing_judgment j WHERE j.stay_id = l.stay_id), '[]'::jsonb),
  'not_counted', coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', n.id, 'reason', n.reason, 'from', lower(n.days), 'to', upper(n.days),
                                        'days', upper(n.days) - lower(n.days)) ORDER BY n.days, n.id)
    FROM sentencing_notcounted n WHERE n.stay_id = l.stay_id AND n.annulled_at IS NULL), '[]'::jsonb))
"""
# the dates that count, or wait to: of everybody who has confirmed ones and is here
LATEST = """
SELECT DISTINCT ON (c.stay_id) c.stay_id, c.number AS nth, c.basis, c.rule_version, s.during, s.person_id
FROM sentencing_calculation c JOIN inmates_stay s ON s.id = c.stay_id
WHERE c.withdrawn_at IS NULL AND (upper(s.during) IS NULL OR upper(s.during) > %(at)s)
  AND EXISTS (SELECT FROM sentencing_calculation k WHERE k.stay_id = c.stay_id AND k.confirmed_at IS NOT NULL)
  AND c.stay_id > %(after)s AND c.stay_id <= %(to)s
ORDER BY c.stay_id, c.number DESC
"""
# how far a batch reaches, so that its own statement need not read what lies behind it
REACH = """
SELECT max(stay_id) FROM (
  SELECT stay_id FROM sentencing_calculation WHERE stay_id > %(after)s ORDER BY stay_id, number LIMIT %(size)s) b
"""
# the people of a batch in one reading: how many they are, then those whose facts differ and those that another version
# of the law worked out
DIFFERING = f"""
WITH batch AS MATERIALIZED ({LATEST})
SELECT NULL, count(*), NULL, NULL, NULL, NULL FROM batch
UNION ALL
SELECT l.stay_id, l.nth, p.uuid, p.number, (l.basis - 'rule_version') = f.facts, md5(f.facts::text)
FROM batch l JOIN inmates_person p ON p.id = l.person_id,
LATERAL (SELECT {FACTS} AS facts) f
WHERE l.rule_version <> %(version)s OR (l.basis - 'rule_version') <> f.facts
"""  # noqa: S608  (joined from constants; values are parameters)


@dataclass(frozen=True, slots=True)
class Differing:
    """Dates to be looked at. ``facts`` is short for what is entered now, so that another change is another task."""

    stay_id: int
    number: int
    person: str
    shown: str
    agrees: bool
    facts: str


@dataclass(frozen=True, slots=True)
class People:
    """The next people of a night, up to the stay ``to`` (nothing: there are none), and whose dates to look at."""

    to: int | None
    count: int
    differing: Sequence[Differing]


def recalculate_all(*, at: datetime, size: int = BATCH) -> int:
    """The whole night, or what is left of it. Returns how many people were looked at by this call."""
    checked = 0
    while (batch := recalculate_batch(at=at, size=size)) is not None:
        checked += batch
    return checked


@transaction.atomic
def recalculate_batch(*, at: datetime, size: int = BATCH) -> int | None:
    """The next people of the night, and how many; ``None`` when the night is done. Two workers wait for each other."""
    night = timezone.localtime(at).date()
    Recalculation.objects.get_or_create(night=night, defaults={"began_at": at})
    run = Recalculation.objects.select_for_update().get(night=night)
    if run.finished_at is not None:
        return None
    found = next_people(after=run.done_to, night=night, at=at, size=size)
    if found.to is None:
        put_away(after=run.done_to, at=at)
        run.finished_at = max(at, run.began_at)
        run.save(update_fields=["finished_at"])
        return None
    run.found += ask_about(found.differing, after=run.done_to, to=found.to, night=night, at=at)
    run.done_to, run.checked = found.to, run.checked + found.count
    run.save(update_fields=["done_to", "checked", "found"])
    return found.count


def next_people(*, after: int, night: date, at: datetime, size: int) -> People:
    """Who is looked at next. Two statements, which read each of them once."""
    given: dict[str, Any] = {"after": after, "at": at, "size": size, "version": law_on(night).version}
    with connection.cursor() as cursor:
        cursor.execute(REACH, given)
        [to] = cursor.fetchone() or [None]
        if to is None:
            return People(None, 0, [])
        cursor.execute(DIFFERING, given | {"to": to})
        rows = cursor.fetchall()
    count = next(second for _first, second, uuid, *_rest in rows if uuid is None)
    differing = [Differing(stay, number, str(uuid), *rest) for stay, number, uuid, *rest in rows if uuid is not None]
    return People(to, count, sorted(differing, key=lambda row: row.stay_id))


def ask_about(rows: Sequence[Differing], *, after: int, to: int, night: date, at: datetime) -> int:
    """The tasks of one batch as they should be; how many dates no longer agree."""
    moved = moved_by_the_law([row.stay_id for row in rows if row.agrees], night)
    wrong = [row for row in rows if not row.agrees or row.stay_id in moved]
    homes = places_of({row.stay_id for row in wrong})
    asked = open_tasks(after, to)
    dues = {task.dedupe_key: task.due_at for task in asked}
    tasks = [task for row in wrong for task in task_of(row, homes.get(row.stay_id), night, dues)]
    if tasks or asked:
        only = {*(task.subject_id for task in asked if task.subject_id), *(row.stay_id for row in wrong)}
        task_lists.follow(subject_type=SUBJECT, kinds=(KIND,), tasks=tasks, only=only, by=None, at=at)
    return len(wrong)


def moved_by_the_law(stay_ids: Sequence[int], night: date) -> set[int]:
    """Of these, whose facts are the same, those for whom the law of the day gives another day. Two statements."""
    if not stay_ids:
        return set()
    version = {"rule_version": law_on(night).version}
    judgments: dict[int, list[Judgment]] = {}
    for judgment in in_order(Judgment.objects.filter(stay__in=stay_ids)):
        judgments.setdefault(judgment.stay_id, []).append(judgment)
    found = Calculation.objects.filter(stay__in=stay_ids, withdrawn_at__isnull=True)
    latest = found.order_by("stay", "-number").distinct("stay")
    return {
        kept.stay_id
        for kept in latest
        if not still_holds(kept, judgments[kept.stay_id], {**kept.basis, **version}, night)
    }


def task_of(
    row: Differing, home: tuple[int | None, int] | None, night: date, dues: Mapping[str, datetime | None]
) -> Iterable[WantedTask]:
    """For the caseworker, by the end of the day. The same fault keeps the day on which it was first due."""
    if home is None:
        return
    unit, prison = home
    why = law_on(night).version if row.agrees else row.facts
    key = f"dates.outdated:{row.stay_id}:{row.number}:{why}"
    yield WantedTask(
        key,
        KIND,
        {"number": row.shown, "person": row.person, "law": row.agrees},
        Role.CASEWORKER,
        prison,
        unit,
        row.stay_id,
        dues.get(key) or timezone.make_aware(datetime.combine(night, time(23, 59))),
        urgency=Urgency.BAD,
    )


def open_tasks(after: int, to: int | None) -> list[Task]:
    """The open tasks of ours about the people of a batch."""
    found = Task.objects.open().filter(kind=KIND, subject_type=SUBJECT, subject_id__gt=after)
    return list(found.filter(subject_id__lte=to) if to is not None else found)


def put_away(*, after: int, at: datetime) -> None:
    """Tasks about people behind the last one: they have gone home."""
    if gone := [task.subject_id for task in open_tasks(after, None) if task.subject_id]:
        task_lists.follow(subject_type=SUBJECT, kinds=(KIND,), tasks=[], only=gone, by=None, at=at)
