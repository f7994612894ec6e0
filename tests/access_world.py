"""The small world of the access matrix: two units of one prison and a unit of another, each with one of everything."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from corrections.choices import ClosureReason, CompetenceKind, Role
from corrections.models import Cell, CellClosure, Competence, Place, Posting, Prison, Task, Unit, User
from corrections.periods import since
from corrections.services import competences, estate, postings
from inmates.choices import AbsenceKind, AlertCode, ImportKind, NonAssociationReason
from inmates.models import (
    Absence,
    Alert,
    Decision,
    DuplicatePair,
    ExpectedArrival,
    GroupMembership,
    GroupNonAssociation,
    Identifier,
    ImportRun,
    LogEntry,
    Merge,
    Movement,
    NonAssociation,
    Person,
    PropertyItem,
    PropertyReceipt,
    Reception,
    Release,
    StaffConflict,
    Stay,
    Transfer,
    Trip,
)
from inmates.rules.shifts import EVENING
from inmates.selectors.transfers import destinations
from inmates.services import care, closeness, decisions, log, movements, releasing, transfers, trips
from inmates.services import property as keeping
from inmates.services.transfers import Order
from inmates.services.trips import Plan
from security.choices import CountKind, Ground, StepCode
from security.models import ActionStep, Count, CountPlan, DailyTurn, HandoverNote, LockEvent, Observation, RegimePlan
from security.rules.handover import Slot
from security.services import counting, locking, making, observing, planning
from sentencing.models import (
    Calculation,
    Fulfilled,
    HouseholdMember,
    Judgment,
    Leave,
    NotCounted,
    OutsideBreach,
    OutsideTerm,
    PlanGoal,
    PlanPartner,
    PlanStep,
    PlanVersion,
    ReleasePetition,
    Restriction,
)
from sentencing.services import calculations, judgments, preventive, restrictions
from tests.corrections.factories import (
    LONG_AGO,
    CellFactory,
    PlaceFactory,
    PostingFactory,
    PrisonFactory,
    TaskFactory,
    UnitFactory,
    UserFactory,
    oslo,
    staff,
)
from tests.inmates.factories import ExpectedArrivalFactory, PersonFactory, PlacementFactory, ReceptionFactory
from tests.inmates.grouping import grouped
from tests.security.counting import see_all
from tests.security.handovers import handover
from tests.security.planning import evening_of_the_prison
from tests.sentencing.factories import JudgmentFactory, leave_to_come
from tests.sentencing.outside import by_hand, nobody_is_told
from tests.sentencing.plans import offered, with_a_plan

AT_ONE_UNIT = frozenset({Role.OFFICER, Role.CONTACT_OFFICER})


@dataclass(frozen=True)
class Corner:
    """One of everything at one unit. A new kind of object in an address is made in ``furnish``."""

    prison: Prison
    unit: Unit
    cell: Cell
    closure: CellClosure
    place: Place
    person: Person
    stay: Stay
    frame: Judgment
    petition: ReleasePetition
    restriction: Restriction
    posting: Posting
    competence: Competence
    task: Task
    count: Count
    count_step: ActionStep
    count_plan: CountPlan
    observation: Observation
    turned: LockEvent
    evening: RegimePlan
    order_line: DailyTurn
    note: HandoverNote
    number: Identifier
    closeness: StaffConflict
    run: ImportRun
    movement: Movement
    absence: Absence
    entry: LogEntry
    alert: Alert
    pair: NonAssociation
    member: GroupMembership
    rivals: GroupNonAssociation
    arrival: ExpectedArrival
    reception: Reception
    duplicate: DuplicatePair
    merge: Merge
    thing: PropertyItem
    receipt: PropertyReceipt
    release: Release
    decision: Decision
    transfer: Transfer
    trip: Trip
    leave: Leave
    term: OutsideTerm
    breach: OutsideBreach
    child: HouseholdMember
    confirmed_dates: Calculation
    waiting_dates: Calculation
    left_out: NotCounted
    fine: Judgment
    paid: Fulfilled
    goal: PlanGoal
    plan_step: PlanStep
    partner: PlanPartner
    offered_plan: PlanVersion


@dataclass(frozen=True)
class World:
    own: Corner
    next_door: Corner
    elsewhere: Corner
    cast: dict[str, list[User | None]]


def furnish(prison: Prison) -> Corner:
    unit = UnitFactory.create(prison=prison)
    placement = PlacementFactory.create(cell=CellFactory.create(unit=unit))
    return Corner(
        prison=prison,
        unit=unit,
        cell=CellFactory.create(unit=unit),
        closure=estate.close_cell(
            cell=CellFactory.create(unit=unit), reason=ClosureReason.DAMP, by=UserFactory.create(), at=LONG_AGO
        ),
        place=PlaceFactory.create(prison=prison, unit=unit),
        person=placement.stay.person,
        stay=placement.stay,
        **tried(placement.stay),
        posting=PostingFactory.create(role=Role.OFFICER, unit=unit),
        competence=competences.grant(
            user=staff(Role.OFFICER, unit=unit),
            kind=CompetenceKind.FIRE,
            start=LONG_AGO,
            end=None,
            evidence="KRUS 1",
            prison=prison,
            by=None,
            at=LONG_AGO,
        ),
        task=TaskFactory.create(role=Role.OFFICER, unit=unit),
        **counted(unit),
        observation=observing.start(
            stay=placement.stay, interval=30, ground=Ground.CONCERN, by=None, at=oslo("2026-01-01 12:00")
        ),
        evening=evening_of_the_prison(unit),
        turned=locking.turn(unit=unit, act="UNLOCK", by=UserFactory.create(), at=oslo("2026-01-01 12:00")),
        order_line=locking.order(
            unit=unit, act="LOCK", starts=time(20, 30), weekdays=[1], by=UserFactory.create(), at=LONG_AGO
        ),
        note=handed_over(unit),
        closeness=closeness.declare(
            user=UserFactory.create(), person=placement.stay.person, by=UserFactory.create(), at=LONG_AGO
        ),
        number=Identifier.objects.create(
            person=placement.stay.person, kind="FOREIGN", value=f"PASS {unit.pk}", during=since(LONG_AGO)
        ),
        run=ImportRun.objects.create(
            kind=ImportKind.REGISTER, file_name="register.csv", prison=prison, started_at=LONG_AGO
        ),
        movement=on_the_way(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay, prison),
        absence=movements.depart(
            stay=PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay,
            kind=AbsenceKind.COURT,
            departed_at=oslo("2026-01-01 12:00"),
            by=UserFactory.create(),
            at=oslo("2026-01-01 12:00"),
        ),
        entry=log.write(unit=unit, text="Ro", by=UserFactory.create(), at=oslo("2026-01-01 12:00")),
        alert=care.raise_alert(
            person=placement.stay.person, code=AlertCode.PHONE_CONTROL, by=None, at=oslo("2026-01-01 12:00")
        ),
        pair=care.keep_apart(
            person=placement.stay.person,
            other=PersonFactory.create(),
            reason=NonAssociationReason.THREAT,
            by=None,
            at=oslo("2026-01-01 12:00"),
        ),
        **grouped(placement.stay.person),
        **kept_for(placement.stay),
        release=releasing.plan(
            stay=PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay,
            kind="FULL_TERM",
            planned_at=oslo("2026-01-01 12:00"),
            by=UserFactory.create(),
            at=oslo("2026-01-01 12:00"),
        ),
        decision=made_decision(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay),
        transfer=ordered(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay),
        trip=planned(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay),
        leave=leave_to_come(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay),
        **outside(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay),
        **with_a_plan(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay),
        offered_plan=offered(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay, UserFactory.create()),
        **sentenced(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay),
        arrival=arrival_of(prison),
        reception=reception_of(prison),
        duplicate=DuplicatePair.objects.order_by("pk").first() or listed_pair(),
        merge=Merge.objects.order_by("pk").first() or joined_pair(),
    )


def made_decision(stay: Stay) -> Decision:
    """A decision that the person knows and can still appeal, in every reader's sight."""
    at, by, leader = oslo("2026-01-01 12:00"), UserFactory.create(), UserFactory.create()
    text = decisions.Text(grounds=("11.1",), facts="Ro", milder_means="Nei", details={"to": destinations(None)[0].key})
    row = decisions.draft(stay=stay, kind="placement", text=text, by=by, at=at)
    row = decisions.hear(decision=row, said="Nei", by=by, at=at)
    return decisions.decide(decision=row, outcome="IMPOSED", level="REGIONAL", by=leader, at=at)


