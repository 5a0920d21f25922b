"""Intervals: 95% percentile bootstrap of any statistic of grouped observations.

Observations are drawn anew with replacement inside each group, so that every group keeps its size (Efron & Tibshirani 1993,
chapter 13).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import resample

from chorus.evaluation.report import Estimate

Statistic = Callable[[Sequence[NDArray[np.int64]]], float]
NUM_RESAMPLES = 500


def bootstrap(
    statistic: Statistic, groups: Sequence[NDArray[np.int64]], seed: int, num_resamples: int = NUM_RESAMPLES
) -> Estimate:
    """The statistic of the groups and its interval; empty groups stay empty."""
    random = np.random.RandomState(seed % 2**32)
    draws = [
        statistic([resample(group, random_state=random) if len(group) else group for group in groups])
        for _ in range(num_resamples)
    ]
    return percentiles(draws, value=statistic(groups))


def percentiles(draws: Sequence[float], value: float) -> Estimate:
    """An estimate whose interval holds the middle 95% of the draws."""
    low, high = np.percentile(draws, [2.5, 97.5])
    return Estimate(float(value), float(low), float(high))
