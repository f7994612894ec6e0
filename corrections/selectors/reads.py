"""Who has looked at whom: consultations of records, for those who review them and for each of their own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from corrections.access import Access
from corrections.models import ReadRecord, User
from corrections.permissions import StaffPerm
from corrections.registries import ReadSubject, read_subjects
from corrections.selectors.postings import staff_of


def reviewed(access: Access) -> QuerySet[ReadRecord]:
    """What the staff of the reviewer's prisons have looked at."""
    return ReadRecord.objects.filter(by__in=staff_of(access, StaffPerm.REVIEW_READS)).select_related("by")


def own(user: User) -> QuerySet[ReadRecord]:
    return ReadRecord.objects.filter(by=user).select_related("by")


def chosen(
    found: QuerySet[ReadRecord],
    *,
    access: Access,
    at: datetime,
    staff: User | None = None,
    subject: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> QuerySet[ReadRecord]:
    """Newest first, narrowed to one reader, to whom ``subject`` means, and to days (both with)."""
    if staff is not None:
        found = found.filter(by=staff)
    if subject.strip():
        found = found.filter(whom(subject.strip(), access=access, at=at))
    if first_day:
        found = found.filter(at__gte=midnight(first_day))
    if last_day:
        found = found.filter(at__lt=midnight(last_day + timedelta(days=1)))
    return found.order_by("-at", "-pk")


def whom(text: str, *, access: Access, at: datetime) -> Q:
    """The records that ``text`` means, of every kind; of none when nobody is called that."""
    meant = Q(pk__in=())
    for kind, subject in read_subjects.items():
        meant |= Q(subject_type=kind, subject_id__in=subject.find(text, access=access, at=at))
    return meant


def midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One consultation, ready to print. ``href`` is empty where the reviewer cannot open the record."""

    at: datetime
    by: User
    name: str
    href: str
    what: str
    reason: str


def rows(records: Sequence[ReadRecord], *, access: Access, at: datetime) -> list[ReadRow]:
    """The records with their subjects' names: one query for each kind of subject on the page."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for record in records:
        ids[record.subject_type].add(record.subject_id)
    names = {
        kind: subject.names(sorted(wanted), access=access, at=at)
        for kind, wanted in ids.items()
        if (subject := read_subjects.get(kind))
    }
    return [row(record, names.get(record.subject_type, {})) for record in records]


def row(record: ReadRecord, names: dict[int, tuple[str, str]]) -> ReadRow:
    name, href = names.get(record.subject_id, (gettext("Somebody outside your prisons"), ""))
    return ReadRow(record.at, record.by, name, href, page_of(record), record.reason)


def page_of(record: ReadRecord) -> str:
    subject: ReadSubject | None = read_subjects.get(record.subject_type)
    return str(subject.pages.get(record.what, record.what)) if subject else record.what
