"""Near-duplicates: posts that say almost what an earlier one says, word for word.

For word sequences a and b with longest common subsequence L, ROUGE-L F = 2·L / (|a| + |b|) (Lin 2004), which is the normalised
indel similarity that rapidfuzz computes bit-parallel. L is at most the shorter length, so that a similarity of s needs a
longer text of at most (2 - s) / s times the words of the shorter; texts are sorted by length and all other pairs are never
looked at. Words are runs of letters and digits, lower case. The result is exact, and memory does not grow with the number
of pairs.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TOLERANCE = 1e-6
"""rapidfuzz takes thresholds in single precision, which would lose pairs right at one. Similarities are fractions of small
numbers, so that none is so little below."""
ROWS = 256
COLUMNS = 16_384
"""Texts compared with each other at a time: ROWS × COLUMNS numbers of 4 bytes are held."""
_WORD = re.compile(r"[^\W_]+")


def near_duplicates(texts: Sequence[str], threshold: float, workers: int = -1) -> set[int]:
    """Places of the texts that are at least this similar, in (0, 1], to one before them.

    ``workers`` are threads; -1 means as many as there are cores, and their number changes nothing in the result. Texts without
    a word are similar to none.

    >>> sorted(near_duplicates(["a cup of rye flour", "A cup of rye-flour!", "two loaves"], 0.8))
    [1]
    """
    import numpy as np

    found: set[int] = set()
    first: dict[bytes, int] = {}
    distinct: list[tuple[array[int], int]] = []
    ids: dict[str, int] = {}
    for place, text in enumerate(texts):
        words = array("L", [ids.setdefault(word, len(ids)) for word in _WORD.findall(text.lower())])
        if words and first.setdefault(words.tobytes(), place) == place:
            distinct.append((words, place))
        elif words:
            found.add(place)
    distinct.sort(key=lambda each: len(each[0]))
    places = np.array([place for _, place in distinct], dtype=np.int64)
    for ones, others in _similar([words for words, _ in distinct], threshold, workers):
        found.update(np.unique(np.maximum(places[ones], places[others])).tolist())
    return found


def _similar(
    texts: Sequence["array[int]"], threshold: float, workers: int
) -> Iterator[tuple["NDArray[np.int64]", "NDArray[np.int64]"]]:
    """Pairs of places that are similar, each once, of texts that are sorted by length."""
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    least = max(threshold - _TOLERANCE, _TOLERANCE)
    lengths = [len(text) for text in texts]
    for top in range(0, len(texts), ROWS):
        rows = texts[top : top + ROWS]
        longest = len(rows[-1]) * (2 - least) / least
        end = bisect_right(lengths, longest)
        for left in range(top, end, COLUMNS):
            scores = cdist(
                rows,
                texts[left : min(left + COLUMNS, end)],
                scorer=Indel.normalized_similarity,
                # What is below comes out as 0.
                score_cutoff=least,
                dtype=np.float32,
                workers=workers,
            )
            ones, others = scores.nonzero()
            apart = ones + top < others + left
            yield ones[apart] + top, others[apart] + left
