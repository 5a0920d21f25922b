import numpy as np
import pytest

from chorus.evaluation.intervals import bootstrap


def mean(counts: np.ndarray) -> np.ndarray:
    """The mean of observations that are the numbers of their kinds, over all groups."""
    together = counts.sum(axis=-2)
    return together @ np.arange(together.shape[-1]) / together.sum(axis=-1)


def counted(*groups: np.ndarray) -> np.ndarray:
    return np.stack([np.bincount(group, minlength=100) for group in groups])


def test_interval_of_a_mean_is_that_of_its_standard_error() -> None:
    values = np.random.default_rng(0).integers(0, 100, 400)
    estimate = bootstrap(mean, counted(values), seed=0, num_resamples=2000)
    assert estimate.value == pytest.approx(values.mean())
    half = 1.96 * values.std() / 20
    assert (estimate.low, estimate.high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.3)


def test_groups_keep_their_sizes() -> None:
    groups = [np.zeros(5, dtype=np.int64), np.ones(15, dtype=np.int64), np.zeros(0, dtype=np.int64)]
    estimate = bootstrap(mean, counted(*groups), seed=0)
    assert (estimate.low, estimate.value, estimate.high) == (0.75, 0.75, 0.75)


def test_seed_decides() -> None:
    counts = counted(np.arange(30))
    assert bootstrap(mean, counts, seed=1) == bootstrap(mean, counts, seed=1) != bootstrap(mean, counts, seed=2)
