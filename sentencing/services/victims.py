"""Whether a victim is told beforehand, and that it was done (strgjfl. ss. 36 and 42). Only named roles come here."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Refusal, explained
from corrections.services import audit
from inmates.models import Stay
from inmates.services import presence
from sentencing.choices import LeaveState, NoticeAct, NoticeChannel
from sentencing.models import Leave, OutsideTerm, VictimDuty, VictimNotice


class NoticeRefused(Refusal):
    code = "notice_refused"


@explained()
@transaction.atomic
def say_duty(*, stay: Stay, is_due: bool, reason: str, by: User, at: datetime) -> VictimDuty:
    """It is of significance to somebody to be told beforehand, or it is not. Who it is, is kept elsewhere."""
    stay = presence.lock(stay)
    made = VictimDuty.objects.create(stay=stay, is_due=is_due, reason=reason.strip(), said_at=at, said_by=by)
    audit.record_write(by=by, at=at, act="sentencing.say_duty", subject=made, detail={"stay": stay.pk})
    return made


@explained()
@transaction.atomic
def settle_notice(
    *,
    stay: Stay,
    act: NoticeAct | str,
    by: User,
    at: datetime,
    leave: Leave | None = None,
    outside: OutsideTerm | None = None,
    channel: NoticeChannel | str = "",
    reason: str = "",
) -> VictimNotice:
    """The victim was told of a leave or a term outside (without either, of the release), or that was waived."""
    stay = presence.lock(stay)
    if leave is not None and (leave.stay_id != stay.pk or leave.state == LeaveState.CANCELLED):
        raise NoticeRefused(_("The leave is cancelled. Nobody is told of it."), code="cancelled")
    made = VictimNotice.objects.create(
        stay=stay, leave=leave, outside=outside, act=act, channel=channel, reason=reason.strip(), done_at=at, done_by=by
    )
    audit.record_write(
        by=by,
        at=at,
        act="sentencing.settle_notice",
        subject=made,
        detail={"stay": stay.pk, "leave": leave.pk if leave else None},
    )
    return made
