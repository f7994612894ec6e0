"""What the forms about care need: whom to choose from, and the rows that an act is about."""

from datetime import datetime

from django.utils.translation import gettext

from corrections.access import Access
from corrections.choices import Role
from corrections.models import Prison, User
from inmates.models import Alert, NonAssociation, Person, Stay
from inmates.registries import Subject
from inmates.selectors import continuity

MAY_BE_CONTACT = (Role.OFFICER, Role.CONTACT_OFFICER)


def officers_of(subject: Subject, at: datetime) -> list[tuple[int, str]]:
    """Those who may be contact officer: officers posted at the person's prison now, the best first.

    Each says why: how well they know the person, of 100, and what they carry.
    """
    if subject.prison_id is None or subject.stay_id is None:
        return []
    found = continuity.suggestions(subject.prison_id, subject.stay_id, at)
    if found or subject.unit_id is not None:
        return [(one.officer_id, in_words(one)) for one in found]
    posted = User.objects.filter(
        is_active=True,
        postings__prison=subject.prison_id,
        postings__role__in=MAY_BE_CONTACT,
        postings__during__contains=at,
    )
    return [(user.pk, user.short_name) for user in posted.distinct().order_by("last_name", "first_name", "pk")]


def in_words(one: continuity.Suggestion) -> str:
    """A nought is not said: most officers are new to most people."""
    values = {"name": one.name, "continuity": one.continuity, "reasons": ", ".join(one.reasons)}
    if not one.continuity:
        return gettext("%(name)s: %(reasons)s") % values
    return gettext("%(name)s: knows the person %(continuity)d of 100, %(reasons)s") % values


def alert_of(subject: Subject, pk: int) -> Alert | None:
    return Alert.objects.filter(person=subject.person_id, pk=pk).order_by("pk").first()


def pair_of(subject: Subject, pk: int) -> NonAssociation | None:
    """A pair that this person is one of."""
    pairs = NonAssociation.objects.filter(pk=pk, first=subject.person_id) | NonAssociation.objects.filter(
        pk=pk, second=subject.person_id
    )
    return pairs.select_related("first", "second").order_by("pk").first()


def person_by_number(number: str, access: Access) -> Person | None:
    """Somebody in sight, by inmate number."""
    return Person.objects.visible_to(access).filter(number__iexact=number.strip()).order_by("pk").first()


def stay_by_number(number: str, access: Access) -> Stay | None:
    """The stay that runs of somebody in sight, by inmate number."""
    person = person_by_number(number, access)
    return Stay.objects.current().filter(person=person).order_by("pk").first() if person else None


def stay_of(subject: Subject) -> Stay:
    """The stay that runs. Raises ``Stay.DoesNotExist`` for a former resident."""
    return Stay.objects.current().get(pk=subject.stay_id or 0)


def officer_of(pk: int) -> User:
    return User.objects.get(pk=pk)


def person_of(subject: Subject) -> Person:
    return Person.objects.get(pk=subject.person_id)


def prison_of(subject: Subject) -> Prison:
    return Prison.objects.get(pk=subject.prison_id or 0)
