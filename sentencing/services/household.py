"""Who lives where somebody is to be monitored: every adult consents and may take it back, every child is heard."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.models import Stay
from inmates.services import presence
from sentencing.models import HouseholdMember
from sentencing.services import outside_tasks


class HouseholdRefused(Refusal):
    code = "household_refused"


@explained()
@transaction.atomic
def add(*, stay: Stay, name: str, is_adult: bool, by: User, at: datetime) -> HouseholdMember:
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, at, at)
    made = HouseholdMember.objects.create(stay=stay, name=name.strip(), is_adult=is_adult, noted_at=at, noted_by=by)
    return kept(made, "add", by, at)


@explained()
@transaction.atomic
def consent(*, member: HouseholdMember, by: User, at: datetime) -> HouseholdMember:
    member = locked(member, adult=True)
    if member.is_settled:
        raise Conflict(_("The consent is written down already."), code="consented")
    member.consented_at, member.withdrawn_at = at, None
    member.save()
    return kept(member, "consent", by, at)


@explained()
@transaction.atomic
def take_back(*, member: HouseholdMember, by: User, at: datetime) -> HouseholdMember:
    """At any time, without a reason. While somebody is monitored there, it alarms the leader at once."""
    member = locked(member, adult=True)
    if not member.is_settled:
        raise Conflict(_("There is no consent to take back. Look at it again."), code="no_consent")
    member.withdrawn_at = at
    member.save()
    return kept(member, "take_back", by, at)


@explained()
@transaction.atomic
def hear(*, member: HouseholdMember, said: str, by: User, at: datetime) -> HouseholdMember:
    """The child knows what will happen at home, and has said what they think of it (fskr. s. 7-9)."""
    member = locked(member, adult=False)
    if not said.strip():
        raise HouseholdRefused(
            _("Write what the child said, or why the child did not want to say anything."), code="said"
        )
    if member.is_settled:
        raise Conflict(_("The child was heard already."), code="heard")
    member.heard_at, member.heard_said = at, said.strip()
    member.save()
    return kept(member, "hear", by, at)


@explained()
@transaction.atomic
def moved_out(*, member: HouseholdMember, by: User, at: datetime) -> HouseholdMember:
    member = locked(member, adult=member.is_adult)
    member.left_at = at
    member.save()
    return kept(member, "moved_out", by, at)


def locked(member: HouseholdMember, *, adult: bool) -> HouseholdMember:
    presence.lock(member.stay)
    member = HouseholdMember.objects.select_for_update(of=("self",)).select_related("stay").get(pk=member.pk)
    if member.left_at is not None:
        raise Conflict(_("This person has moved out of the home."), code="left")
    if member.is_adult is not adult:
        raise HouseholdRefused(_("Adults consent, and children are heard."), code="other")
    return member


def kept(member: HouseholdMember, act: str, by: User, at: datetime) -> HouseholdMember:
    audit.record_write(by=by, at=at, act=f"sentencing.household_{act}", subject=member, detail={"stay": member.stay_id})
    outside_tasks.call(stay_ids=[member.stay_id], by=by, at=at)
    return member