def outside(stay: Stay) -> dict[str, Any]:
    """Somebody who serves outside, with a breach that waits and a child in the home who was not heard."""
    at, by = oslo("2026-11-20 12:00"), UserFactory.create()
    term = by_hand(stay, "OUTSIDE", last_on=date(2099, 1, 1), meeting_days=7)
    nobody_is_told(stay, by)
    gone = movements.depart(stay=stay, kind=AbsenceKind.OUTSIDE, departed_at=at, by=by, at=at)
    OutsideTerm.objects.filter(pk=term.pk).update(state="RUNNING", started_at=at, started_by=by, absence=gone)
    breach = OutsideBreach.objects.create(
        term=term, happened_at=at, what="Kom ikke", registered_at=at, registered_by=by
    )
    child = HouseholdMember.objects.create(stay=stay, name="Ola", is_adult=False, noted_at=at, noted_by=by)
    return {"term": term, "breach": breach, "child": child}


def tried(stay: Stay) -> dict[str, Any]:
    """A preventive detention with a petition that the prosecutor consents to, and a restriction of a remand before."""
    at, by = oslo("2026-11-20 12:00"), UserFactory.create()
    frame = JudgmentFactory.create(stay=stay, kind="PREVENTIVE", years=5, minimum_years=3)
    petition = preventive.ask_for_release(judgment=frame, asked_by="SERVICE", asked_on=date(2026, 10, 1), by=by, at=at)
    preventive.note_answer(petition=petition, answer="CONSENT", answered_on=date(2026, 10, 20), by=by, at=at)
    order = judgments.register_remand_order(
        stay=stay,
        ordered_on=date(2026, 1, 5),
        expires_on=date(2026, 1, 30),
        restrictions=[restrictions.Restricted("VISIT_BAN")],
        by=by,
        at=at,
    )
    return {"frame": frame, "petition": petition, "restriction": order.restrictions.get()}


