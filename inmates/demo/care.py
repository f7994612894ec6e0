"""What staff must know: alerts, who must not meet whom, and who the contact officer is."""

from datetime import timedelta
from random import Random

from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import User
from corrections.periods import between, since
from inmates.choices import AlertCode, NonAssociationReason, NonAssociationRole, NonAssociationScope
from inmates.demo.cast import NEW_WITHOUT_OFFICER
from inmates.demo.custody import Custody
from inmates.demo.day import Hands
from inmates.demo.persons import age_on
from inmates.demo.sojourns import REMAND, Sojourn
from inmates.models import Alert, ContactOfficer, Person, Stay
from inmates.rules import ALERT_LEVELS
from inmates.services import care, closeness

NO_OFFICER_YET = 2
CLOSE = (("odegard", "Lervik", 2), ("vik", "Hovde", 3))  # who, whom they know, days ago
OLD = 68
CHANCES: tuple[tuple[AlertCode, float, str], ...] = (
    (AlertCode.PHONE_CONTROL, 0.1, "Godkjente numre"),
    (AlertCode.ESCAPE_RISK, 0.03, ""),
    (AlertCode.VIOLENCE_RISK, 0.05, ""),
    (AlertCode.VULNERABLE, 0.07, ""),
    (AlertCode.NO_ONE_TO_ONE, 0.015, ""),
    (AlertCode.HOT_WORK_BAR, 0.04, ""),
    (AlertCode.READS_WITH_SOUND, 0.05, ""),
    (AlertCode.HEARING, 0.02, ""),
)
ON_REMAND: tuple[tuple[AlertCode, float, str], ...] = (
    (AlertCode.COURT_RESTRICTION, 0.3, "Brev- og besøksforbud"),
    (AlertCode.LETTER_CONTROL, 0.3, "Kontroll av brev"),
)

# Surname, surname, why, how far apart.
PAIRS_OF_B2 = (
    ("Aydın", "Kvalvåg", NonAssociationReason.THREAT, NonAssociationScope.PLACE, "Krangel etter kortspill."),
)
REASONS = (
    NonAssociationReason.VIOLENCE,
    NonAssociationReason.THREAT,
    NonAssociationReason.GANG_RELATED,
    NonAssociationReason.BULLYING,
)


def look_after(stage: Stage, custody: Custody, hands: Hands) -> None:
    manager = User.objects.get(username="dale")
    alerts = [row for sojourn, stay in custody.present() for row in alerts_of(stage, sojourn, stay, manager)]
    copy(alerts)
    keep_apart(stage, custody, manager)
    copy(
        [
            row
            for sojourn, stay in custody.present()
            for row in contact_officers_of(stage, sojourn, stay, hands, manager)
        ]
    )


# ---- alerts ------------------------------------------------------------------------------------------------------
def alerts_of(stage: Stage, sojourn: Sojourn, stay: Stay, by: User) -> list[Alert]:
    if sojourn.part:
        return alerts_of_lervik(stage, stay, by) if sojourn.part.family_name == "Lervik" else []
    dice = stage.dice("alerts", *sojourn.figure.name)
    chances = CHANCES + (ON_REMAND if sojourn.stints[-1].basis == REMAND else ())
    chosen = [(code, note) for code, chance, note in chances if dice.random() < chance]
    if age_on(sojourn.figure.born, stage.today) >= OLD:
        chosen += [(AlertCode.MOBILITY, ""), (AlertCode.EVACUATION_HELP, "")]
    return [alert(stay, code, note, stage, days_since(sojourn, dice), by) for code, note in chosen]


def days_since(sojourn: Sojourn, dice: Random) -> int:
    return dice.randrange(0, max(1, min(sojourn.first, 200)))


def alert(
    stay: Stay, code: AlertCode, note: str, stage: Stage, days: int, by: User, ended_days: int | None = None
) -> Alert:
    start = max(stage.clock(days, "11:00"), stay.during.lower + timedelta(minutes=30))
    end = stage.clock(ended_days, "10:00") if ended_days is not None else None
    return Alert(
        person_id=stay.person_id,
        code=code,
        level=ALERT_LEVELS[code],
        note=note,
        during=between(start, end) if end else since(start),
        raised_at=start,
        raised_by=by,
        closed_at=end if end and end <= stage.at else None,
        closed_by=by if end and end <= stage.at else None,
    )


