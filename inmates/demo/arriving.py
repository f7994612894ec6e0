"""The reception of the day: who is expected, one who is half way through the desks, and records of one person twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import Prison, User
from inmates.choices import ArrivalSource, LegalStatusKind, ReceptionDesk, Sex
from inmates.demo.figures import Figure
from inmates.demo.persons import photo_of
from inmates.models import DuplicatePair, ExpectedArrival, Person, Reception
from inmates.selectors import pairs
from inmates.services import arrivals, desks, duplicates, first_hours, people, receptions, release
from inmates.services.arrivals import Who

STALE = timedelta(hours=8)
COURT = "Fjordvik tingrett"
IN_RECEPTION = ("Sobczak", "Radosław")
JOINED = (("Torgersbråten", "Even Alexander"), ("Torgersbråthen", "Even"))


@dataclass(frozen=True)
class Cast:
    """Where, and by whom."""

    prison: Prison
    manager: User
    officer: User


def cast() -> Cast:
    manager, officer = (User.objects.get(username=name) for name in ("dale", "nesheim"))
    return Cast(Prison.objects.get(slug=SLUG), manager, officer)


def seed(stage: Stage) -> None:
    hands = cast()
    expect_all(stage, hands)
    receive(stage, hands)
    written_twice(stage, hands.manager)
    joined(stage, hands.manager)


def refresh(stage: Stage) -> None:
    """Who should have come long ago does not come, and whoever was half way was let go; the day begins again."""
    hands = cast()
    for arrival in ExpectedArrival.objects.due_by(stage.at - STALE).filter(prison=hands.prison).order_by("pk"):
        arrivals.call_off(arrival=arrival, by=hands.manager, at=stage.at)
    family, given = IN_RECEPTION
    open_now = Reception.objects.open().filter(prison=hands.prison)
    stale = open_now.filter(started_at__lt=stage.at - STALE, person__family_name=family, person__given_name=given)
    for reception in stale.select_related("stay").order_by("pk"):
        let_go(stage, reception, hands)
    if not ExpectedArrival.objects.waited_for().filter(prison=hands.prison).exists():
        expect_all(stage, hands)
    if not open_now.exists():
        receive(stage, hands)


def let_go(stage: Stage, reception: Reception, hands: Cast) -> None:
    """The court set them free; they may be back today."""
    if reception.stay is None:
        receptions.call_off(reception=reception, by=hands.manager, at=stage.at)
    else:
        left = stage.moment("13:40")
        release.release(stay=reception.stay, by=hands.manager, at=stage.at, released_at=left)


# ---- who is expected ---------------------------------------------------------------------------------------------
def expect_all(stage: Stage, hands: Cast) -> None:
    first = expect(
        stage,
        hands,
        ArrivalSource.COURT,
        stage.planned("15:30"),
        Who("Hauglum", "Marius André", birth(stage, 34), Sex.MAN, "NOR", language="nb"),
        note="Fremstilles av politiet etter fengslingsmøtet.",
    )
    arrivals.depart(arrival=first, by=hands.manager, at=stage.moment("14:20"))
    call_up = Who("Solbakkmoen", "Terje", birth(stage, 51), Sex.MAN, "NOR")
    expect(stage, hands, ArrivalSource.CALL_UP, stage.planned("16:00"), call_up, LegalStatusKind.SENTENCED)
    for known in been_here()[:1]:
        born = known.birth_date
        slip = Who(known.family_name, known.given_name, slipped(born) if born else None, known.sex, known.nationality)
        expect(stage, hands, ArrivalSource.POLICE, stage.planned("17:10"), slip)
    later = Who("Rødsethaug", "Kim Robert", birth(stage, 28), Sex.MAN, "NOR")
    tomorrow = stage.planned("15:00") + timedelta(days=1)
    expect(stage, hands, ArrivalSource.CALL_UP, tomorrow, later, LegalStatusKind.SENTENCED)


def expect(
    stage: Stage,
    hands: Cast,
    source: ArrivalSource,
    expected_at: datetime,
    who: Who,
    status: LegalStatusKind = LegalStatusKind.REMAND,
    *,
    note: str = "",
) -> ExpectedArrival:
    return arrivals.expect(
        prison=hands.prison,
        source=source,
        expected_at=expected_at,
        who=who,
        legal_status=status,
        basis=COURT,
        note=note,
        by=hands.manager,
        at=stage.moment("10:05"),
    )


def been_here() -> list[Person]:
    """People who were in custody before, and are not now."""
    former = Person.objects.filter(merged_into__isnull=True, birth_date__isnull=False, sex=Sex.MAN)
    former = former.filter(stays__during__endswith__isnull=False).exclude(stays__during__endswith__isnull=True)
    return list(former.order_by("pk").distinct()[:2])


def slipped(born: date) -> date:
    """Day and month the other way round, as it happens on the telephone; else a day beside it."""
    if born.day <= 12 and born.day != born.month:
        return born.replace(month=born.day, day=born.month)
    return born + timedelta(days=1) if born.day < 28 else born - timedelta(days=1)


# ---- who is being received ---------------------------------------------------------------------------------------
def receive(stage: Stage, hands: Cast) -> None:
    """Received from the police 42 minutes ago; the photo, the languages and the call home are done."""
    began, family, given = stage.moment("13:50"), *IN_RECEPTION
    known = Person.objects.filter(family_name=family, given_name=given).order_by("pk").first()
    who = Who(family, given, known.birth_date if known else birth(stage, 38), Sex.MAN, "POL")
    arrival = expect(stage, hands, ArrivalSource.POLICE, began, who)
    reception = receptions.begin(arrival=arrival, by=hands.officer, at=began)
    reception = receptions.identify(
        reception=reception, person=known, seen=0, by=hands.officer, at=stage.moment("13:54")
    )
    person = receptions.who(reception)
    if known is None:
        draw(stage, person, hands.officer, "polish")
    stay = receptions.admit(
        reception=reception,
        legal_status=LegalStatusKind.REMAND,
        authority=COURT,
        decided_on=stage.today - timedelta(days=1),
        document_seen=True,
        seen=0,
        by=hands.manager,
        at=stage.moment("14:02"),
    )
    receptions.desk_done(
        reception=reception, desk=ReceptionDesk.PHOTO, seen=0, data={}, by=hands.officer, at=stage.moment("14:06")
    )
    desks.set_languages(
        reception=reception,
        languages=["pl", "en"],
        needs_interpreter=True,
        seen=0,
        by=hands.officer,
        at=stage.moment("14:10"),
    )
    first_hours.tick(stay=stay, items=["CALL"], by=hands.officer, at=stage.moment("14:18"))


# ---- written down twice ------------------------------------------------------------------------------------------
def written_twice(stage: Stage, by: User) -> None:
    """Somebody who was written down a second time, with a middle name; found in the night."""
    for known in been_here()[1:]:
        twin = people.create_person(
            family_name=known.family_name,
            given_name=f"{known.given_name} Alvin",
            birth_date=known.birth_date,
            sex=known.sex,
            nationality=known.nationality,
            by=by,
            at=stage.clock(40, "10:00"),
        )
        draw(stage, twin, by)
        people.add_alias(
            person=twin, family_name=known.family_name, given_name=known.given_name, by=by, at=stage.clock(40, "10:00")
        )
    for batch in pairs.found_in_the_register():
        duplicates.list_pairs(pairs=batch, by=None, at=stage.moment("03:40"))


def joined(stage: Stage, by: User) -> None:
    """Two records that were one person, joined last week."""
    one, other = both(stage, by)
    first, second = sorted((one.pk, other.pk))
    at = stage.clock(6, "11:20")
    DuplicatePair.objects.get_or_create(
        first_id=first, second_id=second, defaults={"rung": "SOUND_BIRTH", "found_at": stage.clock(7, "03:40")}
    )
    duplicates.merge(loser=other, winner=one, reason="Samme fingeravtrykk, bekreftet av politiet.", by=by, at=at)


def both(stage: Stage, by: User) -> Iterator[Person]:
    for (family, given), days in zip(JOINED, (400, 9), strict=True):
        person = people.create_person(
            family_name=family,
            given_name=given,
            birth_date=birth(stage, 45),
            sex=Sex.MAN,
            nationality="NOR",
            by=by,
            at=stage.clock(days, "10:00"),
        )
        draw(stage, person, by)
        yield person


def draw(stage: Stage, person: Person, by: User, background: str = "norwegian") -> None:
    born = person.birth_date or stage.today
    figure = Figure(person.family_name, person.given_name, False, born, person.nationality, background)
    copy([photo_of(stage, figure, person, None, by)])


def birth(stage: Stage, years: int) -> date:
    return (stage.today - timedelta(days=round(years * 365.25) + 40)).replace(day=7)
