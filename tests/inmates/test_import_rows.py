"""Rows of a register that are wrong or odd in other ways than the sample's: one row, one mistake, one sentence."""

from datetime import date
from typing import Any

import pytest

from corrections.choices import ClosureReason, Role, UnitSex
from corrections.models import Bed, CellClosure, Prison, Unit
from corrections.periods import since
from inmates.choices import LegalStatusKind
from inmates.imports.words import sentence
from inmates.models import ContactOfficer, LegalStatus, Person, Stay
from inmates.rules.identity import complete
from inmates.services import release
from sentencing.models import Judgment, RemandOrder
from tests.corrections.factories import CellFactory, PrisonFactory, UnitFactory, UserFactory, oslo, staff
from tests.inmates import handing_over
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.inmates.handing_over import SUNDAY, by_number, codes
from tests.inmates.sheets import line, sheet

pytestmark = pytest.mark.django_db
BORN_IN_1864 = str(complete("200364500"))  # sound, not made up, and of nobody who lives


@pytest.fixture(autouse=True)
def a1() -> Unit:
    """Unit A1 of Nordlia with two cells; the others of a test make their own."""
    unit = UnitFactory.create(prison=PrisonFactory.create(name="Nordlia fengsel", slug="nordlia"), code="A1")
    CellFactory.create(unit=unit, code="A1-05")
    CellFactory.create(unit=unit, code="A1-06")
    return unit


def take(*rows: str, **how: Any) -> list[tuple[str, list[str], list[str]]]:
    """Verdict, reasons and warnings of each row, in the order of the file."""
    run = handing_over.register(sheet(*rows), **how)
    found = [outcome for outcomes in by_number(run).values() for outcome in outcomes]
    for outcome in found:
        for finding in (*outcome.reasons, *outcome.warnings):
            assert sentence(finding) != finding.code  # every finding has its sentence, with all its values
    return codes(sorted(found, key=lambda outcome: outcome.line))


def other(n: int, **cells: str) -> str:
    """Somebody else, with a sound identity number and no cell."""
    number = complete(f"2083641{n:02}") or complete(f"2083642{n:02}")
    assert number
    return line(**{"Innsattnr": f"F-21{n:03}", "Fødselsnummer": number, "Celle": "", **cells})


