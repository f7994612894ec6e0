"""The rows of a person: identity, numbers, names, languages, next of kin, needs and a drawn photo."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings

from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import User
from corrections.periods import since
from inmates.choices import IdentifierKind, NeedKind, Sex
from inmates.demo import faces
from inmates.demo.cast import Part
from inmates.demo.figures import Figure
from inmates.demo.names import BACKGROUNDS, MUNICIPALITIES
from inmates.demo.numbers import identity_number
from inmates.models import Alias, Identifier, Language, Need, NextOfKin, Person, Photo

LEAD, LEAD_NUMBER = ("Lervik", "Andreas"), 50418
KIN = (("mor", True), ("far", False), ("søster", True), ("bror", False), ("samboer", True), ("datter", True))
DIETS = ("Halal", "Halal", "Vegetarkost", "Nøttefri kost", "Laktosefri kost", "Glutenfri kost", "Uten svin")
FAITHS = ("Fredagsbønn", "Katolsk messe", "Ortodoks gudstjeneste", "Gudstjeneste")
ADAPTATIONS = ("Celle i 1. etasje", "Skriftlig informasjon i stor skrift", "Seng med fast madrass")
MUSLIM = ("somali", "arab", "kurdish", "afghan", "pakistani", "turkish", "albanian")
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Registry:
    """Everybody who was ever received, by who they are."""

    people: dict[Figure, Person]

    def __getitem__(self, figure: Figure) -> Person:
        return self.people[figure]


def register(stage: Stage, figures: list[Figure], parts: dict[Figure, Part], by: User) -> Registry:
    """``figures`` in the order of reception: the inmate numbers follow it, Lervik's as drawn."""
    lead = next((place for place, figure in enumerate(figures) if figure.name == LEAD), 0)
    people = copy([person_of(stage, figure, LEAD_NUMBER - lead + place) for place, figure in enumerate(figures)])
    registry = Registry(dict(zip(figures, people, strict=True)))
    pairs = [(figure, registry[figure], stage.dice("details", *figure.name)) for figure in figures]
    taken: set[str] = set()
    copy([row for figure, person, dice in pairs for row in numbers_of(stage, figure, person, dice, taken)])
    copy([row for figure, person, dice in pairs for row in languages_of(figure, person, dice)])
    copy([row for figure, person, dice in pairs for row in kin_of(figure, person, dice)])
    copy([row for figure, person, dice in pairs for row in needs_of(stage, figure, person, dice)])
    copy([row for figure, person, dice in pairs for row in aliases_of(figure, person, dice)])
    copy([photo_of(stage, figure, person, parts.get(figure), by) for figure, person, _dice in pairs])
    return registry


def person_of(stage: Stage, figure: Figure, number: int) -> Person:
    dice = stage.dice("person", *figure.name)
    return Person(
        uuid=uuid.UUID(int=dice.getrandbits(128), version=4),
        number=f"F-{number}",
        family_name=figure.family_name,
        given_name=figure.given_name,
        birth_date=figure.born,
        sex=Sex.WOMAN if figure.woman else Sex.MAN,
        nationality=figure.nationality,
        municipality="Lillevåg" if figure.name == LEAD else dice.choice(MUNICIPALITIES),
    )


def numbers_of(stage: Stage, figure: Figure, person: Person, dice: Random, taken: set[str]) -> list[Identifier]:
    """A few foreigners have a D-number, and fewer no number at all."""
    foreign = figure.nationality != "NOR"
    if foreign and dice.random() < 0.12:
        return []
    d_number = foreign and dice.random() < 0.5
    value = identity_number(figure.born, dice, woman=figure.woman, taken=taken, d_number=d_number)
    kind = IdentifierKind.D_NUMBER if d_number else IdentifierKind.NATIONAL
    return [Identifier(person=person, kind=kind, value=value, during=since(stage.clock(1500, "00:00")))]


