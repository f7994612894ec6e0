"""Judgments and remand orders in the timeline of a person, on the day they were entered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections import display
from inmates.registries import TimelineEvent, TimelineKind, TimelineSource
from inmates.selectors.whereabouts import SHORT_NAME
from sentencing.choices import TermKind
from sentencing.permissions import SentencePerm
from sentencing.words import length

QUERY = f"""
SELECT * FROM (
  SELECT s.person_id, j.registered_at AS at, ('judgment:' || lpad(j.id::text, 12, '0')) COLLATE "C" AS key,
         j.kind, j.judged_on AS day, j.years, j.months, j.days, {SHORT_NAME.format("w")} AS who
  FROM inmates_stay s JOIN sentencing_judgment j ON j.stay_id = s.id
  LEFT JOIN corrections_user w ON w.id = j.registered_by_id WHERE s.person_id = ANY(%(people)s::bigint[])
  UNION ALL
  SELECT s.person_id, o.registered_at, ('remand:' || lpad(o.id::text, 12, '0')) COLLATE "C",
         '', o.expires_on, 0, 0, 0, {SHORT_NAME.format("w")}
  FROM inmates_stay s JOIN sentencing_remandorder o ON o.stay_id = s.id
  LEFT JOIN corrections_user w ON w.id = o.registered_by_id WHERE s.person_id = ANY(%(people)s::bigint[])
) AS entered
WHERE (at, key) < (%(at)s::timestamptz, %(key)s COLLATE "C")
ORDER BY at DESC, key DESC LIMIT %(limit)s
"""  # noqa: S608  (joined from constants; values are parameters)


def load(
    *, person_ids: Sequence[int], kinds: frozenset[str], before: tuple[datetime, str], limit: int
) -> list[TimelineEvent]:
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"people": list(person_ids), "at": before[0], "key": before[1], "limit": limit})
        return [event_of(*row) for row in cursor.fetchall()]


def event_of(person_id: int, at: datetime, key: str, kind: str, day: Any, *rest: Any) -> TimelineEvent:
    years, months, days, who = rest
    if kind:
        values = {"kind": TermKind(kind).label, "term": length(years, months, days), "day": display.day(day)}
        text = _("%(kind)s entered: %(term)s, judgment of %(day)s") % values
    else:
        text = _("Remand order entered, to %(day)s") % {"day": display.day(day)}
    return TimelineEvent(person_id, at, key, "sentence", text, note=who or "", icon="gavel")


SOURCE = TimelineSource(
    kinds={"sentence": TimelineKind(gettext_lazy("Sentence"), "gavel", SentencePerm.VIEW)}, load=load
)
