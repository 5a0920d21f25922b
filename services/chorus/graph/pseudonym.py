"""Pseudonyms: what stands for an author wherever Chorus keeps or shows one.

A keyed hash, so that nobody without the key can find an account by hashing all of them. The same author has the same
pseudonym in every dataset imported under one key; who has lost the key can never join old datasets to new ones.
"""

import hmac
import os
import secrets
from pathlib import Path
from uuid import uuid4

from chorus.errors import FailedPrecondition, InvalidArgument

NUM_DIGITS = 16
MIN_KEY_LENGTH = 16
KEY_FILE = "pseudonym.key"


def pseudonym(key: bytes, author: str) -> str:
    """Sixteen hexadecimal digits of HMAC-SHA256 over ``id:<author>``; letter case does not matter.

    >>> pseudonym(b"0123456789abcdef", "Someone") == pseudonym(b"0123456789abcdef", "someone")
    True
    """
    return keyed_hash(key, f"id:{author.lower()}")


def keyed_hash(key: bytes, text: str) -> str:
    """Sixteen hexadecimal digits of HMAC-SHA256.

    >>> keyed_hash(b"0123456789abcdef", "id:42")
    'b060fc302279b86d'
    """
    return hmac.digest(key, text.encode(), "sha256").hex()[:NUM_DIGITS]


def load_key(key: str, home: Path) -> bytes:
    """The key an operator has set, else that of the home folder, which is made on first use and readable by its owner only."""
    if key:
        if len(key) < MIN_KEY_LENGTH:
            raise InvalidArgument(
                f"CHORUS_GRAPH_PSEUDONYM_KEY is shorter than {MIN_KEY_LENGTH} characters; "
                "use for example the output of: openssl rand -hex 32"
            )
        return key.encode()
    path = home / KEY_FILE
    if not path.exists():
        _make_key(path)
    stored = path.read_bytes()
    if len(stored) < MIN_KEY_LENGTH:
        raise FailedPrecondition(
            f"{KEY_FILE} in the home folder is damaged; restore it from a backup, for a new key gives every author "
            "another pseudonym"
        )
    return stored


def _make_key(path: Path) -> None:
    """Write a new key whole or not at all; where two processes come first at once, one of their keys wins for both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    incoming = path.with_name(f"{path.name}.{uuid4().hex}")
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        os.link(incoming, path)
    except FileExistsError:
        pass
    finally:
        incoming.unlink()
