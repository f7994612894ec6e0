"""Proof that the checks can fail: a dozen bad patches, each on a copy of the tree, and each must turn its enforcer red.

``python -m tests.bad_patches [NAME …]`` runs inside the environment of ``make check``. A patch that stays green, or one
whose check is red without the patch, ends with a failing exit.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
LINKED = (".venv", "node_modules")
RUFF = (str(BIN / "ruff"), "check", "--no-fix", "--no-cache", "corrections", "inmates")
CONTRACTS = (str(BIN / "lint-imports"), "--no-cache")
TYPES = (str(BIN / "mypy"), "--cache-dir", os.devnull, "inmates/rules/names.py", "inmates/bad.py")
TEMPLATES = (str(BIN / "djlint"), "templates/inmates", "--lint", "--quiet")
MIGRATIONS = (str(BIN / "python"), "manage.py", "makemigrations", "--check", "--dry-run")
SYSTEM = (str(BIN / "python"), "manage.py", "check", "--fail-level", "ERROR")


def law(test: str) -> tuple[str, ...]:
    return (str(BIN / "python"), "-m", "pytest", "-q", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider", test)


ARCHITECTURE = "tests/test_architecture.py::test_"


@dataclass(frozen=True)
class BadPatch:
    """``breaks`` says which law; ``command`` is its enforcer; ``apply`` writes the wrong thing into the copy."""

    breaks: str
    command: tuple[str, ...]
    apply: Callable[[Path], None]


def appended(name: str, text: str) -> Callable[[Path], None]:
    def apply(tree: Path) -> None:
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")

    return apply


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def apply(tree: Path) -> None:
        path = tree / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise SystemExit(f"{name} no longer holds {old!r}: mend the patch")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return apply


PATCHES = {
    "clock below the door": BadPatch(
        "only the door reads the clock",
        RUFF,
        appended("inmates/bad.py", "from django.utils import timezone\n\nNOON = timezone.now()\n"),
    ),
    "signal": BadPatch(
        "facts are announced by events, not signals",
        RUFF,
        appended("inmates/bad.py", "from django.db.models.signals import post_save\n\nHOOK = post_save\n"),
    ),
    "print": BadPatch("no print", RUFF, appended("inmates/bad.py", 'print("here")\n')),
    "import up": BadPatch(
        "imports point down",
        CONTRACTS,
        appended("inmates/selectors/__init__.py", "\nimport sentencing.models  # noqa\n"),
    ),
    "rule that knows Django": BadPatch(
        "rules are pure", CONTRACTS, appended("inmates/rules/names.py", "\nfrom django.conf import settings  # noqa\n")
    ),
    "import of health": BadPatch(
        "nobody imports health", CONTRACTS, appended("security/bad.py", "import health.models  # noqa\n")
    ),
    "untyped function": BadPatch("types", TYPES, appended("inmates/bad.py", "def f(x):\n    return x\n")),
    "relation up": BadPatch(
        "relations that cross floors are hidden",
        law(ARCHITECTURE + "relations_point_down_and_are_hidden"),
        replaced(
            "inmates/models/log.py",
            'unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")',
            'unit = models.ForeignKey(Unit, models.CASCADE, related_name="log")',
        ),
    ),
    "view for nobody in particular": BadPatch(
        "every view declares access",
        law(ARCHITECTURE + "every_view_declares_who_may_open_it"),
        appended(
            "sentencing/urls.py",
            "\nfrom django.http import HttpResponse\nfrom django.urls import path\n\n"
            'urlpatterns = [*urlpatterns, path("open", lambda request: HttpResponse())]\n',
        ),
    ),
    "address without a row in the matrix": BadPatch(
        "the access matrix knows every address",
        law("tests/test_access_matrix.py::test_every_address_of_both_processes_is_in_the_matrix"),
        appended(
            "sentencing/urls.py",
            "\nfrom django.urls import path\n\nfrom corrections.views.health_check import healthz\n\n"
            'urlpatterns = [*urlpatterns, path("unlisted", healthz, name="unlisted")]\n',
        ),
    ),
    "manager in a view": BadPatch(
        "no manager in a view",
        law(ARCHITECTURE + "no_manager_is_used_in_a_view"),
        appended("corrections/views/errors.py", "\nfrom corrections.models import Unit\n\nALL = Unit.objects\n"),
    ),
    "constraint without a test": BadPatch(
        "each constraint has a test",
        law("tests/test_architecture.py"),
        replaced("inmates/models/log.py", '"a_log_entry_says_something"', '"a_log_entry_is_never_silent"'),
    ),
    "inline script": BadPatch(
        "templates hold no inline script",
        law(ARCHITECTURE + "templates_hold_no_inline_style_or_script"),
        appended("templates/inmates/bad.html", "<script>1</script>\n"),
    ),
    "field without a migration": BadPatch(
        "models and migrations agree",
        MIGRATIONS,
        replaced("inmates/models/log.py", "max_length=1000", "max_length=1001"),
    ),
    "clinical table in public": BadPatch(
        "clinical tables stay in their schema",
        SYSTEM,
        appended(
            "health/models/__init__.py",
            "\nfrom django.db import models\n\n\nclass Stray(models.Model):\n"
            "    class Meta:\n        default_permissions = ()\n",
        ),
    ),
    "missing translation": BadPatch(
        "both languages are complete",
        law("tests/test_messages.py"),
        appended("templates/inmates/bad.html", '{% translate "A sentence that nobody translated" %}\n'),
    ),
}


def copy_of_the_tree(folder: Path) -> Path:
    tree = folder / "tree"
    files = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    for name in LINKED:
        (tree / name).symlink_to(ROOT / name)
    for name in ("assets", "static"):
        if (ROOT / "var" / name).exists():
            (tree / "var").mkdir(exist_ok=True)
            (tree / "var" / name).symlink_to(ROOT / "var" / name)
    return tree


def is_green(tree: Path, command: tuple[str, ...]) -> bool:
    done = subprocess.run(command, cwd=tree, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.returncode == 0


def try_one(name: str, patch: BadPatch) -> bool:
    """Green before, red after."""
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_the_tree(Path(folder))
        if patch.command is TYPES:
            (tree / "inmates" / "bad.py").touch()
        before = is_green(tree, patch.command)
        patch.apply(tree)
        after = is_green(tree, patch.command)
    held = before and not after
    verdict = "caught" if held else ("NOT CAUGHT" if before else "red without the patch")
    sys.stdout.write(f"  {name:<38} {verdict:<22} ({patch.breaks})\n")
    sys.stdout.flush()
    return held


def main(names: list[str]) -> int:
    chosen = {name: PATCHES[name] for name in names or PATCHES}
    held = [try_one(name, patch) for name, patch in chosen.items()]
    sys.stdout.write(f"{sum(held)} of {len(held)} bad patches caught\n")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
