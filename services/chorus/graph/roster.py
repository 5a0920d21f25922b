"""Everybody and everything an import has met, numbered.

Raw names stay in memory, what waits on the disk are numbers, and when all is read every distinct one becomes a keyed hash, once.
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from chorus.graph.pseudonym import keyed_hash

if TYPE_CHECKING:
    from numpy.typing import NDArray

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

    def numbers(self, texts: pl.Series, kind: str = "") -> pl.Series:
        """The number of each text of a kind, from 1 (an empty text's is 0); null for null."""
        found = (kind + texts).cast(self._kind).to_physical().cast(NUMBER)
        if found.null_count() < len(found):
            self._size = max(self._size, int(found.max()) + 1)  # type: ignore[arg-type]
        return found.alias(texts.name)

    def texts(self) -> pl.Series:
        """Every text so far, at its number."""
        return pl.int_range(self._size, dtype=NUMBER, eager=True).cat.to(self._kind).cast(pl.String())

    def hashes(self, key: bytes) -> pl.Series:
        """The keyed hash of every text so far, at its number."""
        return pl.Series("hash", [keyed_hash(key, text) for text in self.texts()], pl.String())


def numbered(texts: pl.Series) -> "tuple[NDArray[np.int32], pl.Series]":
    """The number of each text in the order of their first appearance, from 0, and the distinct texts; none is empty or null.

    >>> numbers, distinct = numbered(pl.Series(["b", "a", "b"]))
    >>> numbers.tolist(), distinct.to_list()
    ([0, 1, 0], ['b', 'a'])
    """
    roster = Roster()
    numbers = roster.numbers(texts)
    return numbers.to_numpy().astype(np.int32) - 1, roster.texts()[1:].alias(texts.name)
