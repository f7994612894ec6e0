"""Mapping of needs (BRIK): a written consent first, what was found, and nothing left when the consent is withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.choices import CompetenceKind
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit, competences
from inmates.models import Stay
from sentencing.choices import Need, Partner, PlanArea
from sentencing.models import NeedsConsent, NeedsFinding, PlanPartner
from sentencing.services.judgments import lock

Found = tuple[PlanArea | str, Need | str, str]


class NeedsRefused(Refusal):
    code = "needs_refused"


@explained()
@transaction.atomic
def give_consent(*, stay: Stay, given_on: date, covers_outside: bool, by: User, at: datetime) -> NeedsConsent:
    """The person consents in writing. A refusal is not written down anywhere: it costs nothing."""
    stay = lock(stay, at)
    refuse_future(given_on, at)
    made = NeedsConsent.objects.create(
        stay=stay, given_on=given_on, covers_outside=covers_outside, recorded_at=at, recorded_by=by
    )
    record("sentencing.consent_to_mapping", made, by, at)
    return made


@explained()
@transaction.atomic
def withdraw_consent(*, consent: NeedsConsent, by: User, at: datetime) -> int:
    """The consent is taken back, and what was mapped is erased at once. Returns how much that was."""
    lock(consent.stay, at)
    consent = held(consent)
    consent.withdrawn_on, consent.withdrawn_by = timezone.localtime(at).date(), by
    consent.save()
    erased = 0
    for finding in consent.findings.order_by("pk"):
        finding.delete()
        erased += 1
    record("sentencing.withdraw_consent_to_mapping", consent, by, at)
    return erased


@explained()
@transaction.atomic
def map_needs(*, consent: NeedsConsent, found: Sequence[Found], by: User, at: datetime) -> list[NeedsFinding]:
    """What was found in the areas that were talked of. Only an approved mapper does it (norway.md 13)."""
    lock(consent.stay, at)
    consent = held(consent)
    competences.require(by, CompetenceKind.NEEDS_MAPPING, at)
    if not found:
        raise NeedsRefused(_("Nothing is filled in. Choose at least one area."), code="empty")
    if any(area == PlanArea.HEALTH and words.strip() for area, _need, words in found):
        raise NeedsRefused(
            _("Of health write only that the health service follows it up. The rest belongs to them."), code="health"
        )
    made = [
        NeedsFinding.objects.create(
            consent=consent, area=str(area), need=str(need), words=words.strip(), found_at=at, found_by=by
        )
        for area, need, words in found
    ]
    record("sentencing.map_needs", consent, by, at)
    return made


@explained()
@transaction.atomic
def add_partner(
    *, stay: Stay, agency: Partner | str, name: str, in_group: bool, joined_on: date, by: User, at: datetime
) -> PlanPartner:
    stay = lock(stay, at)
    refuse_future(joined_on, at)
    made = PlanPartner.objects.create(
        stay=stay,
        agency=str(agency),
        name=name.strip(),
        in_group=in_group,
        joined_on=joined_on,
        changed_at=at,
        changed_by=by,
    )
    audit.record_write(by=by, at=at, act="sentencing.add_partner", subject=made, detail={"stay": stay.pk})
    return made


@explained()
@transaction.atomic
def end_partner(*, partner: PlanPartner, by: User, at: datetime) -> PlanPartner:
    lock(partner.stay, at)
    partner = PlanPartner.objects.select_for_update().get(pk=partner.pk)
    if partner.left_on is not None:
        raise Conflict(_("Somebody has written already that they are no longer in it."), code="ended")
    partner.left_on = max(timezone.localtime(at).date(), partner.joined_on)
    partner.changed_at, partner.changed_by = at, by
    partner.save()
    audit.record_write(by=by, at=at, act="sentencing.end_partner", subject=partner, detail={"stay": partner.stay_id})
    return partner


# ---- parts -------------------------------------------------------------------------------------------------------
def held(consent: NeedsConsent) -> NeedsConsent:
    found = NeedsConsent.objects.select_for_update().get(pk=consent.pk)
    if found.withdrawn_on is not None:
        raise Conflict(_("The consent was withdrawn. Nothing is mapped without a new one."), code="withdrawn")
    return found


def refuse_future(on: date, at: datetime) -> None:
    if on > timezone.localtime(at).date():
        raise NeedsRefused(_("The day is in the future. Write it down when it is done."), code="future")


def record(act: str, consent: NeedsConsent, by: User, at: datetime) -> None:
    audit.record_write(by=by, at=at, act=act, subject=consent, detail={"stay": consent.stay_id})
