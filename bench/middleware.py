"""The clock of the measured set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from bench.clock import PRESENT


class StillClock:
    """Every request comes in at the minute at which the set stands still."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = PRESENT  # type: ignore[attr-defined]
        return self.get_response(request)
