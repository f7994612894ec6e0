"""Fixtures for every test."""

import pytest

from corrections.access import forget_access
from corrections.models import RuleVersion
from corrections.services import law, postings


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
