"""What a person's page says about the sentence, and to whom."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corrections.choices import Role
from corrections.models import Unit
from corrections.registries import task_texts
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from inmates.registries import Subject
from sentencing import happenings
from sentencing.choices import TermKind
from sentencing.selectors import boxes
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory, RemandOrderFactory

pytestmark = pytest.mark.django_db
ADMITTED = oslo("2026-03-02 12:00")
NOW = oslo("2026-11-24 14:32")


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


def held(unit: Unit, legal: str = LegalStatusKind.SENTENCED) -> Stay:
    return PlacementFactory.create(unit=unit, start=ADMITTED, legal=legal).stay


def subject_of(stay: Stay) -> Subject:
    return Subject(person_id=stay.person_id, uuid=stay.person.uuid, stay_id=stay.pk)


def milestones(stay: Stay) -> list[tuple[str, str, bool]]:
    box = boxes.overview(subject_of(stay), at=NOW, access=None)  # type: ignore[arg-type]
    assert box is not None
    return [(line.label, line.value, line.unconfirmed) for line in box["milestones"]]


def test_the_milestones_of_a_prison_sentence(unit: Unit) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=18, credit_days=37)
    assert milestones(stay) == [
        ("Served", "304 of 549 days (55 %)", False),
        ("Half of the term", "26.10.2026, 29 days ago", True),
        ("Release on probation", "Earliest 24.01.2027, in 61 days", True),
        ("Full term", "27.07.2027, in 245 days", True),
    ]


def test_a_release_on_probation_is_never_promised_where_too_little_is_left(unit: Unit) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), days=73)
    assert ("Release on probation", "Not ordinarily: 13 days would be left", True) in milestones(stay)


def test_the_milestones_of_preventive_detention(unit: Unit) -> None:
    stay = held(unit, LegalStatusKind.PREVENTIVE)
    JudgmentFactory.create(
        stay=stay, kind=TermKind.PREVENTIVE, judged_on=date(2026, 3, 2), years=12, minimum_years=7, credit_days=70
    )
    assert [label for label, _value, _unconfirmed in milestones(stay)] == [
        *("Served", "Minimum term reached", "Extension filed by", "The frame expires")
    ]


def test_a_remand_order_says_until_when_and_whether_that_has_passed(unit: Unit) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    RemandOrderFactory.create(stay=stay, ordered_on=date(2026, 10, 27), expires_on=date(2026, 11, 23))
    box = boxes.overview(subject_of(stay), at=NOW, access=None)  # type: ignore[arg-type]
    assert box is not None
    assert [(m.label, m.value, m.level) for m in box["milestones"]] == [
        ("Remand order to", "23.11.2026, 1 day ago", "bad")
    ]


def test_there_is_no_box_where_nothing_is_entered(unit: Unit) -> None:
    assert boxes.overview(subject_of(held(unit)), at=NOW, access=None) is None  # type: ignore[arg-type]


def test_every_date_of_the_tab_says_how_and_by_which_law(unit: Unit) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    box = boxes.tab(subject_of(stay), at=NOW, access=None)  # type: ignore[arg-type]
    assert box is not None
    assert box["unconfirmed"]
    assert list(box["rows"][-1]) == [
        "26.11.2026",
        "The full term is served (unconfirmed)",
        "10 months from the beginning, months first and then days. Minus 37 deducted days.",
        "strgjfl. s. 42; strl. s. 83",
    ]


def test_the_picture_is_drawn_without_styles_and_says_what_it_shows(unit: Unit) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=18)
    box = boxes.overview(subject_of(stay), at=NOW, access=None)  # type: ignore[arg-type]
    assert box is not None
    drawing = str(box["picture"])
    assert 'aria-label="The term from 02.03.2026 to 02.09.2027. 48 per cent is served."' in drawing
    assert "style=" not in drawing
    assert ">2/3<" in drawing


def test_judgments_and_orders_are_in_the_timeline(unit: Unit) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, registered_at=oslo("2026-03-03 09:00"))
    RemandOrderFactory.create(stay=stay, registered_at=oslo("2026-02-01 09:00"))
    events = happenings.load(person_ids=[stay.person_id], kinds=frozenset({"sentence"}), before=(NOW, "~"), limit=10)
    assert [event.text for event in events] == [
        "Prison sentence entered: 10 months, judgment of 02.03.2026",
        "Remand order entered, to 05.12.2026",
    ]
    older = happenings.load(
        person_ids=[stay.person_id], kinds=frozenset({"sentence"}), before=(events[0].at, events[0].key), limit=10
    )
    assert older == events[1:]


@pytest.mark.parametrize("kind", ["clock.R1", "clock.FULL"])
def test_an_alarm_says_whom_it_is_about_and_what_to_do(kind: str) -> None:
    entry = task_texts.get(kind)
    assert entry is not None
    late = entry.text({"number": "F-20418", "overdue": True})
    soon = entry.text({"number": "F-20418", "overdue": False})
    assert late.startswith("F-20418: ")
    assert "Release" in late
    assert late != soon


@pytest.mark.parametrize(
    ("role", "overview", "tab"),
    [
        (Role.OFFICER, True, 404),
        (Role.CONTACT_OFFICER, True, 200),
        (Role.CASEWORKER, True, 200),
        (Role.LEADER, True, 200),
    ],
)
def test_officers_see_milestones_and_those_who_work_with_it_the_derivation(
    client: Client, unit: Unit, role: Role, overview: bool, tab: int
) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=18)
    user = staff(role, **({"unit": unit} if role in (Role.OFFICER, Role.CONTACT_OFFICER) else {"prison": unit.prison}))
    user.language = "en"
    user.save(update_fields=["language"])
    client.force_login(user)
    page = client.get(reverse("person", args=[stay.person.uuid]))
    assert ("panel-sentence" in page.text) is overview
    assert client.get(reverse("person_tab", args=[stay.person.uuid, "sentence"])).status_code == tab
