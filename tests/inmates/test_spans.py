"""The spans that figures are made of: the last twelve months, calendar years and quarters, by Norway's clock."""

from datetime import UTC, datetime

from inmates.rules import spans

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_what_can_be_chosen_is_the_last_year_three_calendar_years_and_four_quarters() -> None:
    keys = [span.key for span in spans.choices(AT)]
    assert keys == ["", "2026", "2025", "2024", "2026-4", "2026-3", "2026-2", "2026-1"]
    january = datetime(2026, 1, 15, tzinfo=UTC)
    assert [span.key for span in spans.choices(january)][-4:] == ["2026-1", "2025-4", "2025-3", "2025-2"]


def test_a_year_and_a_quarter_begin_and_end_at_midnight_in_norway() -> None:
    year, last, third = (spans.chosen(key, AT) for key in ("2025", "2026-4", "2026-3"))
    assert (year.since, year.until) == (
        datetime(2024, 12, 31, 23, tzinfo=UTC),
        datetime(2025, 12, 31, 23, tzinfo=UTC),
    )
    assert (third.since, third.until) == (datetime(2026, 6, 30, 22, tzinfo=UTC), datetime(2026, 9, 30, 22, tzinfo=UTC))
    assert (last.since, last.until) == (datetime(2026, 9, 30, 22, tzinfo=UTC), AT)


def test_what_cannot_be_chosen_is_the_last_twelve_months() -> None:
    for key in ("", "1999", "2026-5", "x'; --"):
        assert spans.chosen(key, AT) == spans.rolling(AT)
