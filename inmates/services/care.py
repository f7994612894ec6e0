"""Alerts, who must not meet whom, and who the contact officer is."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import Role
from corrections.events import publish
from corrections.models import Posting, User
from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal, explained
from corrections.rules import OSLO
from corrections.services import audit
from inmates.choices import AlertCode, NonAssociationReason, NonAssociationRole, NonAssociationScope
from inmates.events import AlertRaised, ContactOfficerNamed, PeopleKeptApart
from inmates.models import Alert, ContactOfficer, NonAssociation, Person, Placement, StaffConflict, Stay
from inmates.rules import ALERT_LEVELS
from inmates.services.endings import end

REVIEWED_WITHIN = timedelta(days=90)
MAY_BE_CONTACT = (Role.OFFICER, Role.CONTACT_OFFICER)


class CareRefused(Refusal):
    code = "care_refused"


# ---- alerts ----------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def raise_alert(
    *,
    person: Person,
    code: AlertCode | str,
    by: User | None,
    at: datetime,
    note: str = "",
    until: datetime | None = None,
) -> Alert:
    """A flag from now on, or until a time that is known. How serious it is follows from its code.

    Raises ``Conflict`` when the same flag stands already, ``CareRefused`` for an end that has passed.
    """
    if code not in ALERT_LEVELS:
        raise CareRefused(_("Choose the alert from the list."), code="unknown_alert")
    if until is not None and until <= at:
        raise CareRefused(_("The alert would end before it begins. Check the date."), code="empty_period")
    lock_people([person.pk])
    standing = (
        Alert.objects.as_of(at).filter(person=person, code=code).select_related("raised_by").order_by("pk").first()
    )
    if standing is not None:
        raise Conflict(
            _("%(who)s raised this alert %(when)s. It still stands.")
            % {"who": standing.raised_by or _("The system"), "when": display.moment(standing.raised_at, at)},
            code="already_raised",
        )
    alert = Alert.objects.create(
        person=person,
        code=code,
        level=ALERT_LEVELS[code],
        note=note.strip(),
        during=between(at, until) if until else since(at),
        review_on=None if until else review_day(at),
        raised_at=at,
        raised_by=by,
    )
    audit.record_write(
        by=by, at=at, act="inmates.raise_alert", subject=alert, detail={"person": person.pk, "code": code}
    )
    publish(AlertRaised(at=at, by_id=by.pk if by else None, person_id=person.pk, alert_id=alert.pk, code=str(code)))
    return alert


@explained()
@transaction.atomic
def close_alert(*, alert: Alert, by: User, at: datetime) -> Alert:
    """The reason has gone. The second who closes it is told who was first."""
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.closed_at is not None:
        raise Conflict(
            _("%(who)s closed this alert %(when)s.")
            % {"who": alert.closed_by, "when": display.moment(alert.closed_at, at)},
            code="already_closed",
        )
    if alert.during.upper is not None and alert.during.upper <= at:
        raise CareRefused(
            _("This alert ended by itself %(when)s.") % {"when": display.moment(alert.during.upper, at)}, code="ended"
        )
    end(alert, at)
    alert.closed_at, alert.closed_by = at, by
    alert.save(update_fields=["during", "closed_at", "closed_by"])
    audit.record_write(by=by, at=at, act="inmates.close_alert", subject=alert, detail={"person": alert.person_id})
    return alert


# ---- who must not meet -----------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def keep_apart(
    *,
    person: Person,
    other: Person,
    reason: NonAssociationReason | str,
    by: User | None,
    at: datetime,
    scope: NonAssociationScope | str = NonAssociationScope.PLACE,
    role: NonAssociationRole | str = NonAssociationRole.UNKNOWN,
    other_role: NonAssociationRole | str = NonAssociationRole.UNKNOWN,
    note: str = "",
) -> NonAssociation:
    """Two people must not meet, from now on. The pair is one row, whoever is named first.

    Raises ``CareRefused`` for a person and themselves, or two who share the cell now (move one
    first), ``Conflict`` when they are kept apart already.
    """
    if person.pk == other.pk:
        raise CareRefused(_("Choose another person: nobody is kept apart from themselves."), code="same_person")
    lock_people([person.pk, other.pk])
    refuse_if_kept_apart(person, other, at)
    refuse_if_they_share_a_cell(person, other)
    first, second, first_role, second_role = (
        (person, other, role, other_role) if person.pk < other.pk else (other, person, other_role, role)
    )
    pair = NonAssociation.objects.create(
        first=first,
        second=second,
        first_role=first_role,
        second_role=second_role,
        reason=reason,
        scope=scope,
        note=note.strip(),
        during=since(at),
        review_on=review_day(at),
        registered_at=at,
        registered_by=by,
    )
    audit.record_write(
        by=by, at=at, act="inmates.keep_apart", subject=pair, detail={"first": first.pk, "second": second.pk}
    )
    publish(
        PeopleKeptApart(
            at=at,
            by_id=by.pk if by else None,
            first_id=first.pk,
            second_id=second.pk,
            non_association_id=pair.pk,
        )
    )
    return pair


@explained()
@transaction.atomic
def end_keeping_apart(*, pair: NonAssociation, by: User, at: datetime) -> NonAssociation:
    """They may meet again."""
    pair = NonAssociation.objects.select_for_update().get(pk=pair.pk)
    if pair.ended_at is not None:
        raise Conflict(
            _("%(who)s ended this %(when)s.") % {"who": pair.ended_by, "when": display.moment(pair.ended_at, at)},
            code="already_ended",
        )
    end(pair, at)
    pair.ended_at, pair.ended_by = at, by
    pair.save(update_fields=["during", "ended_at", "ended_by"])
    audit.record_write(
        by=by,
        at=at,
        act="inmates.end_keeping_apart",
        subject=pair,
        detail={"first": pair.first_id, "second": pair.second_id},
    )
    return pair


# ---- the contact officer ---------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def assign_contact_officer(
    *, stay: Stay, officer: User, seen: int | None, by: User | None, at: datetime, is_substitute: bool = False
) -> ContactOfficer:
    """The contact officer from now on, or the substitute; whoever was it before, is it no longer (norway.md 13).

    ``seen`` is the assignment that stood when the officer was chosen. Raises ``Conflict`` when another stands now,
    ``CareRefused`` for someone who does not work with the person, or already holds the other part.
    """
    stay = Stay.objects.select_for_update(of=("self",)).select_related("person").get(pk=stay.pk)
    if stay.during.upper is not None and stay.during.upper <= at:
        raise CareRefused(_("%(person)s is not in custody any more.") % {"person": stay.person}, code="released")
    standing = {row.is_substitute: row for row in now_assigned(stay)}
    current, counterpart = standing.get(is_substitute), standing.get(not is_substitute)
    if current is not None and current.pk != seen:
        raise Conflict(
            _("%(who)s made %(officer)s contact officer %(when)s. Look at that first.")
            % {
                "who": current.assigned_by or _("The system"),
                "officer": current.officer,
                "when": display.moment(current.assigned_at, at),
            },
            code="assigned_since",
        )
    refuse_officer(stay, officer, current, counterpart, at)
    if current is not None:
        end(current, at)
        current.save(update_fields=["during"])
    assigned = ContactOfficer.objects.create(
        stay=stay, officer=officer, is_substitute=is_substitute, during=since(at), assigned_at=at, assigned_by=by
    )
    audit.record_write(
        by=by,
        at=at,
        act="inmates.assign_contact_officer",
        subject=assigned,
        detail={"stay": stay.pk, "officer": officer.pk, "substitute": is_substitute},
    )
    publish(
        ContactOfficerNamed(
            at=at,
            by_id=by.pk if by else None,
            stay_id=stay.pk,
            officer_id=officer.pk,
            is_substitute=is_substitute,
        )
    )
    return assigned


# ---- what the acts ask first -----------------------------------------------------------------------------------
def review_day(at: datetime) -> date:
    """When what is registered now is looked at again, at the latest."""
    return at.astimezone(OSLO).date() + REVIEWED_WITHIN


def lock_people(ids: list[int]) -> None:
    """Lower id first, so that two who lock the same pair never wait for each other."""
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def now_assigned(stay: Stay) -> list[ContactOfficer]:
    rows = stay.contact_officers.current().select_for_update(of=("self",))
    return list(rows.select_related("officer", "assigned_by").order_by("pk"))


def refuse_if_kept_apart(person: Person, other: Person, at: datetime) -> None:
    pairs = NonAssociation.objects.as_of(at).filter(Q(first=person, second=other) | Q(first=other, second=person))
    pair = pairs.select_related("registered_by").order_by("pk").first()
    if pair is not None:
        raise Conflict(
            _("They are kept apart already, registered by %(who)s %(when)s.")
            % {"who": pair.registered_by or _("the system"), "when": display.moment(pair.registered_at, at)},
            code="already_apart",
        )


def refuse_if_they_share_a_cell(person: Person, other: Person) -> None:
    """Those who share a cell cannot be kept apart before one of them has moved."""
    homes = Placement.objects.current().filter(stay__person__in=[person, other])
    cells = list(homes.values_list("bed__cell_id", flat=True))
    if len(cells) > len(set(cells)):
        raise CareRefused(
            _("%(person)s and %(other)s share a cell. Move one of them first.") % {"person": person, "other": other},
            code="share_a_cell",
        )


def refuse_officer(
    stay: Stay, officer: User, current: ContactOfficer | None, counterpart: ContactOfficer | None, at: datetime
) -> None:
    values = {"officer": officer, "person": stay.person}
    if current is not None and current.officer_id == officer.pk:
        raise CareRefused(_("%(officer)s has this part already.") % values, code="same_officer")
    if counterpart is not None and counterpart.officer_id == officer.pk:
        raise CareRefused(
            _("%(officer)s is both contact officer and substitute then. Choose another.") % values, code="both_parts"
        )
    if StaffConflict.objects.current().filter(user=officer, person=stay.person_id).exists():
        raise CareRefused(
            _("%(officer)s is close to %(person)s outside work and cannot have this part. Choose another.") % values,
            code="close_to_the_person",
        )
    home = stay.placements.current().select_related("bed__cell__unit").order_by("pk").first()
    prison_id = home.bed.cell.unit.prison_id if home else stay.reception_prison_id
    works_here = Posting.objects.as_of(at).filter(user=officer, role__in=MAY_BE_CONTACT, prison=prison_id)
    if not officer.is_active or not works_here.exists():
        raise CareRefused(
            _("%(officer)s does not work with %(person)s. Choose an officer of the same prison.") % values,
            code="not_here",
        )
