"""The questions of a risk assessment. A set is never changed: another question is another set."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOW: Final = "2026-1"
SETS: Final[Mapping[str, Mapping[str, "_StrPromise"]]] = {
    NOW: {
        "wish": _("Wishes to be dead, or not to wake up"),
        "thoughts": _("Thoughts of taking their own life"),
        "method": _("Has thought of how"),
        "intent": _("Intends to do it"),
        "plan": _("Has a plan, or has prepared it"),
        "tried": _("Has tried before, or harmed themselves"),
        "lately": _("In the last three months"),
        "burden": _("Loss, sentence, shame, debt, threat or bad news now"),
        "state": _("Withdrawal, intoxication, psychosis, no sleep"),
        "holds": _("Somebody or something that holds them back"),
    }
}
