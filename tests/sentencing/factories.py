"""What courts decided, for tests. Call ``XFactory.create(…)``."""

# mypy: disallow-untyped-calls=False

from datetime import date

from factory.declarations import SubFactory
from factory.django import DjangoModelFactory

from sentencing.choices import TermKind
from sentencing.models import Judgment, RemandOrder
from tests.corrections.factories import LONG_AGO
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
