"""Every test here is a journey through the browser, with a database that the server's own threads see, too.

Loaded before Django stands; the fixtures are in ``tests/journeys/fixtures.py``.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))
