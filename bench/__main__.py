"""``make bench``: makes the databases that are missing, runs the cases, prints the table, writes docs/benchmarks.md.

SCALE=0.2 makes a smaller set, HISTORY=1,10 the lengths of history to compare, CASES=board,growth only those (then the
page is left as it is).
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.databases import FOLDER, SQL, Size, environment, prepare, run
from corrections.launch import paths, tools
from corrections.launch.say import LaunchRefused, end, say, step
from corrections.launch.services import LOGINS, Services

PAGE = paths.ROOT / "docs" / "benchmarks.md"
RESULT = FOLDER / "result.json"
CLINICAL = "clinical"  # the case of the other process
HOURS = "hours"  # the case that needs a year of keys besides
STATIC = FOLDER / "static"


def main() -> int:
    scale = float(os.environ.get("SCALE") or 1)
    sizes = [Size(scale, int(history)) for history in (os.environ.get("HISTORY") or "1,10").split(",")]
    cases = [case for case in (os.environ.get("CASES") or "").split(",") if case]
    services = Services(FOLDER, test=True)
    try:
        services.start()
        try:
            measure(services, sizes, cases)
        finally:
            services.stop()
    except LaunchRefused as refused:
        return end(refused)
    return 0


def measure(services: Services, sizes: list[Size], cases: list[str]) -> None:
    for size in sizes:
        with step(f"Database {size.database}"):
            prepare(services, size)
    with step("Static files"):
        collect(services, sizes[0])
    if not cases or HOURS in cases:
        services.postgres.sql((SQL / "doors.sql").read_text(), database=sizes[0].database)
    clinical = clinic(services, sizes[0]) if not cases or CLINICAL in cases else None
    if cases == [CLINICAL]:
        return
    env = environment(services, sizes[0].database, "web") | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PMS_STATIC": str(STATIC),
        "BENCH_DATABASES": json.dumps({f"x{size.history}": url(services, size) for size in sizes[1:]}),
        "BENCH_OUT": str(RESULT),
    }
    done = subprocess.run([str(paths.PYTHON), "-m", "bench.run", *cases], cwd=paths.ROOT, env=env, check=False)
    if done.returncode:
        raise LaunchRefused("A case failed: its trace stands above.")
    result = json.loads(RESULT.read_text())
    if clinical is not None:
        result = {name: result[name] + clinical[name] for name in result}
    if not cases:
        PAGE.write_text(report(services, sizes, result), encoding="utf-8")
        say(f"\nWritten to {PAGE.relative_to(paths.ROOT)}.")
    say(f"Behind their goal: {len(result['missed'])}" + "".join(f"\n  {case}" for case in result["missed"]))


def clinic(services: Services, size: Size) -> dict[str, list[str]]:
    """What the wall costs: measured in the clinical process, on its own login."""
    run(services, size.database, "manage.py", "apply_firewall")  # gives a record to those who came in with the set
    run(services, size.database, "-m", "bench.clinic")
    env = environment(services, size.database, "clinical") | {
        "DJANGO_SETTINGS_MODULE": "bench.settings_clinical",
        "BENCH_OWNER": services.postgres.url(LOGINS["migrate"], size.database),
        "PMS_STATIC": str(STATIC),
        "BENCH_OUT": str(RESULT),
    }
    done = subprocess.run([str(paths.PYTHON), "-m", "bench.clinical"], cwd=paths.ROOT, env=env, check=False)
    if done.returncode:
        raise LaunchRefused("A clinical case failed: its trace stands above.")
    found: dict[str, list[str]] = json.loads(RESULT.read_text())
    return found


def url(services: Services, size: Size) -> str:
    return services.postgres.url(LOGINS["web"], size.database)


def collect(services: Services, size: Size) -> None:
    env = environment(services, size.database, "migrate") | {"PMS_STATIC": str(STATIC)}
    command: list[str | Path] = [paths.PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    tools.run(command, "Static files", env=env | {"DJANGO_SETTINGS_MODULE": "bench.settings"})


def report(services: Services, sizes: list[Size], result: dict[str, list[str]]) -> str:
    version = services.postgres.sql("SHOW server_version").split()[0]
    histories = ",".join(str(size.history) for size in sizes)
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Ratios of processor time, this process and its PostgreSQL backend together, of pairs interleaved in one",
            "run; medians, with 95 % bootstrap intervals. Absolute times are those of this machine and mean little",
            "elsewhere. What each case measures stands in `bench/cases/`; why these goals, in the design.",
            "",
            f"- Command: `make bench SCALE={sizes[0].scale:g} HISTORY={histories}`, {date_of(RESULT)}",
            f"- Machine: {os.cpu_count()} cores, shared; PostgreSQL {version}, Python {sys.version.split()[0]}",
            f"- Set: {sizes[0].units} units, {sizes[0].people} people with history; longer histories: "
            + (", ".join(f"{size.history}× ({size.people} people)" for size in sizes[1:]) or "none"),
            "",
            *result["markdown"],
            "",
        ]
    )


def date_of(file: Path) -> str:
    return f"{datetime.fromtimestamp(file.stat().st_mtime, UTC):%Y-%m-%d}"


if __name__ == "__main__":
    sys.exit(main())
