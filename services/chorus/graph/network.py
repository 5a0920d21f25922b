"""The network of members and the ties between them.

Undirected and weighted. By default members are authors, and the weight of a tie is the number of reposts between two authors in
either direction; ``network_config`` says what else there is. Members without a tie are not in it.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components, reverse_cuthill_mckee

from chorus.errors import NoTies
from chorus.graph.network_config import Member, NetworkConfig, Restriction, Tie
from chorus.graph.network_summary import TieCount
from chorus.graph.tables import TIES, Tables
from chorus.graph.ties import TieCounts, ties_of_reposts, ties_of_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Network:
    """Members and the ties between them."""

    members: pl.Series
    """Pseudonyms or labels, neighbours near each other. The order depends on the order of the file and not on the key of
    the pseudonyms, so neither do results."""
    ties: pl.DataFrame
    """``tables.TIES``, ordered; every pair once."""
    counts: tuple[TieCount, ...] = ()
    """What became of every repost, or of every link shared."""

    @classmethod
    def of(cls, members: pl.Series, weights: sparse.csr_matrix, counts: tuple[TieCount, ...]) -> Self:
        """The network of a symmetric matrix without a diagonal, which becomes its ``adjacency``."""
        weights.sort_indices()
        upper = sparse.triu(weights, k=1).tocsr().tocoo()
        ties = pl.DataFrame({"left": upper.row, "right": upper.col, "weight": upper.data}, schema=TIES)
        network = cls(members, ties, counts)
        vars(network)["adjacency"] = weights
        return network

    @property
    def num_members(self) -> int:
        """Nodes."""
        return len(self.members)

    @property
    def num_ties(self) -> int:
        """Edges."""
        return len(self.ties)

    @cached_property
    def adjacency(self) -> sparse.csr_matrix:
        """Symmetric weights, without a diagonal; float64."""
        left, right, weight = (self.ties[column].to_numpy() for column in ("left", "right", "weight"))
        half = sparse.coo_matrix((weight, (left, right)), shape=(self.num_members, self.num_members)).tocsr()
        return (half + half.T).tocsr()

    @property
    def strengths(self) -> "NDArray[np.float64]":
        """Sum of tie weights per member."""
        return np.asarray(self.adjacency.sum(axis=1), dtype=np.float64).ravel()


def build_network(tables: Tables, config: NetworkConfig) -> Network:
    """The network that a configuration means of a dataset's tables."""
    counts = TieCounts()
    find = ties_of_reposts if config.tie is Tie.REPOSTS else ties_of_shares
    ties = find(tables, config, counts)
    weights = ties.weights
    total = weights.sum()
    if config.min_weight > 0:
        weights.data[weights.data < config.min_weight] = 0
        weights.eliminate_zeros()
        counts.drop((total - weights.sum()) / 2, f"in ties lighter than {config.min_weight:g}", config.tie)
    stays = np.diff(weights.indptr) > 0
    if config.largest_component and stays.any():
        _, component = connected_components(weights, directed=False)
        stays &= component == np.bincount(component[stays]).argmax()
        counts.drop(weights[~stays].sum() / 2, "outside the largest component", config.tie)
    order = _near_each_other(weights, stays)
    return Network.of(ties.members[order], weights[order][:, order].tocsr(), counts.all())


def given_network(tables: Tables, config: NetworkConfig) -> Network:
    """The labels of a dataset, those with the most authors first, and the links they share; ``NoTies`` without a label."""
    labels = tables.posts.filter(pl.col("label") != "").group_by("label")
    counted = labels.agg(pl.col("author").n_unique(), pl.len())
    names = counted.sort("author", "len", "label", descending=[True, True, False])["label"].alias("member")
    if names.is_empty():
        raise NoTies("no post has a label, so no communities are given; say at import which column holds it")
    counts = TieCounts()
    ties = ties_of_shares(tables, replace(config, tie=Tie.SHARED_LINKS, member=Member.LABELS), counts)
    row = {label: number for number, label in enumerate(ties.members)}
    size = len(row)
    # Labels that share nothing are rows beyond the last, which are empty.
    order = np.array([row.get(label, size + number) for number, label in enumerate(names)])
    weights = ties.weights.copy()
    weights.resize(size + len(names), size + len(names))
    return Network.of(names, weights[order][:, order].tocsr(), counts.all())


def require_ties(network: Network, tables: Tables, config: NetworkConfig) -> Network:
    """The network, if it has a tie; ``NoTies`` says why it has none."""
    if network.num_ties:
        return network
    if config.tie is Tie.SHARED_LINKS:
        if tables.shares.is_empty():
            raise NoTies("the dataset has no link that anybody shared; import one whose posts have links")
        raise NoTies("no two members shared the same link; raise max_sharers, or set restriction to RESTRICTION_ALL")
    if tables.reposts.is_empty():
        raise NoTies(
            "the dataset has no repost, so there is no network to find communities in; import one with reposts"
        )
    if config.restriction is not Restriction.ALL:
        raise NoTies(
            "no author with posts of their own reposts another such author; import their posts as well, or set restriction to "
            "RESTRICTION_ALL"
        )
    raise NoTies("no repost is left that names another author as its original; see the counts of the network")


def _near_each_other(weights: sparse.csr_matrix, stays: "NDArray[np.bool_]") -> "NDArray[np.int64]":
    """The rows that stay, in an order that keeps neighbours near each other.

    By the reverse Cuthill-McKee ordering, which detection in a large network gains a third of its time from.
    """
    rows = np.flatnonzero(stays)
    if not len(rows):
        return rows
    order = reverse_cuthill_mckee(weights[rows][:, rows].tocsr(), symmetric_mode=True)
    return np.asarray(rows[order], dtype=np.int64)
