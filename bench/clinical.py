"""What the wall costs: a clinical page against the same page for the owner, with no context, no policy and no log.

And what keeping texts sealed costs: a page against the same page with its texts plain, a text, and a change of keys.
Runs in the clinical process, apart from the other cases (``bench.__main__`` starts it).
"""

import json
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from bench.browser import Browser, application, on, queries  # noqa: E402
from bench.clinic import NURSE  # noqa: E402
from bench.measure import Cost, backends, compare, cost_of, times  # noqa: E402
from bench.table import Row, markdown, plain  # noqa: E402
from corrections.access import now  # noqa: E402
from corrections.models import User  # noqa: E402
from health import context, doors, secrets  # noqa: E402
from health.choices import AccessBasis, NoteKind  # noqa: E402
from health.models import Note, Patient, sealed  # noqa: E402
from health.selectors import clinicians, records  # noqa: E402
from health.services import journal, keys  # noqa: E402
from health.sessions import SessionStore  # noqa: E402

NOTES = 10
PLACE = "note|1|text"
MANY = 2_000  # calls of a few microseconds
FLOOR = "the same page for the owner: no context, no policy, no log"
WRITTEN = "Tilsyn nummer {}: pasienten har det bedre enn i går, sover om natten og spiser middag med de andre."


class Nurse(Browser):
    """Signed in with both factors."""

    def __post_init__(self) -> None:
        user = User.objects.get(username=self.username)
        with context.clinical_context(user.pk):
            clinician = clinicians.of_user(user)
        if clinician is None:
            raise AssertionError(f"{self.username} is no clinician")
        session, at = SessionStore(), now().timestamp()
        session.update(
            {
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: user.get_session_auth_hash(),
                "signed_in_at": at,
                "touched_at": at,
                doors.SECOND_FACTOR: clinician.pk,
            }
        )
        session.save()
        self.user, self.cookie = user, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def environ(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """The page as it is read, to compare what stands on it."""
        return super().environ(method, path, body, headers) | {"HTTP_ACCEPT_ENCODING": "identity"}


def a_record(nurse: Nurse) -> uuid.UUID:
    """Of a patient of the clinic, with ten notes."""
    with context.clinical_context(nurse.user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT uuid FROM health.patient ORDER BY id LIMIT 1")
        (found,) = cursor.fetchone()
    journal.open_record(user_id=nurse.user.pk, request_id=uuid.uuid4(), patient=found, basis=AccessBasis.TREATMENT)
    with context.clinical_context(nurse.user.pk):
        patient = records.patient_of(found)
        for number in range(Note.objects.filter(patient=patient).count(), NOTES):
            journal.write_note(
                patient=patient, kind=NoteKind.OTHER, text=WRITTEN.format(number), by=nurse.user, at=now()
            )
    return uuid.UUID(str(found))


def nothing(*_: object, **__: object) -> None:
    """What stands instead of a part of the wall."""


@contextmanager
def no_log() -> Iterator[None]:
    """The record is open already: no line is written."""
    with patch.object(journal, "open_record", nothing):
        yield


@contextmanager
def no_wall() -> Iterator[None]:
    with ExitStack() as parts:
        parts.enter_context(no_log())
        parts.enter_context(override_settings(CLINICAL_TRANSPORT="owner"))
        parts.enter_context(patch.object(context, "_enter", nothing))
        parts.enter_context(patch.object(context, "_leave", nothing))
        parts.enter_context(on("owner"))
        yield


def page(nurse: Nurse, path: str, app: WSGIHandler = application) -> Callable[[], bytes]:
    def call() -> bytes:
        answer = nurse.get(path, app)
        if answer.status != HTTPStatus.OK:
            raise AssertionError(f"{path} answered {answer.status} {answer.headers.get('Location', '')}")
        return answer.body

    return call


def within(part: Callable[[], AbstractContextManager[object]], call: Callable[[], bytes]) -> Callable[[], bytes]:
    def run() -> bytes:
        with part():
            return call()

    return run


def remembering() -> Callable[[], AbstractContextManager[object]]:
    """As if the texts stood plain in their rows: no key is read and nothing is opened that was opened once."""
    known: dict[bytes, str] = {}
    opened = sealed.opened

    def remembered(text: bytes, *, patient_id: int, place: str) -> str:
        found = known.get(text)
        if found is None:
            found = known[text] = opened(text, patient_id=patient_id, place=place)
        return found

    return lambda: patch.object(sealed, "opened", remembered)


def cases() -> Iterator[Row]:
    nurse = Nurse(NURSE)
    record = a_record(nurse)
    read, home = page(nurse, reverse("patient_record", args=[record])), page(nurse, reverse("clinical_home"))
    light = page(nurse, reverse("patient_consents", args=[record]))
    for body in (read(), within(no_wall, read)()):
        if body.count(b"Tilsyn nummer") != NOTES:
            raise AssertionError("the pages that are compared do not show the same notes")
    statements = {name: queries(call) for name, call in (("log", read), ("floor", within(no_wall, read)))}
    if ["open_journal" in "".join(statements[name]) for name in ("log", "floor")] != [True, False]:
        raise AssertionError("the log is not what is measured")
    for name, call in (("a record of ten notes", read), ("consents, the lightest page", light)):
        floor = within(no_wall, call)
        yield Row(f"clinical page: {name}, open already", FLOOR, compare(within(no_log, call), floor), 1.25)
        yield Row(f"clinical page: {name}, with its committed line of the read log", FLOOR, compare(call, floor), 1.65)
    yield Row("clinical page: who is where", FLOOR, compare(home, within(no_wall, home)), 1.25)
    yield Row("statements of the record, with its line of the log", "", value=len(statements["log"]))
    plain_page = within(remembering(), read)
    yield Row(
        "clinical page: a record of ten sealed notes", "the same page, its texts plain", compare(read, plain_page)
    )
    yield from texts()
    yield from rotation(nurse)


def texts() -> Iterator[Row]:
    """One text of 2 kB, as a long note is."""
    key, text = AESGCM(secrets.new_key()), "å" * 1_000
    kept = secrets.seal_text(text, key, number=1, place=PLACE)
    acts: dict[str, Callable[[], object]] = {
        "sealed": lambda: secrets.seal_text(text, key, number=1, place=PLACE),
        "opened": lambda: secrets.unseal_text(kept, key, place=PLACE),
    }
    for said, act in acts.items():
        cost = cost_of(times(act, MANY), [])
        yield Row(f"a text of 2 kB, {said}", "", value=round(cost.total / MANY * 1e6, 1), unit="µs")


def rotation(nurse: Nurse) -> Iterator[Row]:
    """Another master, then another key of every patient: processor time of this process and of its backend, each."""
    patients = written(nurse)
    pids, old = backends(), settings.JOURNAL_KEY
    with override_settings(JOURNAL_KEY="another master of the keys, for a moment", JOURNAL_KEY_BEFORE=old):
        wrapped, cost = counted(lambda: list(keys.rewrap()), pids)
    yield Row(
        "another master: a patient's key wrapped anew",
        "",
        value=each(cost, wrapped),
        unit="ms",
        note=total(cost, wrapped, "keys"),
    )
    with override_settings(JOURNAL_KEY=old, JOURNAL_KEY_BEFORE="another master of the keys, for a moment"):
        list(keys.rewrap())
    resealed, cost = counted(lambda: list(keys.reseal(keys_before=now())), pids)
    yield Row(
        f"another key of each of {patients} patients: a text encrypted anew",
        "",
        value=each(cost, resealed),
        unit="ms",
        note=total(cost, resealed, "texts"),
    )


def counted(act: Callable[[], list[int]], pids: list[int]) -> tuple[int, Cost]:
    found: list[int] = []
    cost = cost_of(lambda: found.extend(act()), pids)
    return sum(found), cost


def each(cost: Cost, number: int) -> float:
    if not number:
        raise AssertionError("nothing was encrypted anew")
    return round(cost.total / number * 1e3, 2)


def total(cost: Cost, number: int, what: str) -> str:
    return f"{number} {what} in {cost.here:.2f} + {cost.database:.2f} s"


def written(nurse: Nurse) -> int:
    """Ten notes in the record of every patient of the clinic; says how many there are."""
    with context.clinical_context(nurse.user.pk):
        everyone = dict(Patient.objects.values_list("uuid", "pk"))
    journal.open_records(user_id=nurse.user.pk, request_id=uuid.uuid4(), patients=everyone, basis=AccessBasis.TREATMENT)
    with context.clinical_context(nurse.user.pk):
        have = set(Note.objects.values_list("patient", flat=True))
    for pk in sorted(set(everyone.values()) - have):
        with context.clinical_context(nurse.user.pk):  # good for a minute
            patient = Patient.objects.get(pk=pk)
            for number in range(NOTES):
                journal.write_note(
                    patient=patient, kind=NoteKind.OTHER, text=WRITTEN.format(number), by=nurse.user, at=now()
                )
    return len(everyone)


def main() -> int:
    translation.activate("nb")
    rows = list(cases())
    result = {"markdown": list(markdown(rows))[2:], "missed": [row.case for row in rows if row.met == "NO"]}
    Path(os.environ["BENCH_OUT"]).write_text(json.dumps(result), encoding="utf-8")
    sys.stdout.write("\n" + "\n".join([*plain(rows), "", *markdown(rows)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
