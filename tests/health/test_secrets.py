"""Secrets in schema health: readable where they were put, under the key or the one before it, and nowhere else."""

import pytest
from pytest_django import Settings

from health.secrets import SecretUnreadable, seal, unseal

HERE = "second_factor:7"


def test_what_was_sealed_is_read_again_and_is_noise_in_between() -> None:
    sealed = seal(b"hemmelig", what=HERE)
    assert b"hemmelig" not in sealed
    assert unseal(sealed, what=HERE) == b"hemmelig"
    assert unseal(memoryview(sealed), what=HERE) == b"hemmelig"


def test_moved_to_another_row_it_cannot_be_opened() -> None:
    with pytest.raises(SecretUnreadable):
        unseal(seal(b"hemmelig", what=HERE), what="second_factor:8")


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal(b"hemmelig", what=HERE))
    sealed[-20] ^= 1
    with pytest.raises(SecretUnreadable):
        unseal(bytes(sealed), what=HERE)


def test_a_new_key_reads_what_the_one_before_it_wrote_and_no_older(settings: Settings) -> None:
    sealed = seal(b"hemmelig", what=HERE)
    settings.CTX_KEY, settings.CTX_KEY_BEFORE = "a new key of the clinical process", settings.CTX_KEY
    assert unseal(sealed, what=HERE) == b"hemmelig"
    settings.CTX_KEY_BEFORE = "some other key of the clinical process"
    with pytest.raises(SecretUnreadable):
        unseal(sealed, what=HERE)
