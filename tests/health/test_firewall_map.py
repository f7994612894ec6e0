"""``docs/firewall.md`` says which test holds what: every name in it is a test that stands, no pitfall is left out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAP = (ROOT / "docs" / "firewall.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", MAP)))


def all_in(path: str) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


@pytest.mark.parametrize(("title", "last"), [("Pitfalls", 30), ("The list of attacks", 77)])
def test_every_pitfall_and_every_attack_has_its_line_and_its_test(title: str, last: int) -> None:
    part = MAP.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| (\d+) \|.*`tests/[\w/]+\.py::test_\w+` \|$", part, flags=re.MULTILINE)
    assert [int(number) for number in lines] == list(range(1, last + 1))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_is_named_is_a_test_that_runs_and_asserts(path: str, name: str) -> None:
    (test,) = [node for node in all_in(path) if node.name == name]
    said = ast.unparse(test)
    assert "skip" not in said.partition("def ")[0]
    assert "xfail" not in said
    assert re.search(r"\bassert\b|pytest\.raises|denied\(|refuses\(|refused\(", said), "it asserts nothing"
