"""What is written about access, events and rules is what the code does."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from corrections import documents, events
from corrections.choices import Role
from corrections.management.commands import write_docs
from tests.access_matrix import ROLES, rows


@pytest.mark.parametrize("name", documents.DOCUMENTS)
def test_the_document_is_as_the_code_says(name: str) -> None:
    path = Path(settings.BASE_DIR) / "docs" / name
    assert path.read_text(encoding="utf-8") == documents.written()[name], "run manage.py write_docs"


def test_an_old_document_fails_the_check_and_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=r"access\.md, events\.md, rules\.md"):
        call_command("write_docs", "--check")
    assert not list((tmp_path / "docs").iterdir())
    call_command("write_docs", stdout=StringIO())
    call_command("write_docs", "--check")
    assert write_docs.read(tmp_path / "docs" / "access.md").startswith(documents.WRITTEN)


def test_the_matrix_and_the_declared_permissions_say_the_same() -> None:
    """Who gets past the door of an address holds what its view declares; a verb may ask for more inside."""
    declared = {name: roles for name, _route, _needs, roles in documents.addresses()}
    wrong = [
        f"{row} {short}"
        for row in rows()
        if row.url in declared
        for short, role in ROLES.items()
        if (row.expected(short) != 403 and role not in declared[row.url])
        or (row.expected(short) == 403 and role in declared[row.url] and row.verb == "GET")
    ]
    assert not wrong


def test_every_event_is_in_the_map_with_its_handlers() -> None:
    text = documents.event_map()
    for event, handlers in events.event_map().items():
        assert event in text
        assert all(handler in text for handler in handlers)


def test_every_permission_has_its_sentence() -> None:
    without = [line for line in documents.access().splitlines() if line.startswith("| `") and "` |  |" in line]
    assert not without
    assert all(str(role.label) in documents.access() for role in Role)
