"""What the forms about care need: whom to choose from, and the rows that an act is about."""

from datetime import datetime

from corrections.access import Access
from corrections.choices import Role
from corrections.models import User
from inmates.models import Alert, NonAssociation, Person, Stay
from inmates.registries import Subject

MAY_BE_CONTACT = (Role.OFFICER, Role.CONTACT_OFFICER)


def officers_of(subject: Subject, at: datetime) -> list[tuple[int, str]]:
    """Those who may be contact officer: officers posted at the person's prison now."""
    posted = User.objects.filter(
        is_active=True,
        postings__prison=subject.prison_id,
        postings__role__in=MAY_BE_CONTACT,
        postings__during__contains=at,
    )
    return [(user.pk, user.short_name) for user in posted.distinct().order_by("last_name", "first_name", "pk")]


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


def stay_of(subject: Subject) -> Stay:
    """The stay that runs. Raises ``Stay.DoesNotExist`` for a former resident."""
    return Stay.objects.current().get(pk=subject.stay_id or 0)


def officer_of(pk: int) -> User:
    return User.objects.get(pk=pk)


def person_of(subject: Subject) -> Person:
    return Person.objects.get(pk=subject.person_id)
