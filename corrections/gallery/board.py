"""A whole unit as the gallery shows it: unit B2 on a Tuesday afternoon."""

from typing import Any

from corrections.display import chip, marks, whereabouts

Tile = dict[str, Any]

# number, name, first name, state, place (icon, text), chip (level, icon, text), level, marks
FLOORS: tuple[tuple[str, str, str, tuple[tuple[Any, ...], ...]], ...] = (
    (
        "1",
        "1. etasje",
        "11 plasser i bruk · 10 innsatte · 1 celle sperret",
        (
            ("01", "Lervik", "Andreas", "no", ("workshop", "Verksted til 14:45")),
            ("02", "Warsame", "Mohamed", "yes"),
            ("03", "Hauglid", "Tor-Arne", "no", ("common-room", "Fellesrom 13:40")),
            ("04", "Ledig", "", "empty"),
            ("05", "Zieliński", "Piotr", "no", ("workshop", "Verksted til 14:45")),
            ("06", "Myhre", "Kristoffer", "yes", None, ("bad", "eye", "Tilsyn +4 min"), "bad"),
            ("07", "Eikeland", "Jonas", "no", ("school", "Skole"), ("warn", "clock", "Ventet 14:30"), "warn"),
            ("08", "Rahimi", "Ahmad", "no", ("common-room", "Fellesrom 13:40")),
            ("09", "Sundbø", "Lars Petter", "yes", ("door", "Utelukket"), ("quiet", "eye", "15:05")),
            ("10", "Kvalvåg", "Sondre", "no", ("kitchen", "Kjøkken 14:05"), None, "", "apart"),
            ("11", "Tveit", "Odd Magne", "yes"),
            ("12", "Sperret til 25.11.", "", "closed", ("wrench", "Sluk tett · sak 4471"), None, "", "wrench"),
        ),
    ),
    (
        "2",
        "2. etasje",
        "12 plasser · 10 innsatte",
        (
            ("13", "Brattland", "Emil", "no", ("court", "Tingretten til ca. 16:00")),
            ("14", "Aydın", "Yusuf", "no", ("common-room", "Fellesrom 13:40"), None, "", "apart"),
            ("15", "Solstad", "Henrik", "yes", None, ("quiet", "new", "Ny, dag 2")),
            ("16", "Wrona", "Tomasz", "no", ("workshop", "Verksted til 14:45")),
            ("17", "Nergård", "Ivar", "no", ("yard", "Luftegård 14:10")),
            ("18", "Ledig", "", "empty"),
            ("19", "Hovde", "Magnus", "yes"),
            ("20", "Karimi", "Ali", "no", ("medical-cross", "Helse 14:21")),
            ("21", "Rødseth", "Stian", "no", ("home", "Permisjon til 25.11.")),
            ("22", "Fosse", "Daniel", "yes"),
            ("23", "Reservert", "", "empty", ("arrow-right", "Innkomst 15:30")),
            ("24", "Skogli", "Erlend", "no", ("kitchen", "Kjøkken 14:05")),
        ),
    ),
)


def floors() -> list[dict[str, Any]]:
    return [
        {"key": key, "name": name, "note": note, "cols": 6, "tiles": _with_corridor([tile(*cell) for cell in cells])}
        for key, name, note, cells in FLOORS
    ]


def _with_corridor(tiles: list[Tile]) -> list[Tile]:
    return [*tiles[:6], {"corridor": True}, *tiles[6:]]


def tile(
    number: str,
    name: str,
    first: str,
    state: str,
    place: tuple[str, str] | None = None,
    flag: tuple[str, str, str] | None = None,
    level: str = "",
    corner: str = "",
    *,
    key: str = "",
) -> Tile:
    words = {"apart": ("keep-apart", "skal ikke møte bestemte personer"), "wrench": ("wrench", "sperret")}
    shown = [words[corner]] if corner else []
    if state == "yes":
        shown.append(("lock", "i cella, låst"))
    return {
        "key": key or f"cell-b2-{number}",
        "href": f"#b2-{number}",
        "state": state,
        "level": level,
        "number": number,
        "cell_word": "Celle",
        "marks": marks(*shown),
        "name": name,
        "first": first,
        "where": whereabouts(*place) if place else "",
        "chip": chip(*flag) if flag else "",
    }


