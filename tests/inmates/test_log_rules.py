"""Pure rules of the log: whom a line names, what kind its words suggest, and words of health."""

import pytest

from inmates.choices import LogKind
from inmates.rules.log_words import suggested_kind
from inmates.rules.mentions import CellCode, Resident, Unclear, fold, read, tokens
from inmates.rules.wording import health_words

PEOPLE = [
    Resident(1, "Lervik", "Andreas", "B2-01"),
    Resident(2, "Hansen", "Ola", "B2-02"),
    Resident(3, "Hansen", "Kari", "B2-03"),
    Resident(4, "Hansen", "Kari", "B2-04"),
    Resident(5, "Zieliński", "Piotr", "B2-05"),
    Resident(6, "van der Berg", "Åge", "B2-06"),
    Resident(7, "Karimi", "", "B2-07"),
]
CELLS = [CellCode(11, "B2-01"), CellCode(17, "B2-07")]


@pytest.mark.parametrize(
    ("text", "plain", "people", "cells"),
    [
        ("Ro på avdelingen", "Ro på avdelingen", (), ()),
        ("@Lervik til tannlegen", "Lervik til tannlegen", (1,), ()),
        ("@lervik, @KARIMI og #07.", "lervik, KARIMI og 07.", (1, 7), (17,)),
        ("@Hansen_Ola fikk brev", "Hansen Ola fikk brev", (2,), ()),
        ("@ola_hansen fikk brev", "ola hansen fikk brev", (2,), ()),
        ("@Hansen_Kari_B2-04 fikk brev", "Hansen Kari B2-04 fikk brev", (4,), ()),
        ("@zielinski ringte", "zielinski ringte", (5,), ()),
        ("@van_der_Berg ringte", "van der Berg ringte", (6,), ()),
        ("@age ringte", "age ringte", (6,), ()),
        ("@Kar er ikke et navn, men @Lerv er nok", None, (), ()),
        ("@Lerv ringte", "Lerv ringte", (1,), ()),
        ("@B2-05 ringte", "B2-05 ringte", (5,), ()),
        ("@Lervik og @Lervik", "Lervik og Lervik", (1,), ()),
        ("e-post til a@b.no om sak #", "e-post til a@b.no om sak #", (), ()),
        ("#b2-01 malt", "b2-01 malt", (), (11,)),
    ],
)
def test_signs_name_people_and_cells(
    text: str, plain: str | None, people: tuple[int, ...], cells: tuple[int, ...]
) -> None:
    if plain is None:
        with pytest.raises(Unclear):
            read(text, PEOPLE, CELLS)
        return
    found = read(text, PEOPLE, CELLS)
    assert (found.text, found.people, found.cells) == (plain, people, cells)


@pytest.mark.parametrize(
    ("text", "choices", "several"),
    [
        ("@Hansen", ("Hansen_Ola", "Hansen_Kari_B2-03", "Hansen_Kari_B2-04"), True),
        ("@Hansen_Kari", ("Hansen_Kari_B2-03", "Hansen_Kari_B2-04"), True),
        ("@Lervk", ("Lervik",), False),
        ("@Qwerty", (), False),
        ("#B2-70", ("B2-07", "B2-01"), False),
    ],
)
def test_what_fits_nobody_or_several_is_not_guessed_at(text: str, choices: tuple[str, ...], several: bool) -> None:
    with pytest.raises(Unclear) as caught:
        read(text, PEOPLE, CELLS)
    assert (caught.value.choices, caught.value.several) == (choices, several)


def test_every_token_means_exactly_the_one_it_was_made_for() -> None:
    written = tokens(PEOPLE)
    assert written[1] == "Lervik"
    assert {pk: read(f"@{token}", PEOPLE, CELLS).people for pk, token in written.items()} == {
        person.id: (person.id,) for person in PEOPLE
    }


def test_names_are_compared_without_marks() -> None:
    assert fold("Ødegård_Łukasz") == "odegard lukasz"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Karimi fulgt til helse", LogKind.MOVEMENT),
        ("Snakket med Lervik om uka som kommer", LogKind.CONVERSATION),
        ("Lyset i gangen blinker, meldt til drift", LogKind.TECHNICAL),
        ("Myhre virket sliten og urolig", LogKind.OBSERVATION),
        ("Escorted to court", LogKind.MOVEMENT),
        ("He told me about his sister", LogKind.CONVERSATION),
        ("The window does not close", LogKind.TECHNICAL),
        ("Seemed worried at dinner", LogKind.OBSERVATION),
        ("Kioskvarer delt ut", LogKind.NOTE),
        ("", LogKind.NOTE),
    ],
)
def test_the_words_suggest_a_kind(text: str, kind: LogKind) -> None:
    assert suggested_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tok Paracet mot migrene", ["Paracet", "migrene"]),
        ("Time hos psykologen", ["psykologen"]),
        ("Had a panic attack, blood pressure taken", ["panic attack", "blood pressure"]),
        ("Feber i natt", ["Feber"]),
        ("Ba om prat, spiste lite, gikk tur", []),
        ("To the health department 10:15", []),
    ],
)
def test_words_of_health_in_both_languages(text: str, words: list[str]) -> None:
    assert health_words(text) == words
