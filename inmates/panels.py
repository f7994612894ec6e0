"""What this floor puts on a person's page: its tabs, boxes, buttons and the events of the timeline."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corrections.registries import TaskText, palette_sources, task_subjects, task_texts
from inmates.permissions import BoardPerm, CustodyPerm, LogPerm, PersonPerm
from inmates.registries import (
    PersonAct,
    PersonPanel,
    PersonTab,
    Subject,
    person_acts,
    person_panels,
    person_tabs,
    timeline_sources,
)
from inmates.selectors import person, search, task_words
from inmates.selectors.happenings import SOURCE


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
timeline_sources.register("inmates", SOURCE, order=20)
task_subjects.register("inmates.stay", task_words.codes_of_stay)
task_texts.register("inmates.choose_cells", TaskText(task_words.choose_cells))
task_texts.register("clock.CONTACT", TaskText(task_words.name_an_officer, task_words.to_person))
palette_sources.register("pages", search.pages, order=10)
palette_sources.register("boards", search.boards, order=20)
