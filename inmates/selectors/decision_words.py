"""What decisions are called and what their tasks say, in the words of whoever has the ball."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.models import Task
from inmates.decision_kinds import decision_kinds
from inmates.models import Decision

TASKS: Final[dict[str, str | Promise]] = {
    "decide": _("%(number)s: a decision waits for you (%(kind)s)."),
    "notify": _("%(number)s: a decision is made (%(kind)s). Tell the person."),
    "forward": _("%(number)s: an appeal has come (%(kind)s). Forward it with your remarks."),
    "settle": _("%(number)s: an appeal waits for an answer (%(kind)s)."),
    "tell": _("%(number)s: the appeal is decided (%(kind)s). Tell the person."),
    "late": _("%(number)s: an appeal came too late (%(kind)s). Say whether it is taken up."),
    "put_right": _("%(number)s: a decision that was carried out no longer stands (%(kind)s). Put it right."),
    "move": _("%(number)s was placed at another security level in this prison. Move them to a cell of that level."),
    "review": _("%(number)s: particularly high security is decided anew after six months at the latest (%(kind)s)."),
    "anew": _("%(number)s: a decision was sent back (%(kind)s). Make it anew."),
    "copy": _("%(number)s is under 18, and the prison has made a decision (%(kind)s). Read it: this is your copy."),
    "carry_out": _("%(number)s: a decision is final (%(kind)s). Carry it out."),
}
CLOCKS: Final[dict[str, str | Promise]] = {
    "PLACEMENT_REVIEW": _("%(number)s is held at particularly high security without a new decision. Decide anew."),
    "DECISION_NOTICE": _("%(number)s has not been told of a decision yet. Tell the person, and register it."),
    "APPEAL_FORWARD": _("%(number)s: an appeal has not been forwarded yet. Forward it."),
    "APPEAL_SETTLE": _("%(number)s: an appeal has not been answered yet."),
}
LEVEL_WHY: Final[dict[str, str | Promise]] = {
    "always": _("The region always decides this."),
    "serious": _("The region decides: a sentence above ten years, preventive detention or particularly high security."),
    "ordinary": _("The prison decides."),
    "refusal": _("The prison may refuse this itself."),
    "after_the_first": _("The prison decides, since the region has granted the first one."),
    "beyond": _("The superior level decides: it goes beyond what the prison may grant."),
    "in_lower": _("The prison decides, since the person is in lower security already."),
}
LAPSED_WHY: Final[dict[str, str | Promise]] = {
    "released": _("The person was released."),
    "nothing_to_do": _("There is nothing to carry out."),
    "set_aside": _("The level above set the decision aside."),
    "sent_back": _("The level above set the decision aside. It is made anew."),
    "changed": _("The level above changed the decision, and there is nothing to carry out."),
}


def kind_name(kind: str) -> str:
    found = decision_kinds.get(kind)
    return str(found.title) if found else kind


def ground_names(decision: Decision) -> list[str]:
    found = decision_kinds.get(decision.kind)
    known = {ground.code: str(ground.text) for ground in found.grounds} if found else {}
    return [known.get(code, code) for code in decision.grounds]


def ground_name(kind: str, code: str) -> str:
    found = decision_kinds.get(kind)
    return next((str(ground.text) for ground in found.grounds if ground.code == code), code) if found else code


def lapsed_why(decision: Decision) -> str:
    return str(LAPSED_WHY.get(decision.lapsed_why, decision.lapsed_why))


def task(act: str) -> Callable[[Mapping[str, Any]], str]:
    """What the task of this act says."""
    return lambda detail: (
        str(TASKS[act]) % {"number": detail.get("number", ""), "kind": kind_name(detail.get("kind", "")).lower()}
    )


def clock(rule: str) -> Callable[[Mapping[str, Any]], str]:
    """What the deadline of this rule says."""
    return lambda detail: str(CLOCKS[rule]) % {"number": detail.get("number", "")}


def to_decision(task: Task) -> str:
    uuid = task.detail.get("decision")
    return reverse("decision", args=[uuid]) if uuid else ""


def to_decisions(task: Task) -> str:
    uuid = task.detail.get("person")
    return reverse("person_decisions", args=[uuid]) if uuid else ""


def to_the_case(task: Task) -> str:
    """The decision, or where a new one about the person is begun."""
    return to_decision(task) or to_decisions(task)
