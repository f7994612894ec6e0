"""The minute at which the measured set stands still (bench/sql/begin.sql says the same)."""

from datetime import UTC, datetime

PRESENT = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
