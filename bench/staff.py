"""The members of staff whose pages are measured, posted through the service, as an administrator would.

officer-1 sees unit 1 with 80 people, officer-6 unit 2 with 40, officer-11 unit 3 with 20; officer-2 is duty manager
of the first prison, officer-3 caseworker of it, officer-4 a regional caseworker of every prison.
"""

import django

django.setup()

from bench.clock import PRESENT  # noqa: E402
from corrections.choices import Role  # noqa: E402  (models need Django set up)
from corrections.models import Prison, Unit, User  # noqa: E402
from corrections.services.postings import grant_posting  # noqa: E402

ON_UNITS = {"officer-1": 1, "officer-6": 2, "officer-11": 3}
AT_PRISONS = {"officer-2": Role.DUTY_MANAGER, "officer-3": Role.CASEWORKER, "officer-5": Role.LEADER}
REGION = "officer-4"
PEER = "peer"  # the superuser of Django's own admin, which the comparison needs; nothing of ours opens to it


def hire() -> None:
    for username, unit_id in ON_UNITS.items():
        unit = Unit.objects.select_related("prison").get(pk=unit_id)
        post(username, Role.OFFICER, unit.prison, unit)
    for username, role in AT_PRISONS.items():
        post(username, role, Prison.objects.get(pk=1))
    for prison in Prison.objects.order_by("pk"):
        post(REGION, Role.REGION, prison)
    User.objects.create(username=PEER, is_superuser=True, is_staff=True, date_joined=PRESENT)


def post(username: str, role: Role, prison: Prison, unit: Unit | None = None) -> None:
    user = User.objects.get(username=username)
    grant_posting(user=user, role=role, prison=prison, unit=unit, start=user.date_joined, by=None, at=PRESENT)


if __name__ == "__main__":
    hire()
