"""The tab “Property” of a person: what is kept, the money with its ledger, and the receipts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.choices import Role
from corrections.models import User
from inmates.choices import HandlingDirection, PropertyCategory, PropertyPlace, SignatureKind
from inmates.models import Language, MoneyHandling, PropertyItem, PropertyReceipt, Stay
from inmates.permissions import PropertyPerm
from inmates.registries import Subject
from inmates.rules.money import written
from inmates.selectors import property as selector

Box = dict[str, Any]
IN, OUT = HandlingDirection.RECEIVED, HandlingDirection.HANDED_OUT
COUNTS_MONEY = (Role.OFFICER, Role.CONTACT_OFFICER, Role.DUTY_MANAGER)
DIRECTIONS = {"in": IN, "out": OUT}


def stay_of(subject: Subject) -> Stay | None:
    """The stay that runs, or the last one: what was left behind is still handed out."""
    stays = Stay.objects.filter(person=subject.person_id).select_related("person")
    return stays.order_by("-during").first()


def things(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    stay = stay_of(subject)
    if stay is None:
        return None
    handles = subject.allows(access, PropertyPerm.HANDLE)
    items = PropertyItem.objects.filter(stay=stay).select_related("handed_out_by", "received_by")
    rows = [row_of(item, subject, at, handles=handles) for item in items.order_by("container", "category", "pk")]
    kept = [row for row in rows if not row["out"]]
    return {
        "kept": kept,
        "gone": [row for row in rows if row["out"]],
        "receive": reverse("property_receive", args=[subject.uuid]) if handles and subject.stay_id else "",
        "hand_out": reverse("property_hand_out", args=[subject.uuid]) if handles and kept else "",
    }


def row_of(item: PropertyItem, subject: Subject, at: datetime, *, handles: bool) -> dict[str, Any]:
    is_out = item.handed_out_at is not None
    bag = " · ".join(filter(None, [item.container, _("seal %(seal)s") % {"seal": item.seal} if item.seal else ""]))
    values = {
        "who": (item.handed_out_by if is_out else item.received_by) or _("The system"),
        "when": display.moment(item.handed_out_at or item.received_at, at),
    }
    said = _("Handed out by %(who)s %(when)s") if is_out else _("Received by %(who)s %(when)s")
    return {
        "what": f"{item.quantity} × {item.description}" if item.quantity > 1 else item.description,
        "kind": str(PropertyCategory(item.category).label),
        "condition": item.condition,
        "place": str(PropertyPlace(item.place).label),
        "bag": bag,
        "said": said % values,
        "out": is_out,
        "move": reverse("property_move", args=[subject.uuid, item.pk]) if handles and not is_out else "",
    }


def money(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """The balance of each currency, and every time money came or went, the newest first."""
    stay = stay_of(subject)
    if stay is None:
        return None
    handles = subject.allows(access, PropertyPerm.HANDLE)
    handled = MoneyHandling.objects.filter(stay=stay).select_related("handled_by", "witnessed_by")
    left = selector.balances(stay.pk)
    rows = [ledger_line(row, at) for row in handled.order_by("-handled_at", "-pk")]
    return {
        "balances": [written(amount, currency) for currency, amount in left.items()],
        "ledger": {
            "caption": _("Money received and handed out"),
            "columns": [
                {"text": _("When")},
                {"text": _("What")},
                {"text": _("Amount"), "right": True},
                {"text": _("Receipt")},
                {"text": _("Counted by")},
            ],
            "rows": rows,
        },
        "receive": reverse("money_receive", args=[subject.uuid]) if handles and subject.stay_id else "",
        "hand_out": reverse("money_hand_out", args=[subject.uuid]) if handles and any(left.values()) else "",
    }


def ledger_line(row: MoneyHandling, at: datetime) -> dict[str, Any]:
    sign = "+" if row.direction == IN else "\u2212"
    what = f"{row.get_direction_display()}, {row.get_method_display().lower()}" + (f": {row.note}" if row.note else "")
    return {
        "cells": [
            {"text": display.moment(row.handled_at, at)},
            {"text": what},
            {"text": f"{sign}{written(row.amount, row.currency)}", "right": True},
            {"text": str(row.number)},
            {"text": f"{row.handled_by}, {row.witnessed_by}"},
        ]
    }


def receipts(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """What was signed for and how, and what still waits for a signature."""
    stay = stay_of(subject)
    if stay is None:
        return None
    signed = PropertyReceipt.objects.filter(stay=stay).select_related("taken_by").order_by("-signed_at", "-pk")
    waiting = [
        {
            "text": words,
            "href": reverse("property_sign", args=[subject.uuid, key])
            if subject.allows(access, PropertyPerm.HANDLE)
            else "",
        }
        for key, words in (
            ("in", _("Received, and not signed for yet")),
            ("out", _("Handed out, and not signed for yet")),
        )
        if is_unsigned(stay.pk, DIRECTIONS[key])
    ]
    return {
        "waiting": waiting,
        "signed": [
            {
                "number": receipt.number,
                "text": receipt.get_direction_display(),
                "how": str(SignatureKind(receipt.signature).label),
                "note": f"{receipt.taken_by}, {display.moment(receipt.signed_at, at)}",
                "href": reverse("property_receipt", args=[subject.uuid, receipt.pk]),
            }
            for receipt in signed
        ],
    }


def is_unsigned(stay_id: int, direction: HandlingDirection) -> bool:
    return bool(selector.unsigned_items(stay_id, direction)) or bool(selector.unsigned_money(stay_id, direction))


# ---- for the forms and the printed receipt -------------------------------------------------------------------------
def colleagues(subject: Subject, but: User, at: datetime) -> list[tuple[int, str]]:
    """Who may count with ``but``: everyone posted at the prison whose role handles money."""
    posted = User.objects.filter(
        is_active=True,
        postings__prison=subject.prison_id,
        postings__role__in=COUNTS_MONEY,
        postings__during__contains=at,
    )
    return [(user.pk, str(user)) for user in posted.exclude(pk=but.pk).distinct().order_by("last_name", "pk")]


def item_of(subject: Subject, pk: int) -> PropertyItem | None:
    items = PropertyItem.objects.filter(stay__person=subject.person_id, pk=pk, handed_out_at__isnull=True)
    return items.select_related("stay").order_by("pk").first()


def choices_of(stay: Stay) -> list[tuple[int, str]]:
    return [
        (item.pk, f"{item.description} ({item.container})" if item.container else item.description)
        for item in selector.kept_items(stay.pk)
    ]


@dataclass(frozen=True, slots=True)
class Paper:
    """A receipt as it is printed."""

    receipt: PropertyReceipt
    things: list[PropertyItem]
    sums: list[tuple[MoneyHandling, str]]


def paper(subject: Subject, pk: int) -> Paper | None:
    found = PropertyReceipt.objects.filter(stay__person=subject.person_id, pk=pk)
    receipt = found.select_related("stay__person", "taken_by", "witnessed_by").order_by("pk").first()
    return paper_of(receipt) if receipt else None


def paper_of(receipt: PropertyReceipt) -> Paper:
    lines = receipt.lines.select_related("item", "money__handled_by", "money__witnessed_by").order_by("pk")
    return Paper(
        receipt=receipt,
        things=[line.item for line in lines if line.item],
        sums=[(line.money, written(line.money.amount, line.money.currency)) for line in lines if line.money],
    )


def unsigned(stay: Stay, direction: HandlingDirection) -> tuple[list[PropertyItem], list[tuple[MoneyHandling, str]]]:
    """What the next receipt of this direction will say: read by the person before they sign."""
    sums = [(row, written(row.amount, row.currency)) for row in selector.unsigned_money(stay.pk, direction)]
    return list(selector.unsigned_items(stay.pk, direction)), sums


def language_of(person_id: int) -> str:
    """The language that the receipt is printed in at first: English for those who have no Scandinavian language."""
    known = set(Language.objects.filter(person=person_id).values_list("code", flat=True))
    return "en" if known and not known & {"nb", "nn", "no", "sv", "da", "se"} else "nb"
