"""The day up to this minute, at the first start."""

from collections.abc import Sequence

from corrections.demo.load import copy
from corrections.demo.stage import Stage
from inmates.demo.absences import absence_now, away_today
from inmates.demo.custody import Resident
from inmates.demo.day import Hands, Step, about_the_unit, as_cast, in_the_story, write_steps
from inmates.demo.history import booked, commitment, steps_back
from inmates.demo.plan import Slot, occupation, story_day
from inmates.demo.sojourns import Sojourn
from inmates.models import Absence, Commitment


def play(stage: Stage, present: Sequence[Resident], away: dict[int, list[Absence]], hands: Hands) -> None:
    outside = away_today(stage, present)
    steps: dict[int, list[Step]] = {}
    commitments: list[Commitment] = []
    absences: list[Absence] = []
    for sojourn, stay in present:
        officer = officer_of(stage, sojourn, hands)
        slots = [] if stay.pk in outside else slots_of(stage, sojourn)
        if stay.pk in outside:
            absences.append(absence_now(outside[stay.pk], stay_id=stay.pk, stage=stage, by_id=officer))
        now = [] if stay.pk in outside else steps_today(stage, sojourn, slots, hands)
        now = [step for step in now if step.left_at > stay.during.lower]
        mine = away.get(stay.pk, [])
        ahead = absences[-1:] if stay.pk in outside else []
        until = min([stage.at, *(step.left_at for step in now), *(row.departed_at for row in ahead)])
        steps[stay.pk] = [*steps_back(stage, sojourn, stay, hands, mine, until), *now]
        today = [row for row in commitments_today(stage, stay.pk, slots, hands) if row.during.lower > stay.during.lower]
        commitments.extend(booked(stage, sojourn, stay, hands, today, mine))
    write_steps(steps, {})
    copy(absences)
    copy(commitments)


def officer_of(stage: Stage, sojourn: Sojourn, hands: Hands) -> int:
    """The officer who sees most of this person today; on B2, K. Nesheim."""
    if sojourn.part:
        return hands.staff["nesheim"]
    return stage.dice("officer", *sojourn.figure.name).choice(hands.officers[sojourn.stints[-1].unit])


def slots_of(stage: Stage, sojourn: Sojourn) -> list[Slot]:
    dice = stage.dice("story", *sojourn.figure.name, stage.today)
    return story_day(sojourn, occupation(stage, sojourn), dice)


def steps_today(stage: Stage, sojourn: Sojourn, slots: list[Slot], hands: Hands) -> list[Step]:
    officer = officer_of(stage, sojourn, hands)
    if sojourn.part:
        return [step for trip in sojourn.part.trips for step in as_cast(stage, trip, hands, officer)]
    dice = stage.dice("now", *sojourn.figure.name, stage.today)
    steps = [step for slot in slots for step in in_the_story(stage, slot, hands.places[slot.place], officer, dice)]
    if not steps or steps[-1].place_id is None:
        ahead = about_the_unit(stage, sojourn.stints[-1].unit, hands, officer, dice)
        steps.extend(step for step in ahead if not steps or step.left_at > steps[-1].left_at)
    return steps


def commitments_today(stage: Stage, stay_id: int, slots: list[Slot], hands: Hands) -> list[Commitment]:
    by_id = hands.staff["brekke"]
    return [
        commitment(
            stay_id,
            slot,
            hands.places[slot.place],
            stage.planned(slot.start),
            stage.planned(slot.end),
            stage.clock(5, "12:00"),
            by_id,
        )
        for slot in slots
    ]
