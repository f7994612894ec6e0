"""A person as the gallery shows them."""

from typing import Any


def header() -> dict[str, Any]:
    return {
        "name": "Lervik, Andreas",
        "number": "F-20418",
        "photo": "",
        "photo_alt": "Foto av Andreas Lervik",
        "photo_note": "Foto 03.10.2026",
        "facts": [
            {"text": "34 år (12.03.1992)"},
            {"text": "Norsk"},
            {"text": "Dom 4 år 6 md"},
            {"text": "Høyt sikkerhetsnivå"},
            {"text": "Kontaktbetjent K. Nesheim", "href": "#kontakt"},
        ],
        "flags": [
            {"level": "bad", "icon": "keep-apart", "text": "Skal ikke møte 2 personer"},
            {"level": "warn", "icon": "phone", "text": "Telefonkontroll til 31.12."},
            {"level": "warn", "icon": "alert", "text": "Trenger hjelp ved brann"},
            {"level": "", "icon": "mug", "text": "Nøttefri kost"},
            {"level": "", "icon": "book", "text": "Leser best med lyd"},
        ],
        "flags_more": {"text": "3 avsluttede", "href": "#avsluttede"},
        "now": {"level": "", "place": "Verksted, tre", "note": "fra 12:31, tilbake 14:45"},
        "rows": [
            {"label": "Celle", "value": "B2-01", "note": "siden 02.06.2026"},
            {"label": "Sist sett", "value": "14:30", "note": "for 2 min siden, O. Vik"},
        ],
        "actions": [
            {"href": "#flytt", "icon": "arrow-right", "text": "Endre oppholdssted", "variant": ""},
            {"href": "#logg", "icon": "edit", "text": "Loggfør", "variant": "secondary"},
            {"href": "#celle", "icon": "swap", "text": "Flytt celle", "variant": "secondary"},
            {"href": "#mer", "icon": "more", "text": "Mer", "variant": "tertiary"},
        ],
        "tabs": [
            {"href": "#oversikt", "text": "Oversikt", "current": True},
            {"href": "#straff", "text": "Straffegjennomføring"},
            {"href": "#plan", "text": "Framtidsplan"},
            {"href": "#logg", "text": "Logg"},
            {"href": "#besok", "text": "Besøk og kontakt"},
            {"href": "#permisjoner", "text": "Permisjoner"},
            {"href": "#eiendeler", "text": "Eiendeler"},
            {"href": "#saker", "text": "Saker", "count": 1},
        ],
    }


def late() -> dict[str, Any]:
    """Nobody has seen this person where they should be."""
    return header() | {
        "key": "person-head-late",
        "name": "Eikeland, Jonas",
        "number": "F-20977",
        "photo_alt": "Foto av Jonas Eikeland",
        "now": {"level": "bad", "place": "Ikke funnet", "note": "ventet tilbake fra skole 14:30"},
        "flags": [{"level": "alarm", "icon": "alert", "text": "Mangler i telling 15:00"}],
        "flags_more": None,
        "tabs": [],
        "actions": [],
    }


def today() -> list[dict[str, Any]]:
    rows = (
        ("07:45", "Frokost på avdelingen", "", "past"),
        ("08:15", "Verksted, tre", "3 t", "past"),
        ("11:30", "Lunsj", "", "past"),
        ("12:30", "Verksted, tre", "til 14:45", "next"),
        ("15:00", "Navnetelling", "", ""),
        ("15:15", "Til helse", "15 min", ""),
        ("17:00", "Besøk: Ingrid Lervik (mor)", "rom 2", ""),
        ("19:00", "Samtale om permisjon", "K. Nesheim", ""),
    )
    return [
        {"iso": time, "time": time, "text": text, "note": note, "state": state, "strong": state == "next"}
        for time, text, note, state in rows
    ]


def events() -> list[dict[str, Any]]:
    return [
        _day(
            "I dag",
            ("arrow-right", "", "12:31", "Til verksted, dør V2", "Registrert av O. Vik"),
            ("edit", "", "09:50", "Hjalp ny innsatt i gang på verkstedet. Tålmodig og grundig.", "O. Vik · arbeid"),
        ),
        _day(
            "Mandag 23. november",
            ("phone", "", "18:05", "Telefon, 20 min", "Godkjent nummer, mor"),
            ("file", "", "13:20", "Søkte permisjon 24.–26.12.", "Sak 26/1182, til behandling hos H. Brekke"),
        ),
        _day(
            "Torsdag 19. november",
            ("people", "", "10:00", "Kontaktsamtale. Spent på bolig, ønsker å bli boende i Lillevåg.", "K. Nesheim"),
            ("alert", "warn", "08:40", "Kom for sent til arbeid, muntlig påminnelse", "O. Vik"),
        ),
    ]


def _day(label: str, *rows: tuple[str, str, str, str, str]) -> dict[str, Any]:
    keys = ("icon", "level", "time", "text", "note")
    return {"label": label, "entries": [dict(zip(keys, row, strict=True)) | {"iso": row[2]} for row in rows]}
