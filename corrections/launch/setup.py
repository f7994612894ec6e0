"""``make setup``: everything that a process needs, made where it is missing and left alone where it is there.

Runs with any Python 3.11+, before there is a virtual environment: standard library only.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from corrections.launch import assets, node, paths, stamps, tools, venv
from corrections.launch.say import LaunchRefused, end, step


def ensure(groups: tuple[str, ...] = venv.RUNTIME) -> None:
    """Python's packages and the browser's do not wait for one another, unless Node itself comes with Python's."""
    with stamps.one_at_a_time("setup"), ThreadPoolExecutor(1) as beside:
        waits = not node.is_ready() and node.of_this_machine() is None
        front_end = None if waits else beside.submit(ensure_front_end)
        venv.ensure(groups)
        compile_messages()
        if front_end is None:
            ensure_front_end()
        else:
            front_end.result()


def ensure_front_end() -> None:
    node.ensure_packages()
    assets.ensure()


def compile_messages() -> None:
    sources = sorted(paths.ROOT.glob("locale/**/*.po"))
    fingerprint = stamps.digest(sources, *map(str, sources))
    if stamps.is_fresh("messages", fingerprint) and all(file.with_suffix(".mo").exists() for file in sources):
        return
    with step("Message catalogues"):
        tools.run([paths.PYTHON, "-m", "corrections.launch.compile_messages"], "Compiling the messages")
    stamps.mark("messages", fingerprint)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the environment; does nothing when it is there.")
    groups = {"production": venv.PRODUCTION, "demo": venv.RUNTIME, "dev": venv.DEVELOPMENT}
    parser.set_defaults(groups="demo")
    parser.add_argument("--dev", dest="groups", action="store_const", const="dev", help="also what tests need")
    parser.add_argument("--production", dest="groups", action="store_const", const="production", help="no servers")
    try:
        ensure(groups[parser.parse_args().groups])
    except LaunchRefused as refused:
        return end(refused)
    return 0


if __name__ == "__main__":
    sys.exit(main())
