"""The demo starts at any hour: late in the evening, past midnight, at a count, on nights when the clock changes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from corrections.demo import play
from corrections.demo.stage import Stage
from inmates.models import Release

HOURS = (
    datetime(2026, 11, 22, 22, 3, tzinfo=UTC),
    datetime(2026, 11, 22, 22, 59, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 58, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 4, tzinfo=UTC),
    datetime(2026, 11, 23, 5, 7, tzinfo=UTC),  # the second start falls on a count that every unit has
)


@pytest.mark.django_db
@pytest.mark.parametrize("at", HOURS, ids=lambda at: f"{at:%m-%d %H:%M} UTC")
def test_the_demo_starts_and_starts_again_at_any_hour(at: datetime, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path, CLINICAL_TRANSPORT="owner"):
        play.seed(Stage(at))
        play.refresh(Stage(at + timedelta(minutes=40)))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    ready = [release for release in Release.objects.all() if release.prepared_by_id is not None]
    assert [Stage(release.planned_at).today for release in ready] == [Stage(at).today]
