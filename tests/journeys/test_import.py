"""Handing a register over in the browser: choose the file, try it, hand it over, watch it come in, read the lines."""

import pytest

from corrections.choices import Role
from corrections.models import OutboxMessage, Prison, User
from inmates import tasks
from inmates.models import Person, Stay
from tests.corrections.factories import staff
from tests.inmates import handing_over
from tests.inmates.sheets import DATA
from tests.journeys.fixtures import Clock, OpenWindow


@pytest.fixture
def user(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> User:
    clock.at = handing_over.SUNDAY
    monkeypatch.setattr(tasks, "now", clock)
    handing_over.estate()
    return staff(Role.ADMINISTRATOR, prison=Prison.objects.get(), language="en")


def carry_out() -> None:
    """The worker, when the message of the outbox reaches it."""
    tasks.run_import(**OutboxMessage.objects.latest("pk").arguments)


def test_a_register_is_tried_handed_over_watched_and_read(user: User, window: OpenWindow) -> None:
    office = window(user)
    page = office.open("/imports/")
    page.get_by_label("File", exact=True).set_input_files(DATA / "register.csv")
    assert page.get_by_label("Try it first").is_checked()
    page.get_by_role("button", name="Hand over the file").click()
    page.get_by_text("The file waits for a worker.").wait_for()
    assert office.axe() == []
    carry_out()
    page.get_by_text("Nothing was written.").wait_for()
    assert not Person.objects.exists()

    page = office.open("/imports/")
    page.get_by_label("File", exact=True).set_input_files(DATA / "register.csv")
    page.get_by_label("Try it first").uncheck()
    page.get_by_role("button", name="Hand over the file").click()
    carry_out()
    page.get_by_text("156 of 156 rows").first.wait_for()
    assert Stay.objects.count() == 143
    page.get_by_role("cell", name="There is no unit “Z9” at Nordlia fengsel.").wait_for()
    page.get_by_role("link", name="Already there").click()
    page.get_by_role("cell", name="The same line stands on line 7. It was taken once.").wait_for()
    assert office.axe() == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_a_file_that_cannot_be_read_is_told_at_the_field(user: User, window: OpenWindow) -> None:
    office = window(user)
    office.expects(422)
    page = office.open("/imports/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "register.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 a workbook"}
    )
    page.get_by_role("button", name="Hand over the file").click()
    page.get_by_text("This is a workbook.").first.wait_for()
    assert office.axe() == []


@pytest.mark.parametrize(("width", "height"), [(1180, 820), (768, 1024), (320, 640)])
def test_the_pages_are_read_without_scripts_and_without_scrolling_sideways(
    user: User, window: OpenWindow, width: int, height: int
) -> None:
    run = handing_over.register(by=user)
    quiet = window(user, width=width, height=height, js=False)
    for address in ("/imports/", f"/imports/{run.uuid}/"):
        page = quiet.open(address)
        assert page.get_by_role("heading", level=1).is_visible()
        assert not window(user, width=width, height=height).scrolls_sideways()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_sound_in_both_schemes(user: User, window: OpenWindow, scheme: str) -> None:
    run = handing_over.register(by=user)
    office = window(user, scheme=scheme)
    for address in ("/imports/", f"/imports/{run.uuid}/?show=odd"):
        office.open(address)
        assert office.axe() == []
        assert not office.scrolls_sideways()
