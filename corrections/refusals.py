"""A refusal: what was asked cannot be done, said in a sentence that tells what to do instead."""

from django.utils.functional import Promise


class Refusal(Exception):
    """Raised by services and rules: ``message`` is shown, ``code`` is stable, ``source`` is the legal reference."""

    code = "refused"

    def __init__(self, message: str | Promise, *, code: str = "", source: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.source = source

    def __str__(self) -> str:
        return str(self.message)


class Conflict(Refusal):
    """Someone else was first: says who and when."""

    code = "conflict"
