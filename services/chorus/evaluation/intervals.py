"""Intervals: 95% percentile bootstrap of any statistic of counted observations.

Observations are drawn anew with replacement inside each group, so that every group keeps its size (Efron & Tibshirani 1993,
chapter 13). Of observations that are only counted, drawing so many anew is one multinomial draw of the counts.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from chorus.evaluation.report import Estimate

Statistic = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""Of counts, one row for each group. Shape: (…, groups, kinds) to (…)."""
NUM_RESAMPLES = 500


def bootstrap(
    statistic: Statistic, counts: NDArray[np.int64], seed: int, num_resamples: int = NUM_RESAMPLES
) -> Estimate:
    """The statistic of the counts and its interval; empty groups stay empty. Shape: (groups, kinds)."""
    random = np.random.default_rng(seed)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    draws = [
        random.multinomial(row.sum(), share, size=num_resamples) for row, share in zip(counts, shares, strict=True)
    ]
    return percentiles(statistic(np.stack(draws, axis=1)), value=float(statistic(counts)))


def percentiles(draws: Sequence[float] | NDArray[np.float64], value: float) -> Estimate:
    """An estimate whose interval holds the middle 95% of the draws."""
    low, high = np.percentile(draws, [2.5, 97.5])
    return Estimate(float(value), float(low), float(high))
