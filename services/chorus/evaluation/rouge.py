"""ROUGE-L between many texts at once.

For token sequences a and b with longest common subsequence L, ROUGE-L F = 2·L / (|a| + |b|) (Lin 2004), which is the normalised
indel similarity that rapidfuzz computes bit-parallel. Tokens are runs of letters and digits, lower case, not stemmed.
"""

import re
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

CHUNK = 256
"""Texts compared at a time: bounds memory to CHUNK × references."""
_TOKEN = re.compile(r"[^\W_]+")


def tokens(text: str) -> list[str]:
    """The words that ROUGE-L compares.

    >>> tokens("Half a cup, twice!")
    ['half', 'a', 'cup', 'twice']
    """
    return _TOKEN.findall(text.lower())


def nearest(texts: Sequence[str], references: Sequence[str], workers: int = 2) -> NDArray[np.float64]:
    """The highest ROUGE-L F of each text against any reference; 0 where either side has no word. Shape: (texts,)."""
    ids: dict[str, int] = {}
    known = [row for row in (_encode(text, ids) for text in references) if row]
    queries = [_encode(text, ids) for text in texts]
    best = np.zeros(len(queries))
    if not known:
        return best
    for start in range(0, len(queries), CHUNK):
        chunk = queries[start : start + CHUNK]
        similarity = cdist(chunk, known, scorer=Indel.normalized_similarity, dtype=np.float64, workers=workers)
        best[start : start + len(chunk)] = similarity.max(axis=1)
    return best


def _encode(text: str, ids: dict[str, int]) -> "array[int]":
    return array("L", [ids.setdefault(token, len(ids)) for token in tokens(text)])
