"""One person through the desks of a reception. Every desk saves at once, so another officer can take over any time.

Each act locks the reception first: two at once queue, and the second is told who did the desk, and when.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.rules import OSLO
from corrections.services import audit
from inmates.choices import LegalStatusKind, ReceptionDesk
from inmates.models import ExpectedArrival, Person, Reception, ReceptionStep, Stay
from inmates.rules.reception import missing, objection_to_the_decision, outstanding
from inmates.selectors import duplicates as ladder
from inmates.selectors import receptions as selector
from inmates.services import arrivals, duplicates, people, placements

FIRST = {"IDENTITY": ReceptionDesk.IDENTITY.label, "BASIS": ReceptionDesk.BASIS.label}


class ReceptionRefused(Refusal):
    code = "reception_refused"


@explained()
@transaction.atomic
def begin(*, arrival: ExpectedArrival, by: User, at: datetime) -> Reception:
    """They are at the door. Raises ``Conflict`` when somebody else has begun, or the arrival was called off."""
    arrival = arrivals.lock(arrival)
    arrivals.refuse_if_over(arrival, at)
    arrival.arrived_at = at
    arrival.save(update_fields=["arrived_at"])
    reception = Reception.objects.create(arrival=arrival, prison=arrival.prison, started_at=at, started_by=by)
    audit.record_write(by=by, at=at, act="inmates.begin_reception", subject=reception)
    return reception


# ---- who it is ---------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def identify(*, reception: Reception, person: Person | None, seen: int, by: User, at: datetime) -> Reception:
    """It is ``person``, or somebody who is not in the register yet. Those who are like them are listed as duplicates.

    Raises ``Conflict`` for somebody who is in custody already or is being received, ``ReceptionRefused`` once the
    person is admitted.
    """
    reception = lock(reception, at)
    refuse_if_admitted(reception)
    refuse_if_done_since(reception, "IDENTITY", seen, at)
    announced = ladder_of(reception.arrival)
    alike = ladder.candidates(announced, at)
    if person is None:
        person = enter(reception.arrival, by, at)
        duplicates.list_alike(person=person, alike=alike, by=by, at=at)
    else:
        person = recognise(reception.arrival, person, by, at)
    reception.person = person
    reception.save(update_fields=["person"])
    step(reception, "IDENTITY", {"person": person.pk, "alike": len(alike)}, by=by, at=at)
    return reception


def enter(arrival: ExpectedArrival, by: User, at: datetime) -> Person:
    person = people.create_person(
        family_name=arrival.family_name,
        given_name=arrival.given_name,
        birth_date=arrival.birth_date,
        sex=arrival.sex,
        nationality=arrival.nationality,
        by=by,
        at=at,
    )
    if arrival.identifier_value:
        add_number(person, arrival, by, at)
    return person


def recognise(arrival: ExpectedArrival, person: Person, by: User, at: datetime) -> Person:
    """Somebody from the register: what was announced and is not known yet is added, and nothing is overwritten."""
    person = people.lock(person)
    duplicates.refuse_if_joined(person)
    placements.refuse_if_in_custody(person, at, at)
    if (person.family_name, person.given_name) != (arrival.family_name, arrival.given_name):
        people.add_alias(
            person=person,
            family_name=arrival.family_name,
            given_name=arrival.given_name,
            by=by,
            at=at,
            note=display.day(at),
        )
    if person.birth_date is None and arrival.birth_date is not None:
        person.birth_date, person.version = arrival.birth_date, person.version + 1
        person.save(update_fields=["birth_date", "version"])
    if arrival.identifier_value and not person.identifiers.filter(value=arrival.identifier_value).exists():
        add_number(person, arrival, by, at)
    return person


def add_number(person: Person, arrival: ExpectedArrival, by: User, at: datetime) -> None:
    people.add_identifier(person=person, kind=arrival.identifier_kind, value=arrival.identifier_value, by=by, at=at)


def ladder_of(arrival: ExpectedArrival) -> ladder.Announced:
    return ladder.Announced(
        arrival.family_name,
        arrival.given_name,
        arrival.birth_date,
        arrival.identifier_kind,
        arrival.identifier_value,
    )


# ---- legal basis -------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def admit(
    *,
    reception: Reception,
    legal_status: LegalStatusKind | str,
    authority: str,
    decided_on: date | None,
    document_seen: bool,
    seen: int,
    by: User,
    at: datetime,
) -> Stay:
    """The document is here: the stay begins, from the moment the person was at the door. Without it nobody is admitted.

    Raises ``ReceptionRefused`` without the document, for a sentence before its judgment, or before anybody knows who
    it is; ``Conflict`` as ``placements.admit``.
    """
    reception = lock(reception, at)
    refuse_if_closed(reception, "BASIS")
    refuse_if_admitted(reception)
    refuse_if_done_since(reception, "BASIS", seen, at)
    refuse_document(authority, document_seen)
    refuse_date(str(legal_status), decided_on, reception.started_at, at)
    stay = placements.admit(
        person=who(reception),
        legal_status=legal_status,
        prison=reception.prison,
        by=by,
        at=at,
        since_at=reception.started_at,
        basis=f"{authority.strip()}, {display.day(decided_on)}" if decided_on else authority,
    )
    reception.stay = stay
    reception.save(update_fields=["stay"])
    step(reception, "BASIS", {"stay": stay.pk, "kind": str(legal_status)}, by=by, at=at)
    return stay


def refuse_document(authority: str, present: bool) -> None:
    if not present or not authority.strip():
        raise ReceptionRefused(
            _("Nobody is admitted without the document. Have the warrant or judgment in hand, and say who issued it."),
            code="no_document",
            source="fskr. s. 3-2",
        )


def refuse_date(kind: str, decided_on: date | None, received_at: datetime, at: datetime) -> None:
    sentences = {
        "no_date": _("State the date of the decision, as it stands on the document."),
        "after_reception": _("The decision is dated after the reception. Nobody serves before the judgment: check it."),
        "day_to_come": _("That day has not come yet. Write the date as it stands on the document."),
        "too_old": _("The date of the decision cannot be right. Check it."),
    }
    days = (received_at.astimezone(OSLO).date(), at.astimezone(OSLO).date())
    objection = objection_to_the_decision(kind, decided_on, *days)
    if objection:
        raise ReceptionRefused(sentences[objection], code=objection)


# ---- the other desks, and the end --------------------------------------------------------------------------------
@explained()
@transaction.atomic
def desk_done(
    *, reception: Reception, desk: ReceptionDesk | str, seen: int, by: User, at: datetime, data: dict[str, Any]
) -> ReceptionStep:
    """A desk is done, or done again. ``seen`` is the version of the desk that the officer had before them."""
    reception = lock(reception, at)
    refuse_if_closed(reception, str(desk))
    refuse_if_done_since(reception, str(desk), seen, at)
    return step(reception, str(desk), data, by=by, at=at)


@explained()
@transaction.atomic
def undo(*, reception: Reception, desk: ReceptionDesk | str, seen: int, by: User, at: datetime) -> ReceptionStep:
    """The desk was not done after all. Who it is can be taken back until somebody has been admitted."""
    reception = lock(reception, at)
    last = refuse_if_done_since(reception, str(desk), seen, at)
    if last is None or last.is_undone or desk in ("BASIS", "CELL", "HOURS"):
        raise ReceptionRefused(_("There is nothing to undo here."), code="nothing_to_undo")
    if desk == "IDENTITY":
        refuse_if_admitted(reception)
        reception.person = None
        reception.save(update_fields=["person"])
    return step(reception, str(desk), {}, by=by, at=at, is_undone=True)


@explained()
@transaction.atomic
def complete(*, reception: Reception, by: User, at: datetime) -> Reception:
    """Every desk is done. The clocks of the first hours go on by themselves."""
    reception = lock(reception, at)
    left = outstanding(selector.done(reception))
    if left:
        names = ", ".join(str(ReceptionDesk(code).label) for code in left)
        raise ReceptionRefused(_("This is left: %(desks)s.") % {"desks": names}, code="outstanding")
    end(reception, by, at)
    audit.record_write(by=by, at=at, act="inmates.complete_reception", subject=reception)
    return reception


def end(reception: Reception, by: User | None, at: datetime) -> None:
    """A bed that was kept and not used is free again: another cell was chosen, or nobody needs one."""
    arrivals.free_the_bed(arrivals.lock(reception.arrival), at)
    reception.completed_at, reception.completed_by = at, by
    reception.save(update_fields=["completed_at", "completed_by"])


@explained()
@transaction.atomic
def call_off(*, reception: Reception, by: User, at: datetime) -> Reception:
    """Begun by mistake, or the person was not taken in: nobody was admitted, and what was announced is waited for."""
    reception = lock(reception, at)
    refuse_if_admitted(reception)
    reception.cancelled_at, reception.cancelled_by = at, by
    reception.save(update_fields=["cancelled_at", "cancelled_by"])
    arrival = arrivals.lock(reception.arrival)
    arrival.arrived_at = None
    if not arrival.is_announced:
        arrival.cancelled_at, arrival.cancelled_by = at, by
    arrival.save(update_fields=["arrived_at", "cancelled_at", "cancelled_by"])
    audit.record_write(by=by, at=at, act="inmates.call_off_reception", subject=reception)
    return reception


def end_with_the_stay(*, stay_id: int, by: User | None, at: datetime) -> None:
    """Released in the middle of the desks: what is left of them, nobody has to do."""
    for reception in Reception.objects.select_for_update().open().filter(stay=stay_id).order_by("pk"):
        end(reception, by, at)
        audit.record_write(
            by=by, at=at, act="inmates.complete_reception", subject=reception, detail={"why": "released"}
        )


# ---- what every act asks first -----------------------------------------------------------------------------------
def lock(reception: Reception, at: datetime) -> Reception:
    found = Reception.objects.select_for_update(of=("self",)).select_related(
        "arrival", "prison", "person", "stay", "completed_by", "cancelled_by"
    )
    reception = found.get(pk=reception.pk)
    over = reception.completed_at or reception.cancelled_at
    if over is not None:
        raise Conflict(
            _("%(who)s ended this reception %(when)s.")
            % {"who": reception.completed_by or reception.cancelled_by, "when": display.moment(over, at)},
            code="reception_over",
        )
    return reception


def who(reception: Reception) -> Person:
    if reception.person is None:
        raise ReceptionRefused(_("Say who it is first."), code="not_yet")
    return reception.person


def stay_of(reception: Reception) -> Stay:
    if reception.stay is None:
        raise ReceptionRefused(_("Register the legal basis first."), code="not_yet")
    return reception.stay


def refuse_if_closed(reception: Reception, desk: str) -> None:
    needs = missing(desk, selector.done(reception))
    if needs:
        names = ", ".join(str(FIRST[need]) for need in needs)
        raise ReceptionRefused(_("This must be done first: %(desks)s.") % {"desks": names}, code="not_yet")


def refuse_if_admitted(reception: Reception) -> None:
    if reception.stay_id is not None:
        raise ReceptionRefused(
            _("%(person)s is admitted already. If it is another person, ask a caseworker to join the two records.")
            % {"person": reception.person},
            code="admitted",
        )


def refuse_if_done_since(reception: Reception, desk: str, seen: int, at: datetime) -> ReceptionStep | None:
    last = reception.steps.filter(desk=desk).select_related("done_by").order_by("-version").first()
    if (last.version if last else 0) != seen and last is not None:
        raise Conflict(
            _("%(who)s has just done “%(desk)s”, %(when)s. Look at it before you go on.")
            % {
                "who": last.done_by or _("The system"),
                "desk": ReceptionDesk(desk).label,
                "when": display.moment(last.done_at, at),
            },
            code="done_since",
        )
    return last


def step(
    reception: Reception, desk: str, data: dict[str, Any], *, by: User, at: datetime, is_undone: bool = False
) -> ReceptionStep:
    version = reception.steps.filter(desk=desk).count() + 1
    row = ReceptionStep.objects.create(
        reception=reception, desk=desk, version=version, is_undone=is_undone, data=data, done_at=at, done_by=by
    )
    detail = {"desk": desk, "version": version, "undone": is_undone}
    audit.record_write(by=by, at=at, act="inmates.reception_desk", subject=reception, detail=detail)
    return row
