"""Semantics: how far a corpus is from its community's own posts, beside the floor that no voice can beat.

The Fréchet distance depends on the number of vectors, so within a community every distance, and the floor, is taken between
samples of one size. Each is the mean over repeated draws of such samples.
"""

from collections.abc import Callable, Sequence

import numpy as np

from chorus.evaluation.frechet import Vectors, frechet_distance
from chorus.evaluation.intervals import percentiles
from chorus.evaluation.report import Estimate

NUM_DRAWS = 30
MIN_VECTORS = 2


def sample_size(own: Vectors, corpora: Sequence[Vectors]) -> int:
    """The size at which a community's corpora can all be compared: half its own posts, or the smallest usable corpus."""
    usable = [len(corpus) for corpus in corpora if len(corpus) >= MIN_VECTORS]
    return min([len(own) // 2, *usable])


def corpus_distance(own: Vectors, corpus: Vectors, size: int, seed: int) -> float:
    """Mean Fréchet distance between samples of a community's posts and of a corpus."""
    random = np.random.default_rng(seed)
    return float(np.mean(_draws(lambda: (_sample(own, size, random), _sample(corpus, size, random)))))


def floor_distance(own: Vectors, size: int, seed: int) -> Estimate:
    """Fréchet distance between disjoint samples of a community's own posts, with the middle 95% of the draws."""
    random = np.random.default_rng(seed)

    def halves() -> tuple[Vectors, Vectors]:
        both = _sample(own, 2 * size, random)
        return both[:size], both[size:]

    draws = _draws(halves)
    return percentiles(draws, value=float(np.mean(draws)))


def _draws(pair: Callable[[], tuple[Vectors, Vectors]]) -> list[float]:
    return [frechet_distance(*pair()) for _ in range(NUM_DRAWS)]


def _sample(vectors: Vectors, size: int, random: np.random.Generator) -> Vectors:
    return vectors[random.permutation(len(vectors))[:size]]
