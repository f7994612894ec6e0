"""Who must not meet: what stands in a prison, reviews, and letting two meet after all."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires
from corrections.pages import tabs_of
from corrections.selectors import estate
from inmates.forms.meetings import AllowForm, ReviewForm
from inmates.permissions import CustodyPerm, MeetingPerm
from inmates.selectors import care as selector
from inmates.selectors import together
from inmates.services import apart_reviews, meetings
from inmates.views.care import allowed, answer, sent

get_or_post = require_http_methods(["GET", "POST"])
DONE = gettext_lazy("It is looked at. What you wrote stands.")


@require_GET
@requires(CustodyPerm.VIEW_APART)
def apart(request: StaffRequest, slug: str) -> HttpResponse:
    prison = get_object_or_404(estate.prisons(request.access, CustodyPerm.VIEW_APART), slug=slug)
    if not request.access.may(CustodyPerm.VIEW_APART, prison_id=prison.pk):
        raise Http404
    request.prison = prison
    context = {
        "prison": prison,
        "tabs": tabs_of(request, prison, "apart"),
        "together": together.lines(prison.pk, request.at, request.access),
        "reviews": together.reviews(prison.pk, request.at),
        "may_review": request.access.may(CustodyPerm.KEEP_APART),
        "may_groups": request.access.may(MeetingPerm.VIEW_GROUPS),
    }
    return render(request, "inmates/apart.html", context)


@get_or_post
@requires(CustodyPerm.KEEP_APART)
def person_apart_end(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.KEEP_APART)
    thing, form = selector.pair_of(head.subject, pk), ReviewForm(sent(request))
    if thing is None:
        raise Http404

    def act(form: Any) -> None:
        apart_reviews.review(thing=thing, **form.cleaned_data, by=request.user, at=request.at)

    return answer(request, head, form, act, gettext_lazy("Must they still not meet?"), DONE)


@get_or_post
@requires(CustodyPerm.ALERT)
def person_alert_review(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.ALERT)
    thing, form = selector.alert_of(head.subject, pk), ReviewForm(sent(request))
    if thing is None:
        raise Http404

    def act(form: Any) -> None:
        apart_reviews.review(thing=thing, **form.cleaned_data, by=request.user, at=request.at)

    return answer(request, head, form, act, gettext_lazy("Does the alert still stand?"), DONE)


@get_or_post
@requires(MeetingPerm.ALLOW)
def person_apart_allow(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, MeetingPerm.ALLOW)
    if not head.is_placed:
        raise Http404

    def act(form: AllowForm) -> None:
        stay, data = selector.stay_of(head.subject), form.cleaned_data
        other = selector.stay_by_number(data["number"], request.access)
        if other is None:
            raise meetings.MeetingRefused(gettext_lazy("Nobody in sight has that number. Check it."), code="nobody")
        said = {key: data[key] for key in ("kind", "reason", "measures")}
        meetings.allow(stay=stay, other=other, start=request.at, end=form.end, **said, by=request.user, at=request.at)

    title, done = (
        gettext_lazy("Let two meet after all"),
        gettext_lazy("They may meet until then. Your decision stands."),
    )
    return answer(request, head, AllowForm(sent(request)), act, title, done)
