"""What is said about a file and about each of its lines: codes and values, no words (``inmates.imports.words``)."""

from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int | list[str]


class Verdict(StrEnum):
    """What became of a line. A line is taken whole or refused whole; a known one changed nothing."""

    TAKEN = "taken"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a line. Values hold what the sentence needs and never an identity number."""

    code: str
    values: dict[str, Value] = field(default_factory=dict)


def found(code: str, **values: Value) -> Finding:
    return Finding(code, values)


@dataclass(slots=True)
class Outcome:
    """One line of the file, its verdict, why it was refused or known, and what is odd about a line that was taken."""

    line: int
    number: str = ""
    verdict: Verdict = Verdict.TAKEN
    reasons: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def refuse(self, *reasons: Finding) -> None:
        self.verdict = Verdict.REFUSED
        self.reasons.extend(reasons)

    def know(self, reason: Finding) -> None:
        self.verdict = Verdict.KNOWN
        self.reasons.append(reason)

    @property
    def is_refused(self) -> bool:
        return self.verdict == Verdict.REFUSED

    @property
    def is_plain(self) -> bool:
        """Taken, with nothing to say about it."""
        return self.verdict == Verdict.TAKEN and not self.warnings


class FileRefused(Exception):
    """The file as a whole cannot be read; nothing of it was taken."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.finding = Finding(code, values)
