"""Inference over respondents: ranks, permutation tests of differences, effect sizes, correction for the number of tests."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chorus.gateway.statistics import Array

PERMUTATIONS = 9999
DIGITS = 9
"""Scores that differ later than here are the same."""


def ranks_of(values: Array) -> NDArray[np.int64]:
    """Ranks along the first axis, 1 for the highest; equals, but for rounding, share the better rank.

    >>> ranks_of(np.array([[3.0], [7.0], [2.9999999999]])).ravel().tolist()
    [2, 1, 2]
    """
    from scipy.stats import rankdata

    found: NDArray[np.int64] = rankdata(-np.round(values, DIGITS), method="min", axis=0).astype(np.int64)
    return found


def permutation_p(one: Array, other: Array, random: np.random.Generator, resamples: int = PERMUTATIONS) -> float:
    """Two-sided p of a difference of means, were it by chance who of these respondents belongs to whom."""
    from scipy.stats import permutation_test

    found = permutation_test((one, other), _difference, vectorized=True, n_resamples=resamples, batch=2000, rng=random)
    return float(found.pvalue)


def pairing_p(one: Array, other: Array, kind: str, random: np.random.Generator) -> tuple[float, float]:
    """A rank correlation, ``spearman`` or ``kendall``, and its two-sided permutation p: exact for up to seven pairs."""
    from scipy.stats import kendalltau, permutation_test, rankdata, spearmanr

    correlate = {"spearman": spearmanr, "kendall": kendalltau}[kind]
    x, y = rankdata(one), rankdata(other)

    def statistic(permuted: Array) -> float:
        return float(correlate(permuted, y).statistic)

    found = permutation_test(
        (x,),
        statistic,
        permutation_type="pairings",
        vectorized=False,
        n_resamples=2000 if len(x) > 6 else 9999,
        rng=random,
    )
    return float(found.statistic), float(found.pvalue)


def effect_size(one: Array, other: Array) -> float | None:
    """Hedges' g; None where nothing varies."""
    if one.var() + other.var() == 0:
        return None
    import pingouin

    return float(pingouin.compute_effsize(one, other, eftype="hedges"))


def corrected(ps: Sequence[float]) -> list[float]:
    """P-values corrected for their number (Benjamini and Hochberg 1995)."""
    from scipy.stats import false_discovery_control

    return [float(q) for q in false_discovery_control(np.asarray(ps))] if ps else []


def _difference(one: Array, other: Array, axis: int) -> Array:
    found: Array = one.mean(axis=axis) - other.mean(axis=axis)
    return found
