"""An identity number that is wrong, or is another by now: the old one ends with its reason, the right one follows."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.periods import since
from corrections.refusals import Conflict, explained
from corrections.services import audit
from inmates.models import Identifier
from inmates.services.endings import end
from inmates.services.people import PersonRefused, judged, lock, refuse_number_of_another


@explained()
@transaction.atomic
def correct_identifier(
    *, identifier: Identifier, value: str, was_wrong: bool, reason: str, by: User, at: datetime
) -> Identifier | None:
    """The number ends now; with a ``value`` the right one of the same kind begins, and the old one points to it.

    ``was_wrong``: it never was this person's, so it no longer counts where people are compared. Raises
    ``PersonRefused`` with what is wrong with the new one, ``Conflict`` when it is another's or somebody was first.
    """
    person = lock(identifier.person)
    old = Identifier.objects.select_for_update().get(pk=identifier.pk)
    if old.during.upper is not None:
        raise Conflict(_("The number has ended already."), code="already_ended")
    why = " ".join(reason.split())
    if not why:
        raise PersonRefused(_("Write why the number is wrong."), code="no_reason")
    checked = judged(old.kind, value, at) if value.strip() else ""
    if checked == old.value:
        raise PersonRefused(_("The person has this number already."), code="same_number")
    if checked:
        refuse_number_of_another(person, old.kind, checked, at)
    end(old, at)
    old.was_wrong, old.why_ended = was_wrong, why
    old.save(update_fields=["during", "was_wrong", "why_ended"])
    new = None
    if checked:
        new = Identifier.objects.create(person=person, kind=old.kind, value=checked, during=since(at))
        old.superseded_by = new
        old.save(update_fields=["superseded_by"])
    audit.record_write(
        by=by,
        at=at,
        act="inmates.correct_identifier",
        subject=old,
        detail={"person": person.pk, "kind": old.kind, "was_wrong": was_wrong, "by": new.pk if new else None},
    )
    return new
