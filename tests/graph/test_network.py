import polars as pl
import pytest

from chorus.errors import InvalidArgument, NoTies
from chorus.graph.network import Network, build_network, given_network, require_ties
from chorus.graph.network_config import Member, NetworkConfig, Restriction, Tie
from chorus.graph.summarizing import summarize
from chorus.graph.tables import POSTS, REPOSTS, SHARES, TIES, Tables

ALL = NetworkConfig(restriction=Restriction.ALL)
LINKS = NetworkConfig(tie=Tie.SHARED_LINKS, restriction=Restriction.ALL)


def posts(*authors: str) -> pl.DataFrame:
    rows = [(str(i), author, "", None, "", "") for i, author in enumerate(authors)]
    return pl.DataFrame(rows, schema=POSTS, orient="row")


def labelled(*posts: tuple[str, str]) -> pl.DataFrame:
    rows = [(str(i), author, "", None, "", label) for i, (author, label) in enumerate(posts)]
    return pl.DataFrame(rows, schema=POSTS, orient="row")


def reposts(*pairs: tuple[str, str], times: tuple[int | None, ...] = ()) -> pl.DataFrame:
    rows = [(str(i), author, "", original, None) for i, (author, original) in enumerate(pairs)]
    table = pl.DataFrame(rows, schema=REPOSTS, orient="row")
    if not times:
        return table
    stamps = pl.Series(times, dtype=pl.Int64()).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return table.with_columns(create_time=stamps)


