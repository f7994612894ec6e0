"""The first thing a request to the clinical process passes: nobody else's context may be there."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from health.context import current


class NoLeakedContext:
    """Belt and braces: a context ends with its transaction; a request that finds one is refused, the line cut."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if current() is not None:
            connection.close()
            return HttpResponse(status=503)
        return self.get_response(request)
