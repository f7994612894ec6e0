"""What a court restricts for somebody on remand: kept within the law, and ended when the court ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.models import Stay
from sentencing.choices import RestrictionKind
from sentencing.models import LiftedRestriction, RemandOrder, Restriction
from sentencing.rules import isolation


class RestrictionRefused(Refusal):
    code = "restriction_refused"


@dataclass(frozen=True, slots=True)
class Restricted:
    """A restriction in an order. ``until`` is empty where it lasts as long as the order."""

    kind: str
    until: date | None = None
    details: str = ""
    long_reason: str = ""
    weighty_reason: str = ""


def restrict(order: RemandOrder, first: date, restrictions: Sequence[Restricted], by: User, at: datetime) -> None:
    """Within the transaction that enters the order."""
    for restricted in restrictions:
        until = restricted.until or order.expires_on
        if restricted.kind == RestrictionKind.FULL_ISOLATION and not restricted.weighty_reason.strip():
            refuse_too_long_in_all(order, first, until)
        Restriction.objects.create(
            order=order,
            kind=restricted.kind,
            since=first,
            until=until,
            details=restricted.details.strip(),
            long_reason=restricted.long_reason.strip(),
            weighty_reason=restricted.weighty_reason.strip(),
            registered_at=at,
            registered_by=by,
        )


def refuse_too_long_in_all(order: RemandOrder, first: date, until: date) -> None:
    begun = isolation.unbroken_since(first, periods_of_isolation(order.stay_id))
    lasts, most = isolation.length(begun, until), isolation.most_days(order.maximum_years)
    if lasts <= most:
        return
    raise RestrictionRefused(
        _(
            "Full isolation would last %(days)d days without a break, since %(since)s. At most %(most)d days are "
            "allowed: six weeks, or twelve where the longest penalty is above six years; more only for weighty reasons "
            "that the court gives (strpl. s. 186 a)."
        )
        % {"days": lasts, "since": display.day(begun), "most": most},
        code="isolated_too_long",
        source=isolation.SOURCE,
    )


def periods_of_isolation(stay_id: int) -> list[isolation.Days]:
    """Each period of full isolation of a stay as it was, the lifted ones to the day before."""
    found = Restriction.objects.filter(order__stay=stay_id, kind=RestrictionKind.FULL_ISOLATION)
    return [(one.since, one.last_day) for one in found.select_related("lifted").order_by("since", "pk")]


@explained()
@transaction.atomic
def lift_restriction(
    *, restriction: Restriction, lifted_on: date, document: str, by: User, at: datetime
) -> LiftedRestriction:
    """The court has ended it: from ``lifted_on`` it holds no more. Raises ``Conflict`` where that is entered."""
    stay = Stay.objects.select_for_update(of=("self",)).get(pk=restriction.order.stay_id)
    if lifted_on > timezone.localtime(at).date():
        raise RestrictionRefused(_("The day lies in the future. Check it."), code="future")
    if LiftedRestriction.objects.filter(restriction=restriction).exists():
        raise Conflict(_("The restriction is lifted already."), code="lifted_already")
    lifted = LiftedRestriction.objects.create(
        restriction=restriction, lifted_on=lifted_on, document=document.strip(), registered_at=at, registered_by=by
    )
    audit.record_write(by=by, at=at, act="sentencing.lift_restriction", subject=lifted, detail={"stay": stay.pk})
    return lifted
