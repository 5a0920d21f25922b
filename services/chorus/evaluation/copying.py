"""Copied spans: the longest run of words that a text shares with any reference.

Every end of every reference, from each of its words on, is put in order once; the longest run that begins at a word of a text is
then shared with one of the two ends between which the rest of that text would stand (Manber & Myers 1993).
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chorus.evaluation.words import References


class CopiedSpans:
    """Finds what is copied from references."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._ends = sorted({row[start:] for row in references.encoded for start in range(len(row))})

    def longest(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Of each text, the number of words in its longest copied run. Shape: (texts,)."""
        rows = [self._references.encode(text) for text in texts]
        return np.array(
            [max((self._shared(row[start:]) for start in range(len(row))), default=0) for row in rows], dtype=np.int64
        )

    def _shared(self, rest: str) -> int:
        place = bisect_left(self._ends, rest)
        return max((_common_start(rest, end) for end in self._ends[max(0, place - 1) : place + 1]), default=0)


def _common_start(first: str, second: str) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, two) in pairs if one != two), min(len(first), len(second)))
