"""The counting screen: the page, what the tablet sends, the same by hand without scripts, and handing in."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from corrections.access import StaffRequest, requires
from inmates.permissions import BoardPerm
from security.choices import CountState, EventKind
from security.forms.taps import BadTaps, read_taps
from security.models import Count
from security.permissions import CountPerm
from security.rules.marks import Tap
from security.selectors import round as rounds
from security.selectors import round_page
from security.services import counting

UNDO = "undo:"
WORKER = "security/count_worker.js"
SCOPE = "/counts/"
MOST_DIGITS = 15
TAPPED = (EventKind.SEEN, EventKind.MISSING, EventKind.FOUND, EventKind.ACCOUNTED)


@require_GET
@requires(CountPerm.VIEW)
def count_round(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Everyone in the order of the building. ``line`` and ``after`` choose whom the dock shows, without scripts."""
    count = find(request, uuid, CountPerm.VIEW)
    here = rounds.load(count, request.user, request.at)
    asked, after = number(request, "line"), number(request, "after")
    context = round_page.page_of(here, request.user, request.access, request.at, line=asked, after=after)
    response = render(request, "security/round.html", {**context, "scope": SCOPE, "leads": way_back(request, count)})
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@requires(CountPerm.TAKE)
def count_events(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Taps from the tablet, as often as it likes to send them."""
    count = find(request, uuid, CountPerm.TAKE)
    try:
        taps = read_taps(request.body)
    except BadTaps:
        return HttpResponseBadRequest("taps")
    receipt = counting.receive(count=count, events=taps, by=request.user, at=request.at)
    return JsonResponse(
        {
            "ok": [str(pk) for pk in receipt.ok],
            "refused": [{"id": str(pk), "message": str(message)} for pk, message in receipt.refused],
            "state": receipt.state,
            "at": int(request.at.timestamp() * 1000),
            "moved": rounds.last_moved(count),
        }
    )


@require_POST
@requires(CountPerm.TAKE)
def count_tap(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One tap from a form. ``undo:12`` takes back the last one on line 12."""
    count = find(request, uuid, CountPerm.TAKE)
    kind, line = request.POST.get("kind", ""), request.POST.get("line", "")
    if kind.startswith(UNDO):
        kind, line = EventKind.UNDO, kind.removeprefix(UNDO)
    home = redirect("count_difference" if count.state == CountState.DISCREPANCY else "count_round", count.uuid)
    if kind in (*TAPPED, EventKind.UNDO) and line.isdecimal():
        tap_once(request, count, kind, int(line))
        asked = "line" if kind == EventKind.UNDO else "after"
        home["Location"] += f"?{asked}={line}"
    return home


@require_GET
@requires(CountPerm.VIEW)
def count_worker(request: StaffRequest) -> HttpResponse:
    """The script that keeps the round on the tablet. It may look after the counts and nothing else."""
    return worker(request, SCOPE)


# ---- parts -----------------------------------------------------------------------------------------------------
def worker(request: StaffRequest, scope: str) -> HttpResponse:
    response = render(request, WORKER, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = scope
    response["Cache-Control"] = "private, no-cache"
    return response


def way_back(request: StaffRequest, count: Count) -> dict[str, str]:
    """To the board of the unit; whoever may not open that, such as an inspector, comes from the count itself."""
    if request.access.may(BoardPerm.VIEW, unit_id=count.unit_id):
        return {"href": reverse("board", args=[count.unit_id]), "text": gettext("Board")}
    return {"href": reverse("count", args=[count.uuid]), "text": gettext("The count")}


def find(request: StaffRequest, uuid: UUID, perm: CountPerm) -> Count:
    try:
        count = rounds.find(uuid, request.access, perm)
    except rounds.NoSuchCount:
        raise Http404 from None
    request.unit, request.prison = count.unit, count.unit.prison
    return count


def tap_once(request: StaffRequest, count: Count, kind: str, line: int) -> None:
    """A form that is sent twice is one tap: its id came with the page."""
    try:
        pk = UUID(request.POST.get("id", ""))
    except ValueError:
        pk = uuid4()
    signs = kind in (EventKind.SEEN, EventKind.FOUND)
    seq = rounds.last_seq(count, request.user) + 1
    tap = Tap(id=pk, seq=seq, kind=kind, line=line, signs=signs, at=request.at)
    receipt = counting.receive(count=count, events=[tap], by=request.user, at=request.at)
    for _id, message in receipt.refused:
        messages.error(request, str(message))


def number(request: StaffRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
