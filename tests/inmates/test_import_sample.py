"""The register that a prison hands over, with its traps, exactly as data/README says what should become of each."""

from datetime import date

import pytest

from corrections.choices import ClockState, Role, Urgency
from corrections.models import Breach, Cell, Clock, Prison, Task, Unit
from corrections.services import work
from inmates.choices import IdentifierKind, ImportState, LegalStatusKind
from inmates.models import ImportRun, Language, LegalStatus, Need, Person, Placement, Stay
from sentencing.choices import TermKind
from sentencing.models import Judgment, RemandOrder
from tests.inmates import handing_over
from tests.inmates.handing_over import SUNDAY, by_number, codes
from tests.inmates.sheets import REGISTER

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> ImportRun:
    handing_over.estate()
    return handing_over.register()


def test_the_estate_is_taken_over(run: ImportRun) -> None:
    prison = Prison.objects.get(slug="nordlia")
    assert (prison.name, prison.region.name) == ("Nordlia fengsel", "Region vest")
    assert list(prison.units.order_by("position").values_list("code", flat=True)) == [
        *("A1", "A2", "B1", "C1", "C2", "K1", "O1")
    ]
    assert Cell.objects.filter(unit__prison=prison).count() == 154
    assert Unit.objects.get(code="K1").sex == "F"


def test_every_row_has_its_verdict(run: ImportRun) -> None:
    assert run.state == ImportState.DONE
    assert (run.rows_total, run.rows_done) == (156, 156)
    assert (run.rows_taken, run.rows_known, run.rows_refused) == (143, 1, 12)
    assert Person.objects.count() == Stay.objects.count() == 143


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("F-30001", "identity_check"),
        ("F-30002", "identity_in_file"),
        ("F-30003", "cell_taken"),
        ("F-30004", "not_a_date"),
        ("F-30005", "admitted_in_future"),
        ("F-30006", "unit_unknown"),
        ("F-30007", "term_above_maximum"),
        ("", "number_missing"),
        ("F-30010", "name_long"),
        ("F-30011", "term_minimum_needs_longer_frame"),
        ("F-30012", "term_days_above_120"),
    ],
)
def test_a_row_that_is_wrong_is_refused_whole(run: ImportRun, number: str, code: str) -> None:
    ((verdict, reasons, _warnings),) = codes(by_number(run)[number])
    assert (verdict, reasons) == ("refused", [code])
    assert not Person.objects.filter(number=number).exists()


def test_the_same_line_twice_is_taken_once_and_said_so(run: ImportRun) -> None:
    first, second = by_number(run)["F-20005"]
    assert (first.verdict, second.verdict) == ("taken", "known")
    assert [(reason.code, reason.values) for reason in second.reasons] == [("repeated", {"line": first.line})]
    assert Stay.objects.filter(person__number="F-20005").count() == 1


def test_a_line_that_stops_in_the_middle_is_refused_and_the_whole_one_taken(run: ImportRun) -> None:
    assert sorted(codes(by_number(run)["F-20017"])) == [
        ("refused", ["too_few_columns"], []),
        ("taken", [], ["officer_unknown"]),
    ]


def test_a_name_that_is_a_formula_is_taken_as_it_is(run: ImportRun) -> None:
    person = Person.objects.get(number="F-30008")
    assert person.family_name == '=HYPERLINK("http://example.test")'
    assert not person.identifiers.exists()
    assert ("taken", [], ["no_identity", "no_cell", "officer_unknown"]) in codes(by_number(run)["F-30008"])


def test_a_birth_date_that_differs_from_the_number_is_a_warning(run: ImportRun) -> None:
    (row,) = by_number(run)["F-30009"]
    assert row.verdict == "taken"
    assert "birth_date_differs" in [warning.code for warning in row.warnings]
    assert Person.objects.get(number="F-30009").birth_date == date(1971, 9, 10)


def test_whose_whole_term_has_passed_is_taken_with_the_overstay_alarm(run: ImportRun) -> None:
    stay = Stay.objects.get(person__number="F-30013")
    clock = Clock.objects.get(subject_type="inmates.stay", subject_id=stay.pk)
    assert (clock.rule.rule_id, clock.state) == ("FULL", ClockState.RUNNING)
    work.escalate(at=SUNDAY)
    alarms = Task.objects.filter(clock=clock, urgency=Urgency.BAD).order_by("role")
    assert list(alarms.values_list("role", flat=True)) == [Role.CASEWORKER, Role.LEADER]
    assert all(alarm.detail["number"] == "F-30013" for alarm in alarms)
    assert Breach.objects.filter(clock=clock).count() == 1


def test_who_is_held_beyond_a_remand_order_raises_the_alarm_too(run: ImportRun) -> None:
    work.escalate(at=SUNDAY)
    red = Task.objects.filter(kind="clock.R1", urgency=Urgency.BAD, role=Role.LEADER)
    assert sorted(task.detail["number"] for task in red) == ["F-20057", "F-20089", "F-20119"]


