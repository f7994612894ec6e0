"""At each later start: what was left open comes to its end, and the day of the story is played again, at the present.

Nothing is rewritten. Whoever is already where the story wants them is left there: playing it twice adds nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Max, Q

from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import OSLO, Stage
from corrections.models import CellClosure
from corrections.periods import between, ended
from inmates.choices import LegalStatusKind
from inmates.demo.absences import absence_now, away_today
from inmates.demo.cast import B2, RESERVED
from inmates.demo.custody import Resident
from inmates.demo.day import Hands, Step, hands_of_fjordvik, home, write_steps
from inmates.demo.figures import Figure
from inmates.demo.history import DAYS_BACK, SOURCE, booked, steps_back
from inmates.demo.ledger import NOW
from inmates.demo.logbook import write_today, write_year
from inmates.demo.outside import come_back, go_out
from inmates.demo.sojourns import Sojourn, Stint
from inmates.demo.today import commitments_today, officer_of, slots_of, steps_today
from inmates.demo.work import name_officers
from inmates.models import Absence, Commitment, LegalStatus, Movement, Person, Placement, Reservation
from inmates.services import movement_clocks

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ABOUT = timedelta(minutes=10)
MOST_DAYS = 7


def refresh(stage: Stage) -> None:
    hands = hands_of_fjordvik()
    present = residents(stage)
    gap = days_since_the_last(stage)
    come_back(stage, hands)
    away = returned(stage, present, hands)
    write_moves(stage, present, away, hands, gap)
    write_bookings(stage, present, away, hands)
    write_year(stage, present, away, hands, days_back=gap)
    write_today(stage, present, hands)
    name_officers(stage, present, hands)
    move_the_cells(stage)
    go_out(stage, hands)


def residents(stage: Stage) -> list[Resident]:
    """Everybody who has a cell at Fjordvik now, those who came after the seeding too."""
    parts = {(part.family_name, part.given_name): part for part in B2}
    placed = Placement.objects.current().filter(bed__cell__unit__prison__slug=SLUG)
    bases = dict(LegalStatus.objects.current().values_list("stay_id", "kind"))
    found: list[Resident] = []
    for row in placed.select_related("stay__person", "bed__cell").order_by("bed__cell__position", "stay_id"):
        person, stay, code = row.stay.person, row.stay, row.bed.cell.code
        days = (stage.today - row.during.lower.astimezone(OSLO).date()).days
        stint = Stint(code, days, NOW, LegalStatusKind(bases[stay.pk]))
        figure = figure_of(person, stage)
        part = parts.get(figure.name) if stint.unit == "B2" else None
        found.append((Sojourn(figure, [stint], part), stay))
    return found


def figure_of(person: Person, stage: Stage) -> Figure:
    return Figure(
        person.family_name,
        person.given_name,
        person.sex == "F",
        person.birth_date or stage.today,
        person.nationality,
        "norwegian",
    )


def days_since_the_last(stage: Stage) -> int:
    """Days that nobody has played, a week at the most: at the second start on one day, none."""
    latest = Movement.objects.aggregate(latest=Max("left_at"))["latest"]
    return min((stage.today - latest.astimezone(OSLO).date()).days, MOST_DAYS) if latest else MOST_DAYS


# ---- outside the walls -------------------------------------------------------------------------------------------
def returned(stage: Stage, present: Sequence[Resident], hands: Hands) -> dict[int, list[Absence]]:
    """Close what has run out, send out whom the story wants outside. Returns the absences of the last weeks by stay."""
    wanted = away_today(stage, present)
    rows: dict[int, list[Absence]] = {}
    since = stage.at - timedelta(days=DAYS_BACK)
    lately = Q(departed_at__gt=since) | Q(during__endswith__isnull=True)
    for absence in Absence.objects.filter(lately).order_by("departed_at"):
        rows.setdefault(absence.stay_id, []).append(absence)
    sent: list[Absence] = []
    for sojourn, stay in present:
        last = rows.get(stay.pk, [None])[-1]
        away = wanted.get(stay.pk)
        officer = officer_of(stage, sojourn, hands)
        ahead = absence_now(away, stay_id=stay.pk, stage=stage, by_id=officer) if away else None
        if last and last.during.upper is None:
            if goes_on(last, ahead, stage.at):
                continue
            bring_back(last, ahead.departed_at if ahead else stage.at, hands.staff["dale"])
        if ahead and (last is None or ahead.departed_at > last.during.upper):
            sent.append(ahead)
            rows.setdefault(stay.pk, []).append(ahead)
    copy(sent)
    return rows


def goes_on(last: Absence, ahead: Absence | None, at: datetime) -> bool:
    """Somebody is out and not yet expected back, or overdue just as the story has it."""
    expected = last.expected_return_at
    return expected is None or expected > at or bool(ahead and abs(last.departed_at - ahead.departed_at) < HOUR)


def bring_back(absence: Absence, before: datetime, by_id: int) -> None:
    latest = before - 5 * MINUTE
    back = max(min(absence.expected_return_at or latest, latest), absence.departed_at + MINUTE)
    absence.during, absence.returned_at, absence.returned_by_id = ended(absence.during, back), back, by_id
    absence.save(update_fields=["during", "returned_at", "returned_by_id"])
    movement_clocks.close_return(absence_id=absence.pk, by=None, at=back)


# ---- inside ------------------------------------------------------------------------------------------------------
def write_moves(
    stage: Stage, present: Sequence[Resident], away: dict[int, list[Absence]], hands: Hands, gap: int
) -> None:
    last = latest_movements([stay.pk for _sojourn, stay in present])
    steps: dict[int, list[Step]] = {}
    for sojourn, stay in present:
        mine = away.get(stay.pk, [])
        outside = bool(mine) and mine[-1].during.upper is None
        today = [] if outside else steps_today(stage, sojourn, slots_of(stage, sojourn), hands)
        today = [step for step in today if step.left_at > stay.during.lower]
        ahead = list(onward(stage, last.get(stay.pk), today, officer_of(stage, sojourn, hands)))
        until = min([stage.at, *(step.left_at for step in ahead)])
        before = steps_back(stage, sojourn, stay, hands, mine, until, days_back=gap)
        steps[stay.pk] = [*(step for step in before if later(step, last.get(stay.pk))), *ahead]
    write_steps({pk: rows for pk, rows in steps.items() if rows}, last)


def latest_movements(stay_ids: Sequence[int]) -> dict[int, Movement]:
    rows = Movement.objects.filter(stay__in=stay_ids, undone_at__isnull=True)
    return {row.stay_id: row for row in rows.order_by("stay_id", "-left_at", "-pk").distinct("stay_id")}


def later(step: Step, last: Movement | None) -> bool:
    return last is None or step.left_at > last.left_at + HOUR


def onward(stage: Stage, last: Movement | None, today: list[Step], by_id: int) -> Iterator[Step]:
    """From where somebody was to where the story has them: back to the cell first, then the rest of today."""
    if last is None:
        yield from today
        return
    wanted = today[-1] if today else None
    if is_there(last, wanted, stage.moment("07:00")):
        return
    ahead = [step for step in today if step.left_at > last.left_at + 2 * MINUTE]
    if last.to_place_id is not None:
        before = ahead[0].left_at if ahead else stage.at
        back = min(last.expected_back_at or last.left_at + HOUR, before - 3 * MINUTE)
        yield home(max(back, last.left_at + MINUTE / 2), by_id)
    yield from ahead
    if today and today[-1].place_id is not None and today[-1] not in ahead:
        yield replace(today[-1], left_at=stage.at, arrived_at=stage.at)


def is_there(last: Movement, wanted: Step | None, morning: datetime) -> bool:
    """In the same place since about the same time; in the cell, if the day has been played so far."""
    if wanted is None or wanted.place_id is None:
        return last.to_place_id is None and (wanted is None or last.left_at > morning)
    return last.to_place_id == wanted.place_id and abs(last.left_at - wanted.left_at) < ABOUT


# ---- plans -------------------------------------------------------------------------------------------------------
def write_bookings(stage: Stage, present: Sequence[Resident], away: dict[int, list[Absence]], hands: Hands) -> None:
    """Today's own bookings are made anew where the day now lies; what users booked or called off stands."""
    day = between(stage.moment("06:30"), stage.moment("21:00"))
    own = Commitment.objects.filter(source=SOURCE)
    outside = {pk for pk, mine in away.items() if mine[-1].during.upper is None}
    again = own.filter(during__overlap=day, cancelled_at__isnull=True)
    again.exclude(stay__in=outside, during__endswith__lte=stage.at).delete()  # where they were before they left stands
    called_off = set(own.filter(cancelled_at__isnull=False).values_list("stay_id", "during"))
    rows: list[Commitment] = []
    for sojourn, stay in present:
        mine = away.get(stay.pk, [])
        slots = slots_of(stage, sojourn) if not mine or mine[-1].during.upper is not None else []
        today = [row for row in commitments_today(stage, stay.pk, slots, hands) if row.during.lower > stay.during.lower]
        rows.extend(booked(stage, sojourn, stay, hands, today, mine, days_back=0))
    new = [row for row in rows if (row.stay_id, row.during) not in called_off]
    Commitment.objects.bulk_create(new, ignore_conflicts=True)


def move_the_cells(stage: Stage) -> None:
    """Cells that should be in use by now take longer; the bed is kept for this afternoon."""
    late = CellClosure.objects.current().filter(cell__unit__prison__slug=SLUG, expected_return_on__lte=stage.today)
    late.update(expected_return_on=stage.today + timedelta(days=1))
    taken = Placement.objects.current().filter(bed__cell__code=RESERVED, bed__cell__unit__prison__slug=SLUG).exists()
    kept = Reservation.objects.filter(bed__cell__code=RESERVED, bed__cell__unit__prison__slug=SLUG)
    if not taken and kept.count() == 1:
        start = stage.moment("11:00")
        kept.update(
            during=between(start, start + timedelta(days=1)), expected_at=stage.planned("15:30"), reserved_at=start
        )
