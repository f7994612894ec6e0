"""What the single desks of a reception do, each together with the record that the desk is done."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import Clock, User
from corrections.refusals import Conflict, Refusal, explained
from inmates.choices import AlertCode
from inmates.models import Person, Placement, PropertyItem, Reception, ReceptionStep, Stay
from inmates.services import arrivals, first_hours, first_talk, people, photos, placements, receptions
from inmates.services import property as keeping

A_MOMENT = timedelta(seconds=30)


class DeskRefused(Refusal):
    code = "desk_refused"


@explained()
@transaction.atomic
def identify_as(*, reception: Reception, uuid: str, seen: int, by: User, at: datetime) -> Reception:
    """It is the person with that address, or with none somebody new."""
    person = Person.objects.get(uuid=uuid) if uuid else None
    return receptions.identify(reception=reception, person=person, seen=seen, by=by, at=at)


@explained()
@transaction.atomic
def take_photo(
    *, reception: Reception, upload: "File[bytes]", taken_on: date, seen: int, by: User, at: datetime
) -> ReceptionStep:
    row = receptions.desk_done(reception=reception, desk="PHOTO", seen=seen, data={}, by=by, at=at)
    photos.add_photo(person=receptions.who(row.reception), upload=upload, taken_on=taken_on, by=by, at=at)
    return row


@explained()
@transaction.atomic
def receive_thing(
    *,
    reception: Reception,
    description: str,
    category: str,
    quantity: int,
    container: str,
    seal: str,
    in_cell: bool,
    seen: int,
    by: User,
    at: datetime,
) -> PropertyItem | ReceptionStep:
    """A thing into keeping; with nothing described, the person brought no more and the desk is done."""
    if not description.strip():
        count = PropertyItem.objects.filter(stay=reception.stay_id).count() if reception.stay_id else 0
        return receptions.desk_done(
            reception=reception, desk="PROPERTY", seen=seen, data={"things": count}, by=by, at=at
        )
    reception = receptions.lock(reception, at)
    receptions.refuse_if_closed(reception, "PROPERTY")
    stay = receptions.stay_of(reception)
    refuse_if_just_received(stay, (description, category, quantity, container, seal), at)
    return keeping.receive_item(
        stay=stay,
        description=description,
        category=category,
        quantity=quantity,
        container=container,
        seal=seal,
        in_cell=in_cell,
        by=by,
        at=at,
    )


def refuse_if_just_received(stay: Stay, thing: tuple[str, str, int, str, str], at: datetime) -> None:
    """One button pressed twice is one thing. Two that are alike are written as two of them."""
    description, category, quantity, container, seal = thing
    alike = PropertyItem.objects.filter(stay=stay, category=category, quantity=quantity, received_at__gt=at - A_MOMENT)
    if alike.filter(description=description.strip(), container=container.strip(), seal=seal.strip()).exists():
        raise Conflict(
            _("“%(thing)s” was registered a moment ago. If there are several, say how many.")
            % {"thing": description.strip()},
            code="just_received",
        )


@explained()
@transaction.atomic
def set_languages(
    *, reception: Reception, languages: Sequence[str], needs_interpreter: bool, seen: int, by: User, at: datetime
) -> ReceptionStep:
    """The languages; who needs an interpreter is told on the board, so that nobody is asked in a language in vain."""
    row = receptions.desk_done(
        reception=reception, desk="LANGUAGE", seen=seen, data={"codes": sorted(languages)}, by=by, at=at
    )
    foreign = [code for code in languages if code != "nb"] if needs_interpreter else []
    people.set_languages(person=receptions.who(row.reception), codes=languages, needs_interpreter=foreign, by=by, at=at)
    if needs_interpreter:
        first_talk.raise_once(row.reception, AlertCode.NEEDS_INTERPRETER, by, at)
    return row


def talked(*, reception: Reception, said_yes: Collection[str], seen: int, by: User, at: datetime) -> ReceptionStep:
    return first_talk.talked(reception=reception, said_yes=said_yes, seen=seen, by=by, at=at)


@explained()
@transaction.atomic
def tick(*, reception: Reception, items: Sequence[str], by: User, at: datetime) -> list[Clock]:
    """Things of the first hours that have been done; also when the reception has ended."""
    return first_hours.tick(stay=receptions.stay_of(reception), items=items, by=by, at=at)


@explained()
@transaction.atomic
def give_kept_bed(*, reception: Reception, by: User, at: datetime) -> Placement:
    """The bed that was kept for this arrival. Without one, the cell is chosen on the map."""
    reception = receptions.lock(reception, at)
    receptions.refuse_if_closed(reception, "CELL")
    arrival = arrivals.lock(reception.arrival)
    if arrival.reservation is None or arrival.reservation.during.upper is not None:
        raise DeskRefused(_("No bed is kept. Choose a cell on the map."), code="no_bed_kept")
    arrivals.free_the_bed(arrival, at)
    return placements.place(stay=receptions.stay_of(reception), bed=arrival.reservation.bed, by=by, at=at)
