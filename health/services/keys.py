"""The keys of texts: wrapped anew by another master, and texts encrypted anew. Each step is a transaction of its own:
a process that dies in the middle has lost nothing, and another goes on where it was.

The clinical process does it as itself: its context is signed for nobody, and PostgreSQL gives that one no record.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count

from health import secrets
from health.context import PROCESS, clinical_context
from health.models import PatientKey
from health.models.sealed import FIRST, Unreadable, key_to_write, keys_of, make_key, place_of, sealed, shown

BATCH = 200


def rewrap(*, batch: int = BATCH) -> Iterator[int]:
    """Wrap every patient's key with the newest master, ``batch`` at a time; says how many after each."""
    newest = secrets.masters()[0]
    while True:
        with clinical_context(PROCESS):
            waiting = PatientKey.objects.select_for_update().exclude(master=newest).order_by("pk")[:batch]
            rows = list(waiting)
            for row in rows:
                row.wrap(row.key)
                row.save(update_fields=["master", "wrapped"])
        if not rows:
            return
        yield len(rows)


def reseal(*, keys_before: datetime | None = None, take_plain: bool = False, batch: int = BATCH) -> Iterator[int]:
    """Encrypt every text that is under an older key of its patient anew; says how many for each patient.

    ``take_plain``: and those from before texts were encrypted, for which whoever asks answers: without it they stay,
    and are told, for anyone who reaches the database could have put them there.

    A patient whose newest key was made before ``keys_before`` gets another first: run again with the same time, nobody
    gets two.
    """
    for patient in _patients(batch):
        with clinical_context(PROCESS):
            done = _reseal_patient(patient, keys_before, take_plain)
        if done:
            yield done


def verify(*, batch: int = BATCH) -> Iterator[tuple[str, str, int]]:
    """Table, column and row of each text that is not what was written here: changed, moved, put there plain, emptied,
    or gone with its row. Each is told."""
    for patients in _batches(batch):
        with clinical_context(PROCESS) as context:
            context.keys.update(_keys_of(patients))
            found = {
                (table, column, row)
                for table, column, row, patient, kept in _asked("SELECT * FROM health.texts_of(%s::bigint[])", patients)
                if isinstance(shown(bytes(kept), patient_id=patient, place=place_of(table, row, column)), Unreadable)
            }
            gone = set(_asked("SELECT * FROM health.texts_gone(%s::bigint[])", patients))
            context.altered.update(gone)
        yield from sorted(found | gone)


def _keys_of(patients: list[int]) -> dict[int, dict[int, PatientKey]]:
    """Those of all of them at once; none is none, and is not asked for again."""
    found: dict[int, dict[int, PatientKey]] = {patient: {} for patient in patients}
    for key in PatientKey.objects.filter(patient__in=patients):
        found[key.patient_id][key.number] = key
    return found


def _asked(sql: str, patients: list[int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [patients])
        return list(cursor.fetchall())


def _patients(batch: int) -> Iterator[int]:
    for patients in _batches(batch):
        yield from patients


def _batches(batch: int) -> Iterator[list[int]]:
    after = 0
    while True:
        with clinical_context(PROCESS), connection.cursor() as cursor:
            cursor.execute("SELECT health.patients_after(%s, %s::int)", [after, batch])
            patients = [int(row[0]) for row in cursor.fetchall()]
        if not patients:
            return
        yield patients
        after = patients[-1]


def _texts(patient: int, prefix: bytes) -> list[tuple[str, str, int, bytes]]:
    """Those that do not begin with ``prefix``; all of them for an empty one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM health.texts_to_reseal(%s, %s)", [patient, prefix])
        return [(table, column, row, bytes(kept)) for table, column, row, kept in cursor.fetchall()]


def drop_unused() -> int:
    """Keys that no text needs, an hour after their successor was made. PostgreSQL refuses any other."""
    with clinical_context(PROCESS), connection.cursor() as cursor:
        cursor.execute("SELECT health.drop_unused_keys()")
        return int(cursor.fetchone()[0])


def masters_in_use() -> dict[str, int]:
    """By the fingerprint of the master: how many keys it wraps."""
    with clinical_context(PROCESS):
        return dict(PatientKey.objects.values_list("master").annotate(Count("pk")).order_by("master"))


def _reseal_patient(patient: int, keys_before: datetime | None, take_plain: bool) -> int:
    keys = keys_of(patient)
    if keys and keys_before is not None and keys[max(keys)].made_at < keys_before:
        make_key(patient, max(keys) + 1)
    done, newest = 0, secrets.prefix_of(max(keys_of(patient), default=FIRST))
    for table, column, row, kept in _texts(patient, newest):
        place = place_of(table, row, column)
        if take_plain and kept[:1] == secrets.PLAIN:
            text = kept[1:].decode()
        else:
            text = shown(kept, patient_id=patient, place=place)
        if isinstance(text, Unreadable):  # stays as it was found, and is told
            continue
        done += 1
        anew = sealed(text, key_to_write(patient), place)
        with connection.cursor() as cursor:
            cursor.execute("SELECT health.reseal(%s::name, %s::name, %s, %s, %s)", [table, column, row, kept, anew])
    return done
