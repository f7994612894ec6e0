"""``manage.py import_register FILE``: the people in a prison, as the prison's own register has them."""

from inmates.choices import ImportKind
from inmates.management.handing_over import HandOver


class Command(HandOver):
    help = "Take over a prison's register from a CSV file, one person a row."
    kind = ImportKind.REGISTER
