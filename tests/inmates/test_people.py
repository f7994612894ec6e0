"""Who a person is, and the list of residents: services, photos, scope, order, pages and queries."""

import zlib
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from corrections.access import load_access
from corrections.choices import Role
from corrections.models import Prison, Unit, User
from corrections.periods import between
from corrections.refusals import Conflict, Refusal
from inmates.choices import NeedKind
from inmates.models import Identifier, Person, Photo
from inmates.selectors.head import NotVisible, head_of
from inmates.services import people, photos
from inmates.services.people import Kin, PersonRefused
from inmates.services.photos import PhotoRefused
from tests.corrections.factories import PrisonFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def by() -> User:
    return staff(Role.CASEWORKER, prison=PrisonFactory.create(), first_name="Hanne", last_name="Brekke")


def refusal_of(act: Callable[[], Any], kind: type[Refusal] = PersonRefused) -> str:
    before = (Person.objects.count(), Identifier.objects.count(), Photo.objects.count())
    with pytest.raises(kind) as refused:
        act()
    assert (Person.objects.count(), Identifier.objects.count(), Photo.objects.count()) == before
    return refused.value.code


# ---- names and numbers -------------------------------------------------------------------------------------------
def test_a_new_person_gets_the_next_number_and_a_clean_name(by: User) -> None:
    PersonFactory.create(number="F-40001")
    person = people.create_person(family_name=" Čohkka ", given_name="Ivar\u200b", nationality="nor", by=by, at=NOW)
    assert (person.family_name, person.given_name, person.nationality) == ("Čohkka", "Ivar", "NOR")
    assert person.number.startswith("F-")
    assert person.number != "F-40001"


@pytest.mark.django_db(transaction=True)
def test_two_receptions_at_once_never_give_the_same_number(by: User) -> None:
    found = race(*[lambda: people.create_person(family_name="X", by=by, at=NOW)] * 4)
    assert len({person.number for person in found}) == 4


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"family_name": " "}, "name_empty"),
        ({"family_name": "x" * 121}, "name_long"),
        ({"birth_date": date(2027, 1, 1)}, "birth_date"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
    ],
)
def test_a_person_who_cannot_be_is_refused(by: User, changes: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"family_name": "Lervik"} | changes
    assert refusal_of(lambda: people.create_person(**values, by=by, at=NOW)) == code


def test_a_number_in_use_is_a_conflict(by: User) -> None:
    person = PersonFactory.create()
    assert (
        refusal_of(lambda: people.create_person(family_name="X", number=person.number, by=by, at=NOW), Conflict)
        == "number_in_use"
    )


def test_a_new_name_keeps_the_old_one_findable(by: User) -> None:
    person = PersonFactory.create(family_name="Solberg", given_name="Andreas")
    people.change_name(person=person, family_name="Lervik", given_name="Andreas", by=by, at=NOW)
    person.refresh_from_db()
    assert person.name == "Lervik, Andreas"
    assert person.sort_key == "lervik andreas"
    assert [str(alias) for alias in person.aliases.all()] == ["Solberg, Andreas"]
    assert (
        refusal_of(
            lambda: people.change_name(person=person, family_name="Lervik", given_name="Andreas", by=by, at=LATER)
        )
        == "same_name"
    )


