"""An embedded PostgreSQL: the binaries of a wheel, one cluster in the data folder, Unix sockets only.

PostgreSQL refuses to run as root; there it runs as a system account made for it.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from corrections.launch import children, paths
from corrections.launch.children import Child
from corrections.launch.datafolder import DataFolder
from corrections.launch.say import LaunchRefused, say

SUPERUSER = "postgres"
ACCOUNT = "embedded_postgres"
PORT = "5432"
START_PATIENCE = 60.0

COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "jit": "off",
    "log_checkpoints": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "1h",
}


@dataclass
class Postgres:
    folder: DataFolder
    durable: bool = True
    log: Path = field(init=False)
    child: Child | None = None

    def __post_init__(self) -> None:
        self.log = self.folder.path / "log" / "postgres.log"

    @property
    def data(self) -> Path:
        return self.folder.path / "postgres"

    @property
    def sockets(self) -> Path:
        return self.folder.runtime() / "postgres"

    def start(self) -> None:
        account = service_account()
        is_new = not (self.data / "PG_VERSION").exists()
        self._prepare_folders(account)
        if is_new:
            self._make_cluster(account)
        self._check_version()
        self._clear_stale_lock()
        settings = COMMON | ({} if self.durable else FORGETFUL) | {"unix_socket_directories": str(self.sockets)}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.child = children.spawn(
            "PostgreSQL",
            [binary("postgres"), "-D", self.data, "-p", PORT, *flags],
            log=self.log,
            env=clean_environment(),
            cwd=self.sockets,
            stop_signal=signal.SIGINT,
            account=account,
        )
        self._wait(self.child)

    def stop(self) -> None:
        if self.child is not None:
            children.stop([self.child], patience=30)
            self.child = None

    def sql(self, script: str, database: str = "postgres") -> str:
        """Run a script as superuser, whole or not at all, and return what it printed."""
        command: list[str | Path] = [
            binary("psql"),
            "-X",
            "-q",
            "-A",
            "-t",
            "-1",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.sockets,
        ]
        secrets = {"PGPASSWORD": self.folder.secret("postgres"), "PGOPTIONS": "-c client_min_messages=warning"}
        done = subprocess.run(
            [*command, "-p", PORT, "-U", SUPERUSER, "-d", database, "-f", "-"],
            input=script,
            capture_output=True,
            text=True,
            env=clean_environment() | secrets,
            check=False,
        )
        if done.returncode:
            raise LaunchRefused(f"PostgreSQL refused a start-up script: {done.stderr.strip().splitlines()[0]}")
        return done.stdout.strip()

    def create_database(self, name: str, owner: str) -> None:
        """The one statement that cannot stand in a transaction; a second call does nothing."""
        if name in self.sql("SELECT datname FROM pg_database").splitlines():
            return
        server = ["-h", self.sockets, "-p", PORT, "-U", SUPERUSER]
        command = [binary("createdb"), *server, "-O", owner, "-T", "template0", name]
        env = clean_environment() | {"PGPASSWORD": self.folder.secret("postgres")}
        subprocess.run([str(part) for part in command], env=env, check=True, capture_output=True)

    def url(self, login: str, database: str) -> str:
        secret = self.folder.secret(login)
        return f"postgresql://{login}:{secret}@/{database}?host={quote(str(self.sockets))}&port={PORT}"

    def _prepare_folders(self, account: pwd.struct_passwd | None) -> None:
        for folder in (self.data, self.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            if account is not None and folder.stat().st_uid != account.pw_uid:
                os.chown(folder, account.pw_uid, account.pw_gid)
        if account is not None:
            open_the_way(self.data)
            open_the_way(self.sockets)
            open_the_way(binary("postgres"))

    def _make_cluster(self, account: pwd.struct_passwd | None) -> None:
        self.folder.check_room()
        password_file = self.sockets / "password"
        password_file.write_text(self.folder.secret("postgres"))
        if account is not None:
            os.chown(password_file, account.pw_uid, account.pw_gid)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = [f"--username={SUPERUSER}", f"--pwfile={password_file}", "--auth=scram-sha-256"]
        sync = [] if self.durable else ["--no-sync"]
        child = children.spawn(
            "initdb",
            [binary("initdb"), "-D", self.data, *access, *locale, *sync],
            log=self.log,
            env=clean_environment(),
            cwd=self.sockets,
            account=account,
        )
        failed = child.process.wait()
        password_file.unlink()
        if failed:
            words = child.last_words()
            shutil.rmtree(self.data, ignore_errors=True)
            raise LaunchRefused(f"PostgreSQL could not make its data folder {self.data}: {words}")

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        ours = major_version()
        if found != ours:
            raise LaunchRefused(
                f"The data in {self.data} belongs to PostgreSQL {found}, and this is PostgreSQL {ours}: "
                "start over with `make demo-reset`, or use the version that made it."
            )

    def _clear_stale_lock(self) -> None:
        """A server that was killed leaves its process number behind, which may be somebody else's by now.

        We hold the lock of the data folder, so one that still runs is on its way out: wait for it.
        """
        lock = self.data / "postmaster.pid"
        deadline = time.monotonic() + 15
        while lock.exists() and _is_server_of(lock, self.data):
            if time.monotonic() > deadline:
                raise LaunchRefused(f"A PostgreSQL server is still running on {self.data}: stop it and start again.")
            time.sleep(0.1)
        lock.unlink(missing_ok=True)

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + START_PATIENCE
        lock = self.data / "postmaster.pid"
        while child.is_alive and time.monotonic() < deadline:
            if lock.exists() and lock.read_text().rstrip().endswith("ready"):
                return
            time.sleep(0.02)
        words = child.last_words()
        self.stop()
        raise LaunchRefused(f"PostgreSQL did not start: {words or 'it said nothing'} (see {self.log}).")


def binary(name: str) -> Path:
    return paths.SERVERS / "embedded_postgres" / "pginstall" / "bin" / name


def major_version() -> str:
    told = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return told.split()[-1].split(".")[0]


def clean_environment() -> dict[str, str]:
    """No PG* of the person who started it may reach the server or its tools."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def service_account() -> pwd.struct_passwd | None:
    """The account that the server runs as: our own, or for root one made for it."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    try:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as trouble:
        raise LaunchRefused(
            f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made: start as an ordinary user."
        ) from trouble
    return pwd.getpwnam(ACCOUNT)


def open_the_way(target: Path) -> None:
    """The service account must be able to walk to its files (not to list or read what lies beside them)."""
    for folder in target.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            say(f"  ({folder} may now be passed through by the account {ACCOUNT})")


def _is_server_of(lock: Path, data: Path) -> bool:
    pid = lock.read_text().split("\n", 1)[0].strip()
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(data) in command
