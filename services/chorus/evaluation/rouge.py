"""ROUGE-L between many texts at once.

For word sequences a and b with longest common subsequence L, ROUGE-L F = 2·L / (|a| + |b|) (Lin 2004), which is the normalised
indel similarity that rapidfuzz computes bit-parallel.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from chorus.evaluation.words import References

CHUNK = 256
"""Texts compared at a time: bounds memory to CHUNK × references."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Of each text, the reference that it resembles most. Shape of both: (texts,)."""

    similarity: NDArray[np.float64]
    """ROUGE-L F with it; 0 where either side has no word."""
    position: NDArray[np.int64]
    """Which reference; the first of several that are equally near."""


def nearest(texts: Sequence[str], references: References, workers: int = 2) -> Nearest:
    """Compare every text with every reference; ``workers`` threads."""
    similarity = np.zeros(len(texts))
    position = np.zeros(len(texts), dtype=np.int64)
    if not references.encoded:
        return Nearest(similarity, position)
    # Two texts without a word are equal to rapidfuzz, and resemble nothing here.
    has_words = np.array([bool(row) for row in references.encoded])
    for start in range(0, len(texts), CHUNK):
        rows = [references.encode(text) for text in texts[start : start + CHUNK]]
        found = cdist(rows, references.encoded, scorer=Indel.normalized_similarity, dtype=np.float64, workers=workers)
        found *= has_words
        position[start : start + CHUNK] = found.argmax(axis=1)
        similarity[start : start + CHUNK] = found.max(axis=1)
    return Nearest(similarity, position)
