import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import wasserstein_distance

from chorus.evaluation.readings import difference, histogram, profile


def confidences(seed: int, shift: float = 0.0, size: int = 120, labels: int = 4) -> np.ndarray:
    found = np.random.default_rng(seed).beta(2, 6, size=(size, labels))
    found[:, 0] = np.minimum(1, found[:, 0] + shift)
    return found


def test_distances_are_scipys() -> None:
    human, generated = confidences(0), confidences(1, 0.2, 90)
    found = difference(human, generated, seed=0)
    for label, distance in enumerate(found.distances):
        assert distance == pytest.approx(wasserstein_distance(human[:, label], generated[:, label]))
    assert found.distance == pytest.approx(jensenshannon(profile(human), profile(generated), base=2))


def test_what_differs_is_told_from_what_does_not() -> None:
    found = difference(confidences(0), confidences(1, 0.2), seed=0)
    assert found.p_value == pytest.approx(1 / 500)
    assert found.p_values[0] <= 4 / 500
    assert min(found.p_values[1:]) > 0.05


def test_where_nothing_differs_p_values_are_even() -> None:
    found = [difference(confidences(seed), confidences(seed + 1000), seed, 99) for seed in range(60)]
    values = np.array([one.p_value for one in found])
    assert 0.35 < values.mean() < 0.65
    assert np.mean(values <= 0.05) < 0.15


def test_equal_sets_do_not_differ() -> None:
    human = confidences(0)
    found = difference(human, human, seed=0)
    assert (found.distance, found.p_value, set(found.distances), set(found.p_values)) == (0, 1, {0.0}, {1.0})


def test_one_label_has_its_opposite_in_the_profile() -> None:
    few = np.array([[0.1], [0.3]])
    assert profile(few).tolist() == pytest.approx([0.2, 0.8])
    assert difference(few, few + 0.5, seed=0).distance > 0.3


def test_a_histogram_counts_everything() -> None:
    assert sum(histogram(np.array([0, 0.5, 1]))) == 3
    assert histogram(np.array([0.999, 1]))[-1] == 2
