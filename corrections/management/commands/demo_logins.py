"""Print the logins of the demo: one for every role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from corrections.choices import Role
from corrections.demo.staff import CAST, PASSWORD, Hand

HEAD = ("Username", "Password", "Role", "Place", "Address")


class Command(BaseCommand):
    help = "Print the logins of the demo prison."

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):
            rows = [HEAD, *(row_of(hand) for hand in CAST)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for row in rows:
            line = "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True))
            self.stdout.write(f"  {line.rstrip()}")
        self.stdout.write("\n  Health staff set up a second factor at their first sign-in.\n")


def row_of(hand: Hand) -> tuple[str, ...]:
    clinical = hand.role == Role.HEALTH_STAFF
    address = settings.CLINICAL_ADDRESS if clinical else settings.WEB_ADDRESS
    place = f"unit {hand.unit}" if hand.unit else " and ".join(slug.capitalize() for slug in hand.prisons)
    return hand.username, PASSWORD, str(Role(hand.role).label), place, address
