"""Serving outside in words: what its tasks say, and why a term ended."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corrections.models import Task
from sentencing.choices import CheckKind, OutsideKind
from sentencing.models import OutsideBreach

TASKS: Final[dict[str, str | Promise]] = {
    "outside.BREACH": _("%(number)s: a breach is not followed up (%(kind)s). Say what comes of it."),
    "outside.CONSENT": _(
        "%(number)s: an adult in the home does not consent any more (%(kind)s). Settle it, or call the person back."
    ),
    "outside.MEETING": _("%(number)s: the next meeting is due (%(kind)s). Hold it, or write why not."),
    "outside.ENDS": _("%(number)s: the last day is near (%(kind)s). Prepare what comes after."),
    "outside.ERASE": _("%(number)s: what the monitor recorded is to be erased (%(kind)s)."),
}
ENDED: Final[dict[str, str | Promise]] = {
    "EXTENDED": _("Extended by another decision."),
    "RELEASED": _("The person was released."),
    "REMAND": _("The person is on remand."),
    "AT_LARGE": _("The person did not come back."),
    "BACK": _("The person is back."),
    "NEXT": _("Another form followed."),
    "SERVED": _("The term is served."),
    "SET_ASIDE": _("The decision was set aside on appeal."),
}


def ended_why(code: str) -> str:
    return str(ENDED.get(code, code))


def breach_what(breach: OutsideBreach) -> str:
    """What was broken: the check that failed in the language of the reader, and what was noted of it."""
    if not breach.check_kind:
        return breach.what
    given = {"kind": CheckKind(breach.check_kind).label, "note": breach.what}
    return gettext("%(kind)s: %(note)s") % given


def task(kind: str) -> Callable[[Mapping[str, Any]], str]:
    """What the task of this kind says."""
    return lambda detail: (
        str(TASKS[kind]) % {"number": detail.get("number", ""), "kind": str(OutsideKind(detail["kind"]).label).lower()}
    )


def to_outside(task: Task) -> str:
    uuid = task.detail.get("person")
    return reverse("person_outside", args=[uuid]) if uuid else ""
