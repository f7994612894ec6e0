"""The pages of the clinical process that a nurse of the demo opens, each with an example of what it shows."""

from collections.abc import Iterator

from django.db import connection
from django.urls import reverse

# The patient of unit B2 in whose record everything stands, and others where something stands only there.
PATIENT = (
    "SELECT p.uuid FROM health.patient p JOIN inmates_person i ON i.id = p.person_id WHERE i.family_name = 'Skogli'"
)
OF = "SELECT p.uuid, x.id FROM health.{table} x JOIN health.patient p ON p.id = x.patient_id WHERE {when} ORDER BY x.id"
LEAVES = "SELECT p.uuid FROM health.discharge_step d JOIN health.patient p ON p.id = d.patient_id ORDER BY d.id"
AT_RISK = "SELECT p.uuid FROM health.crisis_plan x JOIN health.patient p ON p.id = x.patient_id ORDER BY x.id"
FASTS = "SELECT p.uuid FROM health.food_strike x JOIN health.patient p ON p.id = x.patient_id WHERE x.ended_on IS NULL"
ROUND = (
    "SELECT c.unit_id, to_char(d.due_at AT TIME ZONE 'UTC', 'YYYYMMDD\"T\"HH24MI\"Z\"'){more} FROM health.dose d"
    " JOIN health.patient p ON p.id = d.patient_id JOIN inmates_person i ON i.id = p.person_id"
    " JOIN inmates_stay s ON s.person_id = i.id AND upper(s.during) IS NULL"
    " JOIN inmates_placement l ON l.stay_id = s.id AND upper(l.during) IS NULL"
    " JOIN corrections_bed b ON b.id = l.bed_id JOIN corrections_cell c ON c.id = b.cell_id"
    " WHERE i.family_name = 'Skogli' AND NOT EXISTS ("
    "   SELECT FROM health.administration a WHERE a.dose_id = d.id AND a.stands) ORDER BY d.due_at, d.id"
)
NOW = "upper(x.during) IS NULL"


def of(table: str, when: str = "true") -> str:
    return OF.format(table=table, when=when)


PAGES: dict[str, str] = {
    **dict.fromkeys(("clinical_home", "now_for_the_clinic", "screenings_waiting", "at_risk", "releases_ahead"), ""),
    **dict.fromkeys(("clinic_requests", "clinic_appointments", "medicine_rounds", "medicine_waiting"), ""),
    **dict.fromkeys(("medicine_stock", "stock_keep", "emergency_find", "emergency_reviews", "found_looks"), ""),
    **dict.fromkeys(("clinic_people", "clinician_new", "altered_texts", "clinical_password"), ""),
    **dict.fromkeys(("patient_record", "record_looks", "patient_signals", "patient_slot", "request_new"), PATIENT),
    **dict.fromkeys(("appointment_new", "patient_problems", "patient_consents", "patient_referrals"), PATIENT),
    **dict.fromkeys(("patient_documents", "patient_screening", "patient_summary", "patient_medicines"), PATIENT),
    **dict.fromkeys(("order_new", "patient_cave", "patient_measurements"), PATIENT),
    **dict.fromkeys(("patient_risk", "patient_plan", "patient_visit", "patient_handover"), AT_RISK),
    **dict.fromkeys(("patient_food", "food_plan", "food_day", "food_end"), FASTS),
    "emergency_open": PATIENT,
    "discharge_plan": LEAVES,
    "medicine_round": ROUND.format(more=""),
    "round_absent": ROUND.format(more=", p.uuid"),
    "dose_not_given": ROUND.format(more=", p.uuid, d.id"),
    "note_correct": of("note", "NOT EXISTS (SELECT FROM health.note y WHERE y.corrects_id = x.id)"),
    "request_answer": of("patient_request", "x.answered_at IS NULL"),
    "request_receipt": of("patient_request", "x.answered_at IS NULL"),
    "appointment": of("appointment", "x.closed_at IS NULL"),
    "appointment_time": of("appointment", "x.closed_at IS NULL"),
    "problem_change": of("problem", "NOT EXISTS (SELECT FROM health.problem y WHERE y.follows_id = x.id)"),
    "referral_answer": of("referral", "x.answered_at IS NULL"),
    "order_change": of("medication_order", NOW),
    "order_stop": of("medication_order", NOW),
    "order_hold": of("medication_order", NOW),
    "cave_correct": of("allergy"),
    "cave_refute": of("allergy"),
    "measurement_correct": of("measurement"),
    "entry_correct": of("administration", "x.stands"),
    "dose_answer": (
        "SELECT p.uuid, m.dose_id FROM health.missed m JOIN health.patient p ON p.id = m.patient_id"
        " WHERE NOT EXISTS (SELECT FROM health.administration a WHERE a.dose_id = m.dose_id AND a.stands) ORDER BY m.id"
    ),
    "missed_tell": "SELECT id FROM health.missed_step ORDER BY id DESC",
    "found_look": (
        "SELECT id FROM health.found_look f WHERE NOT EXISTS (SELECT FROM health.look_review r WHERE r.look_id = f.id)"
    ),
    "emergency_review": (
        "SELECT id FROM health.emergency_access e WHERE NOT EXISTS (SELECT FROM health.emergency_review r"
        " WHERE r.emergency_id = e.id) ORDER BY id"
    ),
    **dict.fromkeys(("stock_receive", "stock_discard", "stock_count"), "SELECT id FROM health.stock_item ORDER BY id"),
}
# The nurse of Nordlia, to whom a patient of Fjordvik is another clinic's.
SEEN_BY = {"emergency_open": "solheim"}
# No page to look at, or one that only something broken, or handed out shows.
NO_PICTURE = frozenset(
    {
        "patient_photo",
        "document_file",
        "summary_letter",
        "altered_text",
        "clinical_login",
        "clinical_code",
    }
)


def addresses() -> Iterator[tuple[str, str | None]]:
    """Each page and its address, or ``None`` where the demo has no example."""
    for name, asked in PAGES.items():
        if not asked:
            yield name, reverse(name)
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"{asked} LIMIT 1")
            found = cursor.fetchone()
        yield name, reverse(name, args=found) if found else None
