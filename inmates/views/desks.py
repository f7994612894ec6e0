"""The desks of a reception: each a form that saves at once, whoever sits there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.refusals import Refusal
from corrections.rules import OSLO
from corrections.services import audit
from inmates.choices import ReceptionDesk
from inmates.forms import reception as forms
from inmates.models import Person, Reception
from inmates.permissions import CustodyPerm, ReceptionPerm
from inmates.selectors import duplicates, first_hours, receptions
from inmates.services import desks as acts
from inmates.services import receptions as service
from inmates.views.person import picture
from inmates.views.receptions import context_of, reception_of

SLUGS = {code.lower(): code for code in ReceptionDesk.values}
NEW = "new"


@dataclass(frozen=True)
class Desk:
    """How a desk asks, and what it does. ``beside``: what its page shows beside the form."""

    form: Callable[..., Any]
    act: Callable[..., Any]
    beside: Callable[..., dict[str, Any]] = lambda request, reception: {}


@require_http_methods(["GET", "POST"])
@requires(ReceptionPerm.RUN)
def reception_desk(request: StaffRequest, uuid: UUID, desk: str) -> HttpResponse:
    reception, code = at_desk(request, uuid, desk)
    state = next(d for d in receptions.desks(reception, request.access, request.at) if d.code == code)
    entry = DESKS[code]
    extra = entry.beside(request, reception)
    form = entry.form(request, reception, extra, {"seen": state.version})
    if form.is_bound and form.is_valid() and carried_out(request, reception, code, entry, form):
        return redirect(onward(request, reception, code), *where(request, reception, code))
    status = 422 if form.is_bound else 200
    context = {**context_of(request, reception), **extra, "desk": state, "form": form}
    return render(request, "inmates/reception_desk.html", context, status=status)


@require_POST
@requires(ReceptionPerm.RUN)
def reception_undo(request: StaffRequest, uuid: UUID, desk: str) -> HttpResponse:
    reception, code = at_desk(request, uuid, desk)
    seen = request.POST.get("seen", "")
    version = int(seen) if re.fullmatch(r"[0-9]{1,5}", seen) else 0
    service.undo(reception=reception, desk=code, seen=version, by=request.user, at=request.at)
    messages.success(request, _("Undone."))
    return redirect("reception", uuid)


@require_GET
@requires(ReceptionPerm.RUN)
def reception_photo(request: StaffRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """The face of somebody who may be the one at the door: whoever receives people compares, also those long gone."""
    reception = reception_of(request, uuid)
    likely = duplicates.candidates(service.ladder_of(reception.arrival), request.at)
    found = next((card for card in likely if card.uuid == person), None)
    if found is None or reception.completed_at or reception.cancelled_at:
        raise Http404
    return picture(found.person_id)


def at_desk(request: StaffRequest, uuid: UUID, slug: str) -> tuple[Reception, str]:
    """The reception and the desk. Where only those act who admit people, the act of others is 404."""
    reception = reception_of(request, uuid)
    code = SLUGS.get(slug)
    if code is None:
        raise Http404
    may = code not in receptions.NEEDS_PLACE or request.access.may(CustodyPerm.PLACE, prison_id=reception.prison_id)
    if request.method == "POST" and not may:
        raise Http404
    return reception, code


def carried_out(request: StaffRequest, reception: Reception, code: str, entry: Desk, form: Any) -> bool:
    try:
        entry.act(request, reception, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("“%(desk)s” is saved.") % {"desk": ReceptionDesk(code).label})
    return True


def onward(request: StaffRequest, reception: Reception, code: str) -> str:
    return "reception_desk" if code == "PROPERTY" and request.POST.get("description", "").strip() else "reception"


def where(request: StaffRequest, reception: Reception, code: str) -> list[Any]:
    return [reception.uuid, "property"] if onward(request, reception, code) == "reception_desk" else [reception.uuid]


# ---- who it is ---------------------------------------------------------------------------------------------------
def identity_form(request: StaffRequest, reception: Reception, extra: dict[str, Any], initial: dict[str, Any]) -> Any:
    choices = [(str(card.uuid), card.name) for card in extra["cards"]] + [
        (NEW, _("Somebody who is not in the register"))
    ]
    return forms.IdentityForm(sent(request), choices=choices, initial=initial)


def identity_extra(request: StaffRequest, reception: Reception) -> dict[str, Any]:
    cards = duplicates.candidates(service.ladder_of(reception.arrival), request.at) if not reception.stay_id else []
    record_looks(request, cards)
    return {"cards": cards}


def record_looks(request: StaffRequest, cards: list[duplicates.Card]) -> None:
    """Whoever compares two records has looked at both."""
    for card in cards:
        person = Person(pk=card.person_id)
        audit.record_read(by=request.user, at=request.at, subject=person, what="person.compared", request_id=request.id)


def identity_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    uuid = form.cleaned_data["who"]
    acts.identify_as(reception=reception, uuid=uuid if uuid != NEW else "", seen=form.version, **by(request))


# ---- the others --------------------------------------------------------------------------------------------------
def basis_form(request: StaffRequest, reception: Reception, extra: dict[str, Any], initial: dict[str, Any]) -> Any:
    announced = {"legal_status": reception.arrival.legal_status or "REMAND", "authority": reception.arrival.basis}
    return forms.BasisForm(sent(request), initial=initial | announced)


def basis_extra(request: StaffRequest, reception: Reception) -> dict[str, Any]:
    return {"basis": receptions.basis_of(reception)}


def basis_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    data = {key: form.cleaned_data[key] for key in ("document_seen", "legal_status", "authority", "decided_on")}
    service.admit(reception=reception, seen=form.version, **data, **by(request))


def photo_form(request: StaffRequest, reception: Reception, extra: dict[str, Any], initial: dict[str, Any]) -> Any:
    return forms.PhotoForm(sent(request), request.FILES or None, initial=initial)


def photo_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    taken_on = request.at.astimezone(OSLO).date()
    upload = form.cleaned_data["photo"]
    acts.take_photo(reception=reception, upload=upload, taken_on=taken_on, seen=form.version, **by(request))


def property_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    data = {key: value for key, value in form.cleaned_data.items() if key != "seen"}
    acts.receive_thing(reception=reception, seen=form.version, **data, **by(request))


def property_extra(request: StaffRequest, reception: Reception) -> dict[str, Any]:
    return {"things": receptions.things_of(reception)}


def language_form(request: StaffRequest, reception: Reception, extra: dict[str, Any], initial: dict[str, Any]) -> Any:
    known = receptions.languages_of(reception)
    return forms.LanguageForm(sent(request), initial=initial | known, known=known["languages"])


def language_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    data = {key: form.cleaned_data[key] for key in ("languages", "needs_interpreter")}
    acts.set_languages(reception=reception, seen=form.version, **data, **by(request))


def talk_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    acts.talked(reception=reception, said_yes=form.cleaned_data["said_yes"], seen=form.version, **by(request))


def hours_extra(request: StaffRequest, reception: Reception) -> dict[str, Any]:
    return {"hours": first_hours.hours(reception.stay_id, request.at) if reception.stay_id else []}


def hours_form(request: StaffRequest, reception: Reception, extra: dict[str, Any], initial: dict[str, Any]) -> Any:
    choices = [(hour.item, hour.text) for hour in extra["hours"] if hour.tickable]
    return forms.HoursForm(sent(request), choices=choices, initial=initial)


def hours_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    acts.tick(reception=reception, items=form.cleaned_data["items"], **by(request))


def cell_act(request: StaffRequest, reception: Reception, form: Any) -> None:
    acts.give_kept_bed(reception=reception, **by(request))


def plain(form: type[forms.DeskForm]) -> Callable[..., Any]:
    return lambda request, reception, extra, initial: form(sent(request), initial=initial)


def sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def by(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.user, "at": request.at}


DESKS: dict[str, Desk] = {
    "IDENTITY": Desk(identity_form, identity_act, identity_extra),
    "BASIS": Desk(basis_form, basis_act, basis_extra),
    "PHOTO": Desk(photo_form, photo_act),
    "PROPERTY": Desk(plain(forms.PropertyForm), property_act, property_extra),
    "LANGUAGE": Desk(language_form, language_act),
    "RISK": Desk(plain(forms.TalkForm), talk_act),
    "HOURS": Desk(hours_form, hours_act, hours_extra),
    "CELL": Desk(plain(forms.DeskForm), cell_act),
}