def sentenced(stay: Stay) -> dict[str, Any]:
    """Dates that two people confirmed, and new ones that wait because days were left out since."""
    at, by, other = oslo("2026-11-20 12:00"), UserFactory.create(), UserFactory.create()
    JudgmentFactory.create(stay=stay, months=10)
    fine = JudgmentFactory.create(stay=stay, kind="FINE", days=20, amount=8000)
    paid = Fulfilled.objects.create(
        judgment=fine, amount=400, on=date(2026, 4, 1), document="Kvittering", registered_at=at, registered_by=by
    )
    first = calculations.work_out(stay=stay, reason="Rettskraftig dom", by=by, at=at)
    confirmed = calculations.confirm(calculation=first, by=other, at=at)
    days = {"first": date(2026, 5, 1), "last": date(2026, 5, 3)}
    left_out = calculations.leave_out(stay=stay, reason="ESCAPE", document="Rapport 14", by=by, at=at, **days)
    waiting = calculations.work_out(stay=stay, reason="Tre dager borte", by=by, at=at)
    return {"confirmed_dates": confirmed, "waiting_dates": waiting, "left_out": left_out, "fine": fine, "paid": paid}


def counted(unit: Unit) -> dict[str, Any]:
    """A count that does not add up, with a step of its action card, and the plan of the unit."""
    at, by = oslo("2026-01-01 12:00"), UserFactory.create()
    plan = planning.plan_count(unit=unit, kind=CountKind.SCHEDULED, starts=time(15), by=by, at=at)
    making.make_counts(at=oslo("2026-01-01 14:50"))
    count = Count.objects.get(unit=unit)
    counting.start(count=count, by=by, at=oslo("2026-01-01 15:00"), despite_movement=True)
    first = count.lines.select_related("stay").order_by("pk").first()
    see_all(count, by=by, but=(first.stay,) if first else (), at=oslo("2026-01-01 15:02"))
    count = counting.submit(count=count, by=by, at=oslo("2026-01-01 15:03"))
    return {"count": count, "count_plan": plan, "count_step": count.steps.get(code=StepCode.ALERT)}


