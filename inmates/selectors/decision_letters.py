"""What stands in the letter of a decision: what the person may read, in the language of the letter."""

import re
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections import display
from inmates.choices import DecisionLevel, DecisionOutcome, Withheld
from inmates.decision_kinds import decision_kinds
from inmates.models import Decision, Language
from inmates.rules import decisions as rules
from inmates.selectors.countries import language as language_name
from inmates.selectors.decision_words import ground_names, kind_name
from inmates.selectors.decisions import appeal_of, own_fields

LAWS: dict[str, str | Promise] = {
    "strgjfl.": _("the Execution of Sentences Act"),
    "fskr.": _("the Execution of Sentences Regulations"),
    "fv-fskr.": _("the Preventive Detention Regulations"),
    "fvl.": _("the Public Administration Act"),
}
IN_TIME: dict[str, str | Promise] = {
    "APPEAL_7D": _("You can appeal within 7 days from when you were told of the decision."),
    "APPEAL_48H": _("You can appeal within 48 hours from when you were told of the decision."),
    "APPEAL_3W": _("You can appeal within 3 weeks from when you were told of the decision."),
}


def facts(decision: Decision, language: str, at: datetime) -> dict[str, Any]:
    """Every line of the letter. What is withheld leaves a sentence that it is, and nothing of what it says."""
    with translation.override(language):
        outcome = DecisionOutcome(decision.outcome).label if decision.outcome else ""
        return {
            "title": kind_name(decision.kind),
            "outcome": str(outcome),
            "grounds": ground_names(decision),
            "own": own_fields(decision, decision_kinds.get(decision.kind), at, letter=True),
            "decided_level": str(DecisionLevel(decision.decided_level).label) if decision.decided_level else "",
            "decided": day_and_time(decision.decided_at),
            "told": day_and_time(decision.notified_at),
            "due": day_and_time(decision.appeal_due_at),
            "in_time": str(IN_TIME.get(decision.appeal_rule.rule_id, "")) if decision.appeal_rule else "",
            "appeal_to": str(DecisionLevel(rules.above(decision.decided_level or decision.level)).label),
            "withheld": str(Withheld(decision.withheld).label).lower() if decision.withheld else "",
            "interpreted": interpreted(decision),
            "conditions": decision.conditions_in_force,
            "written": display.day(decision.written_at or at),
            "law": display.law(in_full(decision.legal_ref)),
            **of_appeal(decision),
        }


def in_full(reference: str) -> str:
    """The laws by their names, since whoever reads the letter knows no abbreviations of them."""
    for short, name in LAWS.items():
        reference = re.sub(rf"(?<![\w-]){re.escape(short)}(?=\s)", str(name), reference)
    return reference


def of_appeal(decision: Decision) -> dict[str, Any]:
    """What came of the appeal, from when it is answered."""
    row = appeal_of(decision)
    if row is None or not (row.settled_at or row.late_answer):
        return {}
    if row.settled_at is None:
        said, reasons, when, who = row.get_late_answer_display(), row.late_reasons, row.late_at, ""
    else:
        said, reasons, when, who = row.get_outcome_display(), row.reasons, row.settled_at, row.get_level_display()
    changed = str(DecisionOutcome(row.changed_outcome).label) if row.changed_outcome else ""
    return {
        "answer": said,
        "answer_why": reasons,
        "answered": day_and_time(when),
        "answered_by": who,
        "changed": changed,
    }


def day_and_time(moment: datetime | None) -> str:
    return f"{display.day(moment)} {display.clock(moment)}" if moment else ""


def interpreted(decision: Decision) -> str:
    """Who explained it, in which language; or, before the notice, that somebody must."""
    if decision.notified_at is None:
        code = needs_interpreter(decision)
        text = _("This letter must be interpreted for you into %(language)s.")
        return str(text) % {"language": language_name(code)} if code else ""
    if not decision.interpreter:
        return ""
    text = _("The decision was explained to you in %(language)s. Interpreter: %(who)s.")
    return str(text) % {"language": language_name(decision.notice_language), "who": decision.interpreter}


def needs_interpreter(decision: Decision) -> str:
    """The language that the person is told in by an interpreter, where the record says that they need one."""
    found = Language.objects.filter(person=decision.stay.person_id, needs_interpreter=True)
    return found.order_by("pk").values_list("code", flat=True).first() or ""
