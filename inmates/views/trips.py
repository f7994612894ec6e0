"""Trips with staff: planned from the person's page, carried out from the trip, all of a day in the movement list."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.forms.days import FIRST, LAST
from corrections.models import User
from corrections.pages import tabs_of
from corrections.selectors import estate
from inmates.forms.moves import DepartedForm, OfficersForm, TripForm
from inmates.models import Stay, Trip
from inmates.permissions import CustodyPerm
from inmates.selectors import trips as selector
from inmates.selectors.head import Head
from inmates.services import trips
from inmates.views.acts import carry_out
from inmates.views.person import form_page, page, record, visible


@require_GET
@requires(CustodyPerm.VIEW)
def prison_trips(request: StaffRequest, slug: str) -> HttpResponse:
    prison = get_object_or_404(estate.prisons(request.access, CustodyPerm.VIEW), slug=slug)
    if not request.access.may(CustodyPerm.VIEW, prison_id=prison.pk):
        raise Http404
    request.prison = prison
    today = timezone.localtime(request.at).date()
    day = day_asked(request.GET.get("day", ""), today)
    context = {
        "prison": prison,
        "day": day,
        "today": day == today,
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat(),
        "lines": selector.day_of(prison.pk, day, request.at),
        "tabs": tabs_of(request, prison, "trips"),
    }
    return render(request, "inmates/trips.html", context)


@require_http_methods(["GET", "POST"])
@requires(CustodyPerm.PLAN_TRIP)
def person_trip(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = visible(request, uuid)
    if not head.is_placed or not head.subject.allows(request.access, CustodyPerm.PLAN_TRIP):
        raise Http404
    officers = selector.who_can_go(head.subject.prison_id or 0, request.at)
    if request.method == "POST":
        return planned(request, head, TripForm(request.POST, at=request.at, officers=officers))
    initial = {"leaves_on": timezone.localtime(request.at).date()}
    return plan_page(request, head, TripForm(initial=initial, at=request.at, officers=officers))


def planned(request: StaffRequest, head: Head, form: TripForm) -> HttpResponse:
    made: list[Trip] = []

    def act(data: dict[str, Any]) -> None:
        kept = {key: data[key] for key in ("kind", "destination", "risk", "vehicle", "note")}
        officers = selector.users(form.in_order)
        plan = trips.Plan(leaves_at=data["leaves"], expected_return_at=data["back"], officers=officers, **kept)
        made.append(trips.plan_trip(stay=Stay(pk=head.subject.stay_id), plan=plan, by=request.user, at=request.at))

    def again(form: Form) -> HttpResponse:
        return plan_page(request, head, form)

    done = _("The trip of %(name)s is planned.") % {"name": head.name}
    return carry_out(request, form, act, done=done, to=lambda: reverse("trip", args=[made[0].pk]), again=again)


def plan_page(request: StaffRequest, head: Head, form: Form) -> HttpResponse:
    record(request, head, "act")
    return form_page(request, head, form, _("Plan a trip"))


@require_GET
@requires(CustodyPerm.VIEW)
def trip(request: StaffRequest, pk: int) -> HttpResponse:
    return trip_page(request, in_sight(request, pk))


@require_POST
@requires(CustodyPerm.DEPART)
def trip_depart(request: StaffRequest, pk: int) -> HttpResponse:
    found = allowed(request, pk, CustodyPerm.DEPART)

    def act(data: dict[str, Any]) -> None:
        trips.depart(trip=found, departed_at=data["departed"], by=request.user, at=request.at)

    form = DepartedForm(request.POST, at=request.at)
    done = _("%(person)s has left for %(place)s.") % {"person": found.stay.person.name, "place": found.destination}
    return answered(request, found, form, act, done, "leave")


@require_POST
@requires(CustodyPerm.PLAN_TRIP)
def trip_officers(request: StaffRequest, pk: int) -> HttpResponse:
    found = allowed(request, pk, CustodyPerm.PLAN_TRIP)
    form = OfficersForm(request.POST, officers=selector.who_can_go(found.prison_id, request.at))

    def act(data: dict[str, Any]) -> None:
        officers = selector.users(form.in_order)
        trips.change_officers(trip=found, officers=officers, by=request.user, at=request.at)

    return answered(request, found, form, act, _("The officers are named."), "officers")


@require_POST
@requires(CustodyPerm.PLAN_TRIP)
def trip_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    found = allowed(request, pk, CustodyPerm.PLAN_TRIP)

    def act(data: dict[str, Any]) -> None:
        trips.cancel_trip(trip=found, by=request.user, at=request.at)

    return answered(request, found, Form(request.POST), act, _("The trip is cancelled."), "cancel")


# ---- parts -------------------------------------------------------------------------------------------------------
def day_asked(text: str, today: date) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    return found if found is not None and FIRST <= found <= LAST else today


def in_sight(request: StaffRequest, pk: int) -> Trip:
    found: Trip = get_object_or_404(selector.in_sight(request.access), pk=pk)
    return found


def allowed(request: StaffRequest, pk: int, perm: CustodyPerm) -> Trip:
    found = in_sight(request, pk)
    if not visible(request, found.stay.person.uuid).subject.allows(request.access, perm):
        raise Http404
    return found


def answered(request: StaffRequest, found: Trip, form: Form, act: Any, done: str, key: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        return trip_page(request, found, {key: form}, status=422)

    return carry_out(request, form, act, done=done, to=reverse("trip", args=[found.pk]), again=again)


def trip_page(
    request: StaffRequest, found: Trip, refused: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    head = visible(request, found.stay.person.uuid)
    record(request, head, "trip")
    going = selector.officers_of(found)
    away = selector.last_of(found.absence)
    state, level, late = selector.standing(away, request.at)
    context = {
        "trip": found,
        "away": away,
        "going": going,
        "missing": max(found.escorts_needed - len(going), 0),
        "state": {"text": state, "level": level, "late": late},
        "forms": forms_of(request, found, going) | (refused or {}),
        "refused": set(refused or {}),
        "may_leave": found.is_to_come and head.subject.allows(request.access, CustodyPerm.DEPART),
        "may_plan": found.is_to_come and head.subject.allows(request.access, CustodyPerm.PLAN_TRIP),
    }
    return page(request, head, "", "inmates/trip.html", context, status=status)


def forms_of(request: StaffRequest, found: Trip, going: list[User]) -> dict[str, Form]:
    named = {"lead": going[0].pk if going else None, "others": [officer.pk for officer in going[1:]]}
    can_go = selector.who_can_go(found.prison_id, request.at)
    officers = OfficersForm(initial=named, officers=can_go, auto_id="id_officers_%s")
    return {"leave": DepartedForm(at=request.at), "officers": officers, "cancel": Form()}
