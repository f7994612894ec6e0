"""Every constraint speaks: what PostgreSQL refuses reaches the user as a sentence that says what to do."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corrections import refusals
from corrections.choices import Role
from corrections.models import CellClosure, Region
from corrections.periods import since
from corrections.refusals import Conflict, Refusal, explained, has_sentence, refusal_of
from corrections.services import estate
from tests.corrections.factories import NOW, CellFactory, RegionFactory, UnitFactory, UserFactory, staff
from tests.corrections.pages import signed_in, text_of

OURS = ("corrections", "inmates", "sentencing", "security", "programs", "visits")  # health answers in its own words


def named(*labels: str) -> set[str]:
    """Every constraint that was given a name: in the models, and in the triggers."""
    models = (model for app in labels for model in apps.get_app_config(app).get_models())
    in_models = {constraint.name for model in models for constraint in model._meta.constraints}
    scripts = (path for app in labels for path in (Path(settings.BASE_DIR) / app / "sql").glob("*.sql"))
    in_sql = {
        name
        for path in scripts
        for name in re.findall(r"(?:CONSTRAINT = |refuse_entry\(|ends_once\()'(\w+)'", path.read_text(encoding="utf-8"))
    }
    return {str(name) for name in in_models | in_sql}


@pytest.mark.parametrize("constraint", sorted(named(*OURS)))
def test_every_constraint_has_its_sentence(constraint: str) -> None:
    assert has_sentence(constraint)


def test_no_sentence_stands_for_a_constraint_that_is_gone() -> None:
    generated = {name for name in refusals._sentences if name.endswith(("_check", "_key", "_uniq"))}
    assert set(refusals._sentences) - generated <= named(*OURS, "health")


def test_a_sentence_ends_and_does_not_speak_of_the_database() -> None:
    with translation.override("en"):
        for constraint, sentence in refusals._sentences.items():
            text = str(sentence.message)
            assert text.endswith("."), constraint
            assert not re.search(r"constraint|database|violat|null|SQL", text, re.IGNORECASE), constraint


def test_a_constraint_speaks_once() -> None:
    with pytest.raises(ValueError, match="already has its sentence"):
        refusals.say({"a_cell_has_a_place": "Twice."})


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_at_commit_is_explained_and_undone() -> None:
    cell = CellFactory.create()

    @explained()
    @transaction.atomic
    def take_the_bed_away() -> None:
        Region.objects.create(code="half", name="Half done")
        cell.beds.all().delete()

    with pytest.raises(Refusal) as caught:
        take_the_bed_away()
    assert caught.value.code == "a_cell_has_one_bed_for_each_physical_place"
    assert not Region.objects.filter(code="half").exists()
    assert cell.beds.count() == 1


@pytest.mark.django_db
def test_a_race_is_a_conflict_and_the_rest_a_refusal() -> None:
    cell, by = CellFactory.create(), UserFactory.create()

    def close() -> None:
        with explained(), transaction.atomic():
            CellClosure.objects.create(cell=cell, during=since(NOW), reason="DAMP", closed_at=NOW, closed_by=by)

    close()
    with pytest.raises(Conflict, match=r"already closed|allerede"):
        close()


@pytest.mark.django_db
def test_our_own_mistake_stays_an_error() -> None:
    RegionFactory.create()
    with pytest.raises(IntegrityError) as caught, explained(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO corrections_region (code, name) VALUES (NULL, 'x')")
    assert refusal_of(caught.value) is None


@pytest.mark.django_db
def test_a_refusal_that_no_view_caught_is_still_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = UnitFactory.create()
    client: Client = signed_in(staff(Role.LEADER, prison=unit.prison))
    closure = estate.close_cell(
        cell=CellFactory.create(unit=unit), reason="DAMP", by=UserFactory.create(), at=NOW.replace(year=2025)
    )
    dale = UserFactory.create(first_name="Mona", last_name="Dale")
    estate.reopen_cell(closure=closure, by=dale, at=NOW.replace(month=1))
    page = client.post(reverse("cell_reopen", args=[closure.pk]))
    assert page.status_code == 409
    assert "M. Dale reopened this cell" in text_of(page)
    fragment = client.post(reverse("cell_reopen", args=[closure.pk]), headers={"HX-Request": "true"})
    assert fragment.status_code == 409
    assert "<html" not in text_of(fragment)
