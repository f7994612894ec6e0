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
from corrections.models import Cell, CellClosure, Competence, Place, Posting, Prison, Task, Unit
from inmates.models import (
    Absence,
    Alert,
    Decision,
    DuplicatePair,
    ExpectedArrival,
    GroupMembership,
    GroupNonAssociation,
    Identifier,
    ImportRun,
    LogEntry,
    Merge,
    Movement,
    NonAssociation,
    PropertyItem,
    PropertyReceipt,
    Reception,
    Release,
    Stay,
    Transfer,
    Trip,
)
from security.models import ActionStep, Count, CountPlan, DailyTurn, HandoverNote, LockEvent, Observation, RegimePlan
from sentencing.models import (
    Calculation,
    Fulfilled,
    HouseholdMember,
    Leave,
    NotCounted,
    OutsideBreach,
    PlanGoal,
    PlanPartner,
    PlanStep,
    PlanVersion,
    ReleasePetition,
    Restriction,
)
from tests import access_matrix
from tests.shots import clinic

SIZES = {"1920": (1920, 1080), "1440": (1440, 900), "1180": (1180, 820), "768": (768, 1024), "390": (390, 844)}
USUAL_SIZES = ("1920", "1180", "768")
SCHEMES = ("light", "dark")
LANGUAGES = ("nb", "en")
UNIT, CELL, PERSON = "B2", "B2-01", "Lervik"
NO_PAGE = {"healthz", "import_report", "decision_statistics_file", "person_dates_pdf"}
OK = 200


@dataclass(frozen=True)
class Shot:
    """One page as one role."""

    page: str
    role: str
    path: str
    is_clinical: bool
    user: str = ""  # another than the first of the role


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
        def chosen(name: str, known: tuple[str, ...], usual: tuple[str, ...] | None = None) -> tuple[str, ...]:
            asked = words(env, name) or usual or known
            return tuple(word for word in known if word in asked)

        return cls(
            roles=frozenset(words(env, "ROLE")),
            pages=frozenset(words(env, "PAGE")),
            sizes=chosen("SIZE", tuple(SIZES), USUAL_SIZES),
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
    of_staff = [shot for shot in shots.values() if not shot.is_clinical or shot.role == Role.HEALTH_STAFF]
    return of_staff + of_the_clinic(wish, left_out), left_out


def of_the_clinic(wish: Wish, left_out: list[str]) -> list[Shot]:
    """No role opens these: whoever is a clinician of the demo does."""
    found = dict(clinic.addresses())
    left_out += [f"{name} (nothing in the demo)" for name, address in found.items() if address is None]
    return [
        Shot(name, Role.HEALTH_STAFF, address, is_clinical=True, user=clinic.SEEN_BY.get(name, ""))
        for name, address in found.items()
        if address is not None and wish.wants(name, Role.HEALTH_STAFF)
    ]


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
        member=GroupMembership.objects.current().order_by("pk").first(),
        rivals=GroupNonAssociation.objects.current().order_by("pk").first(),
        run=ImportRun.objects.order_by("-started_at").first(),
        movement=Movement.objects.filter(stay__in=here).order_by("-left_at", "-pk").first(),
        absence=Absence.objects.current().filter(stay__in=here).order_by("pk").first(),
        thing=PropertyItem.objects.kept().filter(stay=stay).order_by("pk").first(),
        receipt=PropertyReceipt.objects.filter(stay=stay).order_by("pk").first(),
        release=Release.objects.filter(unit=unit).order_by("pk").first(),
        decision=Decision.objects.filter(stay__in=here, decided_at__isnull=False).order_by("pk").first(),
        entry=LogEntry.objects.filter(unit=unit).order_by("-happened_at", "-pk").first(),
        competence=Competence.objects.filter(user__postings__prison=prison).order_by("pk").first(),
        transfer=Transfer.objects.open().filter(from_prison=prison).order_by("pk").first(),
        trip=Trip.objects.filter(stay__reception_prison=prison, cancelled_at__isnull=True).order_by("-pk").first(),
        count=Count.objects.filter(unit=unit).order_by("-due_at", "-pk").first(),
        count_step=ActionStep.objects.filter(count__unit=unit).order_by("pk").first(),
        count_plan=CountPlan.objects.current().filter(unit=unit).order_by("pk").first(),
        note=HandoverNote.objects.filter(handover__unit=unit).order_by("-written_at", "-pk").first(),
        number=Identifier.objects.current().filter(person=stay.person).order_by("pk").first(),
        observation=Observation.objects.current().filter(stay__in=here).order_by("pk").first(),
        evening=RegimePlan.objects.filter(prison=prison).order_by("-pk").first(),
        turned=LockEvent.objects.standing().filter(unit=unit).order_by("-at", "-pk").first(),
        order_line=DailyTurn.objects.current().filter(unit=unit).order_by("pk").first(),
        arrival=ExpectedArrival.objects.waited_for().filter(prison=prison).order_by("pk").first(),
        reception=Reception.objects.filter(prison=prison).order_by("pk").first(),
        duplicate=DuplicatePair.objects.order_by("pk").first(),
        merge=Merge.objects.order_by("pk").first(),
        confirmed_dates=Calculation.objects.filter(stay=stay, confirmed_at__isnull=False).order_by("pk").first(),
        waiting_dates=Calculation.objects.filter(stay=stay, confirmed_at__isnull=True).order_by("-pk").first(),
        leave=Leave.objects.filter(stay__placements__bed__cell__unit__prison=prison).order_by("-pk").first(),
        goal=PlanGoal.objects.filter(version__stay=stay, version__state="DRAFT").order_by("pk").first(),
        plan_step=PlanStep.objects.filter(goal__version__stay=stay, goal__version__state="AGREED")
        .order_by("-pk")
        .first(),
        partner=PlanPartner.objects.filter(stay=stay, left_on=None).order_by("pk").first(),
        offered_plan=PlanVersion.objects.filter(stay__in=here, state="OFFERED").order_by("pk").first(),
        left_out=NotCounted.objects.filter(stay=stay).order_by("pk").first(),
        **of_the_courts(prison),
        **outside(prison),
    )


def of_the_courts(prison: Prison) -> dict[str, Any]:
    stays = Stay.objects.current().filter(reception_prison=prison)
    petition = ReleasePetition.objects.filter(judgment__stay__in=stays).order_by("pk").first()
    paid = Fulfilled.objects.filter(judgment__stay__in=stays).order_by("pk").first()
    return {
        "petition": petition,
        "frame": petition and petition.judgment,
        "paid": paid,
        "fine": paid and paid.judgment,
        "restriction": Restriction.objects.filter(order__stay__in=stays).order_by("pk").first(),
    }


def outside(prison: Prison) -> dict[str, Any]:
    stays = Stay.objects.filter(reception_prison=prison)
    breach = OutsideBreach.objects.filter(term__stay__in=stays).order_by("pk").first()
    return {
        "breach": breach,
        "term": breach and breach.term,
        "child": HouseholdMember.objects.filter(stay__in=stays, is_adult=False).order_by("pk").first(),
    }
