"""One-time codes, against the vectors of RFC 4226 and RFC 6238."""

import pytest

from health.rules import code_of, matching_step, step_of

SECRET = b"12345678901234567890"
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(HOTP)))
def test_the_codes_of_rfc_4226(counter: int, code: str) -> None:
    assert code_of(SECRET, counter) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_of(SECRET, step_of(seconds)) == code


@pytest.mark.parametrize(("offset", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_to_either_side_is_taken(offset: int, taken: bool) -> None:
    step = matching_step(SECRET, code_of(SECRET, 1000 + offset), now=1000, after=-1)
    assert step == (1000 + offset if taken else None)


def test_a_step_that_was_taken_is_never_taken_again_nor_one_before_it() -> None:
    for step in (999, 1000):
        assert matching_step(SECRET, code_of(SECRET, step), now=1000, after=1000) is None
    assert matching_step(SECRET, code_of(SECRET, 1001), now=1000, after=1000) == 1001


@pytest.mark.parametrize("code", ["", "0", "abcdef", "7552240", "７５５２２４", "75522\x00", "-55224"])
def test_what_is_no_code_is_not_taken(code: str) -> None:
    assert matching_step(SECRET, code, now=1, after=-1) is None


def test_people_write_a_space_in_the_middle() -> None:
    assert matching_step(SECRET, "755 224", now=1, after=-1) == 0
