"""The author split: which authors no model ever learns from.

A pure function of the pseudonym, so that every service draws the same line without asking another: base model and adapters
learn from training authors only, validation losses and the human ceiling of the evaluation come from held-out ones.
"""

from hashlib import sha256

HELD_OUT_SHARE = 0.2


def is_held_out(author: str, share: float = HELD_OUT_SHARE) -> bool:
    """Whether an author, named by pseudonym, is kept out of all training; true for about ``share`` of them."""
    draw = int.from_bytes(sha256(f"split:{author}".encode()).digest()[:8], "big") / 2**64
    return draw < share
