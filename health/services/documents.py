"""Files of the record, encrypted, in a folder that only the clinical process has.

Each has a key of its own, which stands encrypted in its row. What a file is, its bytes say, not its name.
"""

import re
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.rules import OSLO
from health import secrets
from health.choices import DocumentKind
from health.models import Document, Patient
from health.models.chart import CONTENT_TYPES, MOST_BYTES
from health.selectors.records import whole
from inmates.rules.pictures import hides_a_file

MOST_PIXELS = 60_000_000
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg"}
RUNS_BY_ITSELF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a name in a PDF may be written letter by letter


class DocumentRefused(Refusal):
    code = "document_refused"


@explained()
@transaction.atomic
def file_document(
    *,
    patient: Patient,
    kind: DocumentKind | str,
    title: str,
    dated: date,
    upload: "File[bytes]",
    by: User,
    at: datetime,
) -> Document:
    """Kept as it came, encrypted. The row is made first: where it is refused, no file is written."""
    if dated > at.astimezone(OSLO).date():
        raise DocumentRefused(_("That day is still to come. Check the day."), code="later")
    data = read(upload)
    digest, key = sha256(data).hexdigest(), secrets.new_key()
    if Document.objects.filter(patient__in=whole(patient), sha256=digest).exists():
        raise Conflict(_("This file is already in the record."), code="a_document_is_filed_once")
    document = Document.objects.create(
        patient=patient,
        kind=kind,
        title=title.strip(),
        dated=dated,
        content_type=content_type(data),
        size=len(data),
        sha256=digest,
        file_key=key.hex(),
        added_at=at,
        added_by=by,
    )
    keep(document.uuid, secrets.seal_file(data, key, place=str(document.uuid)))
    return document


def read(upload: "File[bytes]") -> bytes:
    if (upload.size or 0) > MOST_BYTES:
        raise DocumentRefused(_("The file is empty or larger than 10 MB. Choose another."), code="too_large")
    data: bytes = upload.read()
    if not data:
        raise DocumentRefused(_("The file is empty or larger than 10 MB. Choose another."), code="empty")
    return data


def content_type(data: bytes) -> str:
    """What the bytes are. Refused: anything but a PDF that does nothing by itself, or one still picture."""
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise DocumentRefused(_("The PDF is not whole. Save it anew and try again."), code="broken")
        plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
        if any(word in plain for word in RUNS_BY_ITSELF):
            raise DocumentRefused(
                _("The PDF carries a script or another file. Print it to a new PDF first."), code="active"
            )
        return "application/pdf"
    return picture_type(data)


def picture_type(data: bytes) -> str:
    refused = DocumentRefused(_("Choose a PDF, or a picture as JPEG or PNG."), code="unknown")
    try:
        with Image.open(BytesIO(data), formats=tuple(PICTURES)) as picture:
            name, (width, height) = picture.format or "", picture.size
            if width * height > MOST_PIXELS:
                raise DocumentRefused(_("The picture has too many points. Choose a smaller one."), code="too_large")
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise refused from error
    if hides_a_file(data):
        raise refused
    return PICTURES[name]


def keep(name: UUID, data: bytes) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    target = path_of(name)
    with target.open("xb") as file:
        target.chmod(0o600)
        file.write(data)


def content(document: Document) -> bytes:
    """The bytes, when they still are those that were filed. Raises ``DocumentRefused`` for any others."""
    try:
        sealed = path_of(document.uuid).read_bytes()
    except FileNotFoundError as error:
        raise DocumentRefused(_("The file is missing. Tell whoever runs the system."), code="missing") from error
    try:
        data = secrets.unseal_file(sealed, bytes.fromhex(document.file_key), place=str(document.uuid))
    except (secrets.SecretUnreadable, ValueError) as error:  # its key was altered, or the file itself
        raise DocumentRefused(
            _("The file has been changed since it was filed. It is not shown."), code="changed"
        ) from error
    return data


def file_name(document: Document) -> str:
    """Without the patient or the title: names of files are seen in downloads and by others."""
    return f"{document.pk}.{CONTENT_TYPES[document.content_type]}"


def folder() -> Path:
    if not settings.CLINICAL_FILES:
        raise ImproperlyConfigured("PMS_CLINICAL_FILES names no folder: this process keeps no documents of records.")
    return Path(settings.CLINICAL_FILES)


def path_of(name: UUID) -> Path:
    return folder() / f"{name}.bin"
