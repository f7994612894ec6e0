"""Time-based one-time codes (RFC 6238: SHA-1, six digits, thirty seconds), as every authenticator app makes them."""

import hmac

PERIOD = 30
DIGITS = 6
TOLERANCE = 1  # steps to either side: clocks differ, people type slowly


def step_of(seconds: float) -> int:
    """The time step that the moment ``seconds`` (since 1970) lies in."""
    return int(seconds) // PERIOD


def code_of(secret: bytes, step: int) -> str:
    """The code of one time step (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, code: str, *, now: int, after: int) -> int | None:
    """The step near ``now`` whose code this is, later than ``after``: a code that was taken is never taken again."""
    given = "".join(code.split())
    found = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), given.encode()) and step > after:
            found = step
    return found