def shares(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame([(*row, None) for row in rows], schema=SHARES, orient="row")


def ties(network: Network) -> dict[tuple[str, ...], float]:
    names = network.members.to_list()
    return {tuple(sorted((names[left], names[right]))): weight for left, right, weight in network.ties.iter_rows()}


def counts(network: Network) -> dict[str, int]:
    return {count.what: count.count for count in network.counts}


SHARED = reposts(("b", "a"), ("a", "b"), ("c", "c"), ("b", "c"), ("c", "x"), ("x", "y"), ("a", ""))
TABLES = Tables(posts("a", "b", "c"), SHARED)


def test_ties_are_undirected_and_weighted() -> None:
    network = build_network(TABLES, NetworkConfig())
    assert network.ties.schema == TIES
    assert ties(network) == {("a", "b"): 2.0, ("b", "c"): 1.0}
    assert (network.ties["left"] < network.ties["right"]).all()
    degrees = dict(zip(network.members, network.strengths.tolist(), strict=True))
    assert degrees == {"a": 2, "b": 3, "c": 1}
    assert network.adjacency.toarray().sum() == 6


def test_every_repost_is_accounted_for() -> None:
    found = counts(build_network(TABLES, NetworkConfig()))
    assert found == {
        "used": 3, "original unknown": 1, "of oneself": 1, "between authors that the restriction leaves out": 2,
    }  # fmt: skip
    assert sum(found.values()) == len(SHARED)


def test_restriction_all_keeps_those_without_posts() -> None:
    network = build_network(TABLES, ALL)
    assert set(network.members) == {"a", "b", "c", "x", "y"}
    assert (network.num_members, network.num_ties) == (5, 4)


def test_restriction_reposted_keeps_outsiders_whom_several_writers_repost() -> None:
    pairs = reposts(("a", "x"), ("b", "x"), ("c", "y"), ("c", "y"), ("z", "y"), ("a", "b"))
    config = NetworkConfig(restriction=Restriction.REPOSTED, min_reposters=2)
    network = build_network(Tables(posts("a", "b", "c"), pairs), config)
    assert ties(network) == {("a", "x"): 1, ("b", "x"): 1, ("a", "b"): 1}


def test_light_ties_and_small_components_can_be_left_out() -> None:
    pairs = reposts(("a", "b"), ("a", "b"), ("b", "c"), ("x", "y"), ("x", "y"))
    tables = Tables(posts(*"abcxy"), pairs)
    heavy = build_network(tables, NetworkConfig(min_weight=2))
    assert ties(heavy) == {("a", "b"): 2, ("x", "y"): 2}
    assert counts(heavy) == {"used": 4, "in ties lighter than 2": 1}
    largest = build_network(tables, NetworkConfig(largest_component=True))
    assert ties(largest) == {("a", "b"): 2, ("b", "c"): 1}
    assert counts(largest) == {"used": 3, "outside the largest component": 2}


def test_a_window_leaves_out_what_is_before_after_or_without_a_time() -> None:
    pairs = reposts(("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), times=(0, 10, 20, None))
    start, end = pairs["create_time"][1], pairs["create_time"][2]
    tables = Tables(posts(*"abcd"), pairs)
    assert ties(build_network(tables, NetworkConfig(start_time=start, end_time=end))) == {("b", "c"): 1}
    assert counts(build_network(tables, NetworkConfig(start_time=start)))["outside the window"] == 2
    assert build_network(tables, NetworkConfig()).num_ties == 4


def test_members_who_share_a_link_are_tied() -> None:
    rows = shares(
        ("a", "", "1"), ("b", "", "1"), ("a", "", "2"), ("b", "", "2"), ("c", "", "2"), ("a", "", "1"),
        ("c", "", "3"), ("", "", "1"),
    )  # fmt: skip
    network = build_network(Tables(shares=rows), LINKS)
    assert ties(network) == {("a", "b"): 1.5, ("a", "c"): 0.5, ("b", "c"): 0.5}
    assert counts(network) == {
        "used": 5, "without an author": 1, "shared again by the same member": 1, "shared by one member only": 1,
    }  # fmt: skip
    few = build_network(
        Tables(shares=rows), NetworkConfig(tie=Tie.SHARED_LINKS, restriction=Restriction.ALL, max_sharers=2)
    )
    assert ties(few) == {("a", "b"): 1}


def test_labels_can_be_the_members() -> None:
    rows = shares(("a", "soup", "1"), ("b", "stew", "1"), ("c", "soup", "1"), ("d", "", "1"))
    network = build_network(Tables(shares=rows), NetworkConfig(tie=Tie.SHARED_LINKS, member=Member.LABELS))
    assert ties(network) == {("soup", "stew"): 1}


def test_given_communities_are_the_labels_largest_first() -> None:
    own = labelled(("a", "soup"), ("a", "soup"), ("b", "stew"), ("c", "stew"), ("d", "rain"), ("e", ""))
    rows = shares(("a", "soup", "1"), ("b", "stew", "1"), ("x", "nowhere", "1"))
    network = given_network(Tables(own, shares=rows), NetworkConfig())
    assert network.members.to_list() == ["stew", "soup", "rain"]
    assert network.ties.rows() == [(0, 1, 0.5)]
    with pytest.raises(NoTies, match="no post has a label"):
        given_network(Tables(posts("a")), NetworkConfig())


@pytest.mark.parametrize("restriction", Restriction)
def test_without_ties_it_is_empty(restriction: Restriction) -> None:
    tables = Tables(posts("a"), reposts(("a", "a"), ("a", "")))
    config = NetworkConfig(restriction=restriction)
    network = build_network(tables, config)
    assert (network.num_members, network.num_ties) == (0, 0)
    assert summarize(network).num_members == 0
    with pytest.raises(NoTies):
        require_ties(network, tables, config)


def test_why_there_is_no_tie() -> None:
    outside = Tables(posts("a"), reposts(("a", "x")))
    for tables, config, says in (
        (Tables(posts("a")), NetworkConfig(), "has no repost"),
        (outside, NetworkConfig(), "RESTRICTION_ALL"),
        (Tables(posts("a"), reposts(("a", "a"))), ALL, "counts of the network"),
        (Tables(posts("a")), LINKS, "has no link"),
        (Tables(shares=shares(("a", "", "1"))), LINKS, "no two members shared"),
    ):
        with pytest.raises(NoTies, match=says):
            require_ties(build_network(tables, config), tables, config)


def test_a_network_in_figures() -> None:
    pairs = reposts(*[("hub", f"leaf{n}") for n in range(6)], *[("hub", "leaf0")] * 2, ("x", "y"))
    summary = summarize(build_network(Tables(reposts=pairs), ALL))
    assert (summary.num_members, summary.num_ties, summary.total_weight) == (9, 7, 9)
    assert (summary.num_components, summary.largest_component_share) == (2, pytest.approx(7 / 9))
    assert (summary.degree.min, summary.degree.median, summary.degree.max) == (1, 1, 6)
    assert summary.degree.histogram == (8, 0, 1)
    assert summary.weight.histogram == (6, 1)


@pytest.mark.parametrize(
    ("config", "field"),
    [
        (NetworkConfig(min_weight=float("nan")), "config.min_weight"),
        (NetworkConfig(max_sharers=-1), "config.max_sharers"),
        (NetworkConfig(member=Member.LABELS), "config.tie"),
    ],
)
def test_a_network_that_makes_no_sense(config: NetworkConfig, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        config.check()
    assert caught.value.field == field
