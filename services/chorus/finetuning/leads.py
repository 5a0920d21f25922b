"""How sure it is that a community's own adapter predicts it best.

Posts by one author are alike, so authors are what is drawn again and not posts: the percentile interval of a ratio estimator over
a cluster bootstrap (Davison & Hinkley 1997, sections 2.4 and 3.8). It says what other held-out authors would have given, and
nothing of how another seed of the training would have come out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap

from chorus.finetuning.finetuning_report import Lead

NUM_RESAMPLES = 4000
LEVEL = 0.95


def lead(
    own: Sequence[float],
    others: Sequence[Sequence[float]],
    num_tokens: Sequence[int],
    authors: Sequence[str],
    seed: int = 0,
) -> Lead | None:
    """The lead of the own adapter over the best of the others, from the nats of each response by each adapter.

    ``num_tokens`` and ``authors`` are those of the responses. None without others, or with fewer than two authors.

    >>> lead([1.0, 1.0, 1.0], [[2.0, 3.0, 2.0], [9.0, 9.0, 9.0]], [4, 4, 4], ["ann", "ann", "bo"])
    Lead(value=0.3333333333333333, low=0.25, high=0.375, num_authors=2)
    """
    people = sorted(set(authors))
    if not others or len(people) < 2:
        return None
    of_author = np.searchsorted(people, authors)
    difference = np.asarray(min(others, key=sum)) - np.asarray(own)
    nats, tokens = np.bincount(of_author, difference), np.bincount(of_author, num_tokens)
    interval = bootstrap(
        (nats, tokens),
        _per_token,
        paired=True,
        method="percentile",
        confidence_level=LEVEL,
        n_resamples=NUM_RESAMPLES,
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Lead(float(_per_token(nats, tokens)), float(interval.low), float(interval.high), len(people))


def _per_token(nats: NDArray[np.number], tokens: NDArray[np.number], axis: int = -1) -> NDArray[np.float64]:
    quotient: NDArray[np.float64] = nats.sum(axis=axis) / tokens.sum(axis=axis)
    return quotient
