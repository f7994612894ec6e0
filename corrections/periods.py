"""Periods: half-open ``tstzrange`` columns, ``[from, to)``, UTC in the database.

An open period has no upper bound. "As of" reads what held at one instant, so the past is asked with the
same query as the present.
"""

from datetime import datetime
from typing import Any, Self, TypeAlias, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.types.range import Range

Period: TypeAlias = Range[datetime]
M = TypeVar("M", bound=models.Model)


def since(start: datetime) -> Period:
    """The period that began at ``start`` and goes on."""
    period: Period = DateTimeTZRange(start, None, "[)")
    return period


def between(start: datetime, end: datetime) -> Period:
    """The period ``[start, end)``. Raises ``ValueError`` where it would be empty or run backwards."""
    if end <= start:
        raise ValueError("a period ends after it begins")
    period: Period = DateTimeTZRange(start, end, "[)")
    return period


def ended(period: Period, at: datetime) -> Period:
    """The same period, closed at ``at``. Raises ``ValueError`` where it had not begun."""
    if period.lower is None:
        raise ValueError("a period has a beginning")
    return between(period.lower, at)


def is_open(period: Period) -> bool:
    return period.upper_inf


class PeriodQuerySet(models.QuerySet[M]):
    """For models with a column ``during``."""

    def as_of(self, at: datetime) -> Self:
        """What held at the instant ``at``."""
        return self.filter(during__contains=at)

    def current(self) -> Self:
        """What has no end yet; served by the partial indexes on open periods."""
        return self.filter(during__endswith__isnull=True)

    def touching(self, start: datetime, end: datetime) -> Self:
        """What holds at any instant of ``[start, end)``."""
        return self.filter(during__overlap=between(start, end))


class During(DateTimeRangeField):
    """The column ``during``: never empty, lower bound always known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default_bounds", "[)")
        super().__init__(*args, **kwargs)


def never_overlapping(name: str, *what: str, condition: models.Q | None = None) -> ExclusionConstraint:
    """``EXCLUDE USING gist``: the same ``what`` is never in two rows at one instant."""
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in what), ("during", RangeOperators.OVERLAPS)],
        condition=condition,
    )


def begins_and_is_not_empty(name: str) -> models.CheckConstraint:
    """A period has a beginning and at least one instant: an end before the beginning is refused by the type itself."""
    return models.CheckConstraint(
        name=name, condition=models.Q(during__isempty=False) & models.Q(during__startswith__isnull=False)
    )


def open_index(name: str, *fields: str) -> models.Index:
    """A partial index over the rows that still go on, so that reads of the present do not grow with history."""
    return models.Index(fields=fields, name=name, condition=models.Q(during__endswith__isnull=True))
