"""For probes: the process answers and reaches its database."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from corrections.access import public


@public
def healthz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        login = cursor.fetchone()[0]
    return JsonResponse({"process": settings.PROCESS, "login": login, "ok": True})
