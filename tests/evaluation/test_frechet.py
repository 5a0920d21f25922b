import numpy as np
import pytest
from scipy.linalg import sqrtm

from chorus.evaluation.frechet import frechet_distance


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(400, 12))


def test_distance_to_itself_is_nothing(vectors: np.ndarray) -> None:
    assert frechet_distance(vectors, vectors) == pytest.approx(0, abs=1e-9)


def test_shifted_gaussians_have_the_squared_shift(vectors: np.ndarray) -> None:
    shift = np.linspace(-1, 1, 12)
    assert frechet_distance(vectors, vectors + shift) == pytest.approx(shift @ shift)


def test_scaled_gaussians_have_the_closed_form(vectors: np.ndarray) -> None:
    centred = vectors - vectors.mean(axis=0)
    variance = np.trace(np.cov(centred, rowvar=False))
    assert frechet_distance(centred, 3 * centred) == pytest.approx((3 - 1) ** 2 * variance)


def test_equals_the_formula_with_a_matrix_root(vectors: np.ndarray) -> None:
    random = np.random.default_rng(1)
    other = random.normal(size=(300, 12)) @ random.normal(size=(12, 12)) + 0.3
    one, two = np.cov(vectors, rowvar=False), np.cov(other, rowvar=False)
    shift = vectors.mean(axis=0) - other.mean(axis=0)
    expected = shift @ shift + np.trace(one + two - 2 * sqrtm(one @ two).real)
    assert frechet_distance(vectors, other) == pytest.approx(expected, rel=1e-9)


def test_fewer_vectors_than_dimensions() -> None:
    few = np.random.default_rng(2).normal(size=(5, 12))
    assert frechet_distance(few, few) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(few, few + 1) == pytest.approx(12, rel=1e-6)