def alerts_of_lervik(stage: Stage, stay: Stay, by: User) -> list[Alert]:
    return [
        alert(stay, AlertCode.PHONE_CONTROL, "", stage, 60, by, ended_days=-37),
        alert(stay, AlertCode.EVACUATION_HELP, "", stage, 170, by),
        alert(stay, AlertCode.READS_WITH_SOUND, "", stage, 600, by),
        alert(stay, AlertCode.LETTER_CONTROL, "", stage, 700, by, ended_days=640),
        alert(stay, AlertCode.COURT_RESTRICTION, "", stage, 710, by, ended_days=660),
        alert(stay, AlertCode.VULNERABLE, "", stage, 705, by, ended_days=500),
    ]


# ---- who must not meet -------------------------------------------------------------------------------------------
def keep_apart(stage: Stage, custody: Custody, by: User) -> None:
    """Through the service: it puts the pair in order and tells the other apps."""
    people = {stay.person.family_name: stay.person for sojourn, stay in custody.present() if sojourn.part}
    for first, second, reason, scope, note in PAIRS_OF_B2:
        tell_apart(people[first], people[second], reason, scope, note, by, stage, 9)
    lead = people["Lervik"]
    dice = stage.dice("apart")
    units: dict[str, list[Person]] = {unit: [] for unit in ("A1", "A2", "B1", "C1", "K1")}
    for sojourn, stay in custody.present():
        units.get(sojourn.stints[-1].unit, []).append(stay.person)
    for unit, days in (("A1", 210), ("A2", 150)):
        tell_apart(lead, dice.choice(units[unit]), dice.choice(REASONS), NonAssociationScope.UNIT, "", by, stage, days)
    for unit, others in (("A1", "A2"), ("A1", "C1"), ("A2", "A2"), ("B1", "A1"), ("C1", "C1"), ("K1", "K1")):
        one = dice.choice(units[unit])
        other = dice.choice([person for person in units[others] if person != one])
        tell_apart(one, other, dice.choice(REASONS), NonAssociationScope.PLACE, "", by, stage, dice.randrange(5, 90))
    for one, other in zip(*[iter(dice.sample(units["B1"], 6))] * 2, strict=True):
        reason = NonAssociationReason.SAME_CASE
        tell_apart(one, other, reason, NonAssociationScope.PLACE, "Samme sak.", by, stage, dice.randrange(2, 20))


def tell_apart(
    one: Person, other: Person, reason: str, scope: str, note: str, by: User, stage: Stage, days: int
) -> None:
    care.keep_apart(
        person=one,
        other=other,
        reason=reason,
        scope=scope,
        role=NonAssociationRole.NOT_RELEVANT,
        other_role=NonAssociationRole.NOT_RELEVANT,
        note=note,
        by=by,
        at=stage.clock(days, "12:20"),
    )


# ---- contact officers ----------------------------------------------------------------------------------------------
def contact_officers_of(stage: Stage, sojourn: Sojourn, stay: Stay, hands: Hands, by: User) -> list[ContactOfficer]:
    """Everybody has one but the newest; nearly all have a substitute too."""
    name = sojourn.figure.family_name
    if name == NEW_WITHOUT_OFFICER or (sojourn.first < NO_OFFICER_YET and not sojourn.part):
        return []
    dice = stage.dice("contact", *sojourn.figure.name)
    officers = list(hands.officers[sojourn.stints[-1].unit])
    dice.shuffle(officers)
    chosen = {"Lervik": hands.staff["nesheim"], "Solstad": hands.staff["lunde"]}.get(name, officers[0])
    start = max(stay.during.lower + timedelta(hours=20), stage.clock(min(sojourn.stints[-1].first, 300), "14:10"))
    start = min(start, stage.at - timedelta(hours=3))
    rows = [ContactOfficer(stay=stay, officer_id=chosen, during=since(start), assigned_at=start, assigned_by=by)]
    substitute = next(officer for officer in officers if officer != chosen)
    if dice.random() < 0.9:
        rows.append(
            ContactOfficer(
                stay=stay,
                officer_id=substitute,
                is_substitute=True,
                during=since(start),
                assigned_at=start,
                assigned_by=by,
            )
        )
    return rows


def say_who_is_close(stage: Stage, hands: Hands) -> None:
    """Two of the staff know somebody outside work, and have said so: they never are the contact officer there."""
    for officer, family, days in CLOSE:
        person = Stay.objects.current().get(person__family_name=family, reception_prison__slug=SLUG).person
        user = User.objects.get(pk=hands.staff[officer])
        closeness.declare(user=user, person=person, by=user, at=stage.clock(days, "14:40"))
