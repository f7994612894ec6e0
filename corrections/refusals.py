"""A refusal: what was asked cannot be done, said in a sentence that tells what to do instead.

PostgreSQL refuses what must never be. Each of its constraints has a sentence in one open table, filled by every app in
its own ``refusals.py``; ``explained()`` turns the refusal of a named constraint into that sentence.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Raised by services and rules. ``message`` is shown as it is, ``code`` is stable, ``source`` is the law."""

    code = "refused"

    def __init__(self, message: str | Promise, *, code: str = "", source: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.source = source

    def __str__(self) -> str:
        return str(self.message)


class Conflict(Refusal):
    """Someone else was first: says who and when."""

    code = "conflict"


class Elsewhere(Exception):
    """What was asked for is at another address of ours: the browser is sent there (``AccessMiddleware``)."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a constraint says to the person whose act it refused."""

    message: str | Promise
    kind: type[Refusal] = Refusal


BUSY = {"40P01", "40001", "55P03", "57014"}  # a deadlock, a change in between, a lock or a statement that took too long
_sentences: dict[str, Sentence] = {}


def say(sentences: Mapping[str, str | Promise], *, kind: type[Refusal] = Refusal) -> None:
    """Register ``{constraint: sentence}``; ``kind`` is ``Conflict`` where the usual cause is that another was first."""
    for constraint, message in sentences.items():
        if constraint in _sentences:
            raise ValueError(f"{constraint!r} already has its sentence")
        _sentences[constraint] = Sentence(message, kind)


def has_sentence(constraint: str) -> bool:
    return constraint in _sentences


def refusal_of(error: IntegrityError) -> Refusal | None:
    """The refusal that the constraint behind ``error`` stands for; ``code`` is the constraint's name."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    sentence = _sentences.get(name)
    return sentence.kind(sentence.message, code=name) if sentence else None


@contextmanager
def explained() -> Iterator[None]:
    """Raise the sentence of the constraint that refused. An unknown constraint is our own mistake and stays an error.

    Of two who wait for each other PostgreSQL stops one: nothing of that one is written, and it may be tried again.

    Stands outside the transaction, so that what is checked at commit is explained too::

        @explained()
        @transaction.atomic
        def close_cell(…): …
    """
    try:
        yield
    except IntegrityError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) not in BUSY:
            raise
        raise Conflict(
            _("Somebody else was changing the same just then. Nothing was written: look at it and try once more."),
            code="busy",
        ) from error


NEGATIVE = _("A number of places cannot be negative. Enter 0 or more.")

say(
    {
        # the estate
        "one_unit_of_a_code_per_prison": _("The prison already has a unit with that code. Choose another code."),
        "a_unit_has_a_known_level": _("Choose one of the security levels in the list."),
        "a_unit_has_a_known_function": _("Choose one of the functions in the list."),
        "a_unit_has_a_known_sex": _("Choose who the unit is for from the list."),
        "one_cell_of_a_code_per_unit": _("The unit already has a cell with that code. Choose another code."),
        "a_cell_has_a_place": _(
            "A cell has at least one physical place. Close the cell instead if nobody may live in it."
        ),
        "places_in_use_never_above_physical": _(
            "The places in use cannot be more than the physical places. Lower the places in use, "
            "or raise the physical places."
        ),
        "certified_places_never_above_physical": _(
            "The certified places cannot be more than the physical places. Lower the certified places, "
            "or raise the physical places."
        ),
        "corrections_cell_physical_places_check": NEGATIVE,
        "corrections_cell_places_in_use_check": NEGATIVE,
        "corrections_cell_certified_places_check": NEGATIVE,
        "corrections_prison_operational_capacity_check": NEGATIVE,
        "operational_capacity_never_above_physical_places": _(
            "The operational capacity cannot be more than the physical places of the prison. Lower the operational "
            "capacity first, or add cells."
        ),
        "one_bed_of_a_number_per_cell": _("The cell already has a bed with that number. Choose another number."),
        "a_cell_has_one_bed_for_each_physical_place": _(
            "A cell has one bed for each physical place. Change the physical places, and the beds follow."
        ),
        "a_closure_has_a_period": _("The cell would reopen before it closes. Check the times."),
        "a_reopened_cell_says_who_and_when": _("State both who reopened the cell and when."),
        "one_place_of_a_code_per_prison": _("The prison already has a place with that code. Choose another code."),
        # staff
        "a_posting_has_a_period": _("The posting ends before it begins. Check the dates."),
        "a_posting_has_a_known_role": _("Choose one of the roles in the list."),
        "a_posting_is_at_a_unit_of_its_prison": _(
            "That unit belongs to another prison. Choose a unit of the same prison."
        ),
        "a_competence_has_a_period": _("The competence would end before it begins. Check the dates."),
        "a_competence_is_known": _("Choose one of the competences in the list."),
        "a_competence_has_its_evidence": _("Write what shows it, such as the number of the certificate."),
        # work, law, records
        "a_clock_is_due_after_it_starts": _("The deadline lies before its start. Check the dates."),
        "a_running_clock_has_no_end": _("A deadline that still runs cannot have an end."),
        "a_clock_met_was_closed_in_time": _("The deadline had passed. It is closed late, with a record of the breach."),
        "a_clock_closed_late_has_a_breach": _("A deadline that is closed late needs a record of the breach."),
        "a_task_has_a_known_role": _("Choose one of the roles in the list."),
        "one_version_of_a_rule_in_force_at_a_time": _(
            "Another version of the rule is in force in that period. End it before the new one begins."
        ),
        "a_rule_has_a_source": _("State the legal source of the rule."),
        "records_are_only_added": _("What is recorded cannot be changed. Add a new entry that corrects it."),
    }
)
say(
    {
        "a_cell_is_closed_once_at_a_time": _("The cell is already closed. Look at the closure that is registered."),
        "one_competence_of_a_kind_at_a_time": _("This person has this competence in that period already."),
        "one_posting_of_a_role_at_a_place_at_a_time": _("This person already has that role there in that period."),
    },
    kind=Conflict,
)
