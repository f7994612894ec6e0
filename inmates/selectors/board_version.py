"""Whether anything that a board of this prison shows has changed: one row, counted by PostgreSQL."""

from inmates.models import BoardVersion


def of_prison(prison_id: int) -> int:
    found = BoardVersion.objects.filter(pk=prison_id).values_list("version", flat=True)
    return found.get() if found else 0
