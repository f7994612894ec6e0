"""The way out: the list of a prison, the stairs of one person, what comes of a step, and what is in place."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires
from corrections.pages import posted, tabs_of
from corrections.selectors import estate
from inmates.models import Stay
from inmates.selectors.head import Head
from inmates.views.acts import carry_out
from inmates.views.person import form_page, page, record, visible
from sentencing.choices import ReleaseDomain, StepCode
from sentencing.forms.release_path import ItemForm, StepForm
from sentencing.permissions import WayOutPerm
from sentencing.selectors import way_out as selector
from sentencing.selectors import way_out_list
from sentencing.services import stairs

get_or_post = require_http_methods(["GET", "POST"])


@require_GET
@requires(WayOutPerm.VIEW)
def way_out(request: StaffRequest, slug: str) -> HttpResponse:
    """Everybody who serves here with their stairs; who comes next stands first."""
    prison = get_object_or_404(estate.prisons(request.access, WayOutPerm.VIEW), slug=slug)
    request.prison = prison
    asked = {name: request.GET.get(name, "") for name in ("unit", "ball", "page")}
    listed = way_out_list.list_of(prison.pk, request.access, request.at, **asked)
    context = {"prison": prison, "listed": listed, "tabs": tabs_of(request, prison, "way_out")}
    return render(request, "sentencing/release_path/list.html", context)


@require_GET
@requires(WayOutPerm.VIEW)
def person_way_out(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, WayOutPerm.VIEW)
    record(request, head, "way_out")
    way = selector.of_person(head.subject, request.access, request.at)
    return page(request, head, "way_out", "sentencing/release_path/person.html", {"way": way})


@get_or_post
@requires(WayOutPerm.REVIEW)
def person_step(request: StaffRequest, uuid: UUID, step: str) -> HttpResponse:
    head = allowed(request, uuid, WayOutPerm.REVIEW)
    if step not in StepCode.values or head.subject.stay_id is None:
        raise Http404
    may_decide = head.subject.allows(request.access, WayOutPerm.DECIDE)
    initial = {"seen": selector.last_said(head.subject.stay_id, step, request.at)}
    form = StepForm(posted(request), initial=initial, may_decide=may_decide)
    title = str(StepCode(step).label)

    def act(data: dict[str, Any]) -> None:
        stairs.review(stay=Stay(pk=head.subject.stay_id), step=step, by=request.user, at=request.at, **data)

    return answered(request, head, form, act, title, _("What comes of the step is written down."))


@get_or_post
@requires(WayOutPerm.PREPARE)
def person_release_item(request: StaffRequest, uuid: UUID, domain: str) -> HttpResponse:
    head = allowed(request, uuid, WayOutPerm.PREPARE)
    if domain not in ReleaseDomain.values or head.subject.stay_id is None:
        raise Http404
    owners = selector.owners(head.subject.prison_id, request.at)
    form = ItemForm(posted(request), initial=initial_of(head, domain), owners=owners)

    def act(data: dict[str, Any]) -> None:
        given = data | {"owner": selector.owner_of(data["owner"])}
        stairs.settle_item(stay=Stay(pk=head.subject.stay_id), domain=domain, by=request.user, at=request.at, **given)

    return answered(request, head, form, act, str(ReleaseDomain(domain).label), _("It is written down."))


# ---- parts ---------------------------------------------------------------------------------------------------------
def allowed(request: StaffRequest, uuid: UUID, perm: WayOutPerm) -> Head:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, perm):
        raise Http404
    return head


def initial_of(head: Head, domain: str) -> dict[str, Any]:
    item = selector.item_of(head.subject.stay_id, domain)
    if item is None:
        return {"state": "OPEN"}
    kept = {name: getattr(item, name) for name in ("state", "outside_owner", "evidence")}
    return {**kept, "owner": item.owner_id, "seen": item.changed_at.isoformat()}


def answered(request: StaffRequest, head: Head, form: Form, act: Any, title: str, done: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        record(request, head, "act")
        return form_page(request, head, form, title, _("Save"))

    to = reverse("person_way_out", args=[head.subject.uuid])
    return carry_out(request, form, act, done=done, to=to, again=again)
