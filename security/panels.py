"""What this floor lends: what its tasks say, and where they lead."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from corrections.registries import NavigationEntry, TaskText, task_subjects, task_texts
from inmates.permissions import BoardPerm, CustodyPerm, LogPerm, ReceptionPerm
from inmates.registries import (
    BoardSource,
    ConsequenceSource,
    PersonAct,
    PersonPanel,
    TraceSource,
    action_sources,
    agenda_sources,
    board_badges,
    board_links,
    consequence_sources,
    person_acts,
    person_panels,
    trace_sources,
    unit_facts,
    unverified_keepers,
)
from security.permissions import CountPerm, HandoverPerm, LockPerm, RoundPerm
from security.registries import (
    ClimateSource,
    HandoverSource,
    HandoverTotal,
    climate_sources,
    duty_sources,
    handover_sources,
    handover_totals,
    isolation_grounds,
)
from security.selectors import (
    change_sources,
    climate,
    count_board,
    counts,
    doors,
    doors_board,
    explanations,
    handover_due,
    hours_out,
    kept_apart,
    long_in_cell,
    observed,
    observed_board,
    totals,
    without_cell,
)
from security.services import notes, observation_clock
from security.services.states import DIFFERENCE, SUBJECT


def late_count(detail: Mapping[str, Any]) -> str:
    """COUNT: a count was not handed in, or does not add up, in the time that the plan gives."""
    return gettext("%(unit)s: the count is late. Take it, or find who is missing.") % {"unit": detail.get("unit", "")}


def difference(detail: Mapping[str, Any]) -> str:
    missing = int(detail["missing"])
    return ngettext(
        "%(unit)s: %(missing)d person is not accounted for in the count. Follow the action card.",
        "%(unit)s: %(missing)d people are not accounted for in the count. Follow the action card.",
        missing,
    ) % {"unit": detail.get("unit", ""), "missing": missing}


task_subjects.register(SUBJECT, counts.codes_of)
task_texts.register("clock.COUNT", TaskText(late_count, counts.to_count))
task_texts.register(DIFFERENCE, TaskText(difference, counts.to_count))
action_sources.register("counts", BoardSource(count_board.actions, CountPerm.VIEW), order=5)
agenda_sources.register("counts", BoardSource(count_board.agenda, CountPerm.VIEW), order=20)
unit_facts.register("counts", count_board.FACTS)
trace_sources.register("counts", TraceSource(explanations.counted))
consequence_sources.register("counts", ConsequenceSource(count_board.disturbed, CountPerm.VIEW), order=5)

# ---- handover between shifts -------------------------------------------------------------------------------------
action_sources.register("handover", BoardSource(handover_due.actions, HandoverPerm.SIGN), order=90)
unit_facts.register("handover", handover_due.FACTS)
handover_sources.register("timeline", HandoverSource(change_sources.timeline, BoardPerm.VIEW), order=10)
handover_sources.register("log", HandoverSource(change_sources.log, LogPerm.VIEW), order=20)
handover_sources.register("apart", HandoverSource(change_sources.apart, CustodyPerm.VIEW_APART), order=30)
handover_sources.register("officers", HandoverSource(change_sources.officers, CustodyPerm.VIEW), order=40)
handover_sources.register("cells", HandoverSource(change_sources.cells, BoardPerm.VIEW), order=50)
climate_sources.register(
    "observations", ClimateSource(_("Observations in the log"), climate.observations, LogPerm.VIEW), order=50
)
unverified_keepers.register("handover-notes", notes.erase_unverified)
handover_totals.register("count", HandoverTotal(totals.last_count, totals.count_words), order=10)


# ---- rounds ----------------------------------------------------------------------------------------------------
def late_door(detail: Mapping[str, Any]) -> str:
    """ROUND: somebody under observation was not looked in on in time."""
    return gettext("%(cell)s: nobody has looked in within %(minutes)s minutes. Look in now, and write why.") % {
        "cell": detail.get("cell", ""),
        "minutes": detail.get("minutes", ""),
    }


task_subjects.register(observation_clock.SUBJECT, observed.codes_of)
task_texts.register(f"clock.{observation_clock.RULE}", TaskText(late_door, observed.to_rounds))
unit_facts.register("rounds", observed_board.FACTS)
board_badges.register("rounds", BoardSource(observed_board.badges, RoundPerm.VIEW), order=40)
action_sources.register("rounds", BoardSource(observed_board.actions, RoundPerm.VIEW), order=7)
trace_sources.register("rounds", TraceSource(observed.looked_in))
duty_sources.register("rounds", HandoverSource(observed_board.duties, RoundPerm.VIEW), order=10)
duty_sources.register("reception", HandoverSource(without_cell.of_a_receiving_unit, ReceptionPerm.RUN), order=20)
duty_sources.register("together", HandoverSource(kept_apart.together, CustodyPerm.VIEW_APART), order=5)
duty_sources.register("without-cell", HandoverSource(without_cell.of_the_prison, CustodyPerm.PLACE), order=21)
board_links.register("rounds", NavigationEntry(_("Rounds"), "rounds", "eye", perm=RoundPerm.VIEW), order=10)
handover_totals.register("observed", HandoverTotal(observed_board.observed, observed_board.observed_words), order=20)
person_acts.register(
    "observe",
    PersonAct(
        _("Put under observation"),
        "eye",
        RoundPerm.START,
        lambda subject: reverse("observation_start", args=[subject.uuid]),
        needs_bed=True,
        minor=True,
    ),
    order=45,
)
person_panels.register(
    "observed",
    PersonPanel(_("Observation"), "security/_person_observed.html", observed.box, RoundPerm.VIEW, column=2, lazy=True),
    order=15,
)


# ---- doors -----------------------------------------------------------------------------------------------------
unit_facts.register("doors", doors_board.FACTS)
board_badges.register("doors", BoardSource(doors_board.badges, LockPerm.VIEW), order=45)
action_sources.register("doors", BoardSource(doors_board.actions, LockPerm.TURN), order=8)
board_links.register("doors", NavigationEntry(_("Doors"), "doors", "lock", perm=LockPerm.VIEW), order=15)
climate_sources.register(
    "hours_out",
    ClimateSource(_("Hours out of cell, mean a person"), hours_out.of_a_unit, LockPerm.VIEW, decimals=1, gaps=True),
    order=60,
)
isolation_grounds.register("court", long_in_cell.by_the_court)
duty_sources.register("long-in-cell", HandoverSource(long_in_cell.duties, LockPerm.VIEW), order=6)
person_acts.register(
    "door",
    PersonAct(
        _("Locked in, or out, by name"),
        "lock",
        LockPerm.TURN,
        lambda subject: reverse("door_person", args=[subject.uuid]),
        needs_bed=True,
        minor=True,
    ),
    order=46,
)
person_panels.register(
    "hours-out",
    PersonPanel(_("Hours out of cell"), "security/_person_hours.html", doors.box, LockPerm.VIEW, column=2, lazy=True),
    order=16,
)
