"""The face that is shown of a person."""

from inmates.models import Photo


def newest(person_id: int) -> Photo | None:
    """The photo taken last, or ``None``."""
    return Photo.objects.filter(person=person_id).order_by("-taken_on", "-pk").first()
