"""Compile the message catalogues. Runs in the virtual environment, where Babel is."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from corrections.launch import paths
from corrections.launch.say import say


def compile_catalogue(source: Path) -> list[str]:
    """Write the .mo beside the .po, and return what is wrong with it."""
    with source.open("rb") as text:
        catalogue = read_po(text, abort_invalid=True)
    wrong = [f"{source}: {message.id!r}: {error}" for message, errors in catalogue.check() for error in errors]
    if not wrong:
        with source.with_suffix(".mo").open("wb") as out:
            write_mo(out, catalogue, use_fuzzy=False)
    return wrong


def main() -> int:
    wrong = [line for source in sorted(paths.ROOT.glob("locale/**/*.po")) for line in compile_catalogue(source)]
    for line in wrong:
        say(f"error: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
