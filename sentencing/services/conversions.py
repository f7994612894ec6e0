"""What is paid of a fine, or served of a community sentence: it shortens the days that stand in for it at once."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.services import audit
from sentencing.models import Fulfilled, Judgment
from sentencing.services import watch
from sentencing.services.judgments import SentenceRefused, lock


@explained()
@transaction.atomic
def note_fulfilled(*, judgment: Judgment, amount: int, on: date, document: str, by: User, at: datetime) -> Fulfilled:
    """Kroner paid, or hours served, until the day ``on``. The clock of the full term goes with it.

    Raises ``SentenceRefused`` for a day to come or before the judgment, for more than was imposed, and for a judgment
    that says no kroner and no hours; ``Conflict`` when it is entered already.
    """
    stay = lock(judgment.stay, at)
    if on > timezone.localtime(at).date():
        raise SentenceRefused(_("The day lies in the future. Check it."), code="future")
    if not judgment.amount:
        raise SentenceRefused(
            _("The judgment says neither kroner nor hours, so nothing can be counted in proportion."), code="no_amount"
        )
    entry = Fulfilled.objects.create(
        judgment=judgment, amount=amount, on=on, document=document.strip(), registered_at=at, registered_by=by
    )
    audit.record_write(by=by, at=at, act="sentencing.note_fulfilled", subject=entry, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return entry


@explained()
@transaction.atomic
def annul_fulfilled(*, entry: Fulfilled, why: str, by: User, at: datetime) -> Fulfilled:
    """The entry was wrong: its days are to be served again. Raises ``Conflict`` where it is annulled already."""
    stay = lock(entry.judgment.stay, at)
    entry = Fulfilled.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.annulled_at is not None:
        raise Conflict(_("The entry is annulled already."), code="annulled")
    entry.annulled_at, entry.annulled_by, entry.annulled_why = at, by, why.strip()
    entry.save(update_fields=["annulled_at", "annulled_by", "annulled_why"])
    audit.record_write(by=by, at=at, act="sentencing.annul_fulfilled", subject=entry, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return entry
