"""Serving outside in Fjordvik: probation for who goes home today and tomorrow, a day release, a home with a monitor."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from corrections.demo.stage import Stage
from corrections.models import User
from corrections.periods import between
from corrections.refusals import Refusal
from inmates.choices import DecisionOutcome, NoticeHow
from inmates.demo.cast import GOES_TODAY, GOES_TOMORROW
from inmates.demo.deciding import interpreter_of
from inmates.models import Absence, Commitment, Decision, Movement, Placement, Stay
from inmates.services import decision_ends, decisions
from inmates.services.decisions import Text
from sentencing.choices import CheckKind, OutsideKind
from sentencing.models import OutsideTerm
from sentencing.selectors import stairs as selector
from sentencing.selectors.stairs import Case
from sentencing.services import household, outside, outside_hours, outside_tasks, outside_watch, victims
from sentencing.services.outside import THROUGH_THE_GATE

HOURS = "man-fre 07:30-16:00"
SOBER = "Rusfri. Møter som avtalt. Melder fra samme dag om noe endrer seg."
B2 = "B2"
TAKEN = 11  # who are on leave or were asked, in the chapter of the way out
PLACES = {
    OutsideKind.DAY_RELEASE: ("Fjordvik mekaniske", "Læreplass, platearbeider"),
    OutsideKind.MONITORING: ("Hjemme, Bakkegata 12, Fjordvik", "Jobb på lager og samvær med barna"),
    OutsideKind.INTERRUPTION: ("Hos moren, Fjordvik", "Moren er alvorlig syk"),
}


def seed_probation(stage: Stage) -> None:
    """Nobody goes home on probation without a decision that gave the conditions."""
    for name, days in ((GOES_TODAY, 0), (GOES_TOMORROW, 1)):
        going = Stay.objects.current().filter(
            person__family_name=name,
            placements__during__endswith__isnull=True,
            placements__bed__cell__unit__code="B2",
        )
        for stay in going.order_by("pk"):
            first_on = stage.today + timedelta(days=days)
            given = {"first_on": first_on.isoformat(), "reporting_months": "3"}
            with suppress(Refusal):
                decide(stage, stay, OutsideKind.PROBATION, "42.1", "Egen leilighet, Fjordvik", "Arbeid på verft", given)


def seed(stage: Stage) -> None:
    """One of each, among those whom the stairs let."""
    clerk = User.objects.get(username="brekke")
    cases = [case for case in selector.gather(at=stage.at) if case.dates is not None and case.basis != "REMAND"]
    parameters = selector.parameters_on(selector.STAIRS, stage.at)
    free = [case for case in cases if selector.rungs_of(case, parameters)[0].state == "open"][TAKEN:]
    busy, elsewhere = busy_today(stage, free), {*people_of(B2), *away()}
    free = sorted((case for case in free if case.stay_id not in elsewhere), key=lambda case: case.stay_id in busy)
    for kind in PLACES:
        for case in free:
            if begin(stage, case, kind, clerk):
                free.remove(case)
                break
    refresh(stage)


def people_of(unit: str) -> set[int]:
    """The unit that is drawn: where everybody is there, is told already."""
    return set(Placement.objects.current().filter(bed__cell__unit__code=unit).values_list("stay_id", flat=True))


def away() -> set[int]:
    """Whoever is out cannot go out."""
    return set(Absence.objects.current().values_list("stay_id", flat=True))


def busy_today(stage: Stage, cases: list[Case]) -> set[int]:
    """Who is somewhere, or still has plans today: whoever goes out at this minute would leave them open."""
    ids = [case.stay_id for case in cases]
    evening = between(stage.at, stage.moment("23:00"))
    last = Movement.objects.filter(stay__in=ids, undone_at__isnull=True).order_by("stay_id", "-left_at", "-pk")
    gone = [row.stay_id for row in last.distinct("stay_id") if row.to_place_id is not None]
    booked = Commitment.objects.filter(stay__in=ids, during__overlap=evening, cancelled_at__isnull=True)
    return {*gone, *booked.values_list("stay_id", flat=True)}


def begin(stage: Stage, case: Case, kind: str, clerk: User) -> bool:
    """Decided, told of, and under way where it begins at the gate; nothing where something speaks against it."""
    stay = Stay.objects.select_related("person").get(pk=case.stay_id)
    if kind == OutsideKind.MONITORING:
        live_at_home(stage, stay, clerk)
    place, purpose = PLACES[OutsideKind(kind)]
    ground = {OutsideKind.DAY_RELEASE: "20", OutsideKind.MONITORING: "16a", OutsideKind.INTERRUPTION: "35.1"}
    term = None
    with suppress(Refusal):
        decide(stage, stay, kind, ground[OutsideKind(kind)], place, purpose, details(stage, case, kind))
        term = OutsideTerm.objects.filter(stay=stay, kind=kind).order_by("-pk").first()
    if term is None:
        return False
    victims.say_duty(stay=stay, is_due=False, reason="Ingen fornærmet i saken", by=clerk, at=stage.at)
    with suppress(Refusal):  # at court or in hospital just now
        if kind in THROUGH_THE_GATE:
            outside.start(term=term, departed_at=stage.at, by=clerk, at=stage.at)
    look_after(stage, term, clerk)
    return True


def details(stage: Stage, case: Case, kind: str) -> dict[str, str]:
    weeks = {OutsideKind.INTERRUPTION: 2, OutsideKind.MONITORING: 12, OutsideKind.DAY_RELEASE: 20}[OutsideKind(kind)]
    end: date = stage.today + timedelta(weeks=weeks)
    if case.dates is not None:
        end = min(end, case.dates.full)
    given = {"first_on": stage.today.isoformat(), "last_on": end.isoformat()}
    if kind != OutsideKind.INTERRUPTION:
        given["timetable"] = HOURS
    return given | {"offence": "NONE", "against_home": "no", "power": "yes", "education": "yes"}


def decide(
    stage: Stage, stay: Stay, kind: str, ground: str, place: str, purpose: str, given: dict[str, str]
) -> Decision:
    """Drafted and heard by the caseworker, decided by the leader or the region, told."""
    clerk, leader, region = (User.objects.get(username=name) for name in ("brekke", "fjeldstad", "sandvik"))
    at: datetime = max(stage.at - timedelta(hours=3), stay.during.lower + timedelta(minutes=5))
    text = Text(
        grounds=(ground,),
        facts="Har holdt alle avtaler det siste året. Bolig og arbeid er bekreftet.",
        assessment="Sikkerhetsmessige grunner taler ikke mot. Tiltaket støtter framtidsplanen.",
        conditions=SOBER,
        details={"place": place, "purpose": purpose, **given},
    )
    row = decisions.draft(stay=stay, kind=f"outside-{kind.lower().replace('_', '-')}", text=text, by=clerk, at=at)
    by_whom = interpreter_of(stay)
    row = decisions.hear(decision=row, said="Det vil jeg gjerne.", interpreter=by_whom, by=clerk, at=at)
    decider = leader if row.level == "LOCAL" else region
    row = decisions.decide(decision=row, outcome=DecisionOutcome.GRANTED, level=row.level, by=decider, at=at)
    return decision_ends.tell(decision=row, how=NoticeHow.SIGNED, language="nb", interpreter=by_whom, by=clerk, at=at)


def live_at_home(stage: Stage, stay: Stay, clerk: User) -> None:
    partner = household.add(stay=stay, name="Samboer", is_adult=True, by=clerk, at=stage.at)
    household.consent(member=partner, by=clerk, at=stage.at)
    child = household.add(stay=stay, name="Sønn, 9 år", is_adult=False, by=clerk, at=stage.at)
    household.hear(member=child, said="Han gleder seg til at pappa er hjemme.", by=clerk, at=stage.at)


def look_after(stage: Stage, term: OutsideTerm, clerk: User) -> None:
    """A meeting that went well, and a breach that waits for the leader."""
    if term.kind != OutsideKind.MONITORING:
        return
    with suppress(Refusal):
        given: dict[str, Any] = {"term": term, "held_at": stage.at, "by": clerk, "at": stage.at}
        outside_watch.note_check(kind=CheckKind.MEETING, is_fine=True, note="Kom i tide.", **given)
        outside_watch.note_check(kind=CheckKind.HOME, is_fine=False, note="Hjemme 20 minutter for sent.", **given)


def refresh(stage: Stage) -> None:
    """The hours of the coming days, and every task where it belongs."""
    outside_hours.book_all(at=stage.at)
    outside_tasks.call(stay_ids=None, by=None, at=stage.at)
