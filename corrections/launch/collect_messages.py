"""Collect the texts of code and templates into ``locale/<app>/nb`` (``make messages``); runs in the environment.

Texts in the code are English; Bokmål stands in one catalogue an app. A text that two apps share belongs to the lower
floor. What is translated stays; what nobody says any more goes; what is new is empty until somebody translates it.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from corrections.launch import paths
from corrections.launch.say import say

FLOORS = ("corrections", "inmates", "sentencing", "security", "programs", "visits", "health")
LANGUAGE = "nb"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Translation: TypeAlias = str | tuple[str, ...] | list[str]
NOT_SHOWN = {"migrations", "launch", "__pycache__"}


def sources(app: str) -> Iterator[Path]:
    """Every file whose texts belong to ``app``; the ground floor also has the templates that no app owns."""
    yield from (p for p in sorted((paths.ROOT / app).rglob("*.py")) if NOT_SHOWN.isdisjoint(p.parts))
    for template in sorted((paths.ROOT / "templates").rglob("*.*")):
        owner = template.relative_to(paths.ROOT / "templates").parts[0]
        if owner == app or (app == "corrections" and owner not in FLOORS):
            yield template


def texts(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """(message or its plural forms, context) of one file."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # inside brackets there is no indentation to go wrong
        source = f"({templatize(source, origin=str(path))}\n)"
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        yield message, context


def collect() -> dict[str, Catalog]:
    """The catalogues as the code asks for them, without translations."""
    seen: set[tuple[str, str | None]] = set()
    catalogues = {}
    for app in FLOORS:
        catalogue = catalogues[app] = Catalog(locale=LANGUAGE, project=app, charset="utf-8", fuzzy=False)
        for path in sources(app):
            for message, context in texts(path):
                key = (message if isinstance(message, str) else message[0], context)
                if key[0] and key not in seen:
                    seen.add(key)
                    catalogue.add(message, context=context)
    return catalogues


def catalogue_path(app: str) -> Path:
    return paths.ROOT / "locale" / app / LANGUAGE / "LC_MESSAGES" / "django.po"


def known() -> dict[tuple[str, str | None], Translation]:
    """Every translation there is, wherever it stands: a text may have moved to another app."""
    found: dict[tuple[str, str | None], Translation] = {}
    for app in FLOORS:
        if catalogue_path(app).exists():
            with catalogue_path(app).open("rb") as text:
                for message in read_po(text, locale=LANGUAGE):
                    if message.id and message.string and any(message.string):
                        found[(message_key(message.id), message.context)] = message.string
    return found


def message_key(message: Translation) -> str:
    return message if isinstance(message, str) else message[0]


def update() -> int:
    """Write the catalogues again. Returns how many texts wait for a translation."""
    translations = known()
    missing = 0
    for app, catalogue in collect().items():
        for message in catalogue:
            if message.id:
                message.string = translations.get((message_key(message.id), message.context), message.string)
                missing += not message.string or not any(message.string)
        write(app, catalogue)
    return missing


def write(app: str, catalogue: Catalog) -> None:
    if not len(catalogue):
        return
    target = catalogue_path(app)
    target.parent.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    write_po(out, catalogue, omit_header=False, sort_output=True, no_location=True, width=116)
    lines = [line for line in out.getvalue().decode().splitlines() if not line.startswith(VOLATILE)]
    target.write_text("\n".join(lines).strip() + "\n", encoding="utf-8")


VOLATILE = (
    '"POT-Creation-Date',
    '"Report-Msgid',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Last-Translator',
    '"Language-Team',
    "#",
)


def main() -> int:
    missing = update()
    say(f"{missing} texts wait for a translation" if missing else "both languages are complete")
    return 0


if __name__ == "__main__":
    sys.exit(main())
