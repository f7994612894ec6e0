"""Where things lie. Everything that is made lies under ``var/``, which git ignores."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SERVERS = VENV / "servers"
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"
VAR = ROOT / "var"
STAMPS = VAR / "stamps"
ASSETS = VAR / "assets"
SQL = ROOT / "corrections" / "sql"


def packages() -> Path:
    """The folder of installed packages in the virtual environment, whichever Python made it."""
    found = sorted((VENV / "lib").glob("python3*/site-packages"))
    return found[-1] if found else Path(sys.prefix)
