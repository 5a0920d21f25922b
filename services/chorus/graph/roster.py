"""Everybody and everything an import has met, numbered.

Raw names stay in memory, what waits on the disk are numbers, and when all is read every distinct one becomes a keyed hash, once.
"""

import polars as pl

from chorus.graph.pseudonym import keyed_hash

AUTHOR, LINK, POST = "id:", "link:", "post:"
"""What a keyed hash is of; the same text as another kind is another hash."""
NUMBER = pl.UInt32()


class Roster:
    """Numbers texts in the order in which they come."""

    def __init__(self) -> None:
        self._kind = pl.Categorical(pl.Categories.random())
        # Polars forgets categories that no column has any more.
        self._first = pl.Series([""], dtype=self._kind)
        self._size = 1

    def numbers(self, texts: pl.Series, kind: str) -> pl.Series:
        """The number of each text of a kind; null for null."""
        found = (kind + texts).cast(self._kind).to_physical().cast(NUMBER)
        if found.null_count() < len(found):
            self._size = max(self._size, int(found.max()) + 1)  # type: ignore[arg-type]
        return found.alias(texts.name)

    def hashes(self, key: bytes) -> pl.Series:
        """The keyed hash of every text so far, at its number."""
        numbers = pl.int_range(self._size, dtype=NUMBER, eager=True)
        texts = numbers.cat.to(self._kind).cast(pl.String())
        return pl.Series("hash", [keyed_hash(key, text) for text in texts], pl.String())
