"""Working out the dates of a stay and confirming them: one person works them out, another one confirms."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.services import audit
from inmates.models import Stay
from sentencing import words
from sentencing.calculation import as_json, basis_of, dates_of, digest_of, in_order
from sentencing.models import Calculation, Judgment, NotCounted
from sentencing.rules.terms import TermRefused
from sentencing.services import second_person, watch
from sentencing.services.judgments import SentenceRefused, lock


@explained()
@transaction.atomic
def work_out(*, stay: Stay, reason: str, by: User, at: datetime) -> Calculation:
    """The dates that follow from what is entered now, to be confirmed by somebody else.

    Raises ``SentenceRefused`` where no judgment is entered or the numbers do not fit, ``Conflict`` where dates wait
    already or nothing has changed since the last confirmed ones.
    """
    stay = lock(stay, at)
    judgments, left_out, admitted_on = material(stay)
    if not judgments:
        raise SentenceRefused(_("No judgment is entered, so there are no dates to work out."), code="no_judgment")
    today = timezone.localtime(at).date()
    basis = basis_of(judgments, left_out, admitted_on, on=today)
    digest = digest_of(basis)
    if Calculation.objects.filter(stay=stay, confirmed_at__isnull=True, withdrawn_at__isnull=True).exists():
        raise Conflict(_("New dates wait to be confirmed already. Look at them first."), code="waiting")
    if latest_digest(stay) == digest:
        raise Conflict(_("Nothing has changed since the dates were confirmed."), code="unchanged")
    try:
        dates = dates_of(judgments, admitted_on, on=today)
    except TermRefused as refusal:
        raise SentenceRefused(words.sentence(refusal), code=refusal.code, source=refusal.source) from refusal
    calculation = Calculation.objects.create(
        stay=stay,
        number=Calculation.objects.filter(stay=stay).count() + 1,
        reason=reason.strip(),
        basis=basis,
        digest=digest,
        rule_version=basis["rule_version"],
        steps=[as_json(step) for step in dates.steps],
        start=dates.start,
        full=dates.full,
        earliest_probation=dates.probation,
        remaining_days=dates.remaining_days,
        is_eligible=dates.eligible,
        minimum_reached=dates.minimum_reached,
        frame_expires=dates.frame_expires,
        extension_filed_by=dates.extension_filed_by,
        made_at=at,
        made_by=by,
    )
    record("sentencing.work_out_dates", calculation, by, at)
    second_person.call(stay_ids=[calculation.stay_id], by=by, at=at)
    return calculation


@explained()
@transaction.atomic
def confirm(*, calculation: Calculation, by: User, at: datetime) -> Calculation:
    """A second person has looked and says so. From now these are the dates of the stay.

    Raises ``SentenceRefused`` for who worked them out, ``Conflict`` where they do not wait any more, or where a
    judgment or a day that does not count has come or gone since.
    """
    stay = lock(calculation.stay, at)
    calculation = waiting(calculation)
    if by.pk == calculation.made_by_id:
        raise SentenceRefused(
            _("You worked out these dates. A colleague confirms them, signed in with their own account."),
            code="same_person",
        )
    if digest_of(basis_of(*material(stay), on=timezone.localtime(at).date())) != calculation.digest:
        raise Conflict(
            _("Something was entered after these dates were worked out. Withdraw them, and work them out anew."),
            code="overtaken",
        )
    calculation.confirmed_at, calculation.confirmed_by = at, by
    calculation.save(update_fields=["confirmed_at", "confirmed_by"])
    record("sentencing.confirm_dates", calculation, by, at)
    second_person.call(stay_ids=[calculation.stay_id], by=by, at=at)
    return calculation


@explained()
@transaction.atomic
def withdraw(*, calculation: Calculation, why: str, by: User, at: datetime) -> Calculation:
    """Dates that wait are not to be used: a number was wrong, or something came in between."""
    lock(calculation.stay, at)
    calculation = waiting(calculation)
    calculation.withdrawn_at, calculation.withdrawn_by, calculation.withdrawn_why = at, by, why.strip()
    calculation.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    record("sentencing.withdraw_dates", calculation, by, at)
    second_person.call(stay_ids=[calculation.stay_id], by=by, at=at)
    return calculation


# ---- days that do not count ----------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def leave_out(*, stay: Stay, reason: str, first: date, last: date, document: str, by: User, at: datetime) -> NotCounted:
    """The days from ``first`` to ``last``, both of them, do not count as served (fskr. s. 3-3).

    Raises ``SentenceRefused`` for days that are not over or lie before the stay, for an interruption of preventive
    detention or remand (by PostgreSQL); ``Conflict`` where a day is left out already.
    """
    stay = lock(stay, at)
    today = timezone.localtime(at).date()
    if last >= today:
        raise SentenceRefused(_("Only days that are over can be left out. Enter them when they are."), code="future")
    if last < first:
        raise SentenceRefused(_("The days end before they begin. Check the dates."), code="ends_before")
    if first < timezone.localtime(stay.during.lower).date():
        raise SentenceRefused(_("The days begin before the person came here. Check the dates."), code="before_stay")
    entry = NotCounted.objects.create(
        stay=stay,
        reason=reason,
        days=(first, date.fromordinal(last.toordinal() + 1)),
        document=document.strip(),
        registered_at=at,
        registered_by=by,
    )
    entry.refresh_from_db()
    audit.record_write(by=by, at=at, act="sentencing.leave_out_days", subject=entry, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return entry


@explained()
@transaction.atomic
def annul_days(*, entry: NotCounted, why: str, by: User, at: datetime) -> NotCounted:
    """The entry was wrong: its days count again. Raises ``Conflict`` where it is annulled already."""
    stay = lock(entry.stay, at)
    entry = NotCounted.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.annulled_at is not None:
        raise Conflict(_("The entry is annulled already."), code="annulled")
    entry.annulled_at, entry.annulled_by, entry.annulled_why = at, by, why.strip()
    entry.save(update_fields=["annulled_at", "annulled_by", "annulled_why"])
    audit.record_write(by=by, at=at, act="sentencing.annul_days", subject=entry, detail={"stay": stay.pk})
    watch.watch_stays(stay_ids=[stay.pk], by=by, at=at)
    return entry


# ---- parts -----------------------------------------------------------------------------------------------------
def material(stay: Stay) -> tuple[Sequence[Judgment], Sequence[NotCounted], date]:
    """What the dates rest on now: judgments, days that do not count, the day of admission."""
    judgments = list(in_order(Judgment.objects.filter(stay=stay)))
    left_out = list(NotCounted.objects.filter(stay=stay, annulled_at__isnull=True).order_by("days", "pk"))
    return judgments, left_out, timezone.localtime(stay.during.lower).date()


def latest_digest(stay: Stay) -> str:
    confirmed = Calculation.objects.filter(stay=stay, confirmed_at__isnull=False).order_by("-number")
    return next(iter(confirmed.values_list("digest", flat=True)[:1]), "")


def waiting(calculation: Calculation) -> Calculation:
    calculation = Calculation.objects.select_for_update(of=("self",)).get(pk=calculation.pk)
    if not calculation.is_waiting:
        raise Conflict(_("These dates do not wait any more. Look at them again."), code="not_waiting")
    return calculation


def record(act: str, calculation: Calculation, by: User, at: datetime) -> None:
    detail = {"stay": calculation.stay_id, "number": calculation.number}
    audit.record_write(by=by, at=at, act=act, subject=calculation, detail=detail)