def languages_of(figure: Figure, person: Person, dice: Random) -> list[Language]:
    mother = BACKGROUNDS[figure.background].language
    if mother == "nb":
        return [Language(person=person, code="nb")]
    needs = figure.nationality != "NOR" and dice.random() < 0.4
    rows = [Language(person=person, code=mother, needs_interpreter=needs)]
    if not needs:
        rows.append(Language(person=person, code="nb" if dice.random() < 0.8 else "en"))
    return rows


def kin_of(figure: Figure, person: Person, dice: Random) -> list[NextOfKin]:
    if figure.name == LEAD:
        return [
            NextOfKin(
                person=person, name="Ingrid Lervik", relation="mor", phone=phone(dice), may_be_called_at_night=True
            )
        ]
    background = BACKGROUNDS[figure.background]
    rows = []
    for position, (relation, woman) in enumerate(dice.sample(KIN, dice.choice((0, 1, 1, 1, 2))), start=1):
        given = dice.choice(background.given(woman=woman))
        family = dice.choice((figure.family_name, *background.family(woman=woman)))
        rows.append(
            NextOfKin(
                person=person,
                name=f"{given} {family}",
                relation=relation,
                phone=phone(dice),
                may_be_called_at_night=dice.random() < 0.6,
                position=position,
            )
        )
    return rows


def phone(dice: Random) -> str:
    """No Norwegian number begins with 1 and has eight digits."""
    return f"19{dice.randrange(10)} {dice.randrange(100):02d} {dice.randrange(1000):03d}"


def needs_of(stage: Stage, figure: Figure, person: Person, dice: Random) -> list[Need]:
    labels: list[tuple[NeedKind, str]] = []
    if figure.name == LEAD:
        labels.append((NeedKind.DIET, "Nøttefri kost"))
    elif figure.background in MUSLIM and dice.random() < 0.7:
        labels.append((NeedKind.DIET, "Halal"))
    elif dice.random() < 0.1:
        labels.append((NeedKind.DIET, dice.choice(DIETS[2:])))
    if dice.random() < 0.08:
        labels.append((NeedKind.FAITH, FAITHS[0] if figure.background in MUSLIM else dice.choice(FAITHS[1:])))
    if dice.random() < 0.04:
        labels.append((NeedKind.ACCESS, dice.choice(ADAPTATIONS)))
    return [
        Need(person=person, kind=kind, label=label, during=since(stage.clock(300, "10:00"))) for kind, label in labels
    ]


def aliases_of(figure: Figure, person: Person, dice: Random) -> list[Alias]:
    """A name from before a marriage, or one that is spelt otherwise elsewhere."""
    if dice.random() > 0.07:
        return []
    background = BACKGROUNDS[figure.background]
    family = dice.choice([name for name in background.family(woman=figure.woman) if name != figure.family_name])
    return [Alias(person=person, family_name=family, given_name=figure.given_name, note="Tidligere navn")]


def photo_of(stage: Stage, figure: Figure, person: Person, part: Part | None, by: User) -> Photo:
    """Drawn, and kept as a file under its own random name: never under a number or a name."""
    dice = stage.dice("face", *figure.name)
    age = age_on(figure.born, stage.today)
    background = BACKGROUNDS[figure.background]
    look = (
        faces.cast_look(part.look, age=age, dice=dice)
        if part
        else faces.look_of(dice, woman=figure.woman, age=age, skins=background.skins, tints=background.tints)
    )
    name = f"photos/{uuid.UUID(int=dice.getrandbits(128), version=4).hex}.svg"
    file = Path(settings.MEDIA_ROOT) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(faces.draw(look), encoding="utf-8")
    taken = stage.today - timedelta(days=52 if figure.name == LEAD else dice.randrange(1, 200))
    return Photo(
        person=person,
        image=name,
        content_type="image/svg+xml",
        taken_on=taken,
        added_at=datetime.combine(taken, datetime.min.time(), tzinfo=stage.at.tzinfo),
        added_by=by,
    )


def age_on(born: date, day: date) -> int:
    return int((day - born).days / DAYS_A_YEAR)
