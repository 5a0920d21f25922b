"""Semantics: how far a corpus is from its community's own posts, beside the floor that no voice can beat.

The Fréchet distance, precision and coverage all depend on the number of vectors, so within a community every one, and the floor,
is taken between samples of one size. Each is the mean over repeated draws of such samples.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from chorus.evaluation.frechet import Vectors, frechet_distance
from chorus.evaluation.intervals import percentiles
from chorus.evaluation.neighbourhoods import Overlap, overlap
from chorus.evaluation.report import Estimate, SemanticScores

NUM_DRAWS = 30
NUM_OVERLAP_DRAWS = 5
MAX_OVERLAP_VECTORS = 2000
"""Neighbourhoods are looked for pair by pair: four million pairs."""
MIN_VECTORS = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two sets of vectors are, at one size."""

    frechet: Estimate
    """With the middle 95% of the draws."""
    overlap: Overlap


def sample_size(own: Vectors, corpora: Sequence[Vectors]) -> int:
    """The size at which a community's corpora can all be compared: half its own posts, or the smallest usable corpus."""
    usable = [len(corpus) for corpus in corpora if len(corpus) >= MIN_VECTORS]
    return min([len(own) // 2, *usable])


def corpus_likeness(own: Vectors, corpus: Vectors, size: int, seed: int) -> Likeness:
    """How like samples of a community's posts and of a corpus are."""
    random = np.random.default_rng(seed)
    return _likeness(lambda: (_sample(own, size, random), _sample(corpus, size, random)))


def human_likeness(own: Vectors, size: int, seed: int) -> Likeness:
    """How like disjoint samples of a community's own posts are: the floor of distances, the ceiling of overlap."""
    random = np.random.default_rng(seed)

    def halves() -> tuple[Vectors, Vectors]:
        both = _sample(own, 2 * size, random)
        return both[:size], both[size:]

    return _likeness(halves)


def semantic_scores(community: str, found: Likeness, people: Likeness) -> SemanticScores:
    """A community's figures: something as like its posts as ``found``, where people are as like each other as ``people``."""
    return SemanticScores(
        community=community,
        frechet=found.frechet,
        floor=people.frechet,
        precision=found.overlap.precision,
        coverage=found.overlap.coverage,
        human_precision=people.overlap.precision,
        human_coverage=people.overlap.coverage,
    )


def _likeness(pair: Callable[[], tuple[Vectors, Vectors]]) -> Likeness:
    distances = [frechet_distance(*pair()) for _ in range(NUM_DRAWS)]
    overlaps = list(_overlaps(pair))
    return Likeness(
        frechet=percentiles(distances, value=float(np.mean(distances))),
        overlap=Overlap(
            float(np.mean([one.precision for one in overlaps])), float(np.mean([one.coverage for one in overlaps]))
        ),
    )


def _overlaps(pair: Callable[[], tuple[Vectors, Vectors]]) -> Iterator[Overlap]:
    for _ in range(NUM_OVERLAP_DRAWS):
        human, generated = pair()
        yield overlap(human[:MAX_OVERLAP_VECTORS], generated[:MAX_OVERLAP_VECTORS])


def _sample(vectors: Vectors, size: int, random: np.random.Generator) -> Vectors:
    return vectors[random.permutation(len(vectors))[:size]]
