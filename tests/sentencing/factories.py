"""What courts decided, for tests. Call ``XFactory.create(…)``."""

# mypy: disallow-untyped-calls=False

from datetime import date

from factory.declarations import LazyFunction, SubFactory
from factory.django import DjangoModelFactory

from corrections.periods import between
from corrections.services import law
from inmates.models import Stay
from sentencing.choices import LeaveKind, TermKind
from sentencing.models import Judgment, Leave, LeavePermission, RemandOrder
from tests.corrections.factories import LONG_AGO, UserFactory, oslo
from tests.inmates.factories import StayFactory


class JudgmentFactory(DjangoModelFactory[Judgment]):
    """Ten months in prison; ``kind=``, ``years=`` and so on say otherwise."""

    class Meta:
        model = Judgment

    stay = SubFactory(StayFactory)
    kind = TermKind.PRISON
    judged_on = date(2026, 3, 2)
    registered_at = LONG_AGO


class RemandOrderFactory(DjangoModelFactory[RemandOrder]):
    class Meta:
        model = RemandOrder

    stay = SubFactory(StayFactory)
    ordered_on = date(2026, 11, 10)
    expires_on = date(2026, 12, 5)
    registered_at = LONG_AGO


class LeavePermissionFactory(DjangoModelFactory[LeavePermission]):
    """Ordinary leave that is granted for the winter."""

    class Meta:
        model = LeavePermission

    stay = SubFactory(StayFactory)
    kind = LeaveKind.ORDINARY
    valid_from = date(2026, 11, 1)
    valid_to = date(2027, 4, 30)
    destination = "Furuveien 4, Fjordvik"
    purpose = "Datteren"
    rule = LazyFunction(lambda: law.rule_in_force("LEAVE", date(2026, 11, 1)))
    asked_at = LONG_AGO
    asked_by = SubFactory(UserFactory)
    decided_at = LONG_AGO
    decided_by = SubFactory(UserFactory)
    decided_why = "Avtaler holdes"


def leave_to_come(stay: Stay) -> Leave:
    """A leave that is planned and far ahead, on a permission that holds."""
    permission = LeavePermissionFactory.create(stay=stay, valid_from=date(2026, 1, 1), valid_to=date(2099, 12, 31))
    return Leave.objects.create(
        permission=permission,
        stay=stay,
        during=between(oslo("2099-11-27 16:00"), oslo("2099-11-29 18:00")),
        days=3,
        planned_at=LONG_AGO,
        planned_by=permission.asked_by,
    )
