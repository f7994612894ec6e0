"""The documents of the records as an archive, and back. They leave as they lie in their folder: each under its own key,
which stands sealed in its row, under a key that is in no backup. The archive says of each what it must be, at its end.

Made by the clinical process itself, for no record is opened for it (docs/backup.md).
"""

import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db import connection

from corrections.refusals import Refusal
from health.context import PROCESS, clinical_context
from health.models.chart import MOST_BYTES
from health.services.documents import folder, path_of

LIST = "documents.sha256"
NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.bin")
LARGEST = MOST_BYTES + 1024  # what encryption adds is less
BATCH = 1000


class ArchiveRefused(Refusal):
    code = "archive_refused"


@dataclass(frozen=True, slots=True)
class Archived:
    """``missing``: rows whose file is not in the folder."""

    files: int
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Restored:
    """``written``: files that were not there; ``kept``: those that were; ``missing`` as in ``Archived``."""

    written: int
    kept: int
    missing: list[str]


def expected() -> Iterator[UUID]:
    """The name of every document of every record, in order. Asked by the process for itself: it opens no record."""
    after = UUID(int=0)
    while True:
        with clinical_context(PROCESS), connection.cursor() as cursor:
            cursor.execute("SELECT health.document_names(%s, %s::int)", [after, BATCH])
            names = [UUID(str(name)) for (name,) in cursor.fetchall()]
        yield from names
        if len(names) < BATCH:
            return
        after = names[-1]


def write(target: IO[bytes]) -> Archived:
    """Every document that a row names, one after the other, and a list of what each must be."""
    lines, missing = [], []
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name in expected():
            path = path_of(name)
            if not path.exists():
                missing.append(path.name)
                continue
            data = path.read_bytes()
            _add(archive, path.name, data)
            lines.append(f"{sha256(data).hexdigest()}  {path.name}\n")
        _add(archive, LIST, "".join(lines).encode())
    return Archived(len(lines), missing)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    archive.addfile(entry, io.BytesIO(data))


def read(source: IO[bytes]) -> Restored:
    """Back into the folder, all or nothing: what is not a document, is cut off or was changed is refused.

    A file that is there already stays; one of that name with other bytes is a fault that a person must look at.
    """
    waiting: dict[str, Path] = {}
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _take_in(source, waiting)
        written = sum(_put(name, waiting[name]) for name in sorted(waiting))
        return Restored(written, len(waiting) - written, [f"{n}.bin" for n in expected() if not path_of(n).exists()])
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveRefused("The archive is not whole. Nothing was restored.", code="broken") from error
    finally:
        for path in waiting.values():
            path.unlink(missing_ok=True)


def _take_in(source: IO[bytes], waiting: dict[str, Path]) -> None:
    found: dict[str, str] = {}
    told: str | None = None
    with tarfile.open(fileobj=source, mode="r|") as archive:
        for entry in archive:
            data = _bytes_of(archive, entry)
            if entry.name == LIST:
                told = data.decode("ascii")
                continue
            waiting[entry.name] = folder() / f"{entry.name}.restoring"
            waiting[entry.name].write_bytes(data)
            waiting[entry.name].chmod(0o600)
            found[entry.name] = sha256(data).hexdigest()
    if told is None or told != "".join(f"{found[name]}  {name}\n" for name in sorted(found)):
        raise ArchiveRefused("The archive is not what was written. Nothing was restored.", code="changed")
    for name in waiting:
        if (folder() / name).exists() and sha256((folder() / name).read_bytes()).hexdigest() != found[name]:
            raise ArchiveRefused(f"Another file stands there already: {name}. Nothing was restored.", code="another")


def _bytes_of(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    """A name may not lead out of the folder, and nothing but a file is taken."""
    file = archive.extractfile(entry) if entry.isfile() else None
    known = entry.name == LIST or (NAME.fullmatch(entry.name) and entry.size <= LARGEST)
    if file is None or not known:
        raise ArchiveRefused("The archive holds something that is no document. Nothing was restored.", code="stranger")
    return file.read()


def _put(name: str, waiting: Path) -> bool:
    """Whether it was not there."""
    target = folder() / name
    if target.exists():
        return False
    waiting.rename(target)
    return True
