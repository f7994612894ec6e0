"""Two who wait for each other: one of them is told so, and nothing of what that one began is written."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.views.errors import refused
from tests.corrections.factories import NOW, UserFactory
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@explained()
@transaction.atomic
def rename_both(*, first: User, second: User, name: str, met: Callable[[], object], at: datetime) -> None:
    User.objects.filter(pk=first.pk).update(first_name=f"{name} {at:%Y}")
    met()
    User.objects.filter(pk=second.pk).update(first_name=f"{name} {at:%Y}")


@explained()
@transaction.atomic
def impatient(*, user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
    User.objects.filter(pk=user.pk).update(first_name="Impatient")


def names() -> set[str]:
    return set(User.objects.values_list("first_name", flat=True))


def test_of_two_in_a_deadlock_one_is_told_and_has_written_nothing() -> None:
    one, other = UserFactory.create(first_name="One"), UserFactory.create(first_name="Other")
    gate = Barrier(2)

    def met() -> None:
        gate.wait(timeout=20)

    results = together(
        lambda: rename_both(first=one, second=other, name="Ada", met=met, at=NOW),
        lambda: rename_both(first=other, second=one, name="Bo", met=met, at=NOW),
    )
    (told,) = [result for result in results if result is not None]
    assert isinstance(told, Conflict)
    assert told.code == "busy"
    assert "Nothing was written" in str(told)
    assert names() in ({"Ada 2026"}, {"Bo 2026"})  # both rows by one of the two, never one each


def test_who_waits_too_long_for_a_lock_is_told_and_the_page_is_a_409(rf: RequestFactory) -> None:
    user = UserFactory.create(first_name="One")
    held, done = Barrier(2), Barrier(2)

    def hold() -> None:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(first_name="Held")
            held.wait(timeout=20)
            done.wait(timeout=20)

    def ask() -> Conflict:
        held.wait(timeout=20)
        try:
            with pytest.raises(Conflict) as told:
                impatient(user=user)
        finally:
            done.wait(timeout=20)
        return told.value

    _held, told = together(hold, ask)
    assert told.code == "busy"
    assert names() == {"Held"}
    page = shown(rf.get("/"), told)
    assert page.status_code == 409
    assert "Nothing was written" in page.content.decode()


def test_a_database_that_is_gone_stays_an_error() -> None:
    with pytest.raises(OperationalError, match="closed"), explained():
        raise OperationalError("server closed the connection unexpectedly")


def shown(request: HttpRequest, told: Conflict) -> HttpResponse:
    request.htmx = True  # type: ignore[attr-defined]
    return refused(request, told)