def test_the_sound_row_is_sound() -> None:
    assert take(line()) == [("taken", [], [])]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Innsattnr": ""}, "number_missing"),
        ({"Innsattnr": "F" * 21}, "number_odd"),
        ({"Innsattnr": "=1+1"}, "number_odd"),
        ({"Fødselsnummer": "2083641313"}, "identity_shortened"),
        ({"Fødselsnummer": "2,08364E+10"}, "identity_shortened"),
        ({"Fødselsnummer": "20836413131"}, "identity_check"),
        ({"Fødselsnummer": "abc"}, "identity_digits"),
        ({"Fødselsnummer": BORN_IN_1864}, "identity_real"),
        ({"Etternavn": "", "Fornavn": ""}, "name_empty"),
        ({"Fornavn": "A" * 121}, "name_long"),
        ({"Fødselsdato": "29.02.1991"}, "not_a_date"),
        ({"Fødselsdato": "20.03.64"}, "short_year"),
        ({"Fødselsdato": "20.03.1864"}, "not_a_date"),
        ({"Fødselsdato": "20.03.1904"}, "too_old"),
        ({"Fødselsdato": "20.03.2015"}, "too_young"),
        ({"Fødselsdato": "20.03.2027"}, "born_in_future"),
        ({"Kjønn": "Q"}, "sex_unknown"),
        ({"Anstalt": ""}, "prison_missing"),
        ({"Anstalt": "Sørlia fengsel"}, "prison_unknown"),
        ({"Avdeling": ""}, "unit_missing"),
        ({"Avdeling": "Z9"}, "unit_unknown"),
        ({"Celle": "A1-99"}, "cell_unknown"),
        ({"Innsatt dato": ""}, "admitted_missing"),
        ({"Innsatt dato": "i går"}, "not_a_date"),
        ({"Innsatt dato": "23.11.2026"}, "admitted_in_future"),
        ({"Innsatt dato": "06.11.2026 25:00"}, "not_a_date"),
        ({"Status": ""}, "status_missing"),
        ({"Status": "Permisjon"}, "status_unknown"),
        ({"Domsdato": ""}, "term_no_judgment_date"),
        ({"Domsdato": "31.11.2026"}, "not_a_date"),
        ({"Domsdato": "24.12.2026"}, "term_judged_in_future"),
        ({"Straff": ""}, "term_no_term"),
        ({"Straff": "fem måneder"}, "term_unreadable"),
        ({"Straff": "121 dager"}, "term_days_above_120"),
        ({"Straff": "21 år 1 mnd"}, "term_above_maximum"),
        ({"Straff": "Forvaring 12 år, minstetid 7 år"}, "term_status_and_term_differ"),
        ({"Status": "Forvaring"}, "term_status_and_term_differ"),
        ({"Status": "Forvaring", "Straff": "Forvaring 21 år, minstetid 15 år"}, "term_minimum_needs_longer_frame"),
        ({"Status": "Bøtesoning", "Straff": "121 dager subsidiært"}, "term_fine_outside_limits"),
        ({"Varetektsfradrag (døgn)": "154"}, "term_credit_above_term"),
        ({"Varetektsfradrag (døgn)": "-1"}, "not_a_number"),
        ({"Varetektsfradrag (døgn)": "to"}, "not_a_number"),
        ({"Status": "Varetekt"}, "term_term_of_remand"),
        ({"Status": "Varetekt", "Domsdato": "", "Straff": ""}, "term_no_expiry"),
        ({"Status": "Varetekt t.o.m. 31.11.2026", "Domsdato": "", "Straff": ""}, "term_not_a_date"),
        ({"Status": "Varetekt t.o.m. 05.11.2026", "Domsdato": "", "Straff": ""}, "term_order_before_reception"),
        ({"Merknad": "x" * 301}, "note_too_long"),
    ],
)
def test_a_row_with_one_mistake_is_refused_for_it_and_nothing_is_written(cells: dict[str, str], code: str) -> None:
    ((verdict, reasons, _warnings),) = take(line(**cells))
    assert (verdict, reasons) == ("refused", [code])
    assert not Person.objects.exists()
    assert not Stay.objects.exists()


def test_every_mistake_of_a_row_is_told_at_once() -> None:
    ((verdict, reasons, _warnings),) = take(line(Kjønn="Q", Straff="130 dager", Fødselsdato="31.02.1991"))
    assert verdict == "refused"
    assert sorted(reasons) == ["not_a_date", "sex_unknown", "term_days_above_120"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Fødselsnummer": ""}, "no_identity"),
        ({"Fødselsdato": ""}, "no_birth_date"),
        ({"Fødselsdato": "21.03.1964"}, "birth_date_differs"),
        ({"Etternavn": "?ohkka"}, "letters_lost"),
        ({"Etternavn": "Ã˜berg"}, "letters_lost"),
        ({"Statsborgerskap": "XYZ"}, "country_unknown"),
        ({"Språk": "klingon"}, "language_unknown"),
        ({"Kosthold": "keto"}, "diet_unknown"),
        ({"Kontaktbetjent": "T. Lunde"}, "officer_unknown"),
        ({"Celle": ""}, "no_cell"),
        ({"Kjønn": "K"}, "sex_of_unit"),
        ({"Straff": "10 dager"}, "odd_short"),
        ({"Straff": "3 mnd"}, "odd_months_for_days"),
        ({"Straff": "5 mnd 10 dager"}, "odd_mixed"),
        ({"Status": "Forvaring", "Straff": "Forvaring 12 år"}, "odd_no_minimum"),
    ],
)
def test_a_row_that_is_odd_is_taken_and_pointed_out(cells: dict[str, str], code: str) -> None:
    assert take(line(**cells)) == [("taken", [], [code])]
    assert Stay.objects.count() == 1


