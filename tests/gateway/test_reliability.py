"""Internal consistency, of data whose consistency is known."""

import numpy as np
import pytest

from chorus.gateway.reliability import alpha, omega


def one_factor(loadings: list[float], respondents: int = 20_000) -> np.ndarray:
    """Standardised items of a one-factor model."""
    random = np.random.default_rng(7)
    factor = random.normal(size=(respondents, 1))
    load = np.asarray(loadings)
    return factor * load + random.normal(size=(respondents, len(load))) * np.sqrt(1 - load**2)


def test_equal_loadings_have_one_consistency_known_beforehand() -> None:
    # k·r / (1 + (k - 1)·r) with r = 0.36 between any two items.
    expected = 4 * 0.36 / (1 + 3 * 0.36)
    added = one_factor([0.6] * 4)
    assert alpha(added) == pytest.approx(expected, abs=0.01)
    assert omega(added) == pytest.approx(expected, abs=0.01)


def test_omega_is_that_of_the_model_where_loadings_differ() -> None:
    loadings = [0.9, 0.7, 0.5, 0.3]
    expected = sum(loadings) ** 2 / (sum(loadings) ** 2 + sum(1 - load**2 for load in loadings))
    added = one_factor(loadings)
    assert omega(added) == pytest.approx(expected, abs=0.01)
    # Alpha is a lower bound of it.
    assert alpha(added) < omega(added)


def test_items_that_do_not_hang_together_have_none() -> None:
    assert abs(alpha(np.random.default_rng(1).normal(size=(5000, 5)))) < 0.1


@pytest.mark.parametrize(
    "added",
    [
        np.zeros((0, 4)),
        np.random.default_rng(1).normal(size=(9, 4)),
        np.random.default_rng(1).normal(size=(50, 1)),
        np.ones((50, 4)),
    ],
)
def test_it_is_not_said_where_it_cannot_be(added: np.ndarray) -> None:
    assert alpha(added) is None
    assert omega(added) is None


def test_omega_needs_three_items_that_vary() -> None:
    two = one_factor([0.6, 0.6], 100)
    assert alpha(two) is not None
    assert omega(two) is None
    constant = np.column_stack([one_factor([0.6] * 3, 100), np.ones(100)])
    assert omega(constant) is None
