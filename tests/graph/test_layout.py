import time

import networkx as nx
import numpy as np
import pytest
from scipy import sparse
from scipy.spatial import cKDTree

from chorus.graph.layout import layout, radii_of
from chorus.graph.packing import ASPECT


def planted(num_communities: int, size: int, share: float) -> tuple[sparse.csr_matrix, np.ndarray]:
    graph = nx.planted_partition_graph(num_communities, size, share, share / 20, seed=1)
    adjacency = sparse.csr_matrix(nx.to_scipy_sparse_array(graph, dtype=np.float64))
    return adjacency, (np.arange(num_communities * size) // size).astype(np.int32)


def from_pairs(pairs: list[tuple[int, int]], num: int) -> sparse.csr_matrix:
    left, right = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    half = sparse.coo_matrix((np.ones(len(left)), (left, right)), shape=(num, num))
    return (half + half.T).tocsr()


def on_page(points: np.ndarray, num: int) -> bool:
    return (
        points.shape == (num, 2)
        and points.dtype == np.float32
        and bool(np.isfinite(points).all())
        and bool((np.abs(points) <= (ASPECT + 1e-4, 1 + 1e-4)).all())
    )


def near_their_own(points: np.ndarray, labels: np.ndarray) -> float:
    """Share of members that are closer to the middle of their community than to that of any other."""
    middles = np.stack([points[labels == label].mean(axis=0) for label in np.unique(labels)])
    return float((cKDTree(middles).query(points)[1] == labels).mean())


@pytest.mark.parametrize("known", [True, False])
def test_communities_are_clusters_whether_labels_name_them_or_not(known: bool) -> None:
    adjacency, labels = planted(5, 60, 0.2)
    points = layout(adjacency, labels if known else np.zeros_like(labels), seed=3)
    assert near_their_own(points, labels) > 0.95
    assert on_page(points, 300)


def test_clusters_use_the_page_and_members_do_not_cover_each_other() -> None:
    adjacency, labels = planted(8, 150, 0.08)
    points, radii = layout(adjacency, labels, seed=0), radii_of(adjacency)
    assert np.allclose(np.ptp(points, axis=0), (2 * ASPECT, 2), atol=0.02)
    pairs = cKDTree(points).query_pairs(2 * radii.max(), output_type="ndarray")
    apart = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    covered = np.unique(pairs[apart < 0.95 * radii[pairs].sum(axis=1)])
    assert len(covered) < 0.02 * len(points)
    cells = np.floor(4 * points).astype(int)
    assert len(np.unique(cells, axis=0)) > 40


def test_the_seed_decides() -> None:
    adjacency, labels = planted(3, 40, 0.3)
    first = layout(adjacency, labels, seed=3)
    assert np.array_equal(first, layout(adjacency, labels, seed=3))
    assert not np.allclose(first, layout(adjacency, labels, seed=4), atol=0.01)


def test_labels_part_what_mixes_but_make_no_clusters_of_nothing() -> None:
    graph = nx.planted_partition_graph(4, 75, 0.08, 0.03, seed=1)
    adjacency = sparse.csr_matrix(nx.to_scipy_sparse_array(graph, dtype=np.float64))
    labels = (np.arange(300) // 75).astype(np.int32)
    assert near_their_own(layout(adjacency, labels, seed=0), labels) > 0.85
    assert near_their_own(layout(adjacency, np.zeros_like(labels), seed=0), labels) < 0.75
    nothing = np.random.default_rng(0).permutation(labels)
    assert near_their_own(layout(adjacency, nothing, seed=0), nothing) < 0.5


def test_components_are_packed_around_the_largest_without_crushing_it() -> None:
    adjacency, labels = planted(4, 60, 0.2)
    others = (
        [from_pairs([(0, 1)], 2)] * 12 + [from_pairs([(0, 1), (0, 2), (0, 3)], 4)] * 3 + [sparse.csr_matrix((5, 5))]
    )
    whole = sparse.block_diag([adjacency, *others], format="csr")
    num = whole.shape[0]
    points = layout(whole, np.concatenate([labels, np.arange(4, 4 + num - 240)]).astype(np.int32), seed=0)
    assert on_page(points, num)
    large, small = points[:240], points[240:]
    assert np.ptp(large, axis=0).prod() > 0.4 * 4 * ASPECT
    assert cKDTree(large).query(small)[0].min() > radii_of(whole).max()
    far = np.linalg.norm(points / (ASPECT, 1), axis=1)
    assert np.quantile(far[240:], 0.1) > np.quantile(far[:240], 0.6)
    assert cKDTree(small).query_pairs(radii_of(whole).min()) == set()


DEGENERATE = {
    "nobody": (sparse.csr_matrix((0, 0)), [0] * 0),
    "one": (sparse.csr_matrix((1, 1)), [0]),
    "two": (from_pairs([(0, 1)], 2), [0, 0]),
    "two and one": (from_pairs([(0, 1)], 3), [0, 0, 1]),
    "no ties": (sparse.csr_matrix((300, 300)), [0] * 300),
    "only pairs": (from_pairs([(n, n + 1) for n in range(0, 400, 2)], 400), [n // 2 for n in range(400)]),
    "one community": (from_pairs([(n, (n * 7 + 1) % 200) for n in range(200)], 200), [0] * 200),
    "everybody alone": (from_pairs([(n, (n * 7 + 1) % 200) for n in range(200)], 200), list(range(200))),
    "a star": (from_pairs([(0, n) for n in range(1, 500)], 500), [0] * 500),
    "a line": (from_pairs([(n, n + 1) for n in range(300)], 301), [0] * 301),
    "a clique": (sparse.csr_matrix(1.0 - np.eye(60)), [0] * 60),
    "huge weights": (1e9 * from_pairs([(n, n + 1) for n in range(30)], 31), [0] * 31),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_anything_can_be_laid_out(case: str) -> None:
    adjacency, labels = DEGENERATE[case]
    points = layout(adjacency.tocsr(), np.array(labels, dtype=np.int32), seed=0)
    assert on_page(points, len(labels))
    assert len(np.unique(points, axis=0)) == len(labels)


def test_ten_thousand_members_take_seconds() -> None:
    random = np.random.default_rng(0)
    labels = np.sort(random.integers(0, 20, 10_000)).astype(np.int32)
    left = random.integers(0, 10_000, 50_000)
    near = np.clip(left + random.integers(-250, 250, 50_000), 0, 9_999)
    right = np.where(random.random(50_000) < 0.1, random.integers(0, 10_000, 50_000), near)
    adjacency = from_pairs([(a, b) for a, b in zip(left, right, strict=True) if a != b], 10_000)
    begin = time.perf_counter()
    points = layout(adjacency, labels, seed=0)
    # All pairs would take minutes.
    assert time.perf_counter() - begin < 45
    assert near_their_own(points, labels) > 0.8
