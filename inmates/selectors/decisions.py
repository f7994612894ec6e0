"""Decisions as people read them: one with its steps, those of a person, and those that wait for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from inmates.choices import DecisionAct, DecisionLevel, DecisionState
from inmates.decision_choices import LateAnswer
from inmates.decision_kinds import DecisionKind, decision_kinds
from inmates.models import Decision, DecisionAppeal, Language, LogEntry, Placement
from inmates.permissions import DecisionPerm
from inmates.registries import Subject
from inmates.rules import decisions as rules
from inmates.selectors.countries import language as language_name
from inmates.selectors.decision_words import kind_name
from inmates.selectors.transfers import conversations

S, A = DecisionState, DecisionAct
WARN: Final = "WARN"  # advance notice: no step of the table, since nothing else waits for it
# which permission an act asks for; deciding and answering appeals besides a level
PERMS: Final[dict[str, tuple[DecisionPerm, ...]]] = {
    WARN: (DecisionPerm.PREPARE,),
    A.HEAR: (DecisionPerm.PREPARE,),
    A.RETURN: (DecisionPerm.PREPARE, DecisionPerm.DECIDE, DecisionPerm.DECIDE_REGION),
    A.DECIDE: (DecisionPerm.DECIDE, DecisionPerm.DECIDE_REGION),
    A.NOTIFY: (DecisionPerm.TELL,),
    A.APPEAL: (DecisionPerm.TELL,),
    A.FORWARD: (DecisionPerm.PREPARE,),
    A.ALLOW: (DecisionPerm.DECIDE, DecisionPerm.DECIDE_REGION),
    A.SUSPEND: (DecisionPerm.DECIDE, DecisionPerm.DECIDE_REGION),
    A.SETTLE: (DecisionPerm.DECIDE_REGION,),
    A.TELL: (DecisionPerm.TELL,),
    A.CARRY_OUT: (DecisionPerm.PREPARE,),
    A.LAPSE: (DecisionPerm.PREPARE, DecisionPerm.DECIDE),
}
ACTING: Final = tuple(dict.fromkeys(perm for perms in PERMS.values() for perm in perms))
RECENT: Final = timedelta(days=30)


def rows() -> QuerySet[Decision]:
    return Decision.objects.select_related("stay__person", "prison", "drafted_by", "decided_by", "notified_by")


def find(uuid: UUID) -> Decision | None:
    """The decision; whether its person is in sight is for whoever shows it (``views.person.visible``)."""
    found = rows().select_related(
        "rule", "appeal_rule", "heard_by", "executed_by", "conversation", "saved_by", "warned_by", "follows"
    )
    return found.filter(uuid=uuid).order_by("pk").first()


def appeal_of(decision: Decision) -> DecisionAppeal | None:
    found = DecisionAppeal.objects.filter(decision=decision).select_related("entered_by", "settled_by")
    return found.order_by("pk").first()


# ---- one decision ------------------------------------------------------------------------------------------------
def level_of(subject: Subject, access: Access) -> str:
    """The highest level that this user decides at where the person is held; empty for none."""
    if subject.allows(access, DecisionPerm.DECIDE_REGION):
        return DecisionLevel.REGIONAL
    return DecisionLevel.LOCAL if subject.allows(access, DecisionPerm.DECIDE) else ""


def acts_for(decision: Decision, subject: Subject, access: Access, user_id: int) -> list[str]:
    """What this user can do with it as it stands, in the order of the table."""
    done = set(decision.steps.values_list("act", flat=True)) - set(rules.AGAIN)
    row = appeal_of(decision)
    can_warn = decision.state == S.DRAFT and decision.warned_at is None
    first = [WARN] if can_warn and any(subject.allows(access, perm) for perm in PERMS[WARN]) else []
    return first + [
        act
        for act in rules.acts_from(decision.state)
        if act in PERMS
        and act not in done
        and any(subject.allows(access, perm) for perm in PERMS[act])
        and makes_sense(decision, act, subject, access, user_id, row)
    ]


def makes_sense(
    decision: Decision, act: str, subject: Subject, access: Access, user_id: int, row: DecisionAppeal | None
) -> bool:
    if act == A.DECIDE:
        high = level_of(subject, access)
        alone = decision.needs_two and user_id in (decision.drafted_by_id, decision.heard_by_id)
        return bool(high) and rules.reaches(high, decision.level) and not alone
    if act == A.SETTLE:
        return decision.decided_by_id != user_id
    if act in (A.APPEAL, A.ALLOW, A.TELL):
        return of_the_appeal(decision, act, row)
    if act in (A.CARRY_OUT, A.LAPSE, A.SUSPEND):
        return can_end(decision, act, row)
    return True


def of_the_appeal(decision: Decision, act: str, row: DecisionAppeal | None) -> bool:
    """One appeal of a decision; a late one is answered once, and the person told of it."""
    if act == A.APPEAL:
        is_open = decision.appeal_rule_id is not None and row is None
        return is_open and decision.lapsed_why in ("", rules.REOPENS)
    if act == A.ALLOW:
        return row is not None and row.is_late and not row.late_answer
    rejected = row is not None and row.late_answer == LateAnswer.REJECTED
    return decision.state == S.SETTLED or rejected


def can_end(decision: Decision, act: str, row: DecisionAppeal | None) -> bool:
    if act in (A.LAPSE, A.SUSPEND):
        return decision.executed_at is None
    early = decision.notice_first and decision.notified_at is None
    waits = rules.must_wait(
        suspensive=decision.is_suspensive, suspension=decision.suspension, is_final=decision.state == S.FINAL
    )
    outcome = rules.stands_as(decision.outcome, row.outcome, row.changed_outcome) if row else decision.outcome
    return decision.executed_at is None and not early and not waits and outcome not in rules.IN_VAIN


def heard_note(decision: Decision) -> str:
    """Who heard the person, when, in which language and through whom."""
    if decision.heard_at is None:
        return ""
    who = [str(decision.heard_by or ""), f"{display.day(decision.heard_at)} {display.clock(decision.heard_at)}"]
    said = [language_name(decision.heard_language)] if decision.heard_language else []
    through = [_("Interpreter: %(who)s") % {"who": decision.heard_interpreter}] if decision.heard_interpreter else []
    return " · ".join(part for part in (*who, *said, *through) if part)


def spoken_with(decision: Decision) -> str:
    """The language that the person is most likely spoken to in: one with an interpreter before the others."""
    codes = Language.objects.filter(person=decision.stay.person_id).values_list("code", flat=True)
    return codes.order_by("-needs_interpreter", "pk").first() or "nb"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way, for ``_release_stages.html``."""

    title: str
    note: str
    state: str  # done, now, later


