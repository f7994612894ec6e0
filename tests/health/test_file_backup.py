"""The archive of the documents: whole or refused, and what comes back is what was filed."""

import io
import tarfile
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from health.context import clinical_context
from health.models import Clinician, Document
from health.services import documents, file_backup
from health.services.file_backup import ArchiveRefused
from tests.health.rounds import opened
from tests.health.test_patient_chart import PDF, doctor, filed, folder, nurse, prison, record, stay

__all__ = ["doctor", "folder", "nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db


def archive() -> bytes:
    target = io.BytesIO()
    assert file_backup.write(target).missing == []
    return target.getvalue()


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_comes_back_is_what_was_filed(nurse: Clinician, record: uuid.UUID, folder: Path) -> None:
    filed(nurse, record)
    filed(nurse, record, PDF.replace(b"Catalog", b"Catalog /Lang (nb)"))
    before, taken = names(folder), archive()
    emptied(folder)
    assert file_backup.read(io.BytesIO(taken)) == file_backup.Restored(2, 0, [])
    assert names(folder) == before
    with opened(nurse.user, record):
        assert {documents.content(each) for each in Document.objects.all()} >= {PDF}


def test_with_no_document_the_archive_is_empty_and_whole(folder: Path) -> None:
    assert file_backup.read(io.BytesIO(archive())) == file_backup.Restored(0, 0, [])


def rewritten(taken: bytes, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]) -> bytes:
    """The same archive with each of its files changed; or left out."""
    target = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(taken)) as old, tarfile.open(fileobj=target, mode="w") as new:
        for entry in old.getmembers():
            file = old.extractfile(entry)
            changed = change(entry, file.read() if file else b"")
            if changed is not None:
                new.addfile(changed[0], io.BytesIO(changed[1]))
    return target.getvalue()


def named(entry: tarfile.TarInfo, name: str) -> tarfile.TarInfo:
    entry.name = name
    return entry


def linked(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.type, entry.linkname, entry.size = tarfile.SYMTYPE, "/etc/passwd", 0
    return entry


def is_list(entry: tarfile.TarInfo) -> bool:
    return entry.name == file_backup.LIST


WRONG: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a byte is changed": (
        lambda taken: rewritten(taken, lambda e, d: (e, d if is_list(e) else b"x" + d[1:])),
        "changed",
    ),
    "a document is left out": (lambda taken: rewritten(taken, lambda e, d: (e, d) if is_list(e) else None), "changed"),
    "the end is cut off": (lambda taken: rewritten(taken, lambda e, d: None if is_list(e) else (e, d)), "changed"),
    "cut in the middle": (lambda taken: taken[:700], "broken"),
    "no archive": (lambda _taken: b"hello" * 400, "broken"),
    "out of the folder": (lambda taken: rewritten(taken, lambda e, d: (named(e, f"../{e.name}"), d)), "stranger"),
    "an absolute path": (lambda taken: rewritten(taken, lambda e, d: (named(e, f"/tmp/{e.name}"), d)), "stranger"),
    "a link": (lambda taken: rewritten(taken, lambda e, _d: (linked(e), b"")), "stranger"),
    "another kind of name": (lambda taken: rewritten(taken, lambda e, d: (named(e, "settings.py"), d)), "stranger"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_an_archive_that_is_not_as_it_was_written_restores_nothing(
    kind: str, nurse: Clinician, record: uuid.UUID, folder: Path
) -> None:
    filed(nurse, record)
    taken = archive()
    emptied(folder)
    spoil, code = WRONG[kind]
    with pytest.raises(ArchiveRefused) as refused:
        file_backup.read(io.BytesIO(spoil(taken)))
    assert (refused.value.code, names(folder)) == (code, [])


def test_a_file_that_stands_there_is_never_written_over(nurse: Clinician, record: uuid.UUID, folder: Path) -> None:
    filed(nurse, record)
    taken = archive()
    (path,) = folder.iterdir()
    path.write_bytes(b"another")
    with pytest.raises(ArchiveRefused, match="Another file stands there") as refused:
        file_backup.read(io.BytesIO(taken))
    assert (refused.value.code, path.read_bytes(), names(folder)) == ("another", b"another", [path.name])


def test_no_clinician_is_told_the_names_of_all_documents(nurse: Clinician, record: uuid.UUID) -> None:
    filed(nurse, record)
    with (
        clinical_context(nurse.user_id),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="only the clinical process itself"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT health.document_names(%s, 10)", [uuid.UUID(int=0)])
