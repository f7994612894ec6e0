"""Photos of people: an upload is read as pixels and written anew, so that nothing but the picture is kept."""

import warnings
from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from corrections.models import User
from corrections.refusals import Refusal, explained
from corrections.services import audit
from inmates.models import Person, Photo
from inmates.rules.pictures import hides_a_file

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
FEWEST_SIDE = 60
LARGEST = (960, 1200)
QUALITY = 85


class PhotoRefused(Refusal):
    code = "photo_refused"


@explained()
@transaction.atomic
def add_photo(*, person: Person, upload: "File[bytes]", taken_on: date, by: User | None, at: datetime) -> Photo:
    """A new face; the earlier ones stay. Kept as JPEG with no metadata (no place, no camera), at most 960 × 1200.

    Raises ``PhotoRefused`` for what is not a still JPEG, PNG or WebP picture of a reasonable size, or hides
    another file.
    """
    picture = read_picture(upload)
    photo = Photo(person=person, content_type="image/jpeg", taken_on=taken_on, added_at=at, added_by=by)
    photo.image.save(f"{uuid4().hex}.jpg", ContentFile(written(picture)), save=False)
    photo.save()
    audit.record_write(by=by, at=at, act="inmates.add_photo", subject=photo, detail={"person": person.pk})
    return photo


def read_picture(upload: "File[bytes]") -> Image.Image:
    """The upload as upright RGB pixels. The size is read from the header, before anything is unpacked."""
    if (upload.size or 0) > MOST_BYTES:
        raise PhotoRefused(_("The picture is larger than 10 MB. Choose a smaller one."), code="too_large")
    data = upload.read()
    refuse_hidden_file(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=FORMATS)
            refuse_size(picture)
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PhotoRefused(
            _("This is not a picture that can be read. Use a JPEG, PNG or WebP file."), code="not_a_picture"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels() from error
    return ImageOps.exif_transpose(picture).convert("RGB")


def refuse_size(picture: Image.Image) -> None:
    if getattr(picture, "n_frames", 1) > 1:
        raise PhotoRefused(_("A moving picture cannot be used. Use a still photo."), code="moving")
    if picture.width * picture.height > MOST_PIXELS:
        raise too_many_pixels()
    if min(picture.size) < FEWEST_SIDE:
        raise PhotoRefused(_("The picture is too small to show a face. Choose a larger one."), code="too_small")


def too_many_pixels() -> PhotoRefused:
    return PhotoRefused(_("The picture has too many pixels. Choose a smaller one."), code="too_many_pixels")


def refuse_hidden_file(data: bytes) -> None:
    """A file that is two things at once, such as a picture with an archive behind it, is somebody's attempt."""
    if hides_a_file(data):
        raise PhotoRefused(_("The file holds more than a picture. Take or export the photo again."), code="hidden_file")


def written(picture: Image.Image) -> bytes:
    picture.thumbnail(LARGEST)
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
