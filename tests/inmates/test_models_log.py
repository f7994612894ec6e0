"""What PostgreSQL itself keeps of the log: added to, mentioned, verified, and erased by rule G1 alone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from corrections.models import RuleVersion
from corrections.periods import since
from corrections.refusals import has_sentence
from corrections.services import law
from inmates.choices import LogSource, VerifiedHow
from inmates.models import HealthNudge, LogEntry, LogMention, LogReliance, LogVerification, StaffConflict
from tests.commit import at_commit, delete_by_sql
from tests.corrections.factories import NOW, CellFactory, oslo
from tests.inmates.house import House, build_house

pytestmark = pytest.mark.django_db
WRITTEN = oslo("2026-01-10 12:00")
KEPT_UNTIL = oslo("2026-05-10 12:00")


@pytest.fixture
def house() -> House:
    return build_house()


def broken(constraint: str, act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as caught:
        at_commit(act)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    assert has_sentence(constraint)


def entry(house: House, **values: Any) -> LogEntry:
    given = {
        "unit": house.unit,
        "happened_at": WRITTEN,
        "written_at": WRITTEN,
        "text": "Ro",
        "written_by": house.officer,
    }
    return LogEntry.objects.create(**{**given, "written_by": house.officer, **values})


def hearsay(house: House, **values: Any) -> LogEntry:
    return entry(house, **{"source": LogSource.RESIDENT, "is_verified": False, **values})


def g1() -> RuleVersion:
    return law.rule_in_force("G1", date(2026, 5, 1))


def erase(at: datetime, rule: RuleVersion | None = None) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT public.erase_unverified_log(%s, %s)", [(rule or g1()).pk, at])
        return int(cursor.fetchone()[0])


def change(row: Any, **values: Any) -> Callable[[], Any]:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


# ---- lines and mentions ------------------------------------------------------------------------
def test_what_one_saw_oneself_is_verified(house: House) -> None:
    broken("what_one_saw_oneself_is_verified", lambda: entry(house, is_verified=False))


def test_a_form_that_is_sent_twice_is_written_once(house: House) -> None:
    key = uuid4()
    entry(house, form_key=key)
    broken("a_log_form_is_written_once", lambda: entry(house, form_key=key))


def test_an_erased_line_is_never_written_as_such(house: House) -> None:
    broken("an_erased_log_entry_says_nothing", lambda: hearsay(house, erased_at=NOW, erased_under=g1()))


def test_the_first_person_and_cell_of_a_line_are_mentions_by_themselves(house: House) -> None:
    stay, cell = house.resident(), CellFactory.create(unit=house.unit)
    line = entry(house, person=stay.person, cell=cell)

    mentioned = LogMention.objects.filter(entry=line).order_by("pk")
    assert [(row.person, row.cell, row.happened_at) for row in mentioned] == [
        (stay.person, None, WRITTEN),
        (None, cell, WRITTEN),
    ]
    broken("a_line_mentions_a_person_once", lambda: line.mentions.create(person=stay.person, happened_at=WRITTEN))
    broken("a_line_mentions_a_cell_once", lambda: line.mentions.create(cell=cell, happened_at=WRITTEN))


def test_a_mention_is_of_one_person_or_one_cell(house: House) -> None:
    line, stay, cell = entry(house), house.resident(), CellFactory.create(unit=house.unit)
    broken("a_mention_is_of_one_person_or_one_cell", lambda: line.mentions.create(happened_at=WRITTEN))
    broken(
        "a_mention_is_of_one_person_or_one_cell",
        lambda: line.mentions.create(person=stay.person, cell=cell, happened_at=WRITTEN),
    )


def test_mentions_verifications_and_reliances_are_only_added(house: House) -> None:
    line = hearsay(house, person=house.resident().person)
    mention = line.mentions.get()
    verified = LogVerification.objects.create(
        entry=line, how=VerifiedHow.SEEN, verified_at=NOW, verified_by=house.officer
    )
    relied = LogReliance.objects.create(entry=line, reference="26/104", relied_at=NOW, relied_by=house.officer)
    for row, values in ((mention, {"happened_at": NOW}), (verified, {"note": "x"}), (relied, {"reference": "y"})):
        broken("records_are_only_added", change(row, **values))
        broken("records_are_only_added", delete_by_sql(row._meta.db_table, row.pk))


def test_a_line_is_verified_once_and_a_decision_named_once(house: House) -> None:
    line = hearsay(house)
    by = {"verified_at": NOW, "verified_by": house.officer, "how": VerifiedHow.SEEN}
    LogVerification.objects.create(entry=line, **by)
    broken("inmates_logverification_entry_id_key", lambda: LogVerification.objects.create(entry=line, **by))
    by = {"relied_at": NOW, "relied_by": house.officer}
    LogReliance.objects.create(entry=line, reference="26/104", **by)
    broken("a_decision_rests_on_a_line_once", lambda: LogReliance.objects.create(entry=line, reference="26/104", **by))
    broken(
        "a_decision_that_rests_on_a_line_is_named",
        lambda: LogReliance.objects.create(entry=line, reference="", **by),
    )


def test_one_count_of_nudges_a_day(house: House) -> None:
    HealthNudge.objects.create(unit=house.unit, on=date(2026, 11, 24))
    broken("one_count_of_nudges_a_day", lambda: HealthNudge.objects.create(unit=house.unit, on=date(2026, 11, 24)))


def test_a_staff_conflict_stands_once_and_has_a_period(house: House) -> None:
    given = {"user": house.officer, "person": house.resident().person, "during": since(NOW), "registered_at": NOW}
    row = StaffConflict.objects.create(**given)
    broken("a_staff_conflict_stands_once_at_a_time", lambda: StaffConflict.objects.create(**given))

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE inmates_staffconflict SET during = 'empty' WHERE id = %s", [row.pk])

    broken("a_staff_conflict_has_a_period", empty)


# ---- rule G1 ------------------------------------------------------------------------
def test_what_nobody_verified_in_four_months_is_emptied_and_says_by_which_rule(house: House) -> None:
    line = hearsay(house, person=house.resident().person, form_key=uuid4())
    right = hearsay(house, corrects=line, root=line, person=line.person, text="Ro igjen")
    own = entry(house)

    assert erase(at=oslo("2026-05-10 11:59")) == 0
    assert erase(at=KEPT_UNTIL) == 2
    assert erase(at=KEPT_UNTIL) == 0

    for row in (line, right):
        row.refresh_from_db()
        assert (row.text, row.person, row.form_key, row.erased_at, row.erased_under) == (
            "",
            None,
            None,
            KEPT_UNTIL,
            g1(),
        )
    assert (line.unit, line.happened_at, line.written_by) == (house.unit, WRITTEN, house.officer)
    assert not LogMention.objects.exists()
    own.refresh_from_db()
    assert own.text == "Ro"


def test_a_decision_that_rests_on_a_line_and_a_verification_hold_it_back(house: House) -> None:
    relied, verified = hearsay(house), hearsay(house)
    LogReliance.objects.create(entry=relied, reference="26/104", relied_at=NOW, relied_by=house.officer)
    LogVerification.objects.create(entry=verified, how=VerifiedHow.SEEN, verified_at=NOW, verified_by=house.officer)

    assert erase(at=KEPT_UNTIL) == 0


def test_no_other_rule_no_day_to_come_and_no_hand_takes_a_line_away(house: House) -> None:
    line = hearsay(house, written_at=oslo("2026-11-01 12:00"))
    other = law.rule_in_force("CONTACT", date(2026, 5, 1))

    assert erase(at=oslo("2030-01-01 12:00")) == 0
    assert erase(at=oslo("2026-11-02 12:00"), rule=other) == 0
    emptied = {"text": "", "erased_at": KEPT_UNTIL, "erased_under": g1()}
    broken("records_are_only_added", change(line, **emptied))
    old = hearsay(house)
    broken("records_are_only_added", change(old, **emptied, happened_at=NOW))
    broken("records_are_only_added", delete_by_sql("inmates_logentry", old.pk))


def test_nothing_is_added_to_a_line_that_was_erased_or_to_a_correction(house: House) -> None:
    line = hearsay(house)
    erase(at=KEPT_UNTIL)
    by = {"relied_at": NOW, "relied_by": house.officer, "reference": "26/104"}
    broken("nothing_is_added_to_an_erased_line", lambda: LogReliance.objects.create(entry=line, **by))
    broken(
        "nothing_is_added_to_an_erased_line",
        lambda: LogVerification.objects.create(
            entry=line, how=VerifiedHow.SEEN, verified_at=NOW, verified_by=house.officer
        ),
    )
    broken("nothing_is_added_to_an_erased_line", lambda: hearsay(house, corrects=line, root=line))
    first = hearsay(house)
    right = hearsay(house, corrects=first, root=first)
    broken("nothing_is_added_to_an_erased_line", lambda: LogReliance.objects.create(entry=right, **by))
