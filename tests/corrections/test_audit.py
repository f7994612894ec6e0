"""Who read and who wrote: in the transaction of the act, and never changed afterwards."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from corrections.choices import ClosureReason
from corrections.models import CellClosure, Posting, ReadRecord, Unit, WriteRecord
from corrections.services import audit, estate, postings
from tests.corrections.factories import NOW, CellFactory, PostingFactory, PrisonFactory, UserFactory

ACTS = {
    "close a cell": lambda by: estate.close_cell(cell=CellFactory.create(), reason=ClosureReason.DAMP, by=by, at=NOW),
    "add a unit": lambda by: estate.create_unit(
        prison=PrisonFactory.create(),
        code="B2",
        name="B2",
        security_level="HIGH",
        function="REMAND",
        by=by,
        at=NOW,
    ),
    "end a posting": lambda by: postings.end_posting(posting=PostingFactory.create(), by=by, at=NOW),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_every_act_is_written_down_with_who_and_when(act: Any) -> None:
    by = UserFactory.create()
    act(by)
    record = WriteRecord.objects.filter(by=by).get()
    assert record.at == NOW
    assert record.act.startswith("corrections.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_act_that_cannot_be_written_down_is_not_done(act: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**values: Any) -> None:
        if values["by"] is not None:  # what the factories do has nobody behind it
            raise OSError("the disk is full")

    monkeypatch.setattr(audit, "record_write", broken)
    with pytest.raises(OSError, match="the disk is full"):
        act(UserFactory.create())
    assert not CellClosure.objects.exists()
    assert not Unit.objects.filter(code="B2").exists()
    assert not Posting.objects.filter(ended_at__isnull=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [ReadRecord, WriteRecord])
def test_no_record_is_changed_or_taken_away(model: Any, statement: str) -> None:
    by, prison = UserFactory.create(), PrisonFactory.create()
    audit.record_read(by=by, at=NOW, subject=prison, what="prison.overview", reason="Tilsyn")
    audit.record_write(by=by, at=NOW, act="test", subject=prison)
    table = model._meta.db_table
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert model.objects.get().at == NOW


@pytest.mark.django_db
def test_a_look_says_at_what_and_why() -> None:
    by, prison = UserFactory.create(), PrisonFactory.create()
    record = audit.record_read(by=by, at=NOW, subject=prison, what="prison.overview", reason="Tilsyn")
    assert (record.subject_type, record.subject_id) == ("corrections.prison", prison.pk)
    assert (record.what, record.reason, record.by) == ("prison.overview", "Tilsyn", by)
