"""The data folder: one owner at a time, one format, enough room, and the generated passwords."""

import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from corrections.launch.say import LaunchRefused

FORMAT = "1"
ROOM_NEEDED = 600 * 1024 * 1024
SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET_NAME = len("/postgres/.s.PGSQL.5432.lock")


@dataclass
class DataFolder:
    path: Path
    _lock: IO[str] | None = field(default=None, repr=False)

    def claim(self) -> None:
        """Take the folder, or say why it cannot be taken. The lock ends with this process, however that ends."""
        if self._lock is not None:
            return
        self._make()
        lock = (self.path / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise LaunchRefused(f"Already running: another process is using {self.path}. Stop it first.") from None
        self._lock = lock
        try:
            self._check_format()
        except LaunchRefused:
            self.release()
            raise

    def release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _make(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise explain_disk(trouble, self.path) from trouble

    def _check_format(self) -> None:
        mark = self.path / "FORMAT"
        if not mark.exists():
            self.check_room()
            mark.write_text(FORMAT)
        elif (found := mark.read_text().strip()) != FORMAT:
            raise LaunchRefused(
                f"The data in {self.path} was made by another version of this system (format {found}, this one "
                f"writes {FORMAT}): start over with `make demo-reset`, or use the version that made it."
            )

    def check_room(self) -> None:
        free = shutil.disk_usage(self.path).free
        if free < ROOM_NEEDED:
            raise LaunchRefused(
                f"The disk is nearly full: {free // 1024**2} MB free at {self.path}, "
                f"{ROOM_NEEDED // 1024**2} MB needed. Make room and start again."
            )

    def secret(self, name: str) -> str:
        """A password or key of this folder: made once, kept in a file that only its owner can read."""
        file = self.path / "secrets.json"
        known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(32)
            draft = file.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(json.dumps(known, indent=1))
            draft.replace(file)
        return known[name]

    def runtime(self) -> Path:
        """A short private folder for sockets: their paths may have 107 bytes, and this folder's may be long."""
        digest = hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:10]
        name = f"pms-{os.geteuid()}-{digest}"
        own = os.environ.get("XDG_RUNTIME_DIR") if os.geteuid() else None
        for base in (own, tempfile.gettempdir(), "/tmp"):
            folder = Path(base or "/nowhere") / name
            if folder.parent.is_dir() and len(os.fsencode(folder)) < SOCKET_PATH_LIMIT - LONGEST_SOCKET_NAME:
                return _private(folder)
        raise LaunchRefused("There is no folder with a short name for sockets: set TMPDIR=/tmp and start again.")


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise LaunchRefused(f"{folder} belongs to somebody else: remove it and start again.")
    return folder


def explain_disk(trouble: OSError, path: Path) -> LaunchRefused:
    if trouble.errno == errno.ENOSPC:
        return LaunchRefused(f"The disk is full: nothing more can be written to {path}. Make room and start again.")
    if trouble.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return LaunchRefused(f"{path} cannot be written by this account: {trouble.strerror}.")
    return LaunchRefused(f"{path}: {trouble.strerror}.")
