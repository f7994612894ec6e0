"""Documents that are written from the code, so that they cannot differ from it: access, events, rules.

``manage.py write_docs`` writes them; ``--check`` says what is old and fails.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import FunctionType, ModuleType
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from corrections import events
from corrections.choices import Role
from corrections.registries import permission_texts, permissions
from corrections.services import law

NOBODY = frozenset[Role]()
EVERYONE = {"public": frozenset(Role), "signed in": frozenset(Role)}
WRITTEN = "<!-- Written by manage.py write_docs from the code; changes here are lost. -->\n"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


# ---- access --------------------------------------------------------------------------------------------------
def access() -> str:
    """Permissions × roles, then addresses × roles."""
    held = {str(perm): roles for _key, each in permissions.items() for perm, roles in each.items()}
    texts = {str(perm): str(text) for _key, each in permission_texts.items() for perm, text in each.items()}
    heads = [str(role.label) for role in Role]
    by_perm = [[f"`{perm}`", texts.get(perm, ""), *marks(roles)] for perm, roles in held.items()]
    by_url = [[f"`{name}`", f"`/{route}`", says, *marks(roles)] for name, route, says, roles in addresses()]
    return f"""{WRITTEN}
# Who may do what

A role is held at a unit or a prison for a time (a posting). What it opens, it opens there: elsewhere is 404, as if it
were not there at all; an address that the role opens nowhere is 403. `tests/access_matrix.py` holds the same table with
the answer to each verb, and `tests/test_access_matrix.py` asks every address as every role.

Health records are in none of these: they are behind another login, another address and another database role
(`docs/adr/0001`), and no role here opens them.

## What each role holds

{table(["permission", "what it is", *heads], by_perm)}

## Which addresses each role opens

{table(["address", "path", "needs", *heads], by_url)}
"""


def marks(roles: frozenset[Role]) -> list[str]:
    return ["●" if role in roles else "" for role in Role]


def addresses() -> list[tuple[str, str, str, frozenset[Role]]]:
    """Name, path, what it needs and the roles that hold that; pages of libraries are left out."""
    held = {str(perm): roles for _key, each in permissions.items() for perm, roles in each.items()}
    found = []
    for name, route, view in walk(get_resolver().url_patterns):
        needs = getattr(view, "access", None)
        if needs is None:
            continue
        named = [str(need) for need in needs]
        roles = frozenset[Role]().union(*(held.get(need, EVERYONE.get(need, NOBODY)) for need in named))
        found.append((name, route, ", ".join(named), roles))
    return sorted(found)


def walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or "", route, pattern.callback


# ---- events --------------------------------------------------------------------------------------------------
def event_map() -> str:
    rows = [
        [f"`{name}`", purpose(name), "yes" if events.type_by_name(name).must_stand else "", handlers_of(handlers)]
        for name, handlers in events.event_map().items()
    ]
    return f"""{WRITTEN}
# Who reacts to what

Handlers run inside the transaction that announced the event, in the order of the floors. A handler that raises undoes
the change, unless the event must stand: then the failed reaction alone is undone, kept, retried and shown.

{table(["event", "what has happened", "must stand", "handlers, in their order"], rows)}
"""


def purpose(name: str) -> str:
    return first_line(events.type_by_name(name)) or ""


def handlers_of(handlers: list[str]) -> str:
    return "<br>".join(f"`{handler}`" for handler in handlers)


# ---- rules ---------------------------------------------------------------------------------------------------
def rules() -> str:
    versions = [
        [
            f"`{entry['id']}`",
            str(entry["parameters"].get("what", "")),
            entry["source"],
            str(entry["valid_from"]),
            str(entry.get("valid_to", "")),
            "to be confirmed" if entry.get("verify") else "",
        ]
        for entry in law.read_law(settings.LAW_COUNTRY)
    ]
    functions = [
        [f"`{module.__name__}.{function.__name__}`", first_line(function) or ""]
        for app in events.apps_in_order()
        for module in rule_modules(app)
        for function in public_functions(module)
    ]
    return f"""{WRITTEN}
# Rules

## Deadlines and limits, as data (`corrections/law/{settings.LAW_COUNTRY}/`)

A version is never changed: another is added, and a decision keeps the one it was made under.

{table(["rule", "what", "source", "from", "until", ""], versions)}

## Rules as functions (`<app>/rules`)

Pure: values in, an answer with its reason and legal reference out.

{table(["function", "what it says"], functions)}
"""


def rule_modules(app: str) -> Iterator[ModuleType]:
    name = f"{app}.rules"
    if find_spec(name) is None:
        return
    package = import_module(name)
    yield package
    for part in pkgutil.iter_modules(getattr(package, "__path__", [])):
        yield import_module(f"{name}.{part.name}")


def public_functions(module: ModuleType) -> list[FunctionType]:
    own = [
        value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]
    return sorted((function for function in own if function.__doc__), key=lambda f: f.__code__.co_firstlineno)


def first_line(thing: object) -> str | None:
    text = inspect.getdoc(thing)
    return " ".join(text.split("\n\n")[0].split()) if text else None


DOCUMENTS: dict[str, Callable[[], str]] = {"access.md": access, "events.md": event_map, "rules.md": rules}


def written() -> dict[str, str]:
    """Every document, in English, by its file name under ``docs/``."""
    with translation.override("en"):
        return {name: write() for name, write in DOCUMENTS.items()}
