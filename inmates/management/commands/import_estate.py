"""``manage.py import_estate FILE``: a prison with its units and cells."""

from inmates.choices import ImportKind
from inmates.management.handing_over import HandOver


class Command(HandOver):
    help = "Take over a prison with its units and cells from a CSV file, one cell a row."
    kind = ImportKind.ESTATE
