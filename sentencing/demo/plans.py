"""Plans of the people in B2 and C1: agreed, offered, being written; some do not agree and say why."""

from datetime import date, timedelta

from corrections.demo.stage import Stage
from corrections.models import User
from inmates.choices import LegalStatusKind
from inmates.models import LegalStatus, Stay
from sentencing.choices import Need, Partner, PlanArea, PlanState
from sentencing.models import PlanStep
from sentencing.selectors.plan_drafts import GoalDraft, StepDraft, contents_of
from sentencing.services import needs, plan, plan_tasks

UNITS = ("B2", "C1")
FIRST = "Lervik"  # whose page the demo opens with: a plan that holds, and the next version begun
ENDS = (PlanState.AGREED, PlanState.OFFERED, PlanState.AGREED, PlanState.DRAFT, PlanState.NOT_AGREED)
WHY_NOT = "Jeg vil bo i nærheten av datteren min, ikke i byen. Det står det ingenting om."
WORK, HOME = PlanArea.WORK, PlanArea.HOUSING


def seed(stage: Stage) -> None:
    officer, mapper = User.objects.get(username="lunde"), User.objects.get(username="nesheim")
    serving = LegalStatus.objects.current().exclude(kind=LegalStatusKind.REMAND).values("stay")
    here = Stay.objects.current().filter(pk__in=serving, placements__bed__cell__unit__code__in=UNITS)
    stays = sorted(here.distinct().select_related("person"), key=lambda one: (one.person.family_name != FIRST, one.pk))
    for number, stay in enumerate(stays[: 2 * len(ENDS)]):
        write(stage, stay, ENDS[number % len(ENDS)], officer)
    for stay in stays[:1]:
        carry_on(stage, stay, officer, mapper)
    plan_tasks.call(stay_ids=None, by=None, at=stage.at)


def write(stage: Stage, stay: Stay, end: PlanState, by: User) -> None:
    """Written over two days some weeks ago, offered the day after, answered two days later."""
    start = max(stage.clock(36, "10:00"), stay.during.lower + timedelta(days=1))
    if start + timedelta(days=4) > stage.at:
        return
    version = plan.begin(stay=stay, by=by, at=start)
    goals = goals_of(start.date(), stage.today)
    version = plan.save(version=version, goals=goals, seen=version.stamp, by=by, at=start + timedelta(hours=1))
    if end == PlanState.DRAFT:
        return
    version = plan.offer(version=version, seen=version.stamp, by=by, at=start + timedelta(days=1))
    if end != PlanState.OFFERED:
        words = WHY_NOT if end == PlanState.NOT_AGREED else ""
        plan.answer(version=version, answer=end, own_words=words, by=by, at=start + timedelta(days=3))


def goals_of(start: date, today: date) -> list[GoalDraft]:
    def day(days: int) -> date:
        return today + timedelta(days=days)

    return [
        GoalDraft(
            HOME,
            "Et sted å bo der datteren min kan være hos meg annenhver helg.",
            (
                StepDraft("Søke om kommunal bolig", day(-9), outside_owner="Fjordvik kommune, boligkontoret"),
                StepDraft("Møte med boligkontoret", day(21), outside_owner="Fjordvik kommune, boligkontoret"),
            ),
        ),
        GoalDraft(
            PlanArea.EDUCATION,
            "Jeg vil ta fagbrev som tømrer.",
            (
                StepDraft("Snakke med rådgiveren på skolen om timene som mangler", max(start, day(-20))),
                StepDraft("Melde seg opp til teoriprøven", day(5)),
                StepDraft("Teoriprøven", day(74), outside_owner="Fjordvik videregående skole"),
            ),
        ),
        GoalDraft(
            PlanArea.ECONOMY,
            "Vite hva jeg skylder, og betale litt hver måned.",
            (StepDraft("Samle kravene og be om en nedbetalingsplan", day(40), outside_owner="NAV Fjordvik"),),
        ),
        GoalDraft(PlanArea.HEALTH),
        GoalDraft(PlanArea.LEISURE, "Trene to ganger i uken, og bli med i fotballen ute.", ()),
    ]


def carry_on(stage: Stage, stay: Stay, by: User, mapper: User) -> None:
    """Some steps are done, the responsibility group meets, needs are mapped, and the next version is begun."""
    at = stage.clock(2, "11:00")
    joined = stage.today - timedelta(days=20)
    for agency, name, in_group in (
        (Partner.NAV, "NAV Fjordvik, Siri Moen", True),
        (Partner.MUNICIPALITY, "Fjordvik kommune, Per Hauge", True),
        (Partner.SCHOOL, "Fjordvik videregående skole, Anne Lie", True),
        (Partner.VOLUNTARY, "Nettverk etter soning, Røde Kors", False),
    ):
        needs.add_partner(stay=stay, agency=agency, name=name, in_group=in_group, joined_on=joined, by=by, at=at)
    given = needs.give_consent(stay=stay, given_on=joined, covers_outside=True, by=mapper, at=at)
    found = [
        (HOME, Need.MUCH, "Har nøkkel til søsterens hytte i helgene"),
        (WORK, Need.MUCH, "Har kjørt truck og har sertifikat"),
        (PlanArea.ECONOMY, Need.SOME, ""),
        (PlanArea.HEALTH, Need.SOME, ""),
        (PlanArea.NETWORK, Need.NONE, "Søsteren og datteren ringer hver søndag"),
    ]
    needs.map_needs(consent=given, found=found, by=mapper, at=at)
    done = PlanStep.objects.filter(goal__version__stay=stay, due_on__lt=stage.today).order_by("-due_on", "pk")
    for step in done[1:]:
        day = stage.today - timedelta(days=4)
        plan.finish_step(step=step, done_on=day, evidence="Avtale om åtte timer teori", by=by, at=at)
    version = plan.begin(stay=stay, by=by, at=at + timedelta(hours=1))
    goals = contents_of(version)[:4]
    goals.append(GoalDraft(WORK, "Fast jobb på lageret i havna når jeg er ute.", ()))
    plan.save(version=version, goals=goals, seen=version.stamp, by=by, at=at + timedelta(hours=2))
