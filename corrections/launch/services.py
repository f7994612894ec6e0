"""The two servers that everything needs, embedded, with the logins of the environment contract.

    services = Services(Path("var/demo"))
    services.start()                 # idempotent: makes cluster, logins and database where they are missing
    os.environ.update(services.env("web"))
    services.stop()

In a test cluster (``test=True``) nothing is flushed to disk, and the login ``pms_test`` exists.
"""

from dataclasses import dataclass, field
from pathlib import Path

from corrections.launch import paths
from corrections.launch.children import Child
from corrections.launch.datafolder import DataFolder
from corrections.launch.postgres import Postgres
from corrections.launch.redis import Redis
from corrections.launch.say import LaunchRefused

DATABASE = "pms"
LOGINS = {
    "web": "pms_web",
    "clinical": "pms_clinical",
    "migrate": "pms_migrator",
    "report": "pms_report",
    "backup": "pms_backup",
    "backup_prison": "pms_backup_prison",
    "test": "pms_test",
}
BROKER_USERS = {"clinical": "clinical"}
# plans are made anew each time: one that was kept while a test's tables were empty would read a whole prison row by row
TEST_LOGIN = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pms_test') THEN CREATE ROLE pms_test LOGIN; END IF;
END $$;
ALTER ROLE pms_test LOGIN CREATEDB CREATEROLE;
ALTER ROLE pms_test SET plan_cache_mode = 'force_custom_plan';
GRANT pms_owner, health_owner, cap_web, cap_clinical, cap_report TO pms_test WITH INHERIT TRUE, SET TRUE;
"""


@dataclass
class Services:
    path: Path
    test: bool = False
    folder: DataFolder = field(init=False)
    postgres: Postgres = field(init=False)
    redis: Redis = field(init=False)

    def __post_init__(self) -> None:
        self.folder = DataFolder(self.path.resolve())
        self.postgres = Postgres(self.folder, durable=not self.test)
        self.redis = Redis(self.folder, durable=not self.test)

    def start(self) -> None:
        self.folder.claim()
        try:
            self.postgres.start()
            self.redis.start()
            self._make_logins()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        self.folder.release()

    @property
    def children(self) -> list[Child]:
        return [child for child in (self.postgres.child, self.redis.child) if child is not None]

    def env(self, process: str) -> dict[str, str]:
        """The environment of a process, as settings.py reads it: its own login, its own secrets, no other's."""
        variables = {
            "PMS_PROCESS": process,
            "DATABASE_URL": self.postgres.url(LOGINS[process], DATABASE),
            "REDIS_URL": self.redis.url(BROKER_USERS.get(process, "web")),
            "SECRET_KEY": self.folder.secret(f"key-{process}"),
            "PMS_MEDIA": str(self.path.resolve() / "media"),
        }
        if process in ("clinical", "migrate", "test"):
            variables["CTX_KEY"] = self.folder.secret("key-context")
            variables["PMS_CLINICAL_FILES"] = str(self.path.resolve() / "clinical-files")
        if process in ("clinical", "test"):
            variables["JOURNAL_KEY"] = self.folder.secret("key-journal")
        if process == "clinical":
            variables["PMS_SEALS"] = str(self.path.resolve() / "seals")
        return variables

    def _make_logins(self) -> None:
        """Roles for the cluster, passwords, the database and what it must hold: each step may be repeated."""
        self.postgres.sql(_script("roles.sql") + (TEST_LOGIN if self.test else "") + self._passwords())
        self.postgres.create_database(DATABASE, owner="pms_owner")
        for database in (DATABASE, "template1") if self.test else (DATABASE,):
            self.postgres.sql(_script("database.sql"), database=database)

    def _passwords(self) -> str:
        logins = [login for process, login in LOGINS.items() if self.test or process != "test"]
        return "".join(f"ALTER ROLE {login} PASSWORD '{self.folder.secret(login)}';\n" for login in logins)


def _script(name: str) -> str:
    try:
        return (paths.SQL / name).read_text() + "\n"
    except FileNotFoundError:
        raise LaunchRefused(f"The file {paths.SQL / name} is missing: this copy of the project is not whole.") from None
