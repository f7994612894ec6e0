"""People in custody for every test. Call ``XFactory.create(…)``; whoever is placed is admitted, on a legal basis."""

# mypy: disallow-untyped-calls=False

from typing import Any

from django.db import transaction
from factory.declarations import SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from corrections.periods import since
from inmates.choices import ArrivalSource, LegalStatusKind, Sex
from inmates.models import ExpectedArrival, LegalStatus, Person, Placement, Reception, Stay
from tests.corrections.factories import LONG_AGO, BedFactory, PrisonFactory


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    number = Sequence(lambda n: f"F-{10_000 + n}")
    family_name = Sequence(lambda n: f"Lervik{n}")
    given_name = "Andreas"
    sex = Sex.MAN


class StayFactory(DjangoModelFactory[Stay]):
    """An open stay from ``start``, with one legal status all the time (``legal=LegalStatusKind.REMAND``)."""

    class Meta:
        model = Stay

    person = SubFactory(PersonFactory)
    start = LONG_AGO
    legal = LegalStatusKind.SENTENCED

    @classmethod
    def _create(cls, model_class: type[Stay], *args: Any, **kwargs: Any) -> Stay:
        start, legal = kwargs.pop("start"), kwargs.pop("legal")
        kwargs.setdefault("during", since(start))
        with transaction.atomic():
            stay = model_class.objects.create(admitted_at=start, **kwargs)
            LegalStatus.objects.create(stay=stay, kind=legal, during=stay.during, registered_at=start)
        return stay


class PlacementFactory(DjangoModelFactory[Placement]):
    """Someone in a bed since ``start``. ``unit=…`` or ``cell=…`` chooses a new cell there or that cell's first bed."""

    class Meta:
        model = Placement

    start = LONG_AGO

    @classmethod
    def _create(cls, model_class: type[Placement], *args: Any, **kwargs: Any) -> Placement:
        start, unit, cell = kwargs.pop("start"), kwargs.pop("unit", None), kwargs.pop("cell", None)
        kwargs.setdefault("during", since(start))
        if "stay" not in kwargs:
            kwargs["stay"] = StayFactory.create(start=start, **of_the_stay(kwargs))
        if "bed" not in kwargs:
            kwargs["bed"] = cell.beds.get(number=1) if cell else BedFactory.create(**({"unit": unit} if unit else {}))
        return model_class.objects.create(placed_at=start, **kwargs)


def of_the_stay(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {name: kwargs.pop(name) for name in ("person", "legal") if name in kwargs}


class ExpectedArrivalFactory(DjangoModelFactory[ExpectedArrival]):
    """Somebody whom a prison waits for, announced by the police."""

    class Meta:
        model = ExpectedArrival

    prison = SubFactory(PrisonFactory)
    source = ArrivalSource.POLICE
    expected_at = LONG_AGO
    registered_at = LONG_AGO
    family_name = Sequence(lambda n: f"Ventet{n}")
    given_name = "Emil"


class ReceptionFactory(DjangoModelFactory[Reception]):
    """Somebody who stands at the first desk."""

    class Meta:
        model = Reception

    arrival = SubFactory(ExpectedArrivalFactory)
    prison = SelfAttribute("arrival.prison")
    started_at = LONG_AGO
