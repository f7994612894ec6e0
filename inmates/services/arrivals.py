"""Who is expected: announced, on the way, called off. Who stands at the door unannounced is written down like them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Bed, Prison, User
from corrections.periods import since
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import ArrivalSource, Sex
from inmates.models import ExpectedArrival, Reservation
from inmates.services.endings import end
from inmates.services.people import judged, names_of, refuse_birth_date

LATEST = timedelta(days=365)


class ArrivalRefused(Refusal):
    code = "arrival_refused"


@dataclass(frozen=True, slots=True)
class Who:
    """Who somebody is said to be."""

    family_name: str
    given_name: str = ""
    birth_date: date | None = None
    sex: Sex | str = Sex.UNKNOWN
    nationality: str = ""
    identifier_kind: str = ""
    identifier_value: str = ""
    language: str = ""


@explained()
@transaction.atomic
def expect(
    *,
    prison: Prison,
    source: ArrivalSource | str,
    expected_at: datetime,
    who: Who,
    by: User | None,
    at: datetime,
    legal_status: str = "",
    basis: str = "",
    note: str = "",
    bed: Bed | None = None,
    is_announced: bool = True,
) -> ExpectedArrival:
    """Somebody is announced; with ``bed`` it is kept for them. Raises ``ArrivalRefused`` for what cannot be."""
    family, given = names_of(who.family_name, who.given_name)
    refuse_birth_date(who.birth_date, at)
    if not at - timedelta(days=1) <= expected_at <= at + LATEST:
        raise ArrivalRefused(_("Enter a time from today and at most a year ahead."), code="expected_at")
    refuse_source(source)
    refuse_if_announced(prison, (family, given), who.birth_date, at)
    number = judged(who.identifier_kind, who.identifier_value, at) if who.identifier_value.strip() else ""
    arrival = ExpectedArrival.objects.create(
        prison=prison,
        source=source,
        is_announced=is_announced,
        expected_at=expected_at,
        family_name=family,
        given_name=given,
        birth_date=who.birth_date,
        sex=who.sex,
        nationality=who.nationality.strip().upper(),
        identifier_kind=who.identifier_kind if number else "",
        identifier_value=number,
        language=who.language.strip(),
        legal_status=legal_status,
        basis=basis.strip(),
        note=note.strip(),
        reservation=keep(bed, expected_at, by, at) if bed else None,
        registered_at=at,
        registered_by=by,
    )
    audit.record_write(by=by, at=at, act="inmates.expect", subject=arrival, detail={"prison": prison.pk})
    return arrival


def refuse_source(source: ArrivalSource | str) -> None:
    if source == ArrivalSource.TRANSFER:
        raise ArrivalRefused(
            _("Whoever comes from another prison is in custody already. They arrive on the page of their transfer."),
            code="is_a_transfer",
        )


def refuse_if_announced(prison: Prison, name: tuple[str, str], born: date | None, at: datetime) -> None:
    """Two calls about one person, or one button pressed twice, are one arrival. Two at once queue at the prison."""
    Prison.objects.select_for_update(no_key=True).get(pk=prison.pk)
    alike = ExpectedArrival.objects.filter(prison=prison, family_name=name[0], given_name=name[1], birth_date=born)
    waited = alike.waited_for().select_related("registered_by").order_by("pk").first()
    if waited is not None:
        raise Conflict(
            _("%(person)s is expected already, registered by %(who)s %(when)s. Use “Has arrived” in the list.")
            % {
                "person": waited,
                "who": waited.registered_by or _("The system"),
                "when": display.moment(waited.registered_at, at),
            },
            code="expected_already",
        )
    open_ones = Q(receptions__completed_at__isnull=True, receptions__cancelled_at__isnull=True)
    if alike.filter(open_ones, receptions__isnull=False).exists():
        raise Conflict(
            _("%(person)s is being received already. Open the reception.") % {"person": ", ".join(filter(None, name))},
            code="received_already",
        )


def keep(bed: Bed, expected_at: datetime, by: User | None, at: datetime) -> Reservation:
    return Reservation.objects.create(
        bed=bed, during=since(at), expected_at=expected_at, reserved_at=at, reserved_by=by
    )


@explained()
@transaction.atomic
def depart(*, arrival: ExpectedArrival, by: User, at: datetime) -> ExpectedArrival:
    """They have left where they were: on the way here."""
    arrival = lock(arrival)
    refuse_if_over(arrival, at)
    if arrival.departed_at is not None:
        raise Conflict(
            _("%(person)s is on the way already, since %(when)s.")
            % {"person": arrival, "when": display.moment(arrival.departed_at, at)},
            code="already_departed",
        )
    arrival.departed_at = at
    arrival.save(update_fields=["departed_at"])
    audit.record_write(by=by, at=at, act="inmates.arrival_departs", subject=arrival)
    return arrival


@explained()
@transaction.atomic
def call_off(*, arrival: ExpectedArrival, by: User, at: datetime) -> ExpectedArrival:
    """They do not come; the bed that was kept is free."""
    arrival = lock(arrival)
    refuse_if_over(arrival, at)
    free_the_bed(arrival, at)
    arrival.cancelled_at, arrival.cancelled_by = at, by
    arrival.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record_write(by=by, at=at, act="inmates.call_off_arrival", subject=arrival)
    return arrival


# ---- what the acts share -----------------------------------------------------------------------------------------
def lock(arrival: ExpectedArrival) -> ExpectedArrival:
    found = ExpectedArrival.objects.select_for_update(of=("self",)).select_related("prison", "reservation")
    return found.get(pk=arrival.pk)


def refuse_if_over(arrival: ExpectedArrival, at: datetime) -> None:
    if arrival.cancelled_at is not None:
        raise Conflict(
            _("%(who)s called this arrival off %(when)s.")
            % {"who": arrival.cancelled_by, "when": display.moment(arrival.cancelled_at, at)},
            code="called_off",
        )
    if arrival.arrived_at is not None:
        raise Conflict(
            _("%(person)s arrived %(when)s. Open the reception.")
            % {"person": arrival, "when": display.moment(arrival.arrived_at, at)},
            code="arrived",
        )


def free_the_bed(arrival: ExpectedArrival, at: datetime) -> None:
    reservation = arrival.reservation
    if reservation is not None and reservation.during.upper is None:
        end(reservation, at)
        reservation.save(update_fields=["during"])
