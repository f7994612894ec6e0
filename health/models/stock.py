"""What the medicine cabinet holds, move by move: the balance is PostgreSQL's sum, and a count must agree with it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from corrections.models import Prison
from health.choices import Form, StockKind, StrengthUnit
from health.models.base import ClinicalModel, table
from health.models.medicines import Administration

USER = settings.AUTH_USER_MODEL


class StockItem(ClinicalModel):
    """One medicine of one strength in one cabinet of a prison's clinic."""

    prison = models.ForeignKey(Prison, models.DO_NOTHING, related_name="+")
    cabinet = models.CharField(max_length=60)
    atc = models.CharField(max_length=7)
    drug = models.CharField(max_length=120)
    form = models.CharField(max_length=12, choices=Form)
    strength = models.DecimalField(max_digits=10, decimal_places=3)
    strength_unit = models.CharField(max_length=12, choices=StrengthUnit)
    controlled = models.BooleanField(default=False)
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("stock_item")
        constraints = [
            models.UniqueConstraint(
                name="a_medicine_stands_once_in_a_clinic",
                fields=["prison", "atc", "form", "strength", "strength_unit"],
            )
        ]

    def __str__(self) -> str:
        return f"stock item {self.pk}"


class StockMove(ClinicalModel):
    """What went in or out, or a count. ``number`` and ``balance`` are filled in by PostgreSQL, in order."""

    item = models.ForeignKey(StockItem, models.DO_NOTHING, related_name="moves")
    number = models.IntegerField(default=0)
    kind = models.CharField(max_length=10, choices=StockKind)
    change = models.DecimalField(max_digits=10, decimal_places=3, default=0)
    balance = models.DecimalField(max_digits=10, decimal_places=3, default=0)
    counted = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    reason = models.CharField(max_length=200, blank=True)
    administration = models.OneToOneField(Administration, models.DO_NOTHING, related_name="+", null=True)
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("stock_move")
        constraints = [
            models.UniqueConstraint(name="moves_of_a_medicine_are_in_order", fields=["item", "number"]),
            models.CheckConstraint(name="a_cabinet_never_holds_less_than_nothing", condition=Q(balance__gte=0)),
            models.CheckConstraint(
                name="a_count_agrees_or_says_why",
                condition=Q(counted__isnull=True) & ~Q(kind="COUNTED")
                | Q(kind="COUNTED", counted__isnull=False, counted=F("balance")) & (Q(change=0) | ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"stock move {self.pk}"

    @property
    def size(self) -> Decimal:
        """How many went in or out."""
        return abs(self.change)


class StockSignature(ClinicalModel):
    """Another of the health staff who saw a controlled medicine being counted, received or destroyed."""

    move = models.OneToOneField(StockMove, models.DO_NOTHING, related_name="second_signature")
    by = models.ForeignKey(USER, models.DO_NOTHING, related_name="+")
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("stock_signature")

    def __str__(self) -> str:
        return f"second signature of move {self.move_id}"
