"""Somebody on the way out, for the tests of releases."""

from datetime import datetime
from typing import Any

import pytest

from inmates.choices import ReleaseKind, ReleaseStep
from inmates.models import Release, Stay
from inmates.registries import Finding, ReleaseCheck, release_checks
from inmates.services import releasing
from tests.corrections.factories import NOW
from tests.inmates.house import House


def planned(stay: Stay, house: House, at: datetime = NOW, **values: Any) -> Release:
    """A release for today, planned by the officer."""
    given = {"kind": ReleaseKind.FULL_TERM, "planned_at": at}
    return releasing.plan(stay=stay, by=house.officer, at=at, **{**given, **values})


def compared(release: Release, house: House, at: datetime = NOW) -> Release:
    """Nothing is missing any more: the person is compared with the photo."""
    releasing.mark(release=release, step=ReleaseStep.IDENTITY, is_done=True, by=house.officer, at=at)
    return release


def confirmed(stay: Stay, house: House, at: datetime = NOW) -> Release:
    """Two have confirmed: only the gate is left."""
    release = compared(planned(stay, house, at), house, at)
    releasing.prepare(release=release, by=house.officer, at=at)
    return releasing.confirm(release=release, by=house.colleague, at=at)


def only_this_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the checks of upper floors, which have tests of their own."""
    mine = {key: item for key, item in release_checks._items.items() if item.load.__module__.startswith("inmates")}
    monkeypatch.setattr(release_checks, "_items", mine)


def says(level: str, text: str = "Noe mangler", **values: Any) -> ReleaseCheck:
    """A check that always finds the same."""
    return ReleaseCheck("Prøve", "", lambda stay_id, at: [Finding(level, text, key="proof", **values)])
