"""What the tablet sends of the rounds after it was without a network, and the script that keeps the page on it."""

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from corrections.access import StaffRequest, requires
from security.forms.looks import read_looks
from security.forms.taps import BadTaps
from security.models import Observation
from security.permissions import RoundPerm
from security.selectors import observed
from security.services import looks
from security.views.round import worker
from security.views.shared import unit_of

SCOPE = "/units/"


@require_POST
@requires(RoundPerm.CHECK)
def rounds_events(request: StaffRequest, pk: int) -> HttpResponse:
    """Looks from the tablet, as often as it likes to send them."""
    unit_of(request, pk, RoundPerm.CHECK)
    try:
        sent = read_looks(request.body)
    except BadTaps:
        return HttpResponseBadRequest("looks")

    def find(door: int) -> Observation | None:
        try:
            return observed.find(door, request.access, RoundPerm.CHECK)[0]
        except observed.NoSuchObservation:
            return None

    receipt = looks.receive(looks=sent, find=find, by=request.user, at=request.at)
    refused = [{"id": str(event), "message": message} for event, message in receipt.refused]
    at = int(request.at.timestamp() * 1000)
    return JsonResponse({"ok": [str(event) for event in receipt.ok], "refused": refused, "at": at})


@require_GET
@requires(RoundPerm.VIEW)
def rounds_worker(request: StaffRequest) -> HttpResponse:
    """The script that keeps the rounds of a unit on the tablet; each page takes it for its own address alone."""
    return worker(request, SCOPE)
