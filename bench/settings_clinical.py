"""The clinical process as it stands, and beside it a line of the owner of schema health, whom no row is hidden from."""

from corrections.settings import *  # noqa: F403  (these are the settings, with additions)
from corrections.settings import DATABASES, database, env

DATABASES |= {"owner": database(env("BENCH_OWNER"))}
