"""A signed-in browser. A request is what the server hands to Django: no socket, no test client between.

The whole chain runs: middleware, session, user, access, view, template, and the connection back to its pool.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.test import override_settings

from bench.clock import PRESENT
from corrections.models import User

HOST = "testserver"
application = WSGIHandler()
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()  # a view and nothing around it: the floor


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def on(alias: str) -> Iterator[None]:
    """Requests inside are answered from the database ``alias``."""
    usual = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        connections["default"] = usual


@dataclass
class Browser:
    username: str
    cookie: str = field(init=False)

    def __post_init__(self) -> None:
        """Sign in: the session as allauth leaves it, a second factor proved."""
        user = User.objects.get(username=self.username)
        session = SessionStore()
        session.update(
            {
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: user.get_session_auth_hash(),
                "signed_in_at": PRESENT.timestamp(),
                "touched_at": PRESENT.timestamp(),
                "second_factor": True,
            }
        )
        session.save()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def get(self, path: str, app: WSGIHandler = application, **headers: str) -> Answer:
        return self.send("GET", path, app, b"", **headers)

    def send(self, method: str, path: str, app: WSGIHandler, body: bytes, **headers: str) -> Answer:
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            told.update(status=int(status[:3]), headers=dict(headers))

        response = app(self.environ(method, path, body, headers), start_response)  # type: ignore[arg-type]
        try:
            content = b"".join(response)
        finally:
            response.close()
        return Answer(told["status"], told["headers"], content)

    def environ(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        path, _mark, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": HOST,
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_COOKIE": self.cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }


def page(browser: Browser, path: str, *, alias: str = "default", **headers: str) -> Callable[[], Answer]:
    """A call to be measured; it fails when the page does."""

    def call() -> Answer:
        with on(alias):
            answer = browser.get(path, application, **headers)
        if answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            raise AssertionError(f"{path} answered {answer.status}: {answer.body[:500]!r}")
        return answer

    return call


def queries(call: Callable[[], object]) -> list[str]:
    """The statements of a call through Django's connection, in order."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        call()
    return found
