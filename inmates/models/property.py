"""What a person brought: things, money, and the receipts that were signed for them.

Things change place and keep their moves; money and receipts are only added to. What is left is computed, never kept.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from inmates.choices import HandlingDirection, MoneyMethod, PropertyCategory, PropertyPlace, SignatureKind
from inmates.models.stay import Stay

KRONER = "NOK"
NOBODY_YET = {"handed_out_at__isnull": True, "handed_out_by__isnull": True}
SOMEBODY = {"handed_out_at__isnull": False, "handed_out_by__isnull": False}


class PropertyItemQuerySet(models.QuerySet["PropertyItem"]):
    def kept(self) -> "PropertyItemQuerySet":
        """What the prison still answers for."""
        return self.filter(handed_out_at__isnull=True)


class PropertyItem(models.Model):
    """One thing, or several of a kind, taken into keeping at reception or later. Handed out once."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="property_items")
    category = models.CharField(max_length=12, choices=PropertyCategory)
    description = models.CharField(max_length=120)
    quantity = models.SmallIntegerField(default=1)
    condition = models.CharField(max_length=120, blank=True)
    container = models.CharField(max_length=40, blank=True, help_text="Bag or box")
    seal = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=10, choices=PropertyPlace, default=PropertyPlace.IN_STORE)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    handed_out_at = models.DateTimeField(null=True, blank=True)
    handed_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PropertyItemQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_thing_is_described", condition=~Q(description="")),
            models.CheckConstraint(
                name="a_thing_is_of_a_known_kind", condition=Q(category__in=PropertyCategory.values)
            ),
            models.CheckConstraint(name="a_thing_is_at_least_one", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="a_thing_handed_out_says_who_and_when",
                condition=Q(place__in=[PropertyPlace.IN_STORE, PropertyPlace.IN_CELL], **NOBODY_YET)
                | Q(place=PropertyPlace.HANDED_OUT, **SOMEBODY),
            ),
            models.CheckConstraint(
                name="nothing_is_handed_out_before_it_was_received",
                condition=Q(handed_out_at__isnull=True) | Q(handed_out_at__gte=F("received_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["stay"], name="property_kept", condition=Q(handed_out_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.description


class PropertyMove(models.Model):
    """A thing came to a place: the store, the cell, or out of the prison's hands. Append-only."""

    item = models.ForeignKey(PropertyItem, models.PROTECT, related_name="moves")
    to_place = models.CharField(max_length=10, choices=PropertyPlace)
    container = models.CharField(max_length=40, blank=True)
    seal = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=160, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_thing_moves_to_a_known_place", condition=Q(to_place__in=PropertyPlace.values)
            )
        ]
        indexes = [models.Index(fields=["item", "-moved_at"], name="property_moves")]

    def __str__(self) -> str:
        return f"{self.item_id} to {self.to_place}"


class MoneyHandling(models.Model):
    """Money received or handed out, counted by two. ``amount`` is in øre, or in hundredths of a foreign currency.

    Append-only; the trigger ``money_is_never_below_nil`` queues two at the same person and refuses what is not there.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="money")
    direction = models.CharField(max_length=10, choices=HandlingDirection)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3, default=KRONER)
    method = models.CharField(max_length=6, choices=MoneyMethod, default=MoneyMethod.CASH)
    number = models.BigIntegerField(unique=True, help_text="The number of the receipt")
    note = models.CharField(max_length=160, blank=True)
    handled_at = models.DateTimeField()
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="money_is_more_than_nothing", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="money_is_in_a_known_currency", condition=Q(currency__regex=r"^[A-Z]{3}$")),
            models.CheckConstraint(
                name="money_goes_a_known_way",
                condition=Q(direction__in=HandlingDirection.values, method__in=MoneyMethod.values),
            ),
            models.CheckConstraint(name="money_is_counted_by_two_people", condition=~Q(handled_by=F("witnessed_by"))),
        ]
        indexes = [models.Index(fields=["stay", "currency"], name="money_stay")]

    def __str__(self) -> str:
        return f"{self.number}"


class PropertyReceipt(models.Model):
    """What the person signed for. Its lines are the things and the money; append-only, so it stays as it was signed."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="receipts")
    direction = models.CharField(max_length=10, choices=HandlingDirection)
    number = models.BigIntegerField(unique=True)
    signature = models.CharField(max_length=8, choices=SignatureKind)
    signed_name = models.CharField(max_length=160, blank=True, help_text="As the person wrote it")
    note = models.CharField(max_length=160, blank=True)
    signed_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_receipt_is_signed_in_a_known_way",
                condition=Q(signature__in=SignatureKind.values, direction__in=HandlingDirection.values),
            ),
            models.CheckConstraint(
                name="a_signature_has_a_name", condition=~Q(signature=SignatureKind.NAME) | ~Q(signed_name="")
            ),
            models.CheckConstraint(
                name="a_refusal_to_sign_is_seen_by_two",
                condition=~Q(signature=SignatureKind.REFUSED)
                | (Q(witnessed_by__isnull=False) & ~Q(witnessed_by=F("taken_by"))),
            ),
        ]
        indexes = [models.Index(fields=["stay", "-signed_at"], name="receipt_stay")]

    def __str__(self) -> str:
        return f"{self.number}"


class ReceiptLine(models.Model):
    """One thing or one sum on a receipt. PostgreSQL lets each be signed for once in, and once out."""

    receipt = models.ForeignKey(PropertyReceipt, models.PROTECT, related_name="lines")
    direction = models.CharField(max_length=10, choices=HandlingDirection)
    item = models.ForeignKey(PropertyItem, models.PROTECT, related_name="receipt_lines", null=True, blank=True)
    money = models.ForeignKey(MoneyHandling, models.PROTECT, related_name="receipt_lines", null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_receipt_line_is_a_thing_or_money",
                condition=Q(item__isnull=False, money__isnull=True) | Q(item__isnull=True, money__isnull=False),
            ),
            models.UniqueConstraint(fields=["item", "direction"], name="a_thing_is_signed_for_once"),
            models.UniqueConstraint(fields=["money"], name="money_is_signed_for_once"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}"
