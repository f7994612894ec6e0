"""Things of the ground floor for every test: places, staff, postings. Call ``XFactory.create(…)``.

Whatever has a service is made by it, so that a test never stands on a row that the product could not have written.
"""

# mypy: disallow-untyped-calls=False

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from corrections.choices import CellKind, PlaceKind, Role, SecurityLevel, UnitFunction
from corrections.models import Bed, Cell, Place, Posting, Prison, Region, Task, Unit, User
from corrections.services import postings, work

OSLO = ZoneInfo("Europe/Oslo")


def oslo(text: str) -> datetime:
    """``oslo("2026-11-24 14:32")``: the moment as the clock on the wall shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


LONG_AGO = oslo("2020-01-01 00:00")
NOW = oslo("2026-11-24 14:32")


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "ost"
    name = "Region øst"


class PrisonFactory(DjangoModelFactory[Prison]):
    class Meta:
        model = Prison

    region = SubFactory(RegionFactory)
    slug = Sequence(lambda n: f"prison-{n}")
    name = Sequence(lambda n: f"Prøve fengsel {n}")


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    prison = SubFactory(PrisonFactory)
    code = Sequence(lambda n: f"U{n}")
    name = LazyAttribute(lambda unit: f"Avdeling {unit.code}")
    security_level = SecurityLevel.HIGH
    function = UnitFunction.SENTENCED
    position = Sequence(int)


class CellFactory(DjangoModelFactory[Cell]):
    """A cell with one bed for each physical place. ``places=2`` sets all three capacities."""

    class Meta:
        model = Cell

    class Params:
        places = 1

    unit = SubFactory(UnitFactory)
    code = Sequence(lambda n: f"{n:02}")
    position = Sequence(int)
    kind = CellKind.ORDINARY
    physical_places = SelfAttribute("places")
    places_in_use = SelfAttribute("places")
    certified_places = SelfAttribute("places")

    @classmethod
    def _create(cls, model_class: type[Cell], *args: Any, **kwargs: Any) -> Cell:
        with transaction.atomic():
            cell: Cell = super()._create(model_class, *args, **kwargs)
            Bed.objects.bulk_create(Bed(cell=cell, number=n + 1) for n in range(cell.physical_places))
        return cell


class BedFactory:
    """A bed comes with its cell: ``BedFactory.create(unit=…)`` is the first bed of a new cell."""

    @staticmethod
    def create(**of_the_cell: Any) -> Bed:
        return CellFactory.create(**of_the_cell).beds.get(number=1)


class PlaceFactory(DjangoModelFactory[Place]):
    class Meta:
        model = Place

    prison = SubFactory(PrisonFactory)
    code = Sequence(lambda n: f"place-{n}")
    name = Sequence(lambda n: f"Sted {n}")
    kind = PlaceKind.WORKSHOP
    position = Sequence(int)


class UserFactory(DjangoModelFactory[User]):
    """Someone on the staff with no posting; without ``password=`` only ``force_login`` lets them in."""

    class Meta:
        model = User

    username = Sequence(lambda n: f"user{n}")
    first_name = "Kari"
    last_name = Sequence(lambda n: f"Nesheim{n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        password = kwargs.pop("password", None)
        user = model_class(**kwargs)
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
        return user


class PostingFactory(DjangoModelFactory[Posting]):
    """Granted by the service; open from long ago. ``unit=…`` without a prison takes the unit's own."""

    class Meta:
        model = Posting

    user = SubFactory(UserFactory)
    role = Role.OFFICER
    unit = None
    prison = LazyAttribute(lambda posting: posting.unit.prison if posting.unit else PrisonFactory.create())
    start = LONG_AGO
    end = None
    at = LONG_AGO
    by = None

    @classmethod
    def _create(cls, model_class: type[Posting], *args: Any, **kwargs: Any) -> Posting:
        return postings.grant_posting(**kwargs)


class TaskFactory(DjangoModelFactory[Task]):
    """Made by the service. ``unit=…`` without a prison takes the unit's own."""

    class Meta:
        model = Task

    kind = "test"
    detail = LazyFunction(dict)
    role = Role.OFFICER
    unit = None
    prison = LazyAttribute(lambda task: task.unit.prison if task.unit else PrisonFactory.create())
    dedupe_key = Sequence(lambda n: f"task:{n}")
    at = LONG_AGO
    by = None

    @classmethod
    def _create(cls, model_class: type[Task], *args: Any, **kwargs: Any) -> Task:
        return work.create_task(**kwargs)


def staff(role: Role, *, prison: Prison | None = None, unit: Unit | None = None, **of_the_user: Any) -> User:
    """Someone who holds ``role`` at the prison, or at the unit alone: ``staff(Role.OFFICER, unit=b2)``."""
    user = UserFactory.create(**of_the_user)
    places = {"unit": unit} | ({"prison": prison} if prison else {})
    PostingFactory.create(user=user, role=role, **places)
    return user
