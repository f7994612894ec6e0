"""The pages of the chart: what is typed is kept, what warns is answered, and what was registered is corrected."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.functional import Promise

from corrections.models import Prison
from health.context import clinical_context
from health.forms.medicines import MeasureForm
from health.models import Clinician, Dose, MedicationOrder, StockItem
from health.selectors import waiting
from health.services import bedside, missed, stock
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import BUPRENORPHINE, SERTRALINE, due, given, opened, ordered, rows
from tests.health.test_round_page import clock, signed_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TYPED: dict[str, Any] = {
    "drug": "Fenoksymetylpenicillin",
    "atc": "j01ce02",
    "form": "TABLET",
    "strength": "650",
    "strength_unit": "MG",
    "dose": "0,5",
    "dose_unit": "TABLET",
    "route": "ORAL",
    "when": "times",
    "times": "08:30, 20.00",
    "mode": "NURSE_SUPERVISED",
    "prescriber": "Lege E. Sandvik",
    "start": "2026-11-24T08:00",
    "instruction": "Med mat",
}


@pytest.fixture
def page(client: Client, nurse: Clinician) -> Client:
    return signed_in(client, nurse)


def send(page: Client, name: str, *args: Any, at: Any = MORNING, **data: Any) -> Any:
    with clock(at):
        return page.post(reverse(name, args=args), data, follow=False)


def orders() -> list[Any]:
    return rows("SELECT drug FROM health.medication_order ORDER BY id")


def written() -> list[Any]:
    return rows("SELECT drug, atc, dose, times, upper(during) FROM health.medication_order ORDER BY id")


# ---- ordering ----------------------------------------------------------------------------------------------------
def test_a_medicine_is_ordered_from_the_page_with_a_comma_and_small_letters(page: Client, record: UUID) -> None:
    assert send(page, "order_new", record, **TYPED).status_code == 302
    ((drug, atc, dose, times, end),) = written()
    assert (drug, atc, dose, end) == ("Fenoksymetylpenicillin", "J01CE02", Decimal("0.5"), None)
    assert [f"{at:%H:%M}" for at in times] == ["08:30", "20:00"]
    with clock(MORNING):
        body = page.get(reverse("patient_medicines", args=[record])).content.decode()
    assert "08:30, 20:00" in body
    assert "J01CE02" in body


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dose_unit": "ML"}, "Tablet: this unit does not fit. Choose tablet."),
        ({"strength_unit": "MG_ML"}, "Tablet: this unit does not fit. Choose microgram, mg, g, IU."),
        ({"end": "2026-11-23T08:00"}, "The medicine would stop before it starts."),
        ({"atc": "N02"}, "An ATC code is like N02BE01"),
        ({"times": "25:00"}, "“25:00” is no time of the day."),
        ({"times": ""}, "State at what times it is due."),
        ({"when": "hours"}, "State how many hours lie between two doses."),
        ({"when": "needed"}, "State the least hours between two doses."),
        ({"when": "needed", "min_interval_hours": "6", "daily_max": "0,25"}, "at least one dose"),
        ({"dose": "0"}, "State an amount above nothing."),
        ({"mode": "OAT_SUPERVISED"}, "Substitution treatment is signed by two."),
        ({"strength": "mye"}, "Write a number, such as 0.5."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(
    page: Client, record: UUID, wrong: dict[str, str], sentence: str
) -> None:
    answer = send(page, "order_new", record, **(TYPED | wrong))
    body = answer.content.decode()
    assert (answer.status_code, sentence in body) == (422, True)
    assert 'value="Fenoksymetylpenicillin"' in body
    assert 'value="Med mat"' in body
    assert orders() == []


def test_cave_stands_over_the_form_and_is_answered_before_the_order_is_taken(
    page: Client, nurse: Clinician, record: UUID
) -> None:
    with opened(nurse.user, record) as patient:
        bedside.note_allergy(
            patient=patient, substance="penicillin", atc="J01C", reaction="Anafylaksi", by=nurse.user, at=MORNING
        )
    with clock(MORNING):
        assert "Anafylaksi" in page.get(reverse("order_new", args=[record])).content.decode()
    warned = send(page, "order_new", record, **TYPED)
    assert warned.status_code == 422
    assert "CAVE warns of this medicine" in warned.content.decode()
    assert 'name="cave_answer"' in warned.content.decode()
    assert 'value="Med mat"' in warned.content.decode()
    assert orders() == []
    answered = TYPED | {"cave_answer": "Tålt i 2024"}
    assert send(page, "order_new", record, **answered).status_code == 302
    with opened(nurse.user, record):
        assert MedicationOrder.objects.get().cave_answer == "Tålt i 2024"


def test_another_order_of_the_drug_is_shown_and_confirmed(page: Client, nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record)
    more = TYPED | {"drug": "Sertralin", "atc": "N06AB06", "strength": "25"}
    warned = send(page, "order_new", record, **more)
    assert warned.status_code == 422
    assert "The patient already has this drug" in warned.content.decode()
    assert orders() == [("Sertralin",)]
    assert send(page, "order_new", record, **(more | {"beside_others": "on"})).status_code == 302
    assert len(orders()) == 2
    same = send(page, "order_new", record, **(more | {"beside_others": "on"}))
    assert (same.status_code, "Change that order instead" in same.content.decode()) == (409, True)


def test_a_change_is_another_order_that_follows(page: Client, nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    with clock(MORNING):
        form = page.get(reverse("order_change", args=[record, made.pk])).content.decode()
    assert 'value="08:30"' in form
    said = TYPED | {"drug": "Sertralin", "atc": "N06AB06", "strength": "50", "dose": "1"}
    assert send(page, "order_change", record, made.pk, **said).status_code == 302
    assert [dose for _d, _a, dose, *_rest in written()] == [2, Decimal("1")]
    again = send(page, "order_change", record, made.pk, **said)
    assert (again.status_code, "Look at the newer one" in again.content.decode()) == (409, True)


def test_a_medicine_is_held_resumed_and_stopped_with_a_reason(page: Client, nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    assert send(page, "order_hold", record, made.pk, start="2026-11-24T08:00", reason="").status_code == 422
    assert send(page, "order_hold", record, made.pk, start="2026-11-24T08:00", reason="Faster").status_code == 302
    ((hold,),) = rows("SELECT id FROM health.medication_hold")
    with clock(MORNING):
        assert "Faster" in page.get(reverse("patient_medicines", args=[record])).content.decode()
    assert send(page, "order_resume", record, hold).status_code == 302
    assert rows("SELECT upper(during) FROM health.medication_hold") == [(MORNING,)]
    assert send(page, "order_stop", record, made.pk, reason=" ").status_code == 422
    assert send(page, "order_stop", record, made.pk, reason="Bivirkning").status_code == 302
    with opened(nurse.user, record):
        assert MedicationOrder.objects.get().stop_reason == "Bivirkning"
    twice = send(page, "order_stop", record, made.pk, reason="Bivirkning")
    assert (twice.status_code, "already ended" in twice.content.decode()) == (409, True)


def test_an_order_of_another_patient_is_not_there(page: Client, nurse: Clinician, record: UUID) -> None:
    assert send(page, "order_stop", record, 999_999, reason="x").status_code == 404
    stranger = signed_in(page, clinician())
    assert stranger.get(reverse("patient_medicines", args=[record])).status_code == 404


# ---- CAVE and values ---------------------------------------------------------------------------------------------
def test_cave_is_added_corrected_and_refuted_from_the_page(page: Client, record: UUID) -> None:
    assert send(page, "patient_cave", record, substance="penicillin", atc="J0").status_code == 422
    assert send(page, "patient_cave", record, substance="penicillin", atc="j01c").status_code == 302
    ((first,),) = rows("SELECT id FROM health.allergy")
    assert send(page, "cave_correct", record, first, substance="ampicillin", atc="J01CA").status_code == 302
    ((second,),) = rows("SELECT id FROM health.allergy WHERE instead_of_id = %s", first)
    assert send(page, "cave_refute", record, second, reason="Utredet").status_code == 302
    with clock(MORNING):
        body = page.get(reverse("patient_cave", args=[record])).content.decode()
    assert "No known allergy" in body
    assert "Utredet" in body


def test_values_are_typed_with_their_unit_and_a_mistyped_one_is_refused(page: Client, record: UUID) -> None:
    for wrong, sentence in (
        ({"kind": "TEMPERATURE", "value": "372"}, "lies between 25 and 45"),
        ({"kind": "BLOOD_PRESSURE", "value": "132"}, "Write the lower one too"),
        ({"kind": "BLOOD_PRESSURE", "value": "84", "under": "132"}, "must lie below"),
        ({"kind": "PULSE", "value": "72", "under": "60"}, "Only a blood pressure"),
    ):
        answer = send(page, "patient_measurements", record, **wrong)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
        assert f'value="{wrong["value"]}"' in answer.content.decode()
    assert rows("SELECT count(*) FROM health.measurement") == [(0,)]
    assert send(page, "patient_measurements", record, kind="TEMPERATURE", value="37,2").status_code == 302
    ((pk, value),) = rows("SELECT id, value FROM health.measurement")
    assert value == Decimal("37.2")
    assert send(page, "measurement_correct", record, pk, kind="TEMPERATURE", value="38,2").status_code == 302
    with clock(MORNING):
        body = page.get(reverse("patient_measurements", args=[record])).content.decode()
    assert ("38" in body, "37.2 °C" in body) == (True, False)


# ---- what was registered -----------------------------------------------------------------------------------------
def test_an_entry_is_corrected_long_after_and_both_can_be_read(
    page: Client, nurse: Clinician, record: UUID, dose: Dose
) -> None:
    entry = given(nurse.user, record, dose)
    later = MORNING + timedelta(hours=3)
    said = {"status": "REFUSED", "amount": "", "nonce": str(uuid4())}
    assert send(page, "entry_correct", record, entry.pk, at=later, **said, reason="").status_code == 422
    done = send(page, "entry_correct", record, entry.pk, at=later, **said, reason="Spyttet ut etterpå")
    assert done.status_code == 302
    assert rows("SELECT status, amount, stands FROM health.administration ORDER BY id") == [
        ("GIVEN", 2, False),
        ("REFUSED", 0, True),
    ]
    assert (
        send(page, "entry_correct", record, entry.pk, at=later, **said, reason="Igjen").status_code == 302
    )  # same press
    other = said | {"nonce": str(uuid4())}
    again = send(page, "entry_correct", record, entry.pk, at=later, **other, reason="Igjen")
    assert (again.status_code, "Look at the newer one" in again.content.decode()) == (409, True)
    assert rows("SELECT count(*) FROM health.administration") == [(2,)]


def test_a_missed_dose_is_told_by_name_and_then_answered(
    page: Client, nurse: Clinician, record: UUID, dose: Dose
) -> None:
    missed.escalate(at=MORNING + timedelta(hours=4))
    late = MORNING + timedelta(hours=5)
    with clock(late):
        body = page.get(reverse("medicine_waiting")).content.decode()
    assert "The physician" in body
    ((step,),) = rows("SELECT id FROM health.missed_step WHERE level = 'PHYSICIAN'")
    assert send(page, "missed_tell", step, at=late, decision="").status_code == 422
    assert send(page, "missed_tell", step, at=late, decision="Lege E. Sandvik: hopp over").status_code == 302
    with clock(late):
        assert "hopp over" in page.get(reverse("medicine_waiting")).content.decode()
    said = {"status": "HELD", "reason": "Lege: hopp over", "nonce": str(uuid4())}
    assert send(page, "dose_answer", record, dose.pk, at=late, **said).status_code == 302
    with clock(late):
        body = page.get(reverse("medicine_waiting")).content.decode()
    assert "Every dose has its answer" in body


# ---- the cabinet -------------------------------------------------------------------------------------------------
def test_what_comes_into_the_cabinet_is_signed_by_a_colleague(
    client: Client, nurse: Clinician, other: Clinician, prison: Prison
) -> None:
    shelf = {"prison": prison.pk, "cabinet": "A", "drug": "Buprenorfin", "atc": "N07BC01", "form": "SUBLINGUAL"}
    shelf |= {"strength": "8", "strength_unit": "MG", "controlled": "on"}
    page = signed_in(client, nurse)
    assert send(page, "stock_keep", **(shelf | {"strength_unit": "MG_ML"})).status_code == 422
    assert send(page, "stock_keep", **shelf).status_code == 302
    ((item,),) = rows("SELECT id FROM health.stock_item")
    assert send(page, "stock_receive", item, amount="44", reason="Følgeseddel 1").status_code == 302
    blocked = send(page, "stock_discard", item, amount="1", reason="Knust")
    assert (blocked.status_code, "A colleague signs it first" in blocked.content.decode()) == (422, True)
    ((move,),) = rows("SELECT id FROM health.stock_move")
    send(page, "stock_sign", move)
    assert rows("SELECT count(*) FROM health.stock_signature") == [(0,)]
    page = signed_in(client, other)
    for name in ("medicine_stock", "medicine_waiting"):
        with clock(MORNING):
            assert "I saw it, sign" in page.get(reverse(name)).content.decode()
    assert send(page, "stock_sign", move).status_code == 302
    assert send(page, "stock_discard", item, amount="1", reason="Knust").status_code == 302
    assert rows("SELECT balance FROM health.stock_move ORDER BY number") == [(44,), (43,)]


# ---- as many queries for one order as for many -------------------------------------------------------------------
def test_the_chart_opens_in_as_many_queries_for_one_order_as_for_nine(
    page: Client, nurse: Clinician, record: UUID
) -> None:
    def queries() -> int:
        with clock(MORNING), CaptureQueriesContext(connection) as seen:
            assert page.get(reverse("patient_medicines", args=[record])).status_code == 200
        return len(seen)

    given(nurse.user, record, first(nurse, record))
    queries()
    small = queries()
    for number in range(8):
        ordered(nurse.user, record, replace(SERTRALINE, atc=f"A10BA0{number}", drug=f"Metformin {number}"))
    assert queries() == small


def first(nurse: Clinician, record: UUID) -> Dose:
    ordered(nurse.user, record)
    return due(nurse.user, record, MORNING)


def test_the_cabinet_opens_in_as_many_queries_for_one_medicine_as_for_four(
    page: Client, nurse: Clinician, prison: Prison, record: UUID
) -> None:
    made = ordered(nurse.user, record, BUPRENORPHINE)

    def keep(strength: int) -> StockItem:
        with clinical_context(nurse.user_id):
            what = stock.as_ordered(made) | {"strength": Decimal(strength)}
            item = stock.keep(prison=prison, cabinet="A", **what, by=nurse.user, at=MORNING)
            stock.receive(item=item, amount=Decimal(4), by=nurse.user, at=MORNING)
        return item

    def queries(name: str) -> int:
        with clock(MORNING), CaptureQueriesContext(connection) as seen:
            assert page.get(reverse(name)).status_code == 200
        return len(seen)

    keep(8)
    queries("medicine_stock")
    small = [queries(name) for name in ("medicine_stock", "medicine_waiting")]
    for strength in (2, 4, 16):
        keep(strength)
    assert [queries(name) for name in ("medicine_stock", "medicine_waiting")] == small


def test_the_bar_counts_what_waits_for_this_clinician_and_for_no_other_clinic(
    nurse: Clinician, other: Clinician, record: UUID
) -> None:
    ordered(nurse.user, record, BUPRENORPHINE)
    given(nurse.user, record, due(nurse.user, record, MORNING))

    def counted(who: Clinician) -> int:
        with clinical_context(who.user_id):
            return waiting.count()

    before = rows("SELECT count(*) FROM health.access_log")
    assert (counted(nurse), counted(other), counted(clinician())) == (0, 1, 0)
    assert rows("SELECT count(*) FROM health.access_log") == before


def test_what_was_measured_is_said_in_the_language_of_who_asks() -> None:
    """The words stand in a list that is made once: read once in Norwegian, they were Norwegian for everybody."""
    labels = [label for _value, label in MeasureForm.base_fields["kind"].choices]  # type: ignore[attr-defined]
    assert "Blood pressure (mmHg)" in [str(label) for label in labels]
    assert all(isinstance(label, Promise) for label in labels)
