"""Who stands together on a unit although they may not: a duty of the coming shift. One query."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from inmates.meeting_choices import MeetingKind
from inmates.registries import BoardSubject
from inmates.selectors.together import standing
from security.registries import Duty


def together(subject: BoardSubject, start: datetime, end: datetime) -> list[Duty]:
    return [
        Duty(
            key=one.key,
            title=_("%(one)s and %(other)s must not meet, and are together")
            % {"one": one.bar.one_name, "other": one.bar.other_name},
            text=_("%(how)s. Move one of them.") % {"how": MeetingKind(one.how).label},
            icon="keep-apart",
            level="bad",
            due_at=one.starts or subject.at,
            href=reverse("person", args=[one.uuid]),
        )
        for one in standing(subject.at, prison_id=subject.prison_id)
        if subject.unit_id in one.units
    ]
