"""A page with a hole, for the tests of the wall alone: whatever is asked for becomes part of the statement."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path


def search(request: HttpRequest) -> JsonResponse:
    sql = "SELECT username FROM corrections_user WHERE username LIKE '%" + request.GET["q"] + "%'"  # noqa: S608
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall() if cursor.description else []
            while cursor.nextset():  # what was stacked behind it
                rows += cursor.fetchall() if cursor.description else []
    except DatabaseError as error:
        return JsonResponse({"refused": getattr(error.__cause__, "sqlstate", "")}, status=500)
    return JsonResponse({"rows": [[str(value) for value in row] for row in rows]})


urlpatterns = [path("injectable/", search)]
