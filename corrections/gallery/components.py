"""Which components there are, what each is for, and an example of every state it has."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.gallery import board, forms, person

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    template: str
    note: str | Promise
    examples: Callable[[dt.datetime], dict[str, Values]]
    small: bool = False


def fixed(**states: Values) -> Callable[[dt.datetime], dict[str, Values]]:
    """Examples that do not depend on the moment."""
    return lambda at: {state.replace("_", " "): values for state, values in states.items()}


def each(name: str, values: list[Values]) -> Callable[[dt.datetime], dict[str, Values]]:
    """One example a set of values, called by the value of ``name``."""
    return lambda at: {str(each_values[name] or "plain"): each_values for each_values in values}


def _pill(level: str, icon: str, text: str) -> Values:
    return {"level": level, "icon": icon, "text": text}


PILLS = [
    _pill("", "mug", "Nøttefri kost"),
    _pill("info", "info", "Ny dose 20.11."),
    _pill("ok", "check-circle", "Beregning kontrollert"),
    _pill("warn", "phone", "Telefonkontroll til 31.12."),
    _pill("bad", "keep-apart", "Skal ikke møte 2 personer"),
    _pill("alarm", "alert", "Mangler i telling 15:00"),
    _pill("line", "clock", "Venter på svar"),
]
CHIPS = [
    _pill("quiet", "eye", "15:05"),
    _pill("warn", "clock", "Ventet 14:30"),
    _pill("bad", "eye", "Tilsyn +4 min"),
]
NOTES = [
    {"level": "", "icon": "info", "title": "Tavla er skrivebeskyttet", "text": "Du ser avdelingen slik den var 13:05."},
    {"level": "info", "icon": "info", "title": "Ny regelversjon", "text": "Vedtak etter 01.07.2026 følger den nye."},
    {
        "level": "ok",
        "icon": "check-circle",
        "title": "Tellingen stemmer",
        "text": "20 av 20, sett av K. Nesheim 15:09.",
    },
    {
        "level": "warn",
        "icon": "alert",
        "title": "M. Dale endret dette 14:30",
        "text": "Se begge før du lagrer.",
        "href": "#begge",
        "button": "Se begge",
    },
    {"level": "bad", "icon": "refused", "title": "Ikke flyttet", "text": "B2-18 ble tatt av T. Lunde 14:31."},
]
SAVES = [
    {"state": "saved", "note": "14:31"},
    {"state": "saving", "note": ""},
    {"state": "offline", "note": "3 lagret på nettbrettet"},
    {"state": "failed", "note": "prøv igjen"},
]
PHOTOS = [{"src": "", "alt": "Foto av Andreas Lervik", "size": size} for size in ("xs", "", "l", "xl")]
KPIS = [
    {"title": "Belegg i snitt", "value": "92,4 %", "note": "2,1 prosentpoeng opp fra i fjor", "level": ""},
    {"title": "Ute av cella per døgn", "value": "8,9 t", "note": "C1 og C2 under kravet på 8 t", "level": "warn"},
    {"title": "Tellinger med avvik", "value": "3", "note": "lengste 41 min", "level": "bad"},
]
ROWS = [
    {"href": "#lervik", "name": "Lervik, Andreas", "note": "B2-01 · F-20418", "end": "Verksted"},
    {
        "href": "#myhre",
        "name": "Myhre, Kristoffer",
        "note": "B2-06 · F-20511",
        "pills": [{"level": "bad", "icon": "eye", "text": "Tilsyn forfalt"}],
    },
    {"href": "#skogli", "name": "Skogli, Erlend", "note": "B2-24 · F-20002", "current": True},
]
TABLE = {
    "caption": "Ute av celle per avdeling, kan rulles sidelengs",
    "columns": [{"text": "Avdeling"}, {"text": "Belegg", "right": True}, {"text": "Ute av celle", "right": True}],
    "rows": [
        {"cells": [{"text": "B1", "href": "#b1"}, {"text": "96 %", "right": True}, {"text": "9,1 t", "right": True}]},
        {
            "cells": [{"text": "B2", "href": "#b2"}, {"text": "94 %", "right": True}, {"text": "8,4 t", "right": True}],
            "hl": True,
        },
    ],
}
TABS = {"label": "Lervik", "tabs": person.header()["tabs"]}
SEGMENTS = {
    "label": "Utsnitt",
    "segments": [{"href": "#alt", "text": "Hele straffen", "current": True}, {"href": "#ar", "text": "Neste 12 md"}],
}
TILES = {
    "at home": board.tile("02", "Warsame", "Mohamed", "yes", key="tile-1"),
    "out": board.tile("01", "Lervik", "Andreas", "no", ("workshop", "Verksted til 14:45"), key="tile-2"),
    "overdue": board.tile(
        "06", "Myhre", "Kristoffer", "yes", None, ("bad", "eye", "Tilsyn +4 min"), "bad", key="tile-3"
    ),
    "follow up": board.tile(
        "07", "Eikeland", "Jonas", "no", ("school", "Skole"), ("warn", "clock", "Ventet 14:30"), "warn", key="tile-4"
    ),
    "new": board.tile("15", "Solstad", "Henrik", "yes", None, ("quiet", "new", "Ny, dag 2"), key="tile-5"),
    "empty": board.tile("04", "Ledig", "", "empty", key="tile-6"),
    "closed": board.tile(
        "12", "Sperret til 25.11.", "", "closed", ("wrench", "Sluk tett"), None, "", "wrench", key="tile-7"
    ),
}


def _icons(at: dt.datetime) -> dict[str, Values]:
    listed = (settings.BASE_DIR / "static" / "icons.txt").read_text().splitlines()
    own = (file.stem for file in (settings.BASE_DIR / "static" / "icons").glob("*.svg"))
    names = [line.split()[0] for line in listed if line and not line.startswith("#")]
    return {"all": {"icon_names": sorted([*names, *own])}}


def _pages(at: dt.datetime) -> dict[str, Values]:
    paginator = Paginator(range(220), 25)
    return {
        "first": {"page": paginator.page(1), "query": ""},
        "middle": {"page": paginator.page(4), "query": "q=berg&", "label": "Sider, treff på berg"},
    }


COMPONENTS: tuple[Component, ...] = (
    Component("type", "corrections/gallery/type.html", _("Sizes, weights and helpers of the text."), fixed(all={})),
    Component("buttons", "corrections/gallery/buttons.html", _("A button names the act, never “OK”."), fixed(all={})),
    Component("icons", "corrections/gallery/icons.html", _("An icon stands beside its word."), _icons),
    Component("tally", "ui/tally.html", _("Numbers that add up."), fixed(board={"tally": board.tally()})),
    Component(
        "cell_tile",
        "corrections/gallery/tiles.html",
        _("Filled: somebody is behind this door. Hollow: nobody in the room. Red: overdue, nothing else."),
        fixed(all={"tiles": list(TILES.values())}),
    ),
    Component(
        "board",
        "corrections/gallery/board.html",
        _("The whole board; cells stand in the order of the building and never re-sort."),
        fixed(unit=board.whole()),
    ),
    Component(
        "action_list",
        "corrections/gallery/action_list.html",
        _("What needs somebody now, worst first."),
        fixed(
            some={"actions": board.actions("list")},
            none={"actions": [], "empty_text": "Ingen oppgaver nå. Neste telling 15:00."},
        ),
    ),
    Component(
        "person_header",
        "ui/person_header.html",
        _("The same head on every tab of a person. What is true now is the largest thing after the name."),
        fixed(plain={"person": person.header()}, missing={"person": person.late()}),
    ),
    Component(
        "person_row", "corrections/gallery/person_rows.html", _("A person in a list."), fixed(all={"people": ROWS})
    ),
    Component(
        "agenda",
        "corrections/gallery/agenda.html",
        _("Hours to come, and those that have gone."),
        fixed(today={"entries": person.today()}, none={"entries": [], "empty_text": "Ingen avtaler i dag."}),
    ),
    Component(
        "timeline",
        "corrections/gallery/timeline.html",
        _("One stream of events, newest first."),
        fixed(some={"days": person.events()}, none={"days": [], "empty_text": "Ingenting er registrert ennå."}),
    ),
    Component(
        "pill",
        "ui/pill.html",
        _("Red restricts contact, amber needs care, grey is a need."),
        each("level", PILLS),
        small=True,
    ),
    Component("chip", "ui/chip.html", _("At most one on a tile."), each("level", CHIPS), small=True),
    Component(
        "photo", "ui/photo.html", _("With words on a head, without beside a name."), each("size", PHOTOS), small=True
    ),
    Component("kpi", "corrections/gallery/kpis.html", _("One figure and what it means."), fixed(all={"kpis": KPIS})),
    Component(
        "progress",
        "ui/progress.html",
        _("How far something has come."),
        fixed(round={"label": "Morgenrunde", "value": 2, "max": 6, "text": "2 av 6"}),
    ),
    Component("note", "ui/note.html", _("A word in the flow of a page."), each("level", NOTES)),
    Component(
        "access_note",
        "ui/access_note.html",
        _("No access: who can give it, and no hint of what is inside."),
        fixed(known={"who": "Inspektør S. Aune"}, unknown={}),
    ),
    Component(
        "empty",
        "ui/empty.html",
        _("Nothing here, and what that means."),
        fixed(
            panel={"title": "Ingen oppgaver nå", "text": "Neste telling 15:00."},
            page={"whole": True, "title": "Ingen treff", "text": "Prøv et etternavn.", "icon": "search"},
        ),
    ),
    Component(
        "panel_unavailable",
        "ui/panel_unavailable.html",
        _("One panel failed; the page did not."),
        fixed(retry={"id": "broken", "title": "Besøk", "url": "#besok"}),
    ),
    Component(
        "save_state", "ui/save_state.html", _("Whether what was written is kept."), each("state", SAVES), small=True
    ),
    Component(
        "undo_toast",
        "ui/undo_toast.html",
        _("Act first, undo within ten seconds."),
        fixed(
            moved={
                "text": "Lervik er på verkstedet.",
                "undo_url": "#angre",
                "about": "Lervik til verkstedet",
                "seconds": 600,
            }
        ),
    ),
    Component("subnav", "ui/subnav.html", _("Tabs that are pages."), fixed(person=TABS)),
    Component("segments", "ui/segments.html", _("A few views of the same thing."), fixed(two=SEGMENTS)),
    Component("table", "ui/table.html", _("Dense, and it scrolls inside itself."), fixed(units=TABLE)),
    Component("pagination", "ui/pagination.html", _("Pages of a list."), _pages),
    Component(
        "as_of",
        "ui/as_of.html",
        _("The board as it was at a past minute."),
        fixed(
            now={"action": "#", "date": "", "time": ""},
            past={"action": "#", "date": "24.11.2026", "time": "13:05", "now_url": "#"},
        ),
    ),
    Component("legend", "ui/legend.html", _("Shapes and words, never colour alone."), fixed(board={})),
    Component(
        "form",
        "corrections/gallery/form.html",
        _("One column, label above, errors beside the field and in the summary."),
        forms.examples,
    ),
    Component(
        "dialog",
        "corrections/gallery/dialog.html",
        _("Names the person and the effect; its button is the act."),
        fixed(move={}),
    ),
)
