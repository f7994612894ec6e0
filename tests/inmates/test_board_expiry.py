"""What runs out by itself changes no row, so no version: the board still leaves it out with the next minute."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inmates.choices import SignalCode, SignalFor
from inmates.models import Signal
from inmates.selectors import board_version
from inmates.selectors.board import kept
from tests.corrections.factories import oslo
from tests.corrections.pages import at_instant, signed_in, text_of
from tests.inmates.house import House, build_house

POLL = {"HX-Request": "true"}
EXPIRES = oslo("2026-11-24 14:40").replace(second=30)
MARK = str(SignalCode.NOT_ALONE.label)


def polled(client: Client, house: House, monkeypatch: pytest.MonkeyPatch, at: datetime, etag: str = "") -> Any:
    at_instant(monkeypatch, at)
    headers = POLL | ({"If-None-Match": etag} if etag else {})
    return client.get(reverse("board", args=[house.unit.pk]), headers=headers)


@pytest.mark.django_db(transaction=True)
def test_a_signal_that_runs_out_is_gone_from_the_board_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    kept.forget()
    house = build_house()
    stay = house.resident("Karimi", "Ali")
    Signal.objects.create(
        stay=stay,
        code=SignalCode.NOT_ALONE,
        needed_by=SignalFor.UNIT,
        set_at=EXPIRES - timedelta(hours=2),
        expires_at=EXPIRES,
    )
    client = signed_in(house.officer)
    before = polled(client, house, monkeypatch, EXPIRES - timedelta(seconds=5))
    assert MARK in text_of(before)
    version = board_version.of_unit(house.unit.pk)

    after = polled(client, house, monkeypatch, EXPIRES + timedelta(seconds=30), before.headers["ETag"])

    assert after.status_code == 200  # the tag has the minute in it
    assert MARK not in text_of(after)
    assert board_version.of_unit(house.unit.pk) == version  # nothing was written
