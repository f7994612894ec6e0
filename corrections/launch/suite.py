"""``make test``: the whole suite. ``BROWSER=no`` and ``SERVERS=no`` leave out what needs them, and nothing else does.

Runs in the virtual environment. Arguments go to pytest.
"""

import os
import subprocess
import sys

from corrections.launch import debian, paths
from corrections.launch.say import LaunchRefused, end

CORES = "2"
SWITCHES = {"BROWSER": (debian.BROWSER, "journey"), "SERVERS": (debian.SERVERS, "servers")}


def left_out() -> list[str]:
    """The markers that the person switched off; for the others, what they need is there after this."""
    off = []
    for switch, (need, marker) in SWITCHES.items():
        if os.environ.get(switch, "yes") == "no":
            off.append(marker)
        else:
            debian.ensure(need)
    return off


def main(arguments: list[str]) -> int:
    try:
        off = left_out()
    except LaunchRefused as refused:
        return end(refused)
    chosen = ["-m", " and ".join(f"not {marker}" for marker in off)] if off else []
    command = [str(paths.PYTHON), "-m", "pytest", "-n", CORES, "--dist", "loadgroup", *chosen, *arguments]
    os.chdir(paths.ROOT)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
