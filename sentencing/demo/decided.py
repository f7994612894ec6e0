"""Leave that was granted or refused to those who have left: enough for the figures of equal treatment."""

from datetime import timedelta
from typing import Any, Final

from corrections.demo.stage import Stage
from corrections.services import law
from inmates.choices import AppealOutcome, DecisionOutcome
from inmates.demo.decided import Past, former, past, write
from inmates.models import Stay
from sentencing.choices import LeaveKind
from sentencing.services.leave_decisions import LEAVE

HOME: Final = "Hos familien, Fjordvik"
MEET: Final = "Være sammen med familien"
CONDITIONS: Final = "Rusfri. Ringer fengselet kl. 20."
REFUSED: Final = 0.24
TEXTS: Final = {
    DecisionOutcome.GRANTED: ("Har holdt alle avtaler siden innkomst.", "Sikkerhetsmessige grunner taler ikke mot."),
    DecisionOutcome.REFUSED: ("To positive prøver de siste seks ukene.", "Faren for ny rusbruk ute er konkret."),
}
APPEALS: Final = {3: AppealOutcome.SET_ASIDE, 11: AppealOutcome.SET_ASIDE}  # the others that are appealed stand


def seed(stage: Stage) -> None:
    rule = law.rule_in_force("DECISION_LEAVE", stage.today)
    rows = [one(stage, stay, rule) for number, stay in enumerate(former(stage)) if number % 7 and number % 3]
    refused = [row for row in rows if row.is_in_vain]
    for number, row in enumerate(refused):
        if number % 4 == 3:
            row.appeal = APPEALS.get(number, AppealOutcome.UPHELD)
    write(rows)


def one(stage: Stage, stay: Stay, rule: Any) -> Past:
    is_refused = stage.dice("leave refused", stay.pk).random() < REFUSED
    outcome = DecisionOutcome.REFUSED if is_refused else DecisionOutcome.GRANTED
    facts, assessment = TEXTS[outcome]
    row = past(stage, stay, LEAVE, ["33"], outcome, rule, {"facts": facts, "assessment": assessment})
    first, last = row.decided_at.date() + timedelta(days=3), stay.during.upper.date()
    row.text["details"] = {
        "kind": str(LeaveKind.ORDINARY),
        "valid_from": first.isoformat(),
        "valid_to": last.isoformat(),
        "destination": HOME,
        "purpose": MEET,
    }
    row.text["conditions"] = "" if is_refused else CONDITIONS
    return row
