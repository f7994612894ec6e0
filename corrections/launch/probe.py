"""Health checks of the containers: ``probe http PORT PATH`` and ``probe broker``. Exit code 0 means well."""

import os
import socket
import sys
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import unquote, urlsplit

TIMEOUT = 4


def http(port: str, path: str) -> bool:
    """Ask as the proxy would: under the first of the names that this process answers to."""
    line = HTTPConnection("127.0.0.1", int(port), timeout=TIMEOUT)
    host = os.environ.get("PMS_HOSTS", "localhost").split(",")[0]
    line.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
    return line.getresponse().status == HTTPStatus.OK


def broker() -> bool:
    """Sign in at Redis with this process's own user, and hear it answer."""
    url = urlsplit(os.environ["REDIS_URL"])
    words = ["AUTH", unquote(url.username or "default"), unquote(url.password or "")]
    with socket.create_connection((url.hostname or "", url.port or 6379), timeout=TIMEOUT) as line:
        line.sendall(_command(*words) + _command("PING"))
        answer = b""
        while answer.count(b"\r\n") < 2 and (part := line.recv(256)):  # noqa: PLR2004 -- one line a command
            answer += part
    return answer == b"+OK\r\n+PONG\r\n"


def _command(*words: str) -> bytes:
    return f"*{len(words)}\r\n".encode() + b"".join(f"${len(word.encode())}\r\n{word}\r\n".encode() for word in words)


def main(arguments: list[str]) -> int:
    try:
        is_well = http(*arguments[1:]) if arguments[0] == "http" else broker()
    except OSError as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
