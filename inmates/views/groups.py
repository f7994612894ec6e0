"""Groups of people: the list, one group with its members and rivals, and what is done with them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import form_page, posted, shown_on
from corrections.refusals import Refusal
from inmates.forms.meetings import GroupForm, GroupsApartForm, MemberForm, ReviewForm
from inmates.models import SecurityGroup
from inmates.permissions import MeetingPerm
from inmates.selectors import care
from inmates.selectors import groups as selector
from inmates.services import apart_reviews, groups

get_or_post = require_http_methods(["GET", "POST"])
FORM = "corrections/form.html"


@require_GET
@requires(MeetingPerm.VIEW_GROUPS)
def group_list(request: StaffRequest) -> HttpResponse:
    may = request.access.may(MeetingPerm.KEEP_GROUPS)
    return render(request, "inmates/groups.html", {"groups": selector.every_group(), "may_keep": may})


@require_GET
@requires(MeetingPerm.VIEW_GROUPS)
def group(request: StaffRequest, pk: int) -> HttpResponse:
    found = group_or_404(pk)
    context = {
        "group": found,
        "members": selector.members(found, request.access),
        "rivals": selector.rivals(found),
        "may_keep": request.access.may(MeetingPerm.KEEP_GROUPS),
    }
    return render(request, "inmates/group.html", context)


@get_or_post
@requires(MeetingPerm.KEEP_GROUPS)
def group_new(request: StaffRequest) -> HttpResponse:
    form = GroupForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            made = groups.register(**form.cleaned_data, by=request.user, at=request.at)
            return redirect("group", made.pk)
    title = _("Register a group")
    return form_page(request, FORM, form, submit=_("Save"), back=reverse("groups"), title=title, place=_("Groups"))


@get_or_post
@requires(MeetingPerm.KEEP_GROUPS)
def group_member(request: StaffRequest, pk: int) -> HttpResponse:
    found, form = group_or_404(pk), MemberForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            person = care.person_by_number(form.cleaned_data["number"], request.access)
            if person is None:
                raise groups.GroupRefused(_("Nobody in sight has that number. Check it."), code="nobody")
            basis = form.cleaned_data["basis"]
            groups.join(group=found, person=person, basis=basis, by=request.user, at=request.at)
            return redirect("group", pk)
    back, title = reverse("group", args=[pk]), _("Somebody belongs to the group")
    return form_page(request, FORM, form, submit=_("Save"), back=back, title=title, place=found)


@get_or_post
@requires(MeetingPerm.KEEP_GROUPS)
def group_apart(request: StaffRequest, pk: int) -> HttpResponse:
    found = group_or_404(pk)
    form = GroupsApartForm(posted(request), groups=selector.groups_besides(pk))
    if form.is_valid():
        with shown_on(form):
            data = form.cleaned_data
            other, scope, day = group_or_404(data["other"]), data["scope"], data["review_on"]
            groups.keep_apart(group=found, other=other, scope=scope, review_on=day, by=request.user, at=request.at)
            return redirect("group", pk)
    back, title = reverse("group", args=[pk]), _("Keep two groups apart")
    return form_page(request, FORM, form, submit=_("Save"), back=back, title=title, place=found)


@get_or_post
@requires(MeetingPerm.KEEP_GROUPS)
def group_apart_review(request: StaffRequest, pk: int) -> HttpResponse:
    thing, form = selector.apart_of(pk), ReviewForm(posted(request))
    if thing is None:
        raise Http404
    if form.is_valid():
        with shown_on(form):
            apart_reviews.review(thing=thing, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("group", thing.first_id)
    back, title = reverse("group", args=[thing.first_id]), _("Must these groups still not meet?")
    return form_page(request, FORM, form, submit=_("Save"), back=back, title=title, place=thing.first)


@require_POST
@requires(MeetingPerm.KEEP_GROUPS)
def membership_end(request: StaffRequest, pk: int) -> HttpResponse:
    found = selector.membership_of(pk, request.access)
    if found is None:
        raise Http404
    try:
        groups.leave(membership=found, by=request.user, at=request.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("group", found.group_id)


def group_or_404(pk: int) -> SecurityGroup:
    found = selector.group_of(pk)
    if found is None:
        raise Http404
    return found
