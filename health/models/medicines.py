"""Medicines: what is ordered, when it is due, and what became of each dose (FHIR: MedicationRequest, -Administration).

An order is ended, never changed: the change is another order that follows it. What was done with a dose is only added
to; PostgreSQL keeps one entry standing for each dose (health/sql/after_migrate_rounds.sql).
"""

from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from corrections.periods import During, begins_and_is_not_empty, never_overlapping
from health import words
from health.choices import (
    DOSE_UNITS,
    LEAST_UNDER,
    MEASURES,
    STRENGTH_UNITS,
    DoseStatus,
    DoseUnit,
    Form,
    HandoutMode,
    MeasureKind,
    Route,
    StrengthUnit,
)
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Stay

USER = settings.AUTH_USER_MODEL


def fits(column: str, units: dict[Form, tuple[DoseUnit, ...]] | dict[Form, tuple[StrengthUnit, ...]]) -> Q:
    """One of the pairs of ``units``: a form, and a unit that it comes in."""
    pairs = Q()
    for form, allowed in units.items():
        pairs |= Q(("form", form.value), (f"{column}__in", [unit.value for unit in allowed]))
    return pairs


def plausible() -> Q:
    """Each kind of measurement inside its limits."""
    kinds = Q()
    for kind, (_unit, least, most) in MEASURES.items():
        kinds |= Q(kind=kind.value, value__gte=Decimal(str(least)), value__lte=Decimal(str(most)))
    return kinds & (Q(under__isnull=True) | Q(under__gte=Decimal(LEAST_UNDER)))


