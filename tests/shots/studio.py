"""A demo prison that runs for the photographer alone, on ports that are free."""

import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from corrections.launch import processes
from corrections.launch.demo import Demo, reset
from corrections.launch.processes import HOST, Addresses


class Studio(Demo):
    def __init__(self, data: Path, first_port: int) -> None:
        super().__init__(data, Addresses(free_pair(first_port)))

    def __enter__(self) -> Self:
        """From nothing, so that what is photographed is what this code seeds."""
        if self.services.folder.path.exists():
            reset(self.services)
        try:
            self.services.folder.claim()
            self._prepare()
            self._start_processes()
        except BaseException:
            self._stop()
            raise
        os.environ.update(processes.environment(self.services, "migrate", self.addresses))
        os.environ["PMS_PROCESS"] = "all"  # to know the addresses of both processes
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()


def free_pair(first: int) -> int:
    """The first of two ports in a row that nobody listens on."""
    return next(port for port in range(first, first + 200, 2) if is_free(port) and is_free(port + 1))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0
