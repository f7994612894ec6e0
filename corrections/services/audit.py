"""Who read and who wrote, in the transaction of the act itself: a failing audit undoes the act."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from corrections.models import ReadRecord, User, WriteRecord


def record_read(
    *, by: User, at: datetime, subject: models.Model, what: str, reason: str = "", request_id: UUID | None = None
) -> ReadRecord:
    """One consultation of the record of ``subject``; ``what`` names the page, such as ``person.overview``."""
    return ReadRecord.objects.create(
        by=by,
        at=at,
        subject_type=type_of(subject),
        subject_id=subject.pk,
        what=what,
        reason=reason,
        request_id=request_id,
    )


def record_write(
    *,
    by: User | None,
    at: datetime,
    act: str,
    subject: models.Model,
    detail: dict[str, Any] | None = None,
    reason: str = "",
) -> WriteRecord:
    """One act, named after its service, such as ``inmates.register_movement``. ``detail`` holds ids, no text."""
    return WriteRecord.objects.create(
        by=by, at=at, act=act, subject_type=type_of(subject), subject_id=subject.pk, detail=detail or {}, reason=reason
    )


def type_of(subject: models.Model) -> str:
    return subject._meta.label_lower
