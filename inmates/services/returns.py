"""Who is outside and does not come back as expected: more time is given, or somebody is unlawfully at large."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import User
from corrections.periods import ended, since
from corrections.refusals import Conflict, explained
from corrections.services import audit
from inmates.choices import AbsenceKind
from inmates.events import PersonAtLarge, ReturnMoved
from inmates.models import Absence, ReturnChange
from inmates.services import movement_clocks, presence
from inmates.services.presence import MovementRefused


@explained()
@transaction.atomic
def expect_at(
    *, absence: Absence, expected_return_at: datetime, seen: datetime | None, reason: str, by: User, at: datetime
) -> Absence:
    """Another expected return, with its reason; the clock of the return is moved with it.

    ``seen`` is the return that the officer saw when asking. Raises ``Conflict`` when somebody has changed it since or
    the person is back, ``MovementRefused`` for a time that has passed.
    """
    presence.lock(absence.stay)
    absence = still_out(absence, at)
    if absence.kind == AbsenceKind.ESCAPE:
        raise MovementRefused(_("Nobody is given more time who is unlawfully at large."), code="at_large")
    if absence.expected_return_at != seen:
        raise Conflict(changed_since(absence, at), code="changed_since")
    if expected_return_at <= at:
        raise MovementRefused(_("That time has passed. Enter when the person is expected back now."), code="past")
    if not reason.strip():
        raise MovementRefused(_("Write why the return is another."), code="no_reason")
    change = ReturnChange.objects.create(
        absence=absence,
        was=absence.expected_return_at,
        expected_return_at=expected_return_at,
        reason=reason.strip(),
        changed_at=at,
        changed_by=by,
    )
    absence.expected_return_at = expected_return_at
    absence.save(update_fields=["expected_return_at"])
    movement_clocks.move_return(absence=absence, by=by, at=at)
    audit.record_write(by=by, at=at, act="inmates.expect_at", subject=change, detail={"stay": absence.stay_id})
    publish(
        ReturnMoved(
            at=at,
            by_id=by.pk,
            stay_id=absence.stay_id,
            absence_id=absence.pk,
            expected_return_at=expected_return_at,
        )
    )
    return absence


@explained()
@transaction.atomic
def declare_at_large(*, absence: Absence, since_at: datetime, by: User, at: datetime) -> Absence:
    """The duty manager decides that somebody is unlawfully at large: the absence is an escape from ``since_at`` on.

    The absence that it was ends there with nobody back; the escape continues it. Time at large does not count.
    """
    stay = presence.lock(absence.stay)
    absence = still_out(absence, at)
    if absence.kind == AbsenceKind.ESCAPE:
        raise Conflict(
            _("%(who)s has decided this already, from %(when)s.")
            % {"who": absence.departed_by or _("The system"), "when": display.moment(absence.departed_at, at)},
            code="already_at_large",
        )
    refuse_bad_beginning(absence, since_at, at)
    absence.during, absence.returned_at = ended(absence.during, since_at), since_at
    absence.save(update_fields=["during", "returned_at"])
    escape = Absence.objects.create(
        stay=stay,
        kind=AbsenceKind.ESCAPE,
        during=since(since_at),
        departed_at=since_at,
        departed_by=by,
        continues=absence,
    )
    movement_clocks.close_return(absence_id=absence.pk, by=by, at=at)
    audit.record_write(by=by, at=at, act="inmates.declare_at_large", subject=escape, detail={"stay": stay.pk})
    publish(PersonAtLarge(at=since_at, by_id=by.pk, stay_id=stay.pk, absence_id=escape.pk, left_absence_id=absence.pk))
    return escape


# ---- what both ask first -----------------------------------------------------------------------------------------
def still_out(absence: Absence, at: datetime) -> Absence:
    """The absence as it is now, locked; whoever is back is not waited for."""
    found = Absence.objects.select_for_update(of=("self",)).select_related("returned_by", "departed_by", "stay__person")
    absence = found.get(pk=absence.pk)
    if absence.returned_at is None:
        return absence
    if Absence.objects.filter(continues=absence).exists():
        raise Conflict(_("The person is registered as at large already."), code="already_at_large")
    raise Conflict(
        _("%(who)s has already registered the return, at %(when)s.")
        % {"who": absence.returned_by or _("The system"), "when": display.moment(absence.returned_at, at)},
        code="already_returned",
    )


def refuse_bad_beginning(absence: Absence, since_at: datetime, at: datetime) -> None:
    if since_at > at:
        raise MovementRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if since_at <= absence.departed_at:
        raise MovementRefused(
            _("The person left %(when)s. Enter a time after that.") % {"when": display.moment(absence.departed_at, at)},
            code="before_departure",
        )
    if absence.expected_return_at is not None and absence.expected_return_at > at:
        raise MovementRefused(
            _("The person is not expected back before %(when)s. Change the expected return first.")
            % {"when": display.moment(absence.expected_return_at, at)},
            code="not_due_yet",
        )


def changed_since(absence: Absence, at: datetime) -> str:
    change = absence.return_changes.select_related("changed_by").order_by("-changed_at", "-pk").first()
    if change is None or absence.expected_return_at is None:
        return _("The expected return has changed. Look at it again.")
    return _("%(who)s changed the expected return to %(to)s at %(when)s. Look at that first.") % {
        "who": change.changed_by or _("The system"),
        "to": display.moment(absence.expected_return_at, at),
        "when": display.moment(change.changed_at, at),
    }
