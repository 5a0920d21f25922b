import polars as pl
import pytest

from chorus.graph.network import build_network
from chorus.graph.partition import Restriction
from chorus.graph.tables import POSTS, REPOSTS, TIES


def posts(*authors: str) -> pl.DataFrame:
    return pl.DataFrame([(str(i), a, "", None, "") for i, a in enumerate(authors)], schema=POSTS, orient="row")


def reposts(*pairs: tuple[str, str]) -> pl.DataFrame:
    rows = [(str(i), author, "", original, None) for i, (author, original) in enumerate(pairs)]
    return pl.DataFrame(rows, schema=REPOSTS, orient="row")


SHARED = reposts(("b", "a"), ("a", "b"), ("c", "c"), ("b", "c"), ("c", "x"), ("x", "y"), ("a", ""))


def test_ties_are_undirected_and_weighted() -> None:
    network = build_network(posts("a", "b", "c"), SHARED, Restriction.AUTHORS_WITH_POSTS)
    assert network.authors.to_list() == ["b", "a", "c"]
    assert network.ties.schema == TIES
    assert network.ties.rows() == [(0, 1, 2.0), (0, 2, 1.0)]
    assert network.adjacency.toarray().tolist() == [[0, 2, 1], [2, 0, 0], [1, 0, 0]]
    assert network.strengths.tolist() == [3, 2, 1]


def test_restriction_all_keeps_those_without_posts() -> None:
    network = build_network(posts("a", "b", "c"), SHARED, Restriction.ALL)
    assert set(network.authors) == {"a", "b", "c", "x", "y"}
    assert (network.num_authors, network.num_ties) == (5, 4)


@pytest.mark.parametrize("restriction", Restriction)
def test_without_ties_it_is_empty(restriction: Restriction) -> None:
    network = build_network(posts("a"), reposts(("a", "a"), ("a", "")), restriction)
    assert (network.num_authors, network.num_ties) == (0, 0)