class MedicationOrder(SealedModel):
    """One medicine for one patient while ``during``. Due at ``times`` (of ``weekdays``, all when empty), every
    ``interval_hours``, or as needed."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="orders")
    atc = models.CharField(max_length=7)
    drug = models.CharField(max_length=120)
    form = models.CharField(max_length=12, choices=Form)
    strength = models.DecimalField(max_digits=10, decimal_places=3)
    strength_unit = models.CharField(max_length=12, choices=StrengthUnit)
    dose = models.DecimalField(max_digits=8, decimal_places=3, help_text="How many dose units at a time")
    dose_unit = models.CharField(max_length=12, choices=DoseUnit)
    route = models.CharField(max_length=14, choices=Route)
    times = ArrayField(models.TimeField(), default=list, help_text="By the clock on the wall")
    weekdays = ArrayField(models.SmallIntegerField(), default=list, help_text="1 is Monday; none means every day")
    interval_hours = models.PositiveSmallIntegerField(null=True)
    as_needed = models.BooleanField(default=False)
    min_interval_hours = models.PositiveSmallIntegerField(null=True)
    daily_max = models.DecimalField(max_digits=8, decimal_places=3, null=True, help_text="Dose units in 24 hours")
    mode = models.CharField(max_length=20, choices=HandoutMode)
    controlled = models.BooleanField(default=False, help_text="Two health staff sign for every dose")
    instruction = EncryptedTextField(max_length=200, blank=True)
    look_for = EncryptedTextField(max_length=300, blank=True, help_text="What to watch after the dose")
    prescriber = models.CharField(max_length=120)
    cave_answer = EncryptedTextField(
        max_length=300, blank=True, help_text="Why it is ordered although CAVE warns of it"
    )
    beside_others = models.BooleanField(default=False, help_text="Meant to go beside another order of the drug")
    during = During()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    follows = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True)
    stop_reason = EncryptedTextField(max_length=200, blank=True)
    released_from = models.ForeignKey(
        Stay, models.DO_NOTHING, related_name="+", null=True, help_text="Ended by PostgreSQL with the end of this stay"
    )

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("medication_order")
        constraints = [
            models.CheckConstraint(  # nothing is left of an order that is taken back before it starts
                name="a_medicine_stops_after_it_starts",
                condition=Q(during__isempty=False, during__startswith__isnull=False)
                | Q(during__isempty=True, stopped_at__isnull=False),
            ),
            never_overlapping(
                "one_order_of_a_strength_and_kind_at_a_time",
                "patient",
                "atc",
                "form",
                "strength",
                "strength_unit",
                "as_needed",
            ),
            models.CheckConstraint(
                name="substitution_treatment_is_signed_by_two", condition=~Q(mode="OAT_SUPERVISED") | Q(controlled=True)
            ),
            models.CheckConstraint(name="a_dose_unit_fits_the_form", condition=fits("dose_unit", DOSE_UNITS)),
            models.CheckConstraint(
                name="a_strength_unit_fits_the_form", condition=fits("strength_unit", STRENGTH_UNITS)
            ),
            models.CheckConstraint(
                name="a_medicine_has_an_atc_code", condition=Q(atc__regex=r"^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$")
            ),
            models.CheckConstraint(
                name="a_dose_is_more_than_nothing", condition=Q(dose__gt=0, strength__gt=0) & ~Q(drug="")
            ),
            models.CheckConstraint(
                name="an_order_says_when_it_is_due",
                condition=Q(as_needed=True, times__len=0, interval_hours__isnull=True)
                | Q(as_needed=False, times__len=0, interval_hours__isnull=False, interval_hours__gte=1)
                | Q(as_needed=False, times__len__gt=0, interval_hours__isnull=True),
            ),
            models.CheckConstraint(
                name="as_needed_has_an_interval_and_a_maximum",
                condition=Q(as_needed=False, min_interval_hours__isnull=True, daily_max__isnull=True)
                | Q(
                    as_needed=True,
                    min_interval_hours__isnull=False,
                    min_interval_hours__gte=1,
                    daily_max__isnull=False,
                    daily_max__gte=F("dose"),
                ),
            ),
            models.CheckConstraint(
                name="weekdays_are_monday_to_sunday", condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7])
            ),
            models.CheckConstraint(name="a_medicine_has_a_known_mode", condition=Q(mode__in=HandoutMode.values)),
            models.CheckConstraint(
                name="a_stop_says_who_and_when",
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True, released_from__isnull=True)
                | Q(stopped_at__isnull=False)
                & (
                    Q(stopped_by__isnull=False, released_from__isnull=True)
                    | Q(stopped_by__isnull=True, released_from__isnull=False)
                )
                & (Q(during__endswith__isnull=False) | Q(during__isempty=True)),
            ),
            models.UniqueConstraint(name="an_order_is_followed_once", fields=["follows"]),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"

    @property
    def strength_text(self) -> str:
        return words.strength(self.strength, self.strength_unit)

    @property
    def amount_text(self) -> str:
        return words.amount(self.dose, self.dose_unit)

    @property
    def schedule_text(self) -> str:
        return words.schedule(self)

    @property
    def substance_text(self) -> str:
        """What a dose comes to: 100 mg."""
        return words.substance(self.dose, self.strength, self.strength_unit)


class MedicationHold(SealedModel):
    """The order is not given while ``during``; it goes on after, or when somebody resumes it."""

    order = models.ForeignKey(MedicationOrder, models.DO_NOTHING, related_name="holds")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    during = During()
    reason = EncryptedTextField(max_length=200)
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("medication_hold")
        constraints = [
            begins_and_is_not_empty("a_hold_ends_after_it_begins"),
            never_overlapping("an_order_is_held_once_at_a_time", "order"),
            models.CheckConstraint(name="a_hold_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_resumed_medicine_says_who_and_when",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, during__endswith__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.order_id}"


class Dose(ClinicalModel):
    """One dose that is due. Made by ``health.make_doses`` alone, from the orders."""

    order = models.ForeignKey(MedicationOrder, models.DO_NOTHING, related_name="doses")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    due_at = models.DateTimeField()
    window = DateTimeRangeField(help_text="Given outside it, an entry says why")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("dose")
        constraints = [models.UniqueConstraint(name="a_dose_is_due_once", fields=["order", "due_at"])]
        indexes = [
            models.Index(fields=["due_at"], name="dose_due"),
            models.Index(fields=["patient", "due_at"], name="dose_patient"),
        ]

    def __str__(self) -> str:
        return f"dose {self.pk}"


class Administration(SealedModel):
    """What became of a dose, or of a medicine given as needed (``dose`` is empty). Never changed.

    ``instead_of`` is the entry that this one replaces: a correction, a second answer, or, as UNDONE, nothing at all.
    ``stands`` is PostgreSQL's: false once another entry has replaced this one.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(MedicationOrder, models.DO_NOTHING, related_name="administrations")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    dose = models.ForeignKey(Dose, models.DO_NOTHING, related_name="administrations", null=True)
    status = models.CharField(max_length=8, choices=DoseStatus)
    amount = models.DecimalField(max_digits=8, decimal_places=3, default=0, help_text="Dose units given")
    reason = EncryptedTextField(max_length=300, blank=True)
    face_checked = models.BooleanField(default=False)
    birth_date_checked = models.BooleanField(default=False)
    at = models.DateTimeField(help_text="When it was given or refused")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    client_id = models.UUIDField(help_text="Of the press of the button: sent twice, it counts once")
    instead_of = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)
    stands = models.BooleanField(default=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("administration")
        constraints = [
            models.UniqueConstraint(name="a_dose_is_given_once", fields=["dose"], condition=Q(stands=True)),
            models.UniqueConstraint(name="an_entry_is_replaced_once", fields=["instead_of"]),
            models.UniqueConstraint(name="a_press_counts_once", fields=["client_id"]),
            models.CheckConstraint(name="a_dose_has_a_known_answer", condition=Q(status__in=DoseStatus.values)),
            models.CheckConstraint(
                name="who_gets_it_was_checked",
                condition=~Q(status="GIVEN") | Q(face_checked=True, birth_date_checked=True),
            ),
            models.CheckConstraint(
                name="given_is_an_amount",
                condition=Q(status="GIVEN", amount__gt=0) | ~Q(status="GIVEN") & Q(amount=0),
            ),
            models.CheckConstraint(
                name="not_given_says_why", condition=Q(status__in=["GIVEN", "UNDONE"]) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="taken_back_is_an_entry_that_was", condition=~Q(status="UNDONE") | Q(instead_of__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["order", "-at"], name="administration_order")]

    def __str__(self) -> str:
        return f"administration {self.pk}"

    @property
    def amount_text(self) -> str:
        return words.amount(self.amount, self.order.dose_unit)


class SecondSignature(ClinicalModel):
    """Another of the health staff who saw a controlled medicine being given."""

    administration = models.OneToOneField(Administration, models.DO_NOTHING, related_name="second_signature")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("second_signature")

    def __str__(self) -> str:
        return f"second signature of {self.administration_id}"


class Missed(ClinicalModel):
    """A dose whose window went by without an entry. Found by ``health.find_missed``; gone when an entry answers it."""

    dose = models.OneToOneField(Dose, models.DO_NOTHING, related_name="missed")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    found_at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("missed")

    def __str__(self) -> str:
        return f"missed {self.dose_id}"


class Allergy(SealedModel):
    """CAVE: what the patient does not tolerate. ``instead_of`` is the entry that this one corrects; one that is
    ``refuted`` says that it was none."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="allergies")
    substance = models.CharField(max_length=120)
    atc = models.CharField(max_length=7, blank=True, help_text="Beginning of the codes that it is about, such as J01C")
    reaction = EncryptedTextField(max_length=200, blank=True)
    critical = models.BooleanField(default=False)
    refuted = models.BooleanField(default=False)
    instead_of = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("allergy")
        constraints = [
            models.CheckConstraint(name="an_allergy_names_a_substance", condition=~Q(substance="")),
            models.CheckConstraint(
                name="a_refuted_allergy_says_why",
                condition=Q(refuted=False) | Q(instead_of__isnull=False) & ~Q(reaction=""),
            ),
            models.UniqueConstraint(name="an_allergy_is_corrected_once", fields=["instead_of"]),
        ]

    def __str__(self) -> str:
        return f"allergy {self.pk}"


class Measurement(ClinicalModel):
    """A value that was measured. Blood pressure has two: over and under. ``instead_of`` is the one it corrects."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="measurements")
    kind = models.CharField(max_length=16, choices=MeasureKind)
    value = models.DecimalField(max_digits=7, decimal_places=2)
    under = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    instead_of = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("measurement")
        constraints = [
            models.CheckConstraint(
                name="blood_pressure_has_two_values",
                condition=Q(kind="BLOOD_PRESSURE", under__isnull=False, under__gt=0, value__gt=F("under"))
                | ~Q(kind="BLOOD_PRESSURE") & Q(under__isnull=True, value__gt=0),
            ),
            models.CheckConstraint(name="a_measurement_is_plausible", condition=plausible()),
            models.UniqueConstraint(name="a_measurement_is_corrected_once", fields=["instead_of"]),
        ]
        indexes = [models.Index(fields=["patient", "kind", "-at"], name="measurement_patient")]

    def __str__(self) -> str:
        return f"measurement {self.pk}"

    @property
    def text(self) -> str:
        """``132/84 mmHg``."""
        return words.measured(self.value, self.under, self.kind)
