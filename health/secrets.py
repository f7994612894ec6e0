"""What schema health keeps encrypted, with keys that are made from the clinical process's own.

A backup or a database administrator sees noise. ``seal`` is for small secrets: a new ``CTX_KEY`` reads what the one
before it wrote (``CTX_KEY_BEFORE``), until everything has been written anew. ``seal_text`` is for what is written in a
record: under a key of the patient, which is kept wrapped by ``JOURNAL_KEY`` or the one before it.
"""

import base64
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SecretUnreadable(Exception):
    """Written under a key that this process does not have, or for another row."""


class TextAltered(SecretUnreadable):
    """It is not what was written there: changed, moved or cut outside the system."""


def seal(plain: bytes, *, what: str) -> bytes:
    """Encrypt ``plain`` for one place, such as ``second_factor:7``: moved to another row, it cannot be opened."""
    return _box(what).encrypt(plain)


def unseal(sealed: bytes | memoryview, *, what: str) -> bytes:
    try:
        return _box(what).decrypt(bytes(sealed))
    except InvalidToken as error:
        raise SecretUnreadable(what) from error


def _box(what: str) -> MultiFernet:
    return MultiFernet([_key(master, what) for master in (settings.CTX_KEY, settings.CTX_KEY_BEFORE) if master])


def _key(master: str, what: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=what.encode()).derive(master.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


# ---- texts: one byte of format, two of the number of the patient's key, the nonce, the text and its tag -------------
SEALED = b"\x01"
PLAIN = b"\x00"  # from before texts were encrypted: somebody answers for them once (rotate_journal_keys --take-plain)
NONCE = 12
HEAD = 3
OVERHEAD = HEAD + NONCE + 16
NO_MASTER = "JOURNAL_KEY is not set in this process: only the clinical process writes and reads what is in a record."


def prefix_of(number: int) -> bytes:
    """What a text begins with that is sealed under the key of this number."""
    return SEALED + number.to_bytes(2, "big")


def seal_text(text: str, key: AESGCM, *, number: int, place: str) -> bytes:
    """Encrypt ``text`` for one place, such as ``note|7|text``: moved to another, it cannot be opened."""
    nonce, head = secrets.token_bytes(NONCE), prefix_of(number)
    return head + nonce + key.encrypt(nonce, text.encode(), head + place.encode())


def number_of(sealed: bytes) -> int:
    return int.from_bytes(sealed[1:HEAD], "big")


def unseal_text(sealed: bytes, key: AESGCM, *, place: str) -> str:
    head, nonce, rest = sealed[:HEAD], sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :]
    try:
        return key.decrypt(nonce, rest, head + place.encode()).decode()
    except (InvalidTag, ValueError) as error:  # a nonce cut short is refused before its tag
        raise TextAltered(place) from error


def seal_file(data: bytes, key: bytes, *, place: str) -> bytes:
    """Encrypt the bytes of a file for one place: moved to another, or changed, they cannot be opened."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, place.encode())


def unseal_file(sealed: bytes, key: bytes, *, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except InvalidTag as error:
        raise SecretUnreadable(place) from error


def new_key() -> bytes:
    return AESGCM.generate_key(256)


def wrap(key: bytes, *, place: str) -> tuple[str, bytes]:
    """The newest master's fingerprint, and ``key`` encrypted with it for one patient and number."""
    masters = _masters()
    if not masters:
        raise SecretUnreadable(NO_MASTER)
    fingerprint = next(iter(masters))
    nonce = secrets.token_bytes(NONCE)
    return fingerprint, nonce + masters[fingerprint].encrypt(nonce, key, place.encode())


def unwrap(wrapped: bytes | memoryview, *, master: str, place: str) -> bytes:
    box = _masters().get(master)
    if box is None:
        raise SecretUnreadable(f"wrapped by the key {master}, which this process does not have")
    whole = bytes(wrapped)
    try:
        return box.decrypt(whole[:NONCE], whole[NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise TextAltered(place) from error


def masters() -> list[str]:
    """Fingerprints of the keys that this process has, the newest first."""
    return list(_masters())


def _masters() -> dict[str, AESGCM]:
    return dict(_master(key) for key in (settings.JOURNAL_KEY, settings.JOURNAL_KEY_BEFORE) if key)


@lru_cache(maxsize=4)
def _master(key: str) -> tuple[str, AESGCM]:
    fingerprint = HKDF(algorithm=SHA256(), length=8, salt=None, info=b"journal key: fingerprint")
    wrapping = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"journal key: wrapping")
    return fingerprint.derive(key.encode()).hex(), AESGCM(wrapping.derive(key.encode()))
