"""Fixtures for every test."""

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from corrections import firewall
from corrections.access import forget_access
from corrections.models import RuleVersion
from corrections.services import law, postings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The wall stands in tests too; only here may a transactional test empty the append-only tables."""
    with django_db_blocker.unblock():
        firewall.apply()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE health.config SET test_mode = true, log_may_be_uncommitted = true")


@pytest.fixture(autouse=True)
def standing_data(request: pytest.FixtureRequest) -> None:
    """What every database has: permission rows and the law, also after a transactional test has emptied all tables."""
    forget_access()
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("_django_db_helper")
    if not RuleVersion.objects.exists():
        postings.sync_roles()
        law.load_law()
