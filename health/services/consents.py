"""What the patient lets the clinic say, to whom and how long; taken back at any time, with effect at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.periods import between, ended, since
from corrections.refusals import Conflict, Refusal, explained
from health.choices import ConsentForm, ConsentScope
from health.models import Consent, Patient
from health.selectors.records import whole


class ConsentRefused(Refusal):
    code = "consent_refused"


@explained()
@transaction.atomic
def give_consent(
    *,
    patient: Patient,
    scope: ConsentScope | str,
    recipient: str,
    form: ConsentForm | str,
    until: datetime | None = None,
    limits: str = "",
    by: User,
    at: datetime,
) -> Consent:
    """Stands from ``at``. One of each scope at a time; what has run out makes room for a new one."""
    if not recipient.strip():
        raise ConsentRefused(_("Write who may be told."), code="no_recipient")
    if until is not None and until <= at:
        raise ConsentRefused(_("The consent would end before it begins. Check the days."), code="ends_before")
    standing = Consent.objects.filter(patient__in=whole(patient), scope=scope)
    if standing.exclude(patient=patient).filter(during__overlap=since(at)).exists():
        raise Conflict(
            _("A consent to this stands already in the record that was joined to this one. Withdraw that one first."),
            code="a_joined_record_has_it",
        )
    return Consent.objects.create(
        patient=patient,
        scope=scope,
        recipient=recipient.strip(),
        limits=limits.strip(),
        form=form,
        during=between(at, until) if until else since(at),
        recorded_by=by,
    )


@explained()
@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, at: datetime) -> Consent:
    """From now on nothing is said on it. PostgreSQL withdraws the signals that stood on it in the same transaction.

    Where two records were joined, a consent to the same in the other is taken back with it.
    """
    alike = Consent.objects.select_for_update().filter(patient__in=whole(consent.patient), scope=consent.scope)
    standing = {each.pk: each for each in alike.order_by("pk") if at in each.during}
    if consent.pk not in standing:
        raise Conflict(_("This consent no longer stands."), code="a_consent_is_withdrawn_once")
    for each in standing.values():
        each.during, each.withdrawn_at, each.withdrawn_by = ended(each.during, at), at, by
        each.save(update_fields=["during", "withdrawn_at", "withdrawn_by"])
    return standing[consent.pk]


def demand(patient: Patient, scope: ConsentScope, at: datetime) -> Consent:
    """What lets ``scope`` be said at ``at``; whatever crosses to others asks first. Else ``ConsentRefused``."""
    found = Consent.objects.filter(patient__in=whole(patient), scope=scope, during__contains=at).order_by("pk").first()
    if found is None:
        raise ConsentRefused(
            _("The patient has not consented to this: %(scope)s. Ask first, and register the answer.")
            % {"scope": scope.label},
            code="no_consent",
        )
    return found
