"""A web or clinical process as it really runs: own environment, login and secrets, spoken to line by line."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.health.logins import variables_of

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ("PMS_", "CTX_", "JOURNAL_", "OIDC_", "DATABASE_")


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""
    cache: str = ""
    body: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


class Process:
    """``with Process("clinical") as clinical: clinical.get("/helse/")``."""

    def __init__(self, kind: str, settings: str = "corrections.settings") -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        env |= variables_of(kind) | {
            "DJANGO_SETTINGS_MODULE": settings,
            "PMS_HTTPS": "0",
            "PMS_REQUIRE_MFA": "0",
            "PMS_HOSTS": "testserver",
            "DATABASE_POOL": "none",
        }
        self.log = ROOT / "var" / "test" / f"speak-{kind}-{os.getpid()}.log"
        with self.log.open("w") as log:
            self.line = subprocess.Popen(
                [sys.executable, "-m", "tests.health.speak"],
                env=env,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self.line.stdin is not None
        assert self.line.stdout is not None
        self.line.stdin.close()
        self.line.stdout.close()
        self.line.wait(timeout=20)
        self.log.unlink()

    def ask(self, method: str, path: str, *, browser: str = "own", **more: Any) -> Answer:
        assert self.line.stdin is not None
        assert self.line.stdout is not None
        self.line.stdin.write(json.dumps({"browser": browser, "method": method, "path": path, **more}) + "\n")
        self.line.stdin.flush()
        answer = self.line.stdout.readline()
        assert answer, f"the process has stopped: {self.log.read_text()[-2000:]}"
        return Answer(**json.loads(answer))

    def forget(self) -> None:
        """Between two tests: nobody is signed in and nothing has been tried."""
        self.ask("forget", "")

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("get", path, **more)

    def post(self, path: str, data: dict[str, str] | None = None, **more: Any) -> Answer:
        return self.ask("post", path, data=data or {}, **more)