WAY: Final = (A.HEAR, A.DECIDE, A.NOTIFY, A.APPEAL, A.FORWARD, A.SETTLE, A.TELL, A.BECOME_FINAL, A.CARRY_OUT, A.LAPSE)


def stages(decision: Decision, at: datetime) -> list[Stage]:
    """Every step that was taken, who took it and when; then the one that is next."""
    names = {
        A.HEAR: _("The person is heard"),
        A.RETURN: _("Sent back to the draft"),
        A.DECIDE: _("The decision is made"),
        A.NOTIFY: _("The person is told"),
        A.APPEAL: _("Appealed"),
        A.LATE: _("Appealed after the deadline"),
        A.ALLOW: _("The late appeal is taken up"),
        A.REJECT: _("The late appeal is rejected"),
        A.SUSPEND: _("Whether it waits is decided"),
        A.FORWARD: _("The appeal is forwarded"),
        A.SETTLE: _("The appeal is decided"),
        A.TELL: _("The person knows what came of the appeal"),
        A.BECOME_FINAL: _("The appeal deadline ran out"),
        A.CARRY_OUT: _("Carried out"),
        A.CLOSE: _("Closed"),
        A.LAPSE: _("Lapsed"),
    }
    who = decision.drafted_by or _("The system")
    found = [Stage(_("Draft"), f"{who}, {display.moment(decision.drafted_at, at)}", "done")]
    if decision.warned_at is not None:
        warner = decision.warned_by or _("The system")
        found.append(Stage(_("Advance notice"), f"{warner}, {display.moment(decision.warned_at, at)}", "done"))
    for step in decision.steps.select_related("by").order_by("pk"):
        by = step.by or _("The system")
        note = f"{by}, {display.moment(step.at, at)}" + (f". {step.note}" if step.note else "")
        found.append(Stage(str(names[A(step.act)]), note, "done"))
    following = next_stage(decision, at)
    return [*found, following] if following else found


def next_stage(decision: Decision, at: datetime) -> Stage | None:
    due = display.moment(decision.appeal_due_at, at) if decision.appeal_due_at else ""
    nexts = {
        S.DRAFT: (_("Hear the person"), ""),
        S.HEARD: (_("Waits to be decided"), str(DecisionLevel(decision.level).label)),
        S.DECIDED: (_("Tell the person"), ""),
        S.NOTIFIED: (_("Can be appealed"), _("Until %(when)s") % {"when": due} if due else ""),
        S.APPEALED: (_("Forward the appeal"), ""),
        S.FORWARDED: (_("Waits for an answer to the appeal"), ""),
        S.SETTLED: (_("Tell the person what came of the appeal"), ""),
        S.FINAL: (_("Carry it out"), ""),
    }
    title, note = nexts.get(S(decision.state), ("", ""))
    return Stage(title, note, "now") if title else None


