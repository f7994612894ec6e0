"""What is photographed: from the access matrix, each page that answers 200 and each role that gets that answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.db.models import Q
from django.urls import reverse

from corrections.choices import Role
from corrections.demo.estate import SLUG
from corrections.demo.staff import CAST
from corrections.models import Cell, CellClosure, Place, Posting, Prison, Task, Unit
from inmates.models import Absence, Alert, ImportRun, LogEntry, Movement, NonAssociation, Stay
from tests import access_matrix

SIZES = {"1920": (1920, 1080), "1180": (1180, 820), "768": (768, 1024)}
SCHEMES = ("light", "dark")
LANGUAGES = ("nb", "en")
UNIT, CELL, PERSON = "B2", "B2-01", "Lervik"
NO_PAGE = {"healthz"}
OK = 200


@dataclass(frozen=True)
class Shot:
    """One page as one role."""

    page: str
    role: str
    path: str
    is_clinical: bool


@dataclass(frozen=True)
class Wish:
    roles: frozenset[str]
    pages: frozenset[str]
    sizes: tuple[str, ...]
    schemes: tuple[str, ...]
    languages: tuple[str, ...]
    minutes: float

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Wish":
        def chosen(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
            asked = words(env, name)
            return tuple(word for word in known if not asked or word in asked)

        return cls(
            roles=frozenset(words(env, "ROLE")),
            pages=frozenset(words(env, "PAGE")),
            sizes=chosen("SIZE", tuple(SIZES)),
            schemes=chosen("SCHEME", SCHEMES),
            languages=chosen("LANGUAGE", LANGUAGES),
            minutes=float(env.get("MINUTES") or 30),
        )

    @cached_property
    def variants(self) -> int:
        return len(self.sizes) * len(self.schemes) * len(self.languages)

    def wants(self, page: str, role: str) -> bool:
        return (not self.pages or page in self.pages) and (not self.roles or role in self.roles)


def words(env: Mapping[str, str], name: str) -> list[str]:
    return [word for word in env.get(name, "").replace(",", " ").split() if word]


def wanted(wish: Wish) -> tuple[list[Shot], list[str]]:
    """The shots in the order of the matrix, and what has no example in the demo."""
    corner = example()
    logins = {str(hand.role) for hand in CAST}
    shots: dict[tuple[str, str], Shot] = {}
    left_out: list[str] = []
    for row in access_matrix.rows():
        if row.verb != "GET" or row.url in NO_PAGE:
            continue
        try:
            path = reverse(row.url, args=access_matrix.OBJECTS[row.thing](corner))
        except AttributeError as missing:
            left_out.append(f"{row.url} ({missing})")
            continue
        for short, role in access_matrix.ROLES.items():
            if row.expected(short) == OK and role in logins and wish.wants(row.url, role):
                shots[row.url, role] = Shot(row.url, role, path, is_clinical=path.startswith("/helse/"))
    return [shot for shot in shots.values() if not shot.is_clinical or shot.role == Role.HEALTH_STAFF], left_out


def example() -> Any:
    """One of everything from unit B2, under the names that the matrix asks for."""
    prison = Prison.objects.get(slug=SLUG)
    unit = Unit.objects.get(prison=prison, code=UNIT)
    stay = Stay.objects.current().get(person__family_name=PERSON)
    here = Stay.objects.filter(placements__bed__cell__unit=unit, during__endswith__isnull=True)
    return SimpleNamespace(
        prison=prison,
        unit=unit,
        cell=Cell.objects.get(unit=unit, code=CELL),
        closure=CellClosure.objects.current().filter(cell__unit=unit).order_by("pk").first(),
        place=Place.objects.filter(unit=unit).order_by("pk").first(),
        person=stay.person,
        stay=stay,
        posting=Posting.objects.filter(unit=unit).order_by("pk").first(),
        task=Task.objects.open().filter(unit=unit, role=Role.OFFICER).order_by("pk").first(),
        alert=Alert.objects.current().filter(person=stay.person).order_by("pk").first(),
        pair=NonAssociation.objects.filter(Q(first=stay.person) | Q(second=stay.person)).order_by("pk").first(),
        run=ImportRun.objects.order_by("-started_at").first(),
        movement=Movement.objects.filter(stay__in=here).order_by("-left_at", "-pk").first(),
        absence=Absence.objects.current().filter(stay__in=here).order_by("pk").first(),
        entry=LogEntry.objects.filter(unit=unit).order_by("-happened_at", "-pk").first(),
    )
