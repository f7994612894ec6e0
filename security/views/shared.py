"""What the pages of a unit's handover have in common: which unit, and which handover."""

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from corrections.access import StaffRequest
from corrections.models import Unit
from corrections.selectors import estate
from security.rules.handover import Slot
from security.selectors import handovers


def unit_of(request: StaffRequest, pk: int, perm: StrEnum) -> Unit:
    """Forbidden to who holds ``perm`` nowhere; for the others a unit where they do not hold it is not there."""
    if not request.access.may(perm):
        raise PermissionDenied
    unit = get_object_or_404(estate.units(request.access, perm), pk=pk)
    request.unit, request.prison = unit, unit.prison
    return unit


def slot_of(request: StaffRequest, text: str) -> Slot:
    """The handover that is named; the one at hand when none is."""
    if not text:
        return handovers.slot_now(request.at)
    slot = handovers.slot_named(text, request.at)
    if slot is None:
        raise Http404
    return slot