def test_an_identity_number_is_stored_without_spaces_and_replaces_the_last(by: User) -> None:
    person = PersonFactory.create()
    first = people.add_identifier(person=person, kind="NATIONAL", value="208364 13130", by=by, at=NOW)
    second = people.add_identifier(person=person, kind="NATIONAL", value="03835602353", by=by, at=LATER)
    first.refresh_from_db()
    assert first.value == "20836413130"
    assert first.during == between(NOW, LATER)
    assert person.identifiers.current().get() == second


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("NATIONAL", "18895649390", "number_check"),
        ("NATIONAL", "60925632751", "number_is_d_number"),
        ("D_NUMBER", "20836413130", "number_is_national"),
        ("NATIONAL", "", "number_empty"),
        ("WHIM", "1", "unknown_kind"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(by: User, kind: str, value: str, code: str) -> None:
    person = PersonFactory.create()
    assert refusal_of(lambda: people.add_identifier(person=person, kind=kind, value=value, by=by, at=NOW)) == code


def test_production_takes_no_made_up_number(by: User, settings: Settings) -> None:
    settings.SYNTHETIC_IDENTITY_NUMBERS = False
    person = PersonFactory.create()
    add = lambda: people.add_identifier(person=person, kind="NATIONAL", value="20836413130", by=by, at=NOW)  # noqa: E731
    assert refusal_of(add) == "number_synthetic"


def test_one_number_is_never_two_peoples(by: User) -> None:
    number: dict[str, Any] = {"kind": "NATIONAL", "value": "20836413130"}
    held = people.add_identifier(person=PersonFactory.create(), **number, by=by, at=NOW)
    other = PersonFactory.create()
    assert (
        refusal_of(lambda: people.add_identifier(person=other, **number, by=by, at=LATER), Conflict)
        == "number_of_another"
    )
    people.end_identifier(identifier=held, by=by, at=LATER)
    assert people.add_identifier(person=other, **number, by=by, at=LATER).person == other


# ---- needs, languages, next of kin -------------------------------------------------------------------------------
def test_needs_end_and_begin_and_what_stays_goes_on(by: User) -> None:
    person = PersonFactory.create()
    people.set_needs(person=person, kind=NeedKind.DIET, labels=["Halal", "Nøttefri"], by=by, at=NOW)
    people.set_needs(person=person, kind=NeedKind.DIET, labels=["Nøttefri ", "", "Vegetar"], by=by, at=LATER)
    spans = {need.label: (need.during.lower, need.during.upper) for need in person.needs.all()}
    assert spans == {"Halal": (NOW, LATER), "Nøttefri": (NOW, None), "Vegetar": (LATER, None)}


def test_languages_and_next_of_kin_are_lists_that_are_replaced(by: User) -> None:
    person = PersonFactory.create()
    people.set_languages(person=person, codes=["se", "ar"], needs_interpreter=["ar"], by=by, at=NOW)
    people.set_languages(person=person, codes=["se", "nb"], by=by, at=LATER)
    assert set(person.languages.values_list("code", "needs_interpreter")) == {("se", False), ("nb", False)}
    kin = [Kin("Ingrid Lervik", "mor", "987 65 432", may_be_called_at_night=True), Kin("Ola", "bror")]
    people.set_next_of_kin(person=person, kin=kin, by=by, at=NOW)
    people.set_next_of_kin(person=person, kin=kin[1:], by=by, at=LATER)
    assert [entry.name for entry in person.next_of_kin.all()] == ["Ola"]
    assert person.next_of_kin.model.history.filter(name="Ingrid Lervik").exists()
    assert refusal_of(lambda: people.set_next_of_kin(person=person, kin=[Kin("", "mor")], by=by, at=LATER)) == "no_name"


# ---- photos ------------------------------------------------------------------------------------------------------
def upload(size: tuple[int, int] = (300, 400), kind: str = "JPEG", **options: Any) -> "ContentFile[bytes]":
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return ContentFile(out.getvalue(), name=f"x.{kind.lower()}")


@pytest.fixture
def media(settings: Settings, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def add(person: Person, file: "ContentFile[bytes]", by: User) -> Photo:
    return photos.add_photo(person=person, upload=file, taken_on=NOW.date(), by=by, at=NOW)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_written_anew_without_what_the_camera_knew(by: User, media: Any, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif[0x0112] = 6
    photo = add(PersonFactory.create(), upload((400, 300), kind, exif=exif), by)
    with Image.open(photo.image.path) as kept:
        assert (kept.format, kept.size, photo.content_type) == ("JPEG", (300, 400), "image/jpeg")
        assert not kept.getexif()
    assert b"somebody" not in (media / str(photo.image.name)).read_bytes()
    assert photo.person.number not in str(photo.image.name)


def test_a_large_photo_is_made_smaller(by: User, media: Any) -> None:
    with Image.open(add(PersonFactory.create(), upload((3000, 4000)), by).image.path) as kept:
        assert kept.size == (900, 1200)


def flood() -> "ContentFile[bytes]":
    """A small file that says it is a very large picture."""
    data = bytearray(upload((100, 100), "PNG").read())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return ContentFile(bytes(data), name="flood.png")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (lambda: ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", name="x.svg"), "hidden_file"),
        (lambda: ContentFile(b"GIF89a" + b"\x00" * 40, name="x.jpg"), "not_a_picture"),
        (lambda: ContentFile(b"", name="x.jpg"), "not_a_picture"),
        (lambda: ContentFile(upload().read()[:200], name="x.jpg"), "not_a_picture"),
        (lambda: ContentFile(upload().read() + b"PK\x03\x04evil", name="x.jpg"), "hidden_file"),
        (lambda: ContentFile(upload(kind="PNG").read() + b"<script>alert(1)</script>", name="x.png"), "hidden_file"),
        (flood, "too_many_pixels"),
        (lambda: upload((20, 20)), "too_small"),
        (lambda: upload(kind="WEBP", save_all=True, append_images=[Image.new("RGB", (300, 400), "red")]), "moving"),
        (lambda: ContentFile(b"\xff\xd8" + b"0" * (10 * 1024 * 1024), name="x.jpg"), "too_large"),
    ],
)
def test_what_is_no_honest_photo_is_refused_and_leaves_no_file(
    by: User, media: Any, file: Callable[[], "ContentFile[bytes]"], code: str
) -> None:
    person = PersonFactory.create()
    assert refusal_of(lambda: add(person, file(), by), PhotoRefused) == code
    assert not list(media.rglob("*.jpg"))


def test_a_face_is_shown_to_those_who_may_see_the_person(by: User, media: Any) -> None:
    home = PlacementFactory.create()
    photo = add(home.stay.person, upload(), by)
    url = reverse("person_photo", args=[home.stay.person.uuid])
    answer = signed_in(staff(Role.TEACHER, unit=home.bed.cell.unit)).get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content == (media / str(photo.image.name)).read_bytes()
    assert answer["Cache-Control"] == "private, max-age=300"
    assert signed_in(staff(Role.OFFICER, unit=UnitFactory.create())).get(url).status_code == 404


# ---- whom a user may see -----------------------------------------------------------------------------------------
def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def world() -> dict[str, Person]:
    """Two units of one prison and one of another; somebody waiting in the reception; somebody who has left."""
    prison = PrisonFactory.create(slug="here")
    b2, c1 = (UnitFactory.create(prison=prison, code=code) for code in ("B2", "C1"))
    elsewhere = UnitFactory.create(code="X1")
    left = StayFactory.create(
        during=between(oslo("2025-01-01 10:00"), oslo("2025-06-01 10:00")), start=oslo("2025-01-01 10:00")
    )
    return {
        "b2": PlacementFactory.create(unit=b2).stay.person,
        "c1": PlacementFactory.create(unit=c1).stay.person,
        "elsewhere": PlacementFactory.create(unit=elsewhere).stay.person,
        "waiting": StayFactory.create(reception_prison=prison).person,
        "left": left.person,
        "unknown": StayFactory.create().person,
    }


@pytest.mark.parametrize(
    ("role", "where", "seen"),
    [
        (Role.OFFICER, "unit", {"b2"}),
        (Role.TEACHER, "unit", {"b2"}),
        (Role.OFFICER, "prison", {"b2", "c1", "waiting"}),
        (Role.REGION, "prison", {"b2", "c1", "waiting"}),
        (Role.CASEWORKER, "prison", {"b2", "c1", "elsewhere", "waiting", "left", "unknown"}),
        (Role.ADMINISTRATOR, "prison", set()),
        (Role.HEALTH_STAFF, "prison", set()),
    ],
)
def test_scope_is_the_same_for_the_list_of_all_and_for_one_page(
    world: dict[str, Person], role: Role, where: str, seen: set[str]
) -> None:
    place = {"unit": Unit.objects.get(code="B2")} if where == "unit" else {"prison": Prison.objects.get(slug="here")}
    access = load_access(staff(role, **place).pk, at=NOW)
    assert set(Person.objects.visible_to(access)) == {world[name] for name in seen}
    for name, person in world.items():
        try:
            found = head_of(person.uuid, access, NOW).subject.person_id == person.pk
        except NotVisible:
            found = False
        assert found is (name in seen), name


# ---- the list ----------------------------------------------------------------------------------------------------
def names(client: Client, **query: Any) -> list[str]:
    return [row["name"] for row in client.get(reverse("people"), query).context["page"].rows]


def test_residents_stand_in_norwegian_order() -> None:
    unit = UnitFactory.create()
    for name in ("Ås", "Zahl", "Ærø", "Aas", "Øberg", "Čohkka", "Berg", "van der Berg"):
        PlacementFactory.create(unit=unit, person=PersonFactory.create(family_name=name, given_name=""))
    client = signed_in(staff(Role.OFFICER, unit=unit))
    found = names(client)
    assert found[:3] == ["Berg", "Čohkka", "van der Berg"]
    assert found[3:6] == ["Zahl", "Ærø", "Øberg"]
    assert set(found[6:]) == {"Aas", "Ås"}


def test_the_list_holds_the_residents_in_reach_and_narrows_to_a_unit(world: dict[str, Person]) -> None:
    prison = Prison.objects.get(slug="here")
    client = signed_in(staff(Role.INSPECTOR, prison=prison))
    assert set(names(client)) == {world[name].name for name in ("b2", "c1", "waiting")}
    assert names(client, unit=Unit.objects.get(code="C1").pk) == [world["c1"].name]
    elsewhere = Unit.objects.get(code="X1").pk
    assert set(names(client, unit=elsewhere)) == set(names(client))


def test_the_list_turns_pages() -> None:
    unit = UnitFactory.create()
    for _ in range(53):
        PlacementFactory.create(unit=unit)
    client = signed_in(staff(Role.OFFICER, unit=unit))
    first, second = names(client), names(client, page=2)
    assert (len(first), len(second)) == (50, 3)
    assert not set(first) & set(second)
    assert names(client, page="x") == names(client, page=-1) == first
    assert names(client, page=99) == []


@pytest.mark.django_db(transaction=True)
def test_the_list_costs_the_same_few_queries_however_many_live_there() -> None:
    unit = UnitFactory.create()
    client = signed_in(staff(Role.OFFICER, unit=unit))
    PlacementFactory.create(unit=unit)
    client.get(reverse("people"))

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("people")).status_code == 200
        return len(found)

    before = count()
    for _ in range(20):
        PlacementFactory.create(unit=unit)
    assert count() == before <= 6


def test_those_without_the_permission_get_no_list() -> None:
    unit = UnitFactory.create()
    assert signed_in(staff(Role.ADMINISTRATOR, unit=unit)).get(reverse("people")).status_code == 403
    assert Client().get(reverse("people")).status_code == 302
