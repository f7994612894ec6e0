"""Somebody takes no food: the days, the plan agreed with the prison, and the daily examination.

What the prison may know crosses as signals with codes; weights and judgements stay here.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from health.choices import StrikeKind
from health.models.base import ClinicalModel, table
from health.models.record import Patient
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Stay

USER = settings.AUTH_USER_MODEL
ARRANGEMENTS = ("OFFER_MEALS", "WATER_IN_CELL", "CALL_IF_WEAK", "NO_EXERTION")  # signals that the joint plan may set


class FoodStrike(SealedModel):
    """From the first day without food to the first day with. Ended once, never changed."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="food_strikes")
    stay = models.ForeignKey(Stay, models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=8, choices=StrikeKind)
    started_on = models.DateField()
    reason = EncryptedTextField(max_length=1000, blank=True, help_text="What the patient says it is about")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+", null=True)
    end_note = EncryptedTextField(max_length=500, blank=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("food_strike")
        constraints = [
            models.UniqueConstraint(
                name="one_hunger_strike_at_a_time", fields=["patient"], condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(name="a_hunger_strike_is_of_a_known_kind", condition=Q(kind__in=StrikeKind.values)),
            models.CheckConstraint(
                name="a_hunger_strike_ends_after_it_began",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="an_ended_hunger_strike_says_who_and_when",
                condition=Q(ended_on__isnull=True, ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_on__isnull=False, ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"strike {self.pk}"


class FoodPlan(SealedModel):
    """What was agreed with the patient and with the prison. The newest stands."""

    strike = models.ForeignKey(FoodStrike, models.DO_NOTHING, related_name="plans")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    arrangements = ArrayField(models.CharField(max_length=16), help_text="What the officers see, by code")
    agreed_with = models.CharField(max_length=120, help_text="Who in the prison, by name and post")
    wishes = EncryptedTextField(max_length=2000, blank=True, help_text="Treatment that the patient wants and does not")
    clinic = EncryptedTextField(max_length=2000, help_text="What the clinic does, and when it acts")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    follows = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("food_plan")
        constraints = [
            models.UniqueConstraint(
                name="a_hunger_strike_has_one_first_plan", fields=["strike"], condition=Q(follows__isnull=True)
            ),
            models.UniqueConstraint(name="a_food_plan_is_followed_once", fields=["follows"]),
            models.CheckConstraint(
                name="a_joint_plan_arranges_what_is_known", condition=Q(arrangements__contained_by=list(ARRANGEMENTS))
            ),
            models.CheckConstraint(
                name="a_joint_plan_says_with_whom_and_what", condition=~Q(agreed_with="") & ~Q(clinic="")
            ),
        ]

    def __str__(self) -> str:
        return f"food plan {self.pk}"


class FoodDay(SealedModel):
    """The examination of one calendar day in Oslo; a mistake is corrected by another row of the same day."""

    strike = models.ForeignKey(FoodStrike, models.DO_NOTHING, related_name="days")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="+")
    day = models.DateField()
    weight = models.DecimalField(max_digits=5, decimal_places=1, null=True, help_text="kg")
    over = models.SmallIntegerField(null=True, help_text="Blood pressure, mmHg")
    under = models.SmallIntegerField(null=True)
    pulse = models.SmallIntegerField(null=True)
    drunk = models.SmallIntegerField(null=True, help_text="ml since the day before")
    condition = EncryptedTextField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    corrects = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("food_day")
        constraints = [
            models.UniqueConstraint(
                name="a_day_without_food_is_examined_once",
                fields=["strike", "day"],
                condition=Q(corrects__isnull=True),
            ),
            models.UniqueConstraint(name="a_day_without_food_is_corrected_once", fields=["corrects"]),
            models.CheckConstraint(name="a_day_without_food_says_how_it_goes", condition=~Q(condition="")),
            models.CheckConstraint(
                name="a_weight_is_that_of_a_person", condition=Q(weight__isnull=True) | Q(weight__range=(20, 400))
            ),
            models.CheckConstraint(
                name="two_blood_pressures_or_none",
                condition=Q(over__isnull=True, under__isnull=True)
                | Q(over__isnull=False, under__isnull=False, over__gt=F("under"), under__gte=20, over__lte=300),
            ),
            models.CheckConstraint(
                name="pulse_and_drink_are_within_reason",
                condition=(Q(pulse__isnull=True) | Q(pulse__range=(20, 250)))
                & (Q(drunk__isnull=True) | Q(drunk__range=(0, 15000))),
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.pk}"
