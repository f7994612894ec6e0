"""What this floor puts on a person's page: its tabs, boxes, buttons and the events of the timeline."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corrections.registries import TaskText, palette_sources, task_names, task_subjects, task_texts
from inmates.decision_kinds import decision_kinds
from inmates.permissions import BoardPerm, CustodyPerm, DecisionPerm, LogPerm, PersonPerm, PropertyPerm, ReleasePerm
from inmates.registries import (
    BoardSource,
    ConsequenceSource,
    PersonAct,
    PersonPanel,
    PersonTab,
    ReleaseCheck,
    Subject,
    TraceSource,
    board_badges,
    consequence_sources,
    person_acts,
    person_panels,
    person_tabs,
    release_checks,
    timeline_sources,
    trace_sources,
    unit_facts,
)
from inmates.rules.first_hours import ITEMS, rule_of
from inmates.selectors import (
    broken,
    decision_words,
    decisions,
    first_hours,
    legal_basis,
    outings,
    outside_words,
    person,
    property_boxes,
    release_boxes,
    search,
    signals,
    task_words,
    traces,
)
from inmates.selectors import release_checks as release_checks_here
from inmates.selectors.happenings import SOURCE
from inmates.services import transfer_decisions


def to(name: str) -> Callable[[Subject], str]:
    """The address ``name`` of the person, made when somebody asks for it."""
    return lambda subject: reverse(name, args=[subject.uuid])


# ---- tabs: the order leaves room for the upper floors --------------------------------------------------------------
person_tabs.register("overview", PersonTab(_("Overview"), PersonPerm.VIEW, "person"), order=10)
person_tabs.register("timeline", PersonTab(_("Timeline"), BoardPerm.VIEW, "person_timeline"), order=50)
person_tabs.register("log", PersonTab(pgettext_lazy("tab", "Log"), LogPerm.VIEW), order=60)
person_tabs.register("cells", PersonTab(_("Cells and absences"), CustodyPerm.VIEW), order=70)
person_tabs.register("details", PersonTab(_("Person"), CustodyPerm.VIEW), order=80)

# ---- buttons -------------------------------------------------------------------------------------------------------
person_acts.register(
    "whereabouts",
    PersonAct(_("Change whereabouts"), "arrow-right", BoardPerm.MOVE, to("board_person"), needs_bed=True),
    order=10,
)
person_acts.register(
    "note", PersonAct(_("Write in the log"), "edit", LogPerm.WRITE, to("person_note"), needs_bed=True), order=20
)
person_acts.register("move_cell", PersonAct(_("Move cell"), "swap", CustodyPerm.PLACE, to("person_move")), order=30)
person_acts.register(
    "alert", PersonAct(_("Raise an alert"), "alert", CustodyPerm.ALERT, to("person_alert"), minor=True), order=40
)
person_acts.register(
    "apart",
    PersonAct(_("Keep apart"), "keep-apart", CustodyPerm.KEEP_APART, to("person_apart"), minor=True),
    order=50,
)
person_acts.register(
    "contact_officer",
    PersonAct(
        _("Choose contact officer"),
        "person",
        CustodyPerm.CONTACT_OFFICER,
        to("person_contact_officer"),
        minor=True,
    ),
    order=60,
)

person_acts.register(
    "close", PersonAct(_("Close outside work"), "people", PersonPerm.CLOSE, to("person_close"), minor=True), order=65
)
person_acts.register(
    "trip",
    PersonAct(_("Plan a trip"), "car", CustodyPerm.PLAN_TRIP, to("person_trip"), needs_bed=True, minor=True),
    order=70,
)
person_acts.register(
    "transfer",
    PersonAct(_("Transfer to another prison"), "truck", CustodyPerm.TRANSFER, to("person_transfer"), minor=True),
    order=80,
)

# ---- overview ------------------------------------------------------------------------------------------------------
person_panels.register(
    "today",
    PersonPanel(_("Today"), "inmates/_person_agenda.html", person.today, BoardPerm.VIEW, column=1),
    order=10,
)
person_panels.register(
    "coming",
    PersonPanel(_("The coming weeks"), "inmates/_person_agenda.html", person.coming, BoardPerm.VIEW, column=1),
    order=20,
)
person_panels.register(
    "contact",
    PersonPanel(_("Contact"), "inmates/_person_contact.html", person.contact, CustodyPerm.VIEW, column=2),
    order=80,
)
person_panels.register(
    "events",
    PersonPanel(
        _("Latest events"),
        "inmates/_person_events.html",
        person.events,
        BoardPerm.VIEW,
        column=3,
        link=_("Timeline"),
        href=to("person_timeline"),
    ),
    order=90,
)

# ---- log -----------------------------------------------------------------------------------------------------------
person_panels.register(
    "log",
    PersonPanel(_("Log"), "inmates/_person_events.html", person.log, LogPerm.VIEW, tab="log"),
    order=10,
)

# ---- cells and absences --------------------------------------------------------------------------------------------
person_panels.register(
    "cells",
    PersonPanel(_("Cells"), "inmates/_person_table.html", person.cells, CustodyPerm.VIEW, tab="cells"),
    order=10,
)
person_panels.register(
    "absences",
    PersonPanel(_("Absences"), "inmates/_person_table.html", person.absences, CustodyPerm.VIEW, tab="cells", column=2),
    order=20,
)
person_panels.register(
    "outings",
    PersonPanel(
        _("Trips and transfers"), "inmates/_person_table.html", outings.outings, CustodyPerm.VIEW, tab="cells", column=2
    ),
    order=10,
)

# ---- the person ----------------------------------------------------------------------------------------------------
person_panels.register(
    "alerts",
    PersonPanel(_("Alerts"), "inmates/_person_alerts.html", person.alerts, CustodyPerm.VIEW, tab="details", column=1),
    order=10,
)
person_panels.register(
    "apart",
    PersonPanel(
        _("Must not meet"), "inmates/_person_apart.html", person.apart, CustodyPerm.VIEW, tab="details", column=1
    ),
    order=20,
)
person_panels.register(
    "needs",
    PersonPanel(
        _("Needs and languages"),
        "inmates/_person_needs.html",
        person.needs,
        PersonPerm.VIEW_NEEDS,
        tab="details",
        column=2,
    ),
    order=30,
)
person_panels.register(
    "aliases",
    PersonPanel(
        _("Other names"), "inmates/_person_aliases.html", person.aliases, CustodyPerm.VIEW, tab="details", column=3
    ),
    order=40,
)
person_panels.register(
    "kin",
    PersonPanel(
        _("Whom to call"),
        "inmates/_person_kin.html",
        person.kin,
        PersonPerm.VIEW_CONTACTS,
        tab="details",
        column=2,
        lazy=True,
    ),
    order=35,
)
person_panels.register(
    "numbers",
    PersonPanel(
        _("Identity numbers"),
        "inmates/_person_numbers.html",
        person.numbers,
        PersonPerm.VIEW_NUMBERS,
        tab="details",
        column=3,
        on_request=True,
    ),
    order=50,
)
person_panels.register(
    "legal",
    PersonPanel(
        _("Legal basis"),
        "inmates/_person_legal.html",
        legal_basis.box,
        CustodyPerm.VIEW_LEGAL,
        tab="details",
        column=3,
        lazy=True,
    ),
    order=60,
)
timeline_sources.register("inmates", SOURCE, order=20)
for key, load in traces.SOURCES.items():
    trace_sources.register(key, TraceSource(load))
task_subjects.register("inmates.stay", task_words.codes_of_stay)
task_names.register("inmates.stay", task_words.names_of_stays)
task_texts.register("inmates.choose_cells", TaskText(task_words.choose_cells))
task_texts.register("inmates.name_a_substitute", TaskText(task_words.name_a_substitute, task_words.to_person))
task_texts.register("inmates.name_another_officer", TaskText(task_words.name_another_officer, task_words.to_person))
task_texts.register("inmates.stand_together", TaskText(task_words.stand_together, task_words.to_person))
task_texts.register("inmates.review_apart", TaskText(task_words.review_apart, task_words.to_person))
task_texts.register("inmates.review_alert", TaskText(task_words.review_alert, task_words.to_person))
task_texts.register("clock.CONTACT", TaskText(task_words.name_an_officer, task_words.to_person))
palette_sources.register("pages", search.pages, order=10)
palette_sources.register("boards", search.boards, order=20)

# ---- things, money and releases ------------------------------------------------------------------------------------
person_tabs.register("property", PersonTab(_("Property"), PropertyPerm.VIEW), order=75)
for box_key, title, template, box_load, column, order in (
    ("things", _("Things"), "inmates/_property_things.html", property_boxes.things, 1, 10),
    ("money", _("Money"), "inmates/_property_money.html", property_boxes.money, 2, 20),
    ("receipts", _("Receipts"), "inmates/_property_receipts.html", property_boxes.receipts, 2, 30),
):
    person_panels.register(
        box_key, PersonPanel(title, template, box_load, PropertyPerm.VIEW, tab="property", column=column), order=order
    )
person_panels.register(
    "release",
    PersonPanel(
        _("Release"), "inmates/_release_box.html", release_boxes.of_person, ReleasePerm.VIEW, column=1, lazy=True
    ),
    order=5,
)
person_acts.register(
    "release", PersonAct(_("Plan the release"), "door", ReleasePerm.PLAN, to("person_release"), minor=True), order=70
)
board_badges.register("release", BoardSource(release_boxes.badges, ReleasePerm.VIEW), order=40)
unit_facts.register("release", release_boxes.FACTS)
for number, (key, title, check_perm) in enumerate(
    (
        ("when", _("The day"), ReleasePerm.VIEW),
        ("where", _("Where the person is"), ReleasePerm.VIEW),
        ("identity", _("Identity"), ReleasePerm.VIEW),
        ("things", _("Things"), PropertyPerm.VIEW),
        ("money", _("Money"), PropertyPerm.VIEW),
        ("steps", _("Before the gate"), ReleasePerm.VIEW),
        ("apart", _("Must not meet"), CustodyPerm.VIEW_APART),
        ("booked", _("Booked"), ReleasePerm.VIEW),
        ("health", _("Health staff"), ReleasePerm.VIEW),
    )
):
    release_checks.register(key, ReleaseCheck(title, check_perm, release_checks_here.LOADS[key]), order=20 + number)

# ---- what a change breaks ------------------------------------------------------------------------------------------
consequence_sources.register("apart", ConsequenceSource(broken.apart, CustodyPerm.VIEW_APART), order=10)
consequence_sources.register("on_the_way", ConsequenceSource(broken.on_the_way, BoardPerm.VIEW), order=12)
consequence_sources.register("bookings", ConsequenceSource(broken.bookings, BoardPerm.VIEW), order=14)
consequence_sources.register("trips", ConsequenceSource(broken.trips, CustodyPerm.VIEW), order=16)
consequence_sources.register("health", ConsequenceSource(broken.health, BoardPerm.VIEW), order=13)
consequence_sources.register("contact", ConsequenceSource(broken.contact_officers, CustodyPerm.VIEW), order=18)
consequence_sources.register("room", ConsequenceSource(broken.room, CustodyPerm.VIEW), order=20)
for kind, codes, names in outside_words.SUBJECTS:
    task_subjects.register(kind, codes)
    task_names.register(kind, names)
task_texts.register("clock.RETURN", TaskText(outside_words.not_back, outside_words.to_absence))
task_texts.register("clock.TRANSFER_ARRIVAL", TaskText(outside_words.not_arrived, outside_words.to_transfer))
# ---- the first hours ------------------------------------------------------------------------------------------------
person_panels.register(
    "first_hours",
    PersonPanel(
        _("The first hours"),
        "inmates/_person_first_hours.html",
        first_hours.panel,
        CustodyPerm.VIEW,
        column=1,
        lazy=True,
    ),
    order=15,
)
for _item in ITEMS:
    task_texts.register(f"clock.{rule_of(_item)}", TaskText(task_words.first_hours(_item), task_words.to_person))
for _outcome in ("HEALTH", "HEALTH_NOW", "OBSERVE"):
    task_texts.register(
        f"inmates.first_talk.{_outcome}", TaskText(task_words.first_talk(_outcome), task_words.to_person)
    )

# ---- what the health service asks for, without the reason -----------------------------------------------------------
person_panels.register(
    "signals",
    PersonPanel(
        _("From the health service"),
        "inmates/_person_signals.html",
        signals.panel,
        BoardPerm.VIEW,
        column=1,
        lazy=True,
    ),
    order=6,
)
board_badges.register("signals", BoardSource(signals.badges, BoardPerm.VIEW), order=30)
unit_facts.register("signals", signals.FACTS)

# ---- decisions ------------------------------------------------------------------------------------------------------
decision_kinds.register(transfer_decisions.TRANSFER, transfer_decisions.TRANSFER_KIND, order=10)
decision_kinds.register(transfer_decisions.PLACEMENT, transfer_decisions.PLACEMENT_KIND, order=5)
for _act in decision_words.TASKS:
    task_texts.register(f"inmates.decision.{_act}", TaskText(decision_words.task(_act), decision_words.to_the_case))
for _rule in decision_words.CLOCKS:
    task_texts.register(f"clock.{_rule}", TaskText(decision_words.clock(_rule), decision_words.to_decisions))
person_tabs.register("decisions", PersonTab(_("Decisions"), DecisionPerm.VIEW, "person_decisions"), order=40)
person_panels.register(
    "decisions",
    PersonPanel(
        _("Decisions"),
        "inmates/decisions/_lines.html",
        decisions.box,
        DecisionPerm.VIEW,
        column=2,
        lazy=True,
        link=_("All decisions"),
        href=to("person_decisions"),
    ),
    order=30,
)
