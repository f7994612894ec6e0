"""Who a person is: their names, numbers, languages, needs and next of kin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections import display
from corrections.models import User
from corrections.periods import since
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import IdentifierKind, NeedKind, Sex
from inmates.models import Alias, Identifier, Language, Need, NextOfKin, Person
from inmates.rules.identity import NumberRefused, read_number
from inmates.rules.names import NameRefused, full_name
from inmates.services.endings import end

OLDEST = 125
NUMBER_WORDS: dict[str, str | Promise] = {
    "empty": gettext_lazy("Write the number."),
    "digits": gettext_lazy("The number has the wrong length or holds something else than digits. Check it."),
    "length": gettext_lazy("The number is too long. Write at most 40 characters."),
    "date": gettext_lazy("The first six digits are no date. Check the number."),
    "check": gettext_lazy("The check digits are wrong, so one of the digits is. Check the number."),
    "synthetic": gettext_lazy("This is a number made up for testing. Use the person's real number."),
    "real": gettext_lazy("This may be somebody's real number. Use a number made up for testing here."),
    "is_d_number": gettext_lazy("This is a D-number. Choose that kind of number."),
    "is_national": gettext_lazy("This is a Norwegian identity number. Choose that kind of number."),
}
NAME_WORDS: dict[str, str | Promise] = {
    "empty": gettext_lazy("Write the name. Someone with one name has it as the surname."),
    "long": gettext_lazy("The name is too long. Write at most 120 characters."),
}


class PersonRefused(Refusal):
    code = "person_refused"


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody to call, as it was entered. The order of the list is the order to call in."""

    name: str
    relation: str
    phone: str = ""
    may_be_called_at_night: bool = False


@explained()
@transaction.atomic
def create_person(
    *,
    family_name: str,
    given_name: str = "",
    by: User | None,
    at: datetime,
    number: str = "",
    birth_date: date | None = None,
    sex: Sex | str = Sex.UNKNOWN,
    nationality: str = "",
    municipality: str = "",
) -> Person:
    """A new identity; without ``number`` the next inmate number is given.

    Raises ``PersonRefused`` for a name or date that cannot be, ``Conflict`` for a number that is in use.
    """
    family, given = names_of(family_name, given_name)
    refuse_birth_date(birth_date, at)
    number = number.strip() or next_number()
    if Person.objects.filter(number=number).exists():
        raise Conflict(
            _("The inmate number %(number)s is in use already. Choose another.") % {"number": number},
            code="number_in_use",
        )
    person = Person.objects.create(
        number=number,
        family_name=family,
        given_name=given,
        birth_date=birth_date,
        sex=sex,
        nationality=nationality.strip().upper(),
        municipality=municipality.strip(),
    )
    audit.record_write(by=by, at=at, act="inmates.create_person", subject=person)
    return person