def tally() -> list[dict[str, Any]]:
    return [
        {"label": "Innsatte", "value": 20, "note": "av 23 plasser"},
        {"label": "I celle", "value": 7},
        {"label": "På avdelingen", "value": 5},
        {"label": "Internt ute", "value": 6},
        {"label": "Utenfor anstalten", "value": 2},
        {"label": "Neste telling 15:00", "value": "om 28 min", "level": "next"},
    ]


def actions(prefix: str = "act") -> list[dict[str, Any]]:
    return [
        {
            "key": f"{prefix}-1",
            "level": "bad",
            "icon": "alert",
            "title": "B2-06 Myhre",
            "text": "Tilsyn forfalt 4 min. Hvert 30. min, sist sett 13:58",
            "href": "#registrer",
            "button": "Registrer",
            "about": "tilsyn B2-06 Myhre",
        },
        {
            "key": f"{prefix}-2",
            "level": "warn",
            "icon": "clock",
            "title": "B2-07 Eikeland",
            "text": "Ikke meldt tilbake fra skole, ventet 14:30",
            "href": "#registrer",
            "button": "Registrer",
            "about": "B2-07 Eikeland",
        },
        {
            "key": f"{prefix}-3",
            "level": "warn",
            "icon": "keep-apart",
            "title": "Hold Aydın og Kvalvåg adskilt",
            "text": "Fellesrom og kjøkken nå",
            "href": "#vis",
            "button": "Vis",
            "about": "Aydın og Kvalvåg",
        },
    ]


def places() -> list[dict[str, Any]]:
    return [
        _group(
            "På avdelingen",
            5,
            ("common-room", "Fellesrom", 3, "Aydın, Hauglid, Rahimi"),
            ("kitchen", "Kjøkken", 2, "Kvalvåg, Skogli"),
        ),
        _group(
            "Internt ute",
            6,
            ("yard", "Luftegård", 1, "Nergård"),
            ("workshop", "Verksted", 3, "Lervik, Wrona, Zieliński"),
            ("school", "Skole", 1, "Eikeland"),
            ("medical-cross", "Helse", 1, "Karimi"),
            ("people", "Besøk", 0, ""),
        ),
        _group("Utenfor anstalten", 2, ("leave", "Ute", 2, "Brattland (tingrett), Rødseth (permisjon)")),
    ]


def _group(name: str, count: int, *rows: tuple[str, str, int, str]) -> dict[str, Any]:
    keys = ("icon", "name", "count", "who")
    return {
        "name": name,
        "count": count,
        "span": len(rows),
        "places": [dict(zip(keys, row, strict=True)) for row in rows],
    }


def agenda() -> list[dict[str, Any]]:
    rows = (
        ("14:45", "Tilbake fra verksted", "3 pers.", "next"),
        ("15:00", "Navnetelling", "20 pers.", ""),
        ("15:15", "Til helse", "6 pers.", ""),
        ("15:30", "Innkomst til B2-23", "1 pers.", ""),
        ("16:00", "Retur fra tingretten", "1 pers.", ""),
        ("16:15", "Middag", "alle", ""),
    )
    return [_entry(*row) for row in rows]


def _entry(time: str, text: str, note: str, state: str) -> dict[str, Any]:
    return {"iso": time, "time": time, "text": text, "note": note, "state": state, "strong": False}


def log() -> list[dict[str, Any]]:
    rows = (
        ("14:21", "Karimi fulgt til helse.", "K. Nesheim"),
        ("14:05", "Kvalvåg og Skogli på kjøkkenet, kniv 3 og 4 utlevert mot kvittering.", "T. Lunde"),
        ("13:58", "Tilsyn Myhre: våken, snakket sammen i fem minutter.", "T. Lunde"),
        ("13:10", "B2-12 sperret, sluk tett. Sak 4471 til drift.", "M. Dale"),
    )
    return [{"key": f"line-{i}", "iso": t, "time": t, "text": text, "by": by} for i, (t, text, by) in enumerate(rows)]


def whole() -> dict[str, Any]:
    return {
        "tally": tally(),
        "floors": floors(),
        "actions": actions(),
        "groups": places(),
        "entries": agenda(),
        "lines": log(),
    }
