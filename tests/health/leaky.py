"""The clinical process made wrong on purpose: its context is the session's and is never taken back.

The control of ``test_bouncer``: a harness that finds nothing here would find nothing anywhere.
"""

from django.core.wsgi import get_wsgi_application
from django.db import connection

application = get_wsgi_application()

from health import context  # noqa: E402  (Django first)


def enter(_transport: str, token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pms.ctx', %s, false)", [token])


def stay(_transport: str) -> None:
    """Nothing is taken back."""


vars(context).update(_enter=enter, _leave=stay)
