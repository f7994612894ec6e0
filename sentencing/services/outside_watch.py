"""Looked after while somebody serves outside or is on probation: meetings, tests, breaches and what comes of them."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.services import audit
from inmates.services import presence
from sentencing.choices import CheckKind, FollowUp, OutsideKind, OutsideState
from sentencing.models import OutsideBreach, OutsideCheck, OutsideTerm
from sentencing.rules import arithmetic
from sentencing.rules import outside as rules
from sentencing.services import outside
from sentencing.services.outside import OutsideRefused, detail_of, read_again, refuse_unless
from sentencing.services.outside_hours import OPEN


@explained()
@transaction.atomic
def note_check(
    *, term: OutsideTerm, kind: CheckKind | str, held_at: datetime, is_fine: bool, note: str, by: User, at: datetime
) -> OutsideCheck:
    """How a meeting, a test or a look at the home went. What failed is a breach by itself, to be followed up."""
    presence.lock(term.stay)
    term = read_again(term)
    refuse_unless(term, OutsideState.RUNNING, at)
    refuse_bad_moment(term, held_at, at)
    made = OutsideCheck.objects.create(
        term=term, kind=kind, held_at=held_at, is_fine=is_fine, note=note.strip(), noted_at=at, noted_by=by
    )
    if is_fine and made.kind == CheckKind.MEETING:
        begin_reporting(term, held_at)
    if not is_fine:
        add_breach(term, held_at, made.note, by, at, check_kind=made.kind)
    audit.record_write(by=by, at=at, act="sentencing.note_check", subject=made, detail=detail_of(term))
    return made


def begin_reporting(term: OutsideTerm, held_at: datetime) -> None:
    """The reporting duty runs from the first meeting (fskr. s. 3-42)."""
    if term.reporting_months is None or term.reporting_until is not None:
        return
    day = timezone.localtime(held_at).date()
    term.reporting_until = rules.reporting_until(day, term.reporting_months, term.last_on)
    term.save(update_fields=["reporting_until"])


@explained()
@transaction.atomic
def report_breach(*, term: OutsideTerm, happened_at: datetime, what: str, by: User, at: datetime) -> OutsideBreach:
    presence.lock(term.stay)
    term = read_again(term)
    refuse_unless(term, OutsideState.RUNNING, at)
    refuse_bad_moment(term, happened_at, at)
    if not what.strip():
        raise OutsideRefused(_("Write what happened."), code="no_text")
    return add_breach(term, happened_at, what.strip(), by, at)


def add_breach(
    term: OutsideTerm, happened_at: datetime, what: str, by: User, at: datetime, check_kind: str = ""
) -> OutsideBreach:
    made = OutsideBreach.objects.create(
        term=term, happened_at=happened_at, check_kind=check_kind, what=what, registered_at=at, registered_by=by
    )
    audit.record_write(by=by, at=at, act="sentencing.report_breach", subject=made, detail=detail_of(term))
    return made


@explained()
@transaction.atomic
def follow_up(
    *,
    breach: OutsideBreach,
    outcome: FollowUp | str,
    why: str,
    by: User,
    at: datetime,
    back_at: datetime | None = None,
) -> OutsideBreach:
    """What comes of it, once. Stricter conditions are added to the term; back to prison withdraws it.

    Raises ``OutsideRefused`` for what the form of execution does not know: of probation the court decides on
    re-admission (strgjfl. s. 44), of the others nobody is brought before it.
    """
    presence.lock(breach.term.stay)
    term = read_again(breach.term)
    breach = OutsideBreach.objects.select_for_update(of=("self",)).select_related("followed_by").get(pk=breach.pk)
    if breach.followed_at is not None:
        raise Conflict(
            _("%(who)s has followed this up already, %(when)s.")
            % {"who": breach.followed_by, "when": display.moment(breach.followed_at, at)},
            code="followed_up",
        )
    refuse_outcome(term, str(outcome), why)
    breach.follow_up, breach.followed_why = str(outcome), why.strip()
    breach.followed_at, breach.followed_by = at, by
    breach.save()
    if outcome == FollowUp.TIGHTER:
        term.more_conditions = "\n".join(filter(None, (term.more_conditions, why.strip())))[:2000]
        term.save(update_fields=["more_conditions"])
    if outcome == FollowUp.BACK and term.state in OPEN:
        outside.withdraw(term=term, why=why, back_at=back_at, by=by, at=at)
    audit.record_write(by=by, at=at, act="sentencing.follow_up_breach", subject=breach, detail=detail_of(term))
    return breach


def refuse_outcome(term: OutsideTerm, outcome: str, why: str) -> None:
    if outcome not in FollowUp.values:
        raise OutsideRefused(_("Choose what comes of it from the list."), code="unknown")
    if not why.strip():
        raise OutsideRefused(_("Write in a few words why."), code="no_reason")
    on_probation = term.kind == OutsideKind.PROBATION
    if outcome == FollowUp.COURT and not on_probation:
        raise OutsideRefused(
            _("Only breaches of probation are brought before the court (strgjfl. s. 44)."), code="court"
        )
    if outcome == FollowUp.BACK and on_probation:
        raise OutsideRefused(
            _("Who is on probation comes back by order of the court (strgjfl. s. 44). Choose that."), code="court_first"
        )


# ---- reporting duty --------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def extend_reporting(
    *, term: OutsideTerm, until: date, why: str, may_beyond: bool, by: User, at: datetime
) -> OutsideTerm:
    """Longer than decided: three months by the prison, more by the region, never past the end (fskr. s. 3-43)."""
    presence.lock(term.stay)
    term = read_again(term)
    refuse_unless(term, OutsideState.RUNNING, at)
    if term.reporting_until is None:
        raise OutsideRefused(_("The reporting duty begins with the first meeting. Note that first."), code="not_begun")
    if until <= term.reporting_until or until > term.last_on:
        raise OutsideRefused(
            _("Choose a day after %(now)s, and not after the end of probation, %(end)s.")
            % {"now": display.day(term.reporting_until), "end": display.day(term.last_on)},
            code="outside",
            source="fskr. s. 3-43",
        )
    months = int(term.rule.parameters[OutsideKind.PROBATION.value]["reporting_extension"])
    if until > arithmetic.add(term.reporting_until, months) and not may_beyond:
        raise OutsideRefused(
            _("The prison extends by three months at the most. Above that the region does (fskr. s. 3-43)."),
            code="region",
            source="fskr. s. 3-43",
        )
    if not why.strip():
        raise OutsideRefused(_("Write in a few words why."), code="no_reason")
    term.reporting_until = until
    term.save(update_fields=["reporting_until"])
    audit.record_write(
        by=by, at=at, act="sentencing.extend_reporting", subject=term, detail=detail_of(term), reason=why.strip()
    )
    return term


def refuse_bad_moment(term: OutsideTerm, moment: datetime, at: datetime) -> None:
    if moment > at:
        raise OutsideRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if term.started_at is not None and moment < term.started_at - timedelta(days=1):
        raise OutsideRefused(_("That was before it began. Check the time."), code="before")
