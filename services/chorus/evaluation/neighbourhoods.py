"""Neighbourhoods: precision and coverage of one set of vectors by another.

The neighbourhood of a human vector reaches to its k-th nearest human neighbour. Precision is the share of generated vectors in at
least one neighbourhood (Kynkäänniemi et al. 2019): does the voice say only what people say? Coverage is the share of
neighbourhoods with a generated vector in them (Naeem et al. 2020): does it say all of it? A voice that repeats one good post has
precision without coverage; the Fréchet distance alone cannot tell.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import pairwise_distances

from chorus.evaluation.frechet import Vectors

NUM_NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class Overlap:
    """How two sets of vectors lie in each other; both shares lie in [0, 1]."""

    precision: float = 0.0
    """Of generated vectors: those in a human neighbourhood."""
    coverage: float = 0.0
    """Of human neighbourhoods: those with a generated vector in them."""


def overlap(human: Vectors, generated: Vectors, num_neighbours: int = NUM_NEIGHBOURS) -> Overlap:
    """The overlap of two sets of two or more vectors; like the Fréchet distance it depends on how many there are."""
    among = pairwise_distances(human)
    # In each row the vector itself comes first, at no distance.
    nth = min(num_neighbours, len(human) - 1)
    radius = np.partition(among, nth, axis=1)[:, nth]
    inside = pairwise_distances(generated, human) <= radius
    return Overlap(float(inside.any(axis=1).mean()), float(inside.any(axis=0).mean()))