def conversation(decision: Decision, pk: int | None, at: datetime) -> LogEntry | None:
    """The conversation that was chosen from the log; only one with this person."""
    return next((talk for talk in conversations(decision.stay.person_id, at) if talk.pk == pk), None) if pk else None


def own_fields(
    decision: Decision, kind: DecisionKind | None, at: datetime, *, letter: bool = False
) -> list[tuple[str, str]]:
    """The kind's own fields in words, for reading; in a letter only what the person may read."""
    found = []
    for own in kind.fields if kind else ():
        value = decision.details.get(own.key)
        if value in (None, "") or (letter and not own.in_letter):
            continue
        text = dict(own.choices(decision, at)).get(str(value), str(value)) if own.choices else str(value)
        if own.widget == "day":
            text = display.day(date.fromisoformat(str(value)))
        found.append((str(own.label), text))
    return found


# ---- those of a person, and of a prison --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list."""

    href: str
    title: str
    who: str
    number: str
    note: str
    state: str
    level: str


LEVELS: Final = {S.FINAL: "warn", S.HEARD: "warn", S.EXECUTED: "ok", S.LAPSED: "line", S.DRAFT: "line"}


def line(decision: Decision, at: datetime) -> Line:
    person = decision.stay.person
    return Line(
        href=reverse("decision", args=[decision.uuid]),
        title=kind_name(decision.kind),
        who=person.name,
        number=person.number,
        note=note(decision, at),
        state=str(DecisionState(decision.state).label),
        level=LEVELS.get(S(decision.state), "info"),
    )


def note(decision: Decision, at: datetime) -> str:
    if decision.state == S.NOTIFIED and decision.appeal_due_at:
        return _("Can be appealed until %(when)s") % {"when": display.moment(decision.appeal_due_at, at)}
    if decision.decided_at:
        return _("Decided %(when)s") % {"when": display.moment(decision.decided_at, at)}
    return _("Drafted %(when)s") % {"when": display.moment(decision.drafted_at, at)}


def of_person(person_id: int, at: datetime) -> list[Line]:
    found = rows().filter(stay__person=person_id).order_by("-drafted_at", "-pk")
    return [line(row, at) for row in found]


def box(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """The three newest that are under way or were made, on the person's page."""
    if not subject.allows(access, DecisionPerm.VIEW):
        return None
    found = rows().filter(stay__person=subject.person_id).order_by("-drafted_at", "-pk")[:3]
    lines = [line(row, at) for row in found]
    return {"lines": lines} if lines else None


@dataclass(frozen=True, slots=True)
class Queue:
    mine: list[Line]
    others: list[Line]
    done: list[Line]


def queue(prison_id: int, access: Access, user_id: int, at: datetime) -> Queue:
    """What waits for this user, what waits for others, and what has come to an end lately. One query."""
    recent = Q(final_at__gte=at - RECENT) | Q(lapsed_at__gte=at - RECENT) | Q(executed_at__gte=at - RECENT)
    found = in_reach(prison_id, access).filter(~Q(state__in=rules.OVER) | recent).order_by("drafted_at", "pk")
    mine: list[Line] = []
    others: list[Line] = []
    done: list[Line] = []
    for row in found:
        if row.state in rules.OVER:
            done.append(line(row, at))
        elif waits_for(row, access, user_id):
            mine.append(line(row, at))
        else:
            others.append(line(row, at))
    return Queue(mine, others, done[::-1])


def in_reach(prison_id: int, access: Access) -> QuerySet[Decision]:
    """Those of the prison; whoever is posted at some of its units reads those of the people there."""
    found = rows().filter(prison=prison_id)
    if prison_id in access.prisons(DecisionPerm.VIEW):
        return found
    here = Placement.objects.current().filter(bed__cell__unit__in=access.units(DecisionPerm.VIEW))
    return found.filter(stay__in=here.values("stay"))


NEXT: Final = {
    S.DRAFT: A.HEAR,
    S.HEARD: A.DECIDE,
    S.DECIDED: A.NOTIFY,
    S.APPEALED: A.FORWARD,
    S.FORWARDED: A.SETTLE,
    S.SETTLED: A.TELL,
    S.FINAL: A.CARRY_OUT,
}


def waits_for(decision: Decision, access: Access, user_id: int) -> bool:
    """Whether the next act is this user's. A draft waits for whoever wrote it."""
    act = NEXT.get(S(decision.state))
    if act is None:
        return False
    if decision.state == S.DRAFT:
        return decision.drafted_by_id == user_id
    person = decision.stay.person
    subject = Subject(person.pk, person.uuid, decision.stay_id, None, decision.prison_id)
    held = any(subject.allows(access, perm) for perm in PERMS[act])
    return held and makes_sense(decision, act, subject, access, user_id, None)


def kinds_to_draft() -> Iterable[tuple[str, DecisionKind]]:
    return [(key, kind) for key, kind in decision_kinds.items() if kind.drafted_on_its_page]