def handed_over(unit: Unit) -> HandoverNote:
    row = handover(unit, Slot(date(2026, 1, 1), EVENING))
    return HandoverNote.objects.create(
        handover=row, text="Ro", written_at=oslo("2026-01-01 12:00"), written_by=UserFactory.create()
    )


def kept_for(stay: Stay) -> dict[str, Any]:
    """A thing and money in keeping, signed for."""
    at, by, other = oslo("2026-01-01 12:00"), UserFactory.create(), UserFactory.create()
    thing = keeping.receive_item(stay=stay, description="Jakke", category="CLOTHES", by=by, at=at)
    keeping.receive_money(stay=stay, amount=100, by=by, witnessed_by=other, at=at)
    receipt = keeping.sign(stay=stay, direction="RECEIVED", signature="PAPER", by=by, at=at)
    return {"thing": thing, "receipt": receipt}


def ordered(stay: Stay) -> Transfer:
    """Somebody who is to go to a prison that is nobody's here."""
    there = UnitFactory.create()
    order = Order(there.prison, there.security_level, "e", "No place.", date(2026, 1, 2))
    at = oslo("2026-01-01 12:00")
    return transfers.order_transfer(stay=stay, order=order, by=UserFactory.create(), at=at)


def planned(stay: Stay) -> Trip:
    """Somebody who should have been to court long ago."""
    at = oslo("2026-01-01 12:00")
    plan = Plan("COURT", "Fjordvik district court", oslo("2026-01-01 13:00"), oslo("2026-01-01 15:00"))
    return trips.plan_trip(stay=stay, plan=plan, by=UserFactory.create(), at=at)


def arrival_of(prison: Prison) -> ExpectedArrival:
    """Somebody whom the prison waits for: whoever works at one of its units may receive them."""
    waited_for = ExpectedArrival.objects.waited_for().filter(prison=prison).order_by("pk").first()
    return waited_for or ExpectedArrivalFactory.create(prison=prison)


def reception_of(prison: Prison) -> Reception:
    begun = Reception.objects.filter(prison=prison).order_by("pk").first()
    return begun or ReceptionFactory.create(arrival__prison=prison, arrival__arrived_at=LONG_AGO)


def listed_pair() -> DuplicatePair:
    one, other = PersonFactory.create(), PersonFactory.create()
    return DuplicatePair.objects.create(first=one, second=other, rung="NAME", found_at=LONG_AGO)


def joined_pair() -> Merge:
    one, other = PersonFactory.create(), PersonFactory.create()
    by = UserFactory.create()
    return Merge.objects.create(loser=one, winner=other, reason="Samme", merged_at=LONG_AGO, merged_by=by)


def on_the_way(stay: Stay, prison: Prison) -> Movement:
    """Somebody who has left for a place where nobody has seen them arrive."""
    at = oslo("2026-01-01 12:00")
    place = PlaceFactory.create(prison=prison)
    return movements.register_movement(
        stay=stay, to_place=place, left_at=at, follows=None, by=UserFactory.create(), at=at
    )


def build(roles: dict[str, Role]) -> World:
    home, away = PrisonFactory.create(), PrisonFactory.create()
    own = furnish(home)
    cast: dict[str, list[User | None]] = {"anon": [None], "none": [*without_a_posting(own)]}
    for short, role in roles.items():
        where = {"unit": own.unit} if role in AT_ONE_UNIT else {"prison": home}
        cast[short] = [staff(role, username=short, **where)]
    return World(own=own, next_door=furnish(home), elsewhere=furnish(away), cast=cast)


def without_a_posting(corner: Corner) -> list[User]:
    """Three who open nothing: one who never had a posting, one whose posting has ended, a superuser."""
    was = UserFactory.create(username="ended")
    ended = PostingFactory.create(user=was, role=Role.LEADER, prison=corner.prison, start=LONG_AGO)
    postings.end_posting(posting=ended, by=UserFactory.create(), at=oslo("2021-01-01 12:00"))
    never = UserFactory.create(username="never")
    root = UserFactory.create(username="root", is_superuser=True, is_staff=True)
    return [never, was, root]
