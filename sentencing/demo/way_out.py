"""The way out of the people of Fjordvik: what was said of steps, what is in place, who goes on leave at the weekend."""

from contextlib import suppress
from datetime import date, timedelta

from corrections.demo.stage import Stage, oslo
from corrections.models import User
from corrections.refusals import Refusal
from corrections.services import law
from inmates.models import Stay
from sentencing.choices import ItemState, LeaveKind, NoticeAct, NoticeChannel, ReleaseDomain, StepOutcome
from sentencing.models import Leave, LeavePermission, VictimDuty
from sentencing.selectors import stairs as selector
from sentencing.selectors.stairs import Case
from sentencing.services import leave, stairs, victims
from sentencing.services.leave import Wanted

ON_LEAVE, REVIEWED, PREPARED = 5, 6, 12
SATURDAY = 5
OUTSIDE = {
    ReleaseDomain.HOME: ("Fjordvik kommune, boligkontoret", "Kontrakt fra den 1. i måneden"),
    ReleaseDomain.OCCUPATION: ("NAV Fjordvik", "Avtale om tiltaksplass"),
    ReleaseDomain.INCOME: ("NAV Fjordvik", "Søknad om dagpenger sendt"),
    ReleaseDomain.ID_PAPERS: ("Politiet i Fjordvik", "Pass utstedt"),
    ReleaseDomain.DEBT: ("Gjeldsrådgiver, Fjordvik kommune", "Plan skrevet under"),
    ReleaseDomain.NETWORK: ("Nettverk etter soning, Røde Kors", "Følgeperson avtalt"),
}


def seed(stage: Stage) -> None:
    clerk, leader = User.objects.get(username="brekke"), User.objects.get(username="fjeldstad")
    cases = [case for case in selector.gather(at=stage.at) if case.dates is not None and case.basis != "REMAND"]
    prepare(stage, [case for case in cases if case.target is not None], clerk)
    parameters = selector.parameters_on(selector.STAIRS, stage.at)
    ready = [case for case in cases if selector.rungs_of(case, parameters)[0].state == "open"]
    for number, case in enumerate(ready[:ON_LEAVE]):
        go_on_leave(stage, case, number, clerk, leader)
    for case in ready[ON_LEAVE : ON_LEAVE + REVIEWED]:
        say(stage, case, clerk)
    refresh(stage)


def prepare(stage: Stage, cases: list[Case], clerk: User) -> None:
    """Who goes home first has the most in place; one has nothing, and that alarms."""
    soon = sorted(cases, key=lambda case: (case.target or date.max, case.stay_id))[:PREPARED]
    for case in soon[1:]:
        dice = stage.dice("in place", case.number)
        for domain, (owner, evidence) in OUTSIDE.items():
            settled = dice.random() < 0.5
            stairs.settle_item(
                stay=Stay(pk=case.stay_id),
                domain=domain,
                state=ItemState.ARRANGED if settled else ItemState.OPEN,
                outside_owner=owner,
                evidence=evidence if settled else "",
                by=clerk,
                at=stage.at,
            )


def go_on_leave(stage: Stage, case: Case, number: int, clerk: User, leader: User) -> None:
    stay = Stay.objects.get(pk=case.stay_id)
    leave.authorise(
        stay=stay,
        wanted=Wanted(
            kind=LeaveKind.ORDINARY,
            valid_from=stage.today,
            valid_to=stage.today + timedelta(days=180),
            destination="Hos foreldrene, Fjordvik",
            purpose="Være sammen med familien",
        ),
        conditions="Rusfri. Ren prøve før avreise. Ringer fengselet kl. 20.",
        why="Holder avtaler og har ikke brudd.",
        rule=law.rule_in_force("DECISION_LEAVE", stage.today),
        asked_by=clerk,
        asked_at=stage.at,
        by=leader,
        at=stage.at,
    )
    if number != 1:
        victims.say_duty(
            stay=stay, is_due=number == 0, reason="Dommen, og svar fra den det gjelder", by=clerk, at=stage.at
        )


def say(stage: Stage, case: Case, clerk: User) -> None:
    dice = stage.dice("said", case.number)
    outcome = dice.choice((StepOutcome.APPLIED, StepOutcome.ASKED, StepOutcome.NOT_NOW))
    again = stage.today + timedelta(days=60) if outcome == StepOutcome.NOT_NOW else None
    with suppress(Refusal):
        stairs.review(
            stay=Stay(pk=case.stay_id),
            step="LEAVE",
            outcome=outcome,
            reason="Snakket med kontaktbetjenten.",
            look_again_on=again,
            by=clerk,
            at=stage.at,
        )


def refresh(stage: Stage) -> None:
    """The next weekend is planned again, and every task is where it belongs."""
    clerk = User.objects.get(username="brekke")
    ahead = timedelta(days=(SATURDAY - stage.today.weekday()) % 7 or 7)
    start, end = oslo(stage.today + ahead, "10:00"), oslo(stage.today + ahead + timedelta(days=1), "18:00")
    for permission in LeavePermission.objects.filter(
        state="GRANTED", valid_to__gte=stage.today + ahead, stay__during__endswith__isnull=True
    ).order_by("pk"):
        with suppress(Refusal):  # away, or committed elsewhere by now
            leave.plan(permission=permission, start=start, end=end, by=clerk, at=stage.at, weeks=2, times=2)
    tell(stage, clerk)
    stairs.call(stay_ids=None, by=None, at=stage.at)


def tell(stage: Stage, clerk: User) -> None:
    """Of the first leave the victim is told; of the second nobody has yet."""
    due = VictimDuty.objects.filter(is_due=True).values("stay")
    coming = Leave.objects.filter(stay__in=due, state="PLANNED", planned_at=stage.at).order_by("during", "pk")
    for one in coming[:1]:
        victims.settle_notice(
            stay=one.stay, leave=one, act=NoticeAct.SENT, channel=NoticeChannel.COUNSEL, by=clerk, at=stage.at
        )
