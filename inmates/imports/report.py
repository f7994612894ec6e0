"""What became of each line, in words: for the screen, for the terminal, and as a file to take back."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

from corrections.exports import write_csv
from inmates.imports.findings import Finding, Outcome, Verdict
from inmates.imports.words import sentence

VERDICTS: dict[Verdict, str | Promise] = {
    Verdict.TAKEN: pgettext_lazy("line of a file", "Taken"),
    Verdict.KNOWN: pgettext_lazy("line of a file", "Already there"),
    Verdict.REFUSED: pgettext_lazy("line of a file", "Refused"),
}


def pack(outcome: Outcome) -> dict[str, Any]:
    """As it is kept: short keys, because a file can have many lines."""
    packed: dict[str, Any] = {"l": outcome.line, "n": outcome.number, "v": str(outcome.verdict)}
    for key, findings in (("r", outcome.reasons), ("w", outcome.warnings)):
        if findings:
            packed[key] = [[finding.code, finding.values] for finding in findings]
    return packed


def unpack(packed: dict[str, Any]) -> Outcome:
    return Outcome(
        line=packed["l"],
        number=packed["n"],
        verdict=Verdict(packed["v"]),
        reasons=[Finding(code, values) for code, values in packed.get("r", [])],
        warnings=[Finding(code, values) for code, values in packed.get("w", [])],
    )


def verdict(outcome: Outcome) -> str:
    if outcome.verdict == Verdict.TAKEN and outcome.warnings:
        return pgettext("line of a file", "Taken, with a warning")
    return str(VERDICTS[outcome.verdict])


def reason(outcome: Outcome) -> str:
    """Everything there is to say about the line."""
    return " ".join(sentence(finding) for finding in (*outcome.reasons, *outcome.warnings))


def write_report(file: IO[str], outcomes: Iterable[Outcome]) -> None:
    """One row for each line of the file, in the language that is active."""
    heading = [gettext("Line"), gettext("Number"), gettext("Outcome"), gettext("Reason")]
    rows = ((outcome.line, outcome.number, verdict(outcome), reason(outcome)) for outcome in outcomes)
    write_csv(file, heading, rows)


def told(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A sentence for each line that there is something to say about."""
    for outcome in outcomes:
        if not outcome.is_plain:
            values = {
                "line": outcome.line,
                "number": outcome.number or gettext("no number"),
                "verdict": verdict(outcome),
                "reason": reason(outcome),
            }
            yield gettext("Line %(line)s, %(number)s: %(verdict)s. %(reason)s") % values