def test_someone_under_18_is_pointed_out() -> None:
    row = line(Fødselsdato="20.02.2009", Fødselsnummer="")
    assert take(row) == [("taken", [], ["no_identity", "under_18"])]


# ---- numbers, cells and officers --------------------------------------------------------------------------------
def test_two_rows_for_one_cell_give_it_to_the_first() -> None:
    assert take(line(), other(1, Celle="A1-05")) == [("taken", [], []), ("refused", ["cell_taken"], [])]


def test_a_cell_for_two_takes_two(a1: Unit) -> None:
    CellFactory.create(unit=a1, code="A1-07", places=2)
    rows = take(*(other(n, Celle="A1-07") for n in range(1, 4)))
    assert [verdict for verdict, _reasons, _warnings in rows] == ["taken", "taken", "refused"]


def test_a_cell_that_somebody_lives_in_is_refused_by_the_number_of_who_does(a1: Unit) -> None:
    PlacementFactory.create(bed=Bed.objects.get(cell__code="A1-05"), stay=StayFactory.create(person__number="F-9"))
    run = handing_over.register(sheet(line()))
    ((row,),) = by_number(run).values()
    assert [(reason.code, reason.values["numbers"]) for reason in row.reasons] == [("cell_taken", ["F-9"])]


def test_a_closed_cell_is_refused(a1: Unit) -> None:
    cell = a1.cells.get(code="A1-05")
    CellClosure.objects.create(
        cell=cell, during=since(SUNDAY), reason=ClosureReason.DAMP, closed_at=SUNDAY, closed_by=UserFactory.create()
    )
    assert take(line()) == [("refused", ["cell_closed"], [])]


def test_codes_are_found_in_any_case() -> None:
    row = line(Anstalt="NORDLIA  FENGSEL", Avdeling="a1", Celle="a1-05", Innsattnr="f-20000", Statsborgerskap="nor")
    assert take(row) == [("taken", [], [])]
    assert Person.objects.get().number == "F-20000"


def test_the_contact_officer_is_found_by_how_colleagues_write_the_name(a1: Unit) -> None:
    lunde = staff(Role.CONTACT_OFFICER, unit=a1, first_name="Terje", last_name="Lunde")
    staff(Role.OFFICER, prison=PrisonFactory.create(), first_name="Tore", last_name="Lunde")
    assert take(line(Kontaktbetjent="T. Lunde"), other(1, Kontaktbetjent="T.Lunde"))[0] == ("taken", [], [])
    assert set(ContactOfficer.objects.values_list("officer", flat=True)) == {lunde.pk}


def test_two_officers_of_one_name_are_not_guessed_between(a1: Unit) -> None:
    for name in ("Terje", "Tore"):
        staff(Role.CONTACT_OFFICER, unit=a1, first_name=name, last_name="Lunde")
    assert take(line(Kontaktbetjent="T. Lunde")) == [("taken", [], ["officer_ambiguous"])]
    assert not ContactOfficer.objects.exists()


def test_the_same_number_with_other_contents_is_refused() -> None:
    rows = take(line(), line(Etternavn="Myhre", Celle=""))
    assert rows == [("taken", [], []), ("refused", ["number_in_file"], [])]


def test_an_identity_number_of_somebody_in_the_house_is_refused_by_their_number() -> None:
    take(line(Innsattnr="F-1"))
    assert take(line(Celle="")) == [("refused", ["identity_in_use"], [])]


def test_a_number_of_somebody_else_in_the_house_is_refused() -> None:
    PersonFactory.create(number="F-20000", family_name="Myhre")
    assert take(line()) == [("refused", ["number_of_another"], [])]


def test_who_was_released_since_is_known_and_not_received_again() -> None:
    take(line())
    stay = Stay.objects.get()
    close_all(stay, "2026-11-23 09:00")
    assert take(line(), at=oslo("2026-11-24 12:00")) == [("known", ["released_since"], [])]


