"""Small secrets in schema health, encrypted with a key that is made from the clinical process's own.

A backup or a database administrator sees noise. A new ``CTX_KEY`` reads what the one before it wrote
(``CTX_KEY_BEFORE``), until everything has been written anew.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SecretUnreadable(Exception):
    """Written under a key that this process does not have, or for another row."""


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
