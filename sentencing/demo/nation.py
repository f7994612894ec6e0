"""A judgment for everybody who served, and orders that hold those on remand; then the watch over all of them."""

from django.db import connection

from corrections.demo.bulk import unguarded
from corrections.demo.stage import Size, Stage
from sentencing.models import Judgment, RemandOrder
from sentencing.services import watch

JUDGMENTS = """
INSERT INTO sentencing_judgment
  (stay_id, kind, judged_on, years, months, days, minimum_years, minimum_months, credit_days, registered_at)
SELECT stay_id, 'PRISON', lower(during)::date, 5, 0, 0, 0, 0, 0, registered_at
FROM inmates_legalstatus WHERE kind = 'SENTENCED'
"""
ORDERS = """
INSERT INTO sentencing_remandorder (stay_id, ordered_on, expires_on, long_order_reason, registered_at)
SELECT stay_id, %(today)s::date - (stay_id %% 20)::int, %(today)s::date + 8 - (stay_id %% 3)::int, '', registered_at
FROM inmates_legalstatus WHERE kind = 'REMAND' AND upper(during) IS NULL
"""


def multiply(stage: Stage, size: Size) -> None:
    with unguarded((Judgment, RemandOrder)), connection.cursor() as cursor:
        cursor.execute(JUDGMENTS)
        cursor.execute(ORDERS, {"today": stage.today})
    watch.watch_all(at=stage.at)