def test_who_comes_back_has_a_new_stay_and_stays_one_person() -> None:
    take(line())
    close_all(Stay.objects.get(), "2026-11-23 09:00")
    again = line(**{"Innsatt dato": "24.11.2026", "Språk": "polsk"})
    assert take(again, at=oslo("2026-11-24 12:30")) == [("taken", [], ["back_again"])]
    assert (Person.objects.count(), Stay.objects.count()) == (1, 2)
    assert Person.objects.get().identifiers.count() == 1


def test_a_stay_inside_an_earlier_one_is_refused() -> None:
    take(line())
    close_all(Stay.objects.get(), "2026-11-23 09:00")
    row = line(**{"Innsatt dato": "10.11.2026"})
    assert take(row, at=oslo("2026-11-24 12:30")) == [("refused", ["before_last_release"], [])]


def test_who_is_in_custody_at_another_prison_is_not_taken_twice() -> None:
    take(line())
    UnitFactory.create(prison=PrisonFactory.create(name="Sørlia fengsel"), code="A1")
    assert take(line(Anstalt="Sørlia fengsel", Celle="")) == [("refused", ["in_custody_elsewhere"], [])]


def test_a_user_fills_only_the_prisons_they_may_fill() -> None:
    assert take(line(), prisons=frozenset()) == [("refused", ["prison_not_yours"], [])]
    assert take(line(), prisons=frozenset({Prison.objects.get().pk})) == [("taken", [], [])]


# ---- times and legal bases --------------------------------------------------------------------------------------
def test_a_day_alone_is_noon_and_a_time_of_day_is_kept() -> None:
    take(line(), other(1, **{"Innsatt dato": "06.11.2026 15:45"}))
    starts = dict(Stay.objects.values_list("person__number", "during__startswith"))
    assert starts == {"F-20000": oslo("2026-11-06 12:00"), "F-21001": oslo("2026-11-06 15:45")}


def test_someone_received_this_morning_is_here_now() -> None:
    at = oslo("2026-11-22 09:00")
    assert take(line(**{"Innsatt dato": "22.11.2026"}), at=at) == [("taken", [], [])]
    assert Stay.objects.get().during.lower == at


def test_who_was_held_before_the_judgment_was_on_remand_until_then() -> None:
    take(line(**{"Innsatt dato": "01.10.2026"}))
    statuses = list(LegalStatus.objects.order_by("during").values_list("kind", "during"))
    assert [kind for kind, _during in statuses] == [LegalStatusKind.REMAND, LegalStatusKind.SENTENCED]
    assert statuses[0][1].upper == statuses[1][1].lower == oslo("2026-11-04 00:00")


def test_days_for_a_fine_need_not_say_so() -> None:
    assert take(line(Status="Bøtesoning", Straff="20 dager")) == [("taken", [], [])]
    assert Judgment.objects.get().kind == "FINE"


def test_an_order_that_has_lapsed_is_taken() -> None:
    row = line(Status="Varetekt t.o.m. 10.11.2026", Domsdato="", Straff="", **{"Varetektsfradrag (døgn)": ""})
    assert take(row) == [("taken", [], [])]
    assert RemandOrder.objects.get().expires_on == date(2026, 11, 10)


def test_a_frame_above_21_years_is_for_the_gravest_offences_and_pointed_out() -> None:
    row = line(Status="Forvaring", Straff="Forvaring 30 år, minstetid 20 år")
    assert take(row) == [("taken", [], ["odd_listed_offence_only"])]


def test_a_mixed_unit_is_for_all(a1: Unit) -> None:
    a1.sex = UnitSex.MIXED
    a1.save(update_fields=["sex"])
    assert take(line(Kjønn="K")) == [("taken", [], [])]


def close_all(stay: Stay, when: str) -> None:
    """As a release does it: everything that is open ends with the stay."""
    release.release(stay=stay, by=UserFactory.create(), at=oslo(when))
