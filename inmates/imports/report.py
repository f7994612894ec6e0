"""What became of each line, in words: for the screen, for the terminal, and as a file to take back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

from corrections.exports import write_csv
from inmates.imports.findings import Finding, Outcome, Verdict
from inmates.imports.words import sentence

NAMED_LINES = 8
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


def told(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What a person reads at the terminal: each refusal, then what was known, then warnings, shared ones told once."""
    yield from (one_line(outcome) for outcome in outcomes if outcome.is_refused)
    for verdict_ in (Verdict.KNOWN, Verdict.TAKEN):
        for words, shared in by_words(outcome for outcome in outcomes if outcome.verdict == verdict_).items():
            yield one_line(shared[0], words) if len(shared) == 1 else many_lines(shared, words)


def by_words(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """The lines that have the same thing said about them."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for finding in (*outcome.reasons, *outcome.warnings):
            found.setdefault(sentence(finding), []).append(outcome)
    return found


def one_line(outcome: Outcome, words: str = "") -> str:
    values = {
        "line": outcome.line,
        "number": outcome.number or gettext("no number"),
        "verdict": verdict(outcome),
        "reason": words or reason(outcome),
    }
    return gettext("Line %(line)s, %(number)s: %(verdict)s. %(reason)s") % values


def many_lines(outcomes: Sequence[Outcome], words: str) -> str:
    named = ", ".join(str(outcome.line) for outcome in outcomes[:NAMED_LINES])
    values = {
        "count": len(outcomes),
        "lines": named if len(outcomes) <= NAMED_LINES else f"{named} …",
        "verdict": verdict(outcomes[0]),
        "reason": words,
    }
    return gettext("%(count)s lines (%(lines)s): %(verdict)s. %(reason)s") % values
