"""What is known and measured of the patient: CAVE and measurements. Both are corrected by another entry, never changed.

Inside a clinical context of ``by``, with the record open.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Refusal, explained
from health.choices import LEAST_UNDER, MEASURES, MeasureKind
from health.models import Allergy, Measurement, Patient


class MeasureRefused(Refusal):
    code = "measure_refused"


@explained()
@transaction.atomic
def note_allergy(
    *,
    patient: Patient,
    substance: str,
    atc: str = "",
    reaction: str = "",
    critical: bool = False,
    instead_of: Allergy | None = None,
    by: User,
    at: datetime,
) -> Allergy:
    """What the patient does not tolerate. ``instead_of`` is the entry that this one corrects."""
    return Allergy.objects.create(
        patient=patient if instead_of is None else instead_of.patient,
        substance=substance.strip(),
        atc=atc.strip().upper(),
        reaction=reaction.strip(),
        critical=critical,
        instead_of=instead_of,
        by=by,
        at=at,
    )


@explained()
@transaction.atomic
def refute_allergy(*, allergy: Allergy, reason: str, by: User, at: datetime) -> Allergy:
    """It was none: from now on it warns nobody. The entry and why it was taken away can still be read."""
    return Allergy.objects.create(
        patient_id=allergy.patient_id,
        substance=allergy.substance,
        atc=allergy.atc,
        reaction=reason.strip(),
        refuted=True,
        instead_of=allergy,
        by=by,
        at=at,
    )


@explained()
@transaction.atomic
def measure(
    *,
    patient: Patient,
    kind: MeasureKind | str,
    value: Decimal,
    under: Decimal | None = None,
    instead_of: Measurement | None = None,
    by: User,
    at: datetime,
) -> Measurement:
    """A value in the unit of its kind. Raises ``MeasureRefused`` for one that must be mistyped."""
    unit, least, most = MEASURES[MeasureKind(kind)]
    if not Decimal(str(least)) <= value <= Decimal(str(most)) or (under is not None and under < LEAST_UNDER):
        raise MeasureRefused(
            _("%(kind)s is measured in %(unit)s and lies between %(least)s and %(most)s. Check the number.")
            % {"kind": MeasureKind(kind).label, "unit": unit, "least": least, "most": most},
            code="a_measurement_is_plausible",
        )
    return Measurement.objects.create(
        patient=patient if instead_of is None else instead_of.patient,
        kind=kind,
        value=value,
        under=under,
        instead_of=instead_of,
        by=by,
        at=at,
    )
