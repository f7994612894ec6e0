"""What staff have learnt and for how long it holds, and the acts that ask for it (norway.md 13)."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import CompetenceKind
from corrections.models import Clock, Competence, Prison, RuleVersion, User
from corrections.periods import between, ended, since
from corrections.refusals import Conflict, Refusal, explained
from corrections.registries import acts_that_need
from corrections.rules import OSLO
from corrections.selectors import competences as selector
from corrections.services import audit, law, work

RULE = "COMPETENCE"


class CompetenceRefused(Refusal):
    code = "competence_refused"


class CompetenceMissing(Refusal):
    """The act asks for something that its doer has not learnt, or must learn again."""

    code = "competence_missing"


# ---- acts that ask for one -------------------------------------------------------------------------------------
def require(by: User, kind: CompetenceKind | str, at: datetime) -> None:
    """Raises ``CompetenceMissing`` where ``by`` lacks ``kind`` at ``at``: what, since when, and who can do it now."""
    last = selector.last_of(user=by, kind=kind, at=at)
    if last is not None and selector.holds(last, at):
        return
    values = {"who": by, "what": CompetenceKind(kind).label}
    ended_at = last.during.upper if last is not None else None
    if ended_at is not None and ended_at <= at:
        values["when"] = display.day(ended_at)
        missing = _("%(who)s’s competence “%(what)s” ran out on %(when)s. It must be renewed first.") % values
    else:
        missing = _("This asks for the competence “%(what)s”, which %(who)s does not have.") % values
    raise CompetenceMissing(f"{missing} {who_can(by, kind, at)}")


def require_where_kept(by: User, kind: CompetenceKind | str, *, prison_id: int, at: datetime) -> None:
    """The same, once the prison has registered anybody with such a competence: one that has not is not held up."""
    if selector.is_kept(prison_id=prison_id, kind=kind):
        require(by, kind, at)


def require_for(perm: StrEnum | str, *, by: User, at: datetime) -> None:
    """What the act behind a permission asks for; nothing where no app has registered a need."""
    kind = acts_that_need.get(str(perm))
    if kind is not None:
        require(by, kind, at)


def who_can(by: User, kind: CompetenceKind | str, at: datetime) -> str:
    helpers = selector.colleagues_with(user=by, kind=kind, at=at)
    if not helpers:
        return _("Nobody at the prison has it now. Ask the prison leader.")
    return _("These can do it now: %(names)s.") % {"names": ", ".join(str(helper) for helper in helpers)}


# ---- giving and taking -----------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def grant(
    *,
    user: User,
    kind: CompetenceKind | str,
    start: datetime,
    end: datetime | None,
    evidence: str,
    prison: Prison,
    by: User | None,
    at: datetime,
) -> Competence:
    """Learnt or refreshed, from ``start`` until ``end``. What it renews ends where it begins.

    Raises ``CompetenceRefused`` for a grant to oneself, an end that is no end, or nothing that shows it; ``Conflict``
    where a later one is there already.
    """
    if by is not None and by.pk == user.pk:
        raise CompetenceRefused(_("You cannot give yourself a competence. Ask someone else who may."), code="own")
    if end is not None and end <= start:
        raise CompetenceRefused(_("The competence would end before it begins. Check the dates."), code="empty_period")
    if not evidence.strip():
        raise CompetenceRefused(_("Write what shows it, such as the number of the certificate."), code="no_evidence")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    end_what_it_renews(user, kind, start, by, at)
    competence = Competence.objects.create(
        user=user,
        kind=kind,
        during=between(start, end) if end else since(start),
        evidence=evidence.strip(),
        granted_at=at,
        granted_by=by,
    )
    watch(competence, prison, at)
    detail = {"user": user.pk, "kind": str(kind)}
    audit.record_write(by=by, at=at, act="corrections.grant_competence", subject=competence, detail=detail)
    return competence


@explained()
@transaction.atomic
def withdraw(*, competence: Competence, by: User, at: datetime) -> Competence:
    """It does not hold any more from now on, or was never right."""
    User.objects.select_for_update(no_key=True).get(pk=competence.user_id)
    competence = Competence.objects.select_for_update(of=("self",)).select_related("user").get(pk=competence.pk)
    if competence.withdrawn_at is not None:
        raise Conflict(
            _("%(who)s withdrew this %(when)s.")
            % {"who": competence.withdrawn_by, "when": display.moment(competence.withdrawn_at, at)},
            code="already_withdrawn",
        )
    if not selector.holds(competence, at):
        raise CompetenceRefused(_("Only what holds now can be withdrawn."), code="not_holding")
    competence.during = ended(competence.during, at)
    competence.withdrawn_at, competence.withdrawn_by = at, by
    competence.save(update_fields=["during", "withdrawn_at", "withdrawn_by"])
    for clock in running(competence):
        work.cancel_clock(clock=clock, by=by, at=at, reason="withdrawn")
    detail = {"user": competence.user_id, "kind": competence.kind}
    audit.record_write(by=by, at=at, act="corrections.withdraw_competence", subject=competence, detail=detail)
    return competence


def end_what_it_renews(user: User, kind: CompetenceKind | str, start: datetime, by: User | None, at: datetime) -> None:
    for older in Competence.objects.filter(user=user, kind=kind, during__contains=start).order_by("pk"):
        if older.during.lower == start:
            raise Conflict(_("This person has this competence from that day already."), code="already_granted")
        older.during = ended(older.during, start)
        older.save(update_fields=["during"])
    for clock in Clock.objects.running().filter(dedupe_key__startswith=f"competence:{user.pk}:{kind}:"):
        work.close_clock(clock=clock, by=by, at=at)


def watch(competence: Competence, prison: Prison, at: datetime) -> None:
    """Its leader is told in good time that it runs out. One that never does needs no clock."""
    try:
        rule = law.rule_in_force(RULE, at.astimezone(OSLO).date())
    except RuleVersion.DoesNotExist:
        return
    if competence.during.upper is None or competence.during.upper <= at:
        return
    work.start_clock(
        rule=rule,
        subject=competence,
        prison=prison,
        started_at=at,
        due_at=competence.during.upper,
        dedupe_key=key_of(competence),
        at=at,
    )


def key_of(competence: Competence) -> str:
    return f"competence:{competence.user_id}:{competence.kind}:{competence.pk}"


def running(competence: Competence) -> list[Clock]:
    return list(Clock.objects.running().filter(dedupe_key=key_of(competence)))
