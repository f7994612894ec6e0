"""``make shots OUT=folder``: photograph every page as every role that may open it, and write an index to leaf through.

ROLE=OFFICER,LEADER  PAGE=board,person  SIZE=1920,768  SCHEME=dark  LANGUAGE=en  narrow it.  MINUTES=30 bounds it.
"""

import os
import sys
import time
from pathlib import Path

import django

from corrections.launch import debian, paths, setup, venv
from corrections.launch.say import LaunchRefused, end, say
from tests.shots.studio import Studio

FREE_PORT_FROM = 8700


def main(folder: Path) -> int:
    started = time.monotonic()
    try:
        setup.ensure(venv.DEVELOPMENT)
        debian.ensure(debian.BROWSER)
        with Studio(paths.VAR / "shots" / "demo", FREE_PORT_FROM) as studio:
            taken, left_out = photograph(studio, folder)
    except LaunchRefused as refused:
        return end(refused)
    for line in left_out:
        say(f"  left out: {line}")
    say(f"{taken} photographs in {time.monotonic() - started:.0f} s: {folder / 'index.html'}")
    return 0 if taken else 1


def photograph(studio: Studio, folder: Path) -> tuple[int, list[str]]:
    """Only now: what follows needs Django, and Django needs the studio's environment."""
    django.setup()
    from tests.shots import album, camera, pages  # noqa: PLC0415

    wish = pages.Wish.of(os.environ)
    shots, left_out = pages.wanted(wish)
    say(f"  {len(shots)} pages to open, {len(shots) * wish.variants} photographs to take")
    taken, late = camera.take(shots, wish, studio, folder)
    album.write(folder, taken)
    return len(taken), [*left_out, *late]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/shots/album")))