def test_what_a_row_says_is_all_there(run: ImportRun) -> None:
    person = Person.objects.get(number="F-20015")
    assert (person.name, person.birth_date, person.sex) == ("Skogli, Øyvind", date(2000, 3, 28), "M")
    assert person.identifiers.get().kind == IdentifierKind.NATIONAL
    assert Person.objects.get(number="F-20004").identifiers.get().kind == IdentifierKind.D_NUMBER
    stay = person.stays.get()
    assert stay.during.lower.isoformat() == "2025-05-11T10:00:00+00:00"
    assert (stay.admitted_at, stay.reception_prison) == (SUNDAY, Prison.objects.get())
    assert stay.legal_statuses.get().kind == LegalStatusKind.SENTENCED
    assert stay.placements.get().bed.cell.code == "O1-04"
    judgment = Judgment.objects.get(stay=stay)
    assert (judgment.judged_on, judgment.years, judgment.months, judgment.credit_days) == (date(2025, 4, 8), 5, 3, 140)
    assert list(person.needs.values_list("label", flat=True)) == ["Halal"]


def test_each_kind_of_legal_basis_is_read(run: ImportRun) -> None:
    kinds = LegalStatus.objects.values_list("kind", flat=True)
    assert {kind: list(kinds).count(kind) for kind in set(kinds)} == {
        "SENTENCED": 110,
        "REMAND": 19,
        "PREVENTIVE": 8,
        "FINE_DEFAULT": 6,
    }
    assert RemandOrder.objects.count() == 19
    assert Judgment.objects.filter(kind=TermKind.PREVENTIVE).count() == 8
    frame = Judgment.objects.get(stay__person__number="F-20023")
    assert (frame.years, frame.minimum_years, frame.credit_days) == (12, 7, 70)


def test_no_diagnosis_reaches_the_kitchen(run: ImportRun) -> None:
    labels = set(Need.objects.values_list("label", flat=True))
    assert labels == {"Halal", "Vegetar", "Nøttefri", "Glutenfri", "Laktosefri"}


def test_languages_are_kept_by_their_codes(run: ImportRun) -> None:
    assert set(Language.objects.values_list("code", flat=True)) == {"ar", "en", "pl", "se"}


def test_everything_that_was_written_has_its_history(run: ImportRun) -> None:
    for model in (Person, Stay, LegalStatus, Placement, Need, Language, Judgment, RemandOrder, Clock):
        rows = model.objects.count()
        assert model.history.filter(history_type="+", history_date=SUNDAY).count() == rows, model


def test_who_has_no_cell_is_work_for_the_duty_manager(run: ImportRun) -> None:
    tasks = Task.objects.filter(kind="inmates.choose_cells", role=Role.DUTY_MANAGER).order_by("unit__code")
    assert [(task.unit.code if task.unit else "", task.detail["people"]) for task in tasks] == [
        *(("C1", 1), ("C2", 1), ("K1", 1))
    ]


def test_the_second_time_adds_nothing_and_says_so_for_each(run: ImportRun) -> None:
    before = [model.objects.count() for model in (Person, Stay, Placement, Judgment, Clock, Task)]
    again = handing_over.register()
    assert (again.rows_taken, again.rows_known, again.rows_refused) == (0, 144, 12)
    known = [outcome for outcomes in by_number(again).values() for outcome in outcomes if outcome.verdict == "known"]
    assert sorted({outcome.reasons[0].code for outcome in known}) == ["already_there", "repeated"]
    assert [model.objects.count() for model in (Person, Stay, Placement, Judgment, Clock, Task)] == before


def test_the_estate_a_second_time_adds_nothing(run: ImportRun) -> None:
    again = handing_over.estate()
    assert (again.rows_taken, again.rows_known, again.rows_refused) == (0, 154, 0)
    assert Cell.objects.count() == 154


def test_windows_1252_gives_the_same_people_where_it_has_their_letters() -> None:
    handing_over.estate()
    text = REGISTER.decode("utf-8-sig")
    run = handing_over.register(text.encode("windows-1252", errors="replace"))
    assert (run.rows_taken, run.rows_refused) == (143, 12)
    assert Person.objects.get(number="F-20002").family_name == "Ærø"
    (lost,) = by_number(run)["F-20007"]
    assert "letters_lost" in [warning.code for warning in lost.warnings]


def test_a_trial_judges_every_row_and_writes_nothing() -> None:
    handing_over.estate()
    run = handing_over.register(is_dry_run=True)
    assert (run.rows_taken, run.rows_known, run.rows_refused) == (143, 1, 12)
    assert not Person.objects.exists()
    assert not Task.objects.exists()
