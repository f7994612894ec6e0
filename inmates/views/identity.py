"""Which numbers somebody has and what their stay rests on: registered, and put right when it was wrong."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, requires
from corrections.refusals import Conflict
from inmates.forms.identity import CorrectLegalBasisForm, CorrectNumberForm, HitsForm, LegalBasisForm, NumberForm
from inmates.permissions import CustodyPerm, PersonPerm, ReceptionPerm
from inmates.selectors import care as selector
from inmates.selectors import legal_basis as basis_of
from inmates.selectors import numbers as number_of
from inmates.selectors.head import Head
from inmates.services import legal_basis, numbers, people, placements
from inmates.views.care import allowed, answer, sent
from inmates.views.person import record

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(PersonPerm.EDIT)
def person_number(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = may_edit_numbers(request, uuid)
    person = selector.person_of(head.subject)

    def act(form: NumberForm) -> None:
        data = form.cleaned_data
        try:
            people.add_identifier(person=person, **data, by=request.user, at=request.at)
        except Conflict:
            show_hits(request, head, form, data["kind"])
            raise

    done = gettext_lazy("The number is registered.")
    return answer(request, head, NumberForm(sent(request)), act, gettext_lazy("Register a number"), done)


@get_or_post
@requires(PersonPerm.EDIT)
def person_number_correct(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = may_edit_numbers(request, uuid)
    number = number_of.standing(head.subject.person_id, pk)
    if number is None:
        raise Http404

    def act(form: CorrectNumberForm) -> None:
        said = {"value": form.cleaned_data["value"], "reason": form.cleaned_data["reason"], "was_wrong": form.was_wrong}
        try:
            numbers.correct_identifier(identifier=number, **said, by=request.user, at=request.at)
        except Conflict:
            show_hits(request, head, form, number.kind)
            raise

    done = gettext_lazy("The number is corrected.")
    return answer(request, head, CorrectNumberForm(sent(request)), act, number_of.title(number), done)


@get_or_post
@requires(CustodyPerm.LEGAL)
def person_legal(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.LEGAL)
    if head.subject.stay_id is None:
        raise Http404

    def act(form: LegalBasisForm) -> None:
        said = {"kind": form.cleaned_data["kind"], "basis": form.cleaned_data["basis"]}
        stay, begins = selector.stay_of(head.subject), form.cleaned_data["begins"]
        placements.change_legal_status(stay=stay, **said, since_at=begins, by=request.user, at=request.at)

    form, done = LegalBasisForm(sent(request), at=request.at), gettext_lazy("The legal basis is registered.")
    return answer(request, head, form, act, gettext_lazy("Register a new legal basis"), done)


@get_or_post
@requires(CustodyPerm.LEGAL)
def person_legal_correct(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.LEGAL)
    status = basis_of.status_of(head.subject.stay_id, pk)
    if status is None:
        raise Http404

    def act(form: CorrectLegalBasisForm) -> None:
        said = {name: form.cleaned_data[name] for name in ("kind", "basis", "reason", "seen")}
        begins = form.cleaned_data["begins"]
        legal_basis.correct_legal_status(status=status, **said, begins_at=begins, by=request.user, at=request.at)

    form = CorrectLegalBasisForm(sent(request), at=request.at, status=status, seen=basis_of.seen_of(status))
    done = gettext_lazy("The legal basis is corrected.")
    return answer(request, head, form, act, gettext_lazy("Correct the legal basis"), done)


# ---- parts -----------------------------------------------------------------------------------------------------
def may_edit_numbers(request: StaffRequest, uuid: UUID) -> Head:
    """Who may change the person and see the numbers; that they were looked at is written down."""
    head = allowed(request, uuid, PersonPerm.EDIT)
    if not head.subject.allows(request.access, PersonPerm.VIEW_NUMBERS):
        raise Http404
    record(request, head, "panel.numbers")
    return head


def show_hits(request: StaffRequest, head: Head, form: HitsForm, kind: str) -> None:
    value = form.cleaned_data["value"]
    form.hits = number_of.holders(kind, value, head.subject.person_id, request.access, request.at)
    form.may_merge = request.access.may(ReceptionPerm.MERGE)
