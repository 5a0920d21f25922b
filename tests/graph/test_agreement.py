import numpy as np
import pytest

from chorus.graph.agreement import recovery, stability

ONE = np.array([0, 0, 0, 1, 1, 1, 2, 2], dtype=np.int32)
SAME = np.array([2, 2, 2, 0, 0, 0, 1, 1], dtype=np.int32)
SPLIT = np.array([0, 0, 0, 1, 1, 1, 2, 3], dtype=np.int32)


def test_the_numbers_of_communities_do_not_matter() -> None:
    found = stability([ONE, SAME], [0.5, 0.5])
    assert (found.mean_nmi, found.mean_ari, found.num_seeds) == (pytest.approx(1), pytest.approx(1), 2)
    assert recovery(ONE, [SAME]).tolist() == [1, 1, 1]


def test_disagreement_shows_where_it_is() -> None:
    found = stability([ONE, SAME, SPLIT], [0.5, 0.6, 0.4])
    assert found.min_nmi < found.mean_nmi < 1
    assert found.min_ari < found.mean_ari < 1
    assert (found.min_modularity, found.mean_modularity, found.max_modularity) == (0.4, pytest.approx(0.5), 0.6)
    assert recovery(ONE, [SAME, SPLIT]).tolist() == [1, 1, pytest.approx(0.75)]


def test_chance_is_near_zero() -> None:
    random = np.random.default_rng(0)
    runs = [random.integers(0, 5, 2000).astype(np.int32) for _ in range(3)]
    found = stability(runs, [0.0] * 3)
    assert abs(found.mean_ari) < 0.01
    assert found.mean_nmi < 0.02
    assert recovery(runs[0], runs[1:]).max() < 0.3
