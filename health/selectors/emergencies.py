"""Emergency access: whom it can be asked for, what is open now, and what waits for review. Inside a context."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from corrections.models import User
from health.choices import Called
from health.models import EmergencyAccess, EmergencyReview, Patient, ReviewCall
from health.selectors.records import whole
from inmates.models import Person
from inmates.selectors import search

REVIEWED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A patient of another clinic: name and birth date, and no more than that."""

    record: UUID
    name: str
    birth_date: object


def find(text: str) -> list[Stranger]:
    """Patients of other clinics by the beginning of a name or number. Two letters at least."""
    wanted = " ".join(text.split())[:80]
    if len(wanted) < search.FEWEST:
        return []
    found = search.fetch(search.EVERYONE, search.bounds_of(wanted) | {"known": []})
    return _strangers([row["id"] for row in found]) if found else []


def stranger_of(record: UUID) -> Stranger:
    """Raises ``Http404`` for a patient of one's own clinic and for nobody's record."""
    for found in _strangers([], record):
        return found
    raise Http404


def _strangers(people: list[int], record: UUID | None = None) -> list[Stranger]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, uuid FROM health.records_elsewhere(%s::bigint[], %s)", [people, record])
        address = dict(cursor.fetchall())
    found = Person.objects.in_bulk(list(address))
    return [
        Stranger(address[pk], str(found[pk]), found[pk].birth_date) for pk in people or list(address) if pk in address
    ]


def held(patient: Patient, user: User, at: datetime) -> EmergencyAccess | None:
    """The emergency access by which ``user`` has this record open at ``at``."""
    mine = EmergencyAccess.objects.filter(patient__in=whole(patient), opened_by=user, during__contains=at)
    return mine.order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Told:
    """One emergency access as the clinic of the patient is told of it."""

    emergency: EmergencyAccess
    review: EmergencyReview | None
    is_overdue: bool = False
    calls: tuple[ReviewCall, ...] = ()

    @property
    def patient(self) -> str:
        return str(self.emergency.person)

    @property
    def opener(self) -> str:
        return full_name(self.emergency.opened_by)

    @property
    def reviewer(self) -> str:
        return full_name(self.review.reviewed_by) if self.review else ""


def full_name(user: User) -> str:
    return user.get_full_name() or user.username


def told(at: datetime) -> list[Told]:
    """Every emergency access that waits for review, the longest waiting first; then those reviewed, newest first."""
    rows = [told_of(each, at) for each in _seen().order_by("during", "pk")]
    waiting = [row for row in rows if row.review is None]
    done = [row for row in rows if row.review is not None and row.review.reviewed_at > at - REVIEWED_FOR]
    return [*waiting, *reversed(done)]


def told_of(emergency: EmergencyAccess, at: datetime) -> Told:
    review = getattr(emergency, "review", None)
    calls = tuple(sorted(emergency.calls.all(), key=lambda call: call.pk)) if review is None else ()
    return Told(emergency, review, review is None and emergency.review_due_at < at, calls)


def waiting_for(user: User) -> int:
    """How many wait for this clinician to review: their own are not among them."""
    return EmergencyAccess.objects.filter(review__isnull=True).exclude(opened_by=user).count()


def called(user: User) -> int:
    """How many reviews this clinician is called to by name of what they are: the leader, and who there is beside one.

    Where the clinic has no leader beside the one who opened, everyone there is called in the leader's place.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM health.emergency_access e
               WHERE e.opened_by_id <> %s AND e.prison_id = ANY (health.ctx_prisons())
                 AND NOT EXISTS (SELECT FROM health.emergency_review v WHERE v.emergency_id = e.id)
                 AND EXISTS (SELECT FROM health.review_call c WHERE c.emergency_id = e.id AND (
                   c.called = %s OR c.called = %s AND health.may_review(e.prison_id, e.opened_by_id)))""",
            [user.pk, Called.LEADERS, Called.LEADER],
        )
        return int(cursor.fetchone()[0])


def one(pk: int, at: datetime) -> Told:
    """One that this clinician is told of. Raises ``Http404`` for any other."""
    found = _seen().filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    return told_of(found, at)


def _seen() -> QuerySet[EmergencyAccess]:
    seen = EmergencyAccess.objects.select_related("person", "opened_by", "review__reviewed_by")
    return seen.prefetch_related("calls")