@explained()
@transaction.atomic
def change_name(
    *,
    person: Person,
    family_name: str,
    given_name: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Person:
    """A new name; the old one is kept as an alias, so that whoever searches for it still finds the person.

    ``seen`` is the version that the officer had before them: ``Conflict`` when somebody changed the person since.
    """
    family, given = names_of(family_name, given_name)
    person = lock(person)
    if seen is not None and person.version != seen:
        raise changed_since(person)
    if (person.family_name, person.given_name) == (family, given):
        raise PersonRefused(_("That is the name already. Write the new one."), code="same_name")
    keep_alias(person, person.family_name, person.given_name, note or display.day(at))
    person.family_name, person.given_name = family, given
    person.version += 1
    person.save(update_fields=["family_name", "given_name", "version"])
    audit.record_write(by=by, at=at, act="inmates.change_name", subject=person)
    return person


@explained()
@transaction.atomic
def add_alias(
    *, person: Person, family_name: str, given_name: str, by: User | None, at: datetime, note: str = ""
) -> Alias:
    """Another name that the person is or was known by."""
    family, given = names_of(family_name, given_name)
    alias = keep_alias(lock(person), family, given, note)
    audit.record_write(by=by, at=at, act="inmates.add_alias", subject=alias, detail={"person": person.pk})
    return alias


@explained()
@transaction.atomic
def add_identifier(
    *, person: Person, kind: IdentifierKind | str, value: str, by: User | None, at: datetime
) -> Identifier:
    """A number from now on, judged by the rules of the day. A number of the same kind that stood before, ends.

    Raises ``PersonRefused`` with what is wrong with the number, ``Conflict`` when it is another person's.
    """
    checked = judged(kind, value, at)
    person = lock(person)
    standing = person.identifiers.current().select_for_update().filter(kind=kind).order_by("pk").first()
    if standing is not None and standing.value == checked:
        raise PersonRefused(_("The person has this number already."), code="same_number")
    refuse_number_of_another(person, kind, checked, at)
    if standing is not None and kind != IdentifierKind.FOREIGN:
        end(standing, at)
        standing.save(update_fields=["during"])
    identifier = Identifier.objects.create(person=person, kind=kind, value=checked, during=since(at))
    audit.record_write(
        by=by, at=at, act="inmates.add_identifier", subject=identifier, detail={"person": person.pk, "kind": str(kind)}
    )
    return identifier


@explained()
@transaction.atomic
def end_identifier(*, identifier: Identifier, by: User, at: datetime) -> Identifier:
    """The number is the person's no longer, or never was."""
    identifier = Identifier.objects.select_for_update().get(pk=identifier.pk)
    if identifier.during.upper is not None:
        raise Conflict(_("The number has ended already."), code="already_ended")
    end(identifier, at)
    identifier.save(update_fields=["during"])
    audit.record_write(
        by=by, at=at, act="inmates.end_identifier", subject=identifier, detail={"person": identifier.person_id}
    )
    return identifier


@explained()
@transaction.atomic
def set_languages(
    *, person: Person, codes: Sequence[str], needs_interpreter: Sequence[str] = (), by: User | None, at: datetime
) -> None:
    """The languages the person speaks, and for which of them an interpreter is needed. Replaces the list."""
    person = lock(person)
    wanted = {code.strip(): code in needs_interpreter for code in codes if code.strip()}
    for language in person.languages.exclude(code__in=wanted).order_by("pk"):
        language.delete()
    for code, interpreter in wanted.items():
        Language.objects.update_or_create(person=person, code=code, defaults={"needs_interpreter": interpreter})
    audit.record_write(by=by, at=at, act="inmates.set_languages", subject=person, detail={"codes": sorted(wanted)})


@explained()
@transaction.atomic
def set_needs(*, person: Person, kind: NeedKind | str, labels: Sequence[str], by: User | None, at: datetime) -> None:
    """What the kitchen or the unit does for the person from now on. What is not in the list ends, the rest goes on."""
    person = lock(person)
    wanted = {" ".join(label.split()) for label in labels if label.strip()}
    standing = {need.label: need for need in person.needs.current().filter(kind=kind).order_by("pk")}
    for label in sorted(standing.keys() - wanted):
        end(standing[label], at)
        standing[label].save(update_fields=["during"])
    for label in sorted(wanted - standing.keys()):
        Need.objects.create(person=person, kind=kind, label=label, during=since(at))
    audit.record_write(by=by, at=at, act="inmates.set_needs", subject=person, detail={"kind": str(kind)})


@explained()
@transaction.atomic
def set_next_of_kin(
    *, person: Person, kin: Sequence[Kin], by: User | None, at: datetime, seen: Sequence[int] | None = None
) -> None:
    """Whom to call, first to last. Replaces the list; what stood there stays in its history.

    ``seen`` are the rows that the officer had before them: ``Conflict`` when others stand there now.
    """
    if any(not entry.name.strip() or not entry.relation.strip() for entry in kin):
        raise PersonRefused(_("State both the name and who they are to the person."), code="no_name")
    person = lock(person)
    if seen is not None and set(seen) != set(person.next_of_kin.values_list("pk", flat=True)):
        raise changed_since(person)
    for listed in person.next_of_kin.order_by("pk"):
        listed.delete()
    for position, entry in enumerate(kin, start=1):
        NextOfKin.objects.create(
            person=person,
            name=entry.name.strip(),
            relation=entry.relation.strip(),
            phone=entry.phone.strip(),
            may_be_called_at_night=entry.may_be_called_at_night,
            position=position,
        )
    audit.record_write(by=by, at=at, act="inmates.set_next_of_kin", subject=person)


# ---- what the acts ask first -----------------------------------------------------------------------------------
def lock(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def changed_since(person: Person) -> Conflict:
    return Conflict(
        _("Somebody has changed this about %(person)s since you opened the page. Open it again and look.")
        % {"person": person},
        code="changed_since",
    )


def refuse_number_of_another(person: Person, kind: str, value: str, at: datetime) -> None:
    if Identifier.objects.as_of(at).filter(kind=kind, value=value).exclude(person=person).exists():
        raise Conflict(
            _("Another person has this number. They may be the same person; ask a caseworker to compare them."),
            code="number_of_another",
        )


def names_of(family_name: str, given_name: str) -> tuple[str, str]:
    try:
        return full_name(family_name, given_name)
    except NameRefused as error:
        raise PersonRefused(NAME_WORDS[error.code], code=f"name_{error.code}") from error


def keep_alias(person: Person, family_name: str, given_name: str, note: str) -> Alias:
    alias, _made = Alias.objects.get_or_create(
        person=person, family_name=family_name, given_name=given_name, defaults={"note": note.strip()}
    )
    return alias


def judged(kind: str, value: str, at: datetime) -> str:
    """The number as it is stored, once it is known to be one."""
    if kind not in IdentifierKind.values:
        raise PersonRefused(_("Choose the kind of number from the list."), code="unknown_kind")
    on = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    try:
        return read_number(kind, value, on=on, synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS).value
    except NumberRefused as error:
        raise PersonRefused(NUMBER_WORDS[error.code], code=f"number_{error.code}") from error


def refuse_birth_date(born: date | None, at: datetime) -> None:
    if born is not None and (born > at.date() or at.year - born.year > OLDEST):
        raise PersonRefused(_("The date of birth cannot be right. Check it."), code="birth_date")


def next_number() -> str:
    """From a sequence, so that two receptions at once never take the same; what a register brought is skipped."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('inmates_person_next_number')")
            number = f"F-{cursor.fetchone()[0]}"
        if not Person.objects.filter(number=number).exists():
            return number
