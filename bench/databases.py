"""The databases that are measured: made once, kept under ``var/bench``, made again when what fills them changes.

One for each size of history: ``bench_1_1`` holds the national set, ``bench_1_10`` the same people in custody with ten
times the history. What is current is the same in both, row for row, so that a ratio between them is that of history.
"""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from corrections.launch import paths, tools
from corrections.launch.postgres import PORT, SUPERUSER, binary, clean_environment
from corrections.launch.say import say
from corrections.launch.services import LOGINS, Services

SQL = Path(__file__).parent / "sql"
FOLDER = paths.VAR / "bench"
STEPS = ("begin.sql", "estate.sql", "present.sql", "past.sql", "end.sql")
SCHEMA = sorted(paths.ROOT.glob("*/migrations/*.py"))  # an edited migration is not seen by migrating again
FILLED_BY = (*(SQL / step for step in STEPS), Path(__file__).parent / "staff.py", *SCHEMA)


@dataclass(frozen=True)
class Size:
    """How large a set is. ``scale`` multiplies those in custody and those before them, ``history`` what is past."""

    scale: float = 1
    history: int = 1

    @property
    def database(self) -> str:
        return f"bench_{self.scale:g}_{self.history}".replace(".", "_")

    @property
    def units(self) -> int:
        return max(5, round(250 * self.scale))

    @property
    def people(self) -> int:
        return round(100_000 * self.scale) * self.history

    def variables(self) -> str:
        values = {"units": self.units, "people": self.people, "history": self.history}
        return "".join(f"SET LOCAL bench.{name} = {value};\n" for name, value in values.items())


def prepare(services: Services, size: Size) -> None:
    """Make the database of this size where it is missing or old, and bring its tables up to date."""
    if stamp_of(services, size) != fingerprint():
        fill(services, size)
    else:
        migrate(services, size.database)


def fill(services: Services, size: Size) -> None:
    started = time.monotonic()
    make_empty(services, size.database)
    script = size.variables() + "".join((SQL / step).read_text() for step in STEPS)
    services.postgres.sql(script, database=size.database)
    run(services, size.database, "-m", "bench.staff")
    services.postgres.sql(f"COMMENT ON DATABASE {size.database} IS '{fingerprint()}'")
    say(f"Made {size.database}: {size.people} people, {size.units} units, in {time.monotonic() - started:.0f} s")


def make_empty(services: Services, database: str) -> None:
    """A database with the tables of today and nothing in them."""
    drop(services, database)
    services.postgres.create_database(database, owner="pms_owner")
    services.postgres.sql((paths.SQL / "database.sql").read_text(), database=database)
    migrate(services, database)


def drop(services: Services, database: str) -> None:
    server: list[str | Path] = ["-h", services.postgres.sockets, "-p", PORT, "-U", SUPERUSER]
    env = clean_environment() | {"PGPASSWORD": services.folder.secret("postgres")}
    command: list[str | Path] = [binary("dropdb"), *server, "--if-exists", "--force", database]
    tools.run(command, "Dropping the old set", env=env)


def migrate(services: Services, database: str) -> None:
    run(services, database, "manage.py", "migrate", "--verbosity", "0")
    run(services, database, "manage.py", "apply_firewall")


def run(services: Services, database: str, *command: str) -> None:
    tools.run([paths.PYTHON, *command], f"Making {database}", env=environment(services, database, "migrate"))


def environment(services: Services, database: str, process: str) -> dict[str, str]:
    return {
        **os.environ,
        **services.env(process),
        "DATABASE_URL": services.postgres.url(LOGINS[process], database),
        "DATABASE_POOL_SIZE": "1",  # one backend a database, so that its processor time can be read
        "DJANGO_SETTINGS_MODULE": "corrections.settings",
        "PMS_HTTPS": "0",
        "PMS_HOSTS": "testserver",
        "PMS_SYNTHETIC_IDS": "1",
        "PMS_LOG": "ERROR",
        "PMS_WEB_ADDRESS": "http://testserver/",
        "PMS_CLINICAL_ADDRESS": "http://testserver/helse/",
    }


def stamp_of(services: Services, size: Size) -> str:
    """The fingerprint of what filled the database that is there; empty for none."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{}'"
    return services.postgres.sql(query.format(size.database))


def fingerprint() -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in FILLED_BY)).hexdigest()[:16]
