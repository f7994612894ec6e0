"""A transfer ordered and on its way, for the tests of it and of what goes along with it."""

from datetime import date, timedelta
from typing import Any

from corrections.models import Unit, User
from inmates.models import Placement, Transfer
from inmates.services import transfers
from inmates.services.transfers import Order
from tests.corrections.factories import oslo

START = oslo("2026-06-02 10:00")
NOW = oslo("2026-11-24 14:32")
HOUR = timedelta(hours=1)


def asked(other: Unit, **fields: Any) -> Order:
    values: dict[str, Any] = {
        "to_prison": other.prison,
        "to_level": other.security_level,
        "ground": "e",
        "facts": "No place free for programme work.",
        "planned_on": date(2026, 11, 25),
    }
    return Order(**values | fields)


def order(home: Placement, other: Unit, by: User, **fields: Any) -> Transfer:
    return transfers.order_transfer(stay=home.stay, order=asked(other, **fields), by=by, at=NOW)


def leave(transfer: Transfer, by: User) -> Transfer:
    return transfers.depart(transfer=transfer, departed_at=NOW, expected_at=NOW + 2 * HOUR, by=by, at=NOW)
