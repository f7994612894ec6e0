"""Who a person is, corrected after the reception: the name, whom to call, and what has happened of the first hours."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from inmates.forms.details import KinForm, NameForm
from inmates.permissions import PersonPerm, ReceptionPerm
from inmates.selectors import care as selector
from inmates.selectors import person as boxes
from inmates.services import first_hours, people
from inmates.views.care import allowed, answer, sent

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(PersonPerm.EDIT)
def person_name(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PersonPerm.EDIT)
    person = selector.person_of(head.subject)

    def act(form: NameForm) -> None:
        people.change_name(person=person, by=request.user, at=request.at, **form.cleaned_data)

    standing = {"seen": person.version, "family_name": person.family_name, "given_name": person.given_name}
    form = NameForm(sent(request), initial=standing)
    return answer(request, head, form, act, gettext_lazy("Change the name"), gettext_lazy("The name is changed."))


@get_or_post
@requires(PersonPerm.EDIT)
def person_kin(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PersonPerm.EDIT)
    person = selector.person_of(head.subject)

    def act(form: KinForm) -> None:
        people.set_next_of_kin(person=person, kin=form.kin, seen=form.ids, by=request.user, at=request.at)

    form = KinForm(sent(request), standing=boxes.listed_kin(person.pk))
    return answer(request, head, form, act, gettext_lazy("Whom to call"), gettext_lazy("The list is saved."))


@require_POST
@requires(ReceptionPerm.RUN)
def person_first_hours(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One thing of the first hours has been done, said from the person's page."""
    head = allowed(request, uuid, ReceptionPerm.RUN)
    stay = selector.stay_of(head.subject)
    first_hours.tick(stay=stay, items=[request.POST.get("item", "")], by=request.user, at=request.at)
    messages.success(request, _("It is ticked off."))
    return redirect("person", uuid)
