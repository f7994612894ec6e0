"""Who works at Fjordvik: one login for every role, and officers on every unit. All of them share one password."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from corrections.choices import Role
from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.nordlia import SLUG as NORDLIA
from corrections.demo.stage import Stage
from corrections.models import Prison, Unit, User
from corrections.services.postings import grant_posting

PASSWORD = "god-vakt-i-fjordvik"  # noqa: S105  (printed at each start; the command refuses to run outside the demo)


@dataclass(frozen=True)
class Hand:
    """A member of staff: at a unit, or at the whole prison."""

    username: str
    first_name: str
    last_name: str
    role: Role
    unit: str = ""
    prisons: tuple[str, ...] = (SLUG,)
    days_left: int | None = None


CAST = (
    Hand("nesheim", "Kari", "Nesheim", Role.OFFICER, "B2"),
    Hand("lunde", "Terje", "Lunde", Role.CONTACT_OFFICER, "B2"),
    Hand("dale", "Marit", "Dale", Role.DUTY_MANAGER),
    Hand("brekke", "Hanne", "Brekke", Role.CASEWORKER),
    Hand("bjerke", "Astrid", "Bjerke", Role.REINTEGRATION),
    Hand("fjeldstad", "Ragnhild", "Fjeldstad", Role.LEADER),
    Hand("sandvik", "Bård", "Sandvik", Role.REGION, prisons=(SLUG, NORDLIA)),
    Hand("lie", "Ingeborg", "Lie", Role.TEACHER),
    Hand("tangen", "Olav", "Tangen", Role.INSPECTOR),
    Hand("aune", "Siv", "Aune", Role.ADMINISTRATOR, prisons=(SLUG, NORDLIA)),
    Hand("berg", "Nina", "Berg", Role.HEALTH_STAFF),
)
COLLEAGUES = (
    Hand("vik", "Ola", "Vik", Role.OFFICER, "B2"),
    Hand("odegard", "Silje", "Ødegård", Role.CONTACT_OFFICER, "B2"),
    Hand("hansen", "Arne", "Hansen", Role.OFFICER, "B2"),
    Hand("singh", "Priya", "Singh", Role.CONTACT_OFFICER, "B2"),
    Hand("berge", "Lars", "Berge", Role.OFFICER, "B2", days_left=45),
    Hand("moen", "Anne", "Moen", Role.CASEWORKER),
    Hand("eide", "Tor", "Eide", Role.DUTY_MANAGER),
    Hand("holm", "Jan", "Holm", Role.HEALTH_STAFF),
    Hand("bakken", "Stine", "Bakken", Role.OFFICER, "A1"),
    Hand("nilsen", "Geir", "Nilsen", Role.CONTACT_OFFICER, "A1"),
    Hand("haddad", "Samira", "Haddad", Role.CONTACT_OFFICER, "A1"),
    Hand("lia", "Jostein", "Lia", Role.OFFICER, "A2"),
    Hand("thorsen", "Camilla", "Thorsen", Role.CONTACT_OFFICER, "A2"),
    Hand("kowalska", "Ewa", "Kowalska", Role.CONTACT_OFFICER, "A2"),
    Hand("foss", "Håkon", "Foss", Role.OFFICER, "B1"),
    Hand("pettersen", "Mona", "Pettersen", Role.CONTACT_OFFICER, "B1"),
    Hand("ali", "Hassan", "Ali", Role.CONTACT_OFFICER, "B1", days_left=120),
    Hand("strand", "Kjell", "Strand", Role.OFFICER, "C1"),
    Hand("johnsen", "Unni", "Johnsen", Role.CONTACT_OFFICER, "C1"),
    Hand("somby", "Ánte", "Somby", Role.CONTACT_OFFICER, "C1"),
    Hand("aas", "Bente", "Aas", Role.OFFICER, "K1"),
    Hand("rostad", "Ida", "Røstad", Role.CONTACT_OFFICER, "K1"),
    Hand("vatne", "Guro", "Vatne", Role.CONTACT_OFFICER, "K1"),
    Hand("helland", "Rune", "Helland", Role.OFFICER, "O1"),
    Hand("myrvold", "Tone", "Myrvold", Role.CONTACT_OFFICER, "O1"),
    Hand("elvestad", "Elin", "Elvestad", Role.HEALTH_STAFF),
    Hand("solheim", "Turid", "Solheim", Role.HEALTH_STAFF, prisons=(NORDLIA, SLUG)),  # moves here soon
    Hand("fagerli", "Marte", "Fagerli", Role.HEALTH_STAFF),
)


def hire(stage: Stage) -> None:
    hands = CAST + COLLEAGUES
    secret = make_password(PASSWORD)
    units = {unit.code: unit for unit in Unit.objects.filter(prison__slug=SLUG)}
    prisons = {prison.slug: prison for prison in Prison.objects.filter(slug__in=(SLUG, NORDLIA))}
    users = copy(
        [
            User(
                username=hand.username,
                first_name=hand.first_name,
                last_name=hand.last_name,
                password=secret,
                service_number=f"V{4100 + place}",
                home_unit=units.get(hand.unit),
                date_joined=stage.clock(400, "09:00"),
            )
            for place, hand in enumerate(hands)
        ]
    )
    administrator = next(user for user, hand in zip(users, hands, strict=True) if hand.role == Role.ADMINISTRATOR)
    start = stage.clock(400, "09:00")
    for user, hand in zip(users, hands, strict=True):
        for slug in hand.prisons:
            grant_posting(
                user=user,
                role=hand.role,
                prison=prisons[slug],
                unit=units.get(hand.unit),
                start=start,
                end=stage.clock(-hand.days_left, "00:00") if hand.days_left else None,
                by=None if user == administrator else administrator,
                at=start,
                reason="Vikariat" if hand.days_left else "",
            )
