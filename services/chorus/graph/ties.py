"""Ties: from the rows of a dataset to who is tied to whom, every row accounted for."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from scipy import sparse

from chorus.graph.network_config import Member, NetworkConfig, Restriction, Tie
from chorus.graph.network_summary import TieCount
from chorus.graph.roster import numbered
from chorus.graph.tables import Tables

USED = "used"


@dataclass(slots=True)
class TieCounts:
    """Tells how many rows each filter left out."""

    left_out: list[TieCount] = field(default_factory=list)
    num_used: int = 0

    def keep(self, rows: pl.DataFrame, condition: pl.Expr, otherwise: str) -> pl.DataFrame:
        """The rows for which the condition holds."""
        kept = rows.filter(condition)
        if len(kept) < len(rows):
            self.left_out.append(TieCount(otherwise, len(rows) - len(kept)))
        self.num_used = len(kept)
        return kept

    def drop(self, weight: float, what: str, tie: Tie) -> None:
        """Count the reposts of ties that were left out; of shared links each is in several ties, and stays counted as used."""
        if tie is Tie.REPOSTS and weight:
            self.left_out.append(TieCount(what, round(weight)))
            self.num_used -= round(weight)

    def all(self) -> tuple[TieCount, ...]:
        """Every row counted once."""
        return (TieCount(USED, self.num_used), *self.left_out)


@dataclass(frozen=True, slots=True)
class Ties:
    """Members, in the order of their first row, and the weight between each two of them."""

    members: pl.Series
    weights: sparse.csr_matrix
    """Symmetric, without a diagonal."""


def ties_of_reposts(tables: Tables, config: NetworkConfig, counts: TieCounts) -> Ties:
    """Who reposts whom: the number of reposts in either direction."""
    pairs = _reposts(tables, config, counts)
    numbers, members = numbered(pl.concat([pairs["author"], pairs["original_author"].alias("author")]))
    ends = numbers[: len(pairs)], numbers[len(pairs) :]
    one_way = sparse.coo_matrix((np.ones(len(pairs)), ends), shape=(len(members), len(members))).tocsr()
    return Ties(members, (one_way + one_way.T).tocsr())


def ties_of_shares(tables: Tables, config: NetworkConfig, counts: TieCounts) -> Ties:
    """Who shares whose links: members by links, times its transpose, each link weighing 1 / (its sharers - 1)."""
    shares = _shares(tables, config, counts)
    (row, members), (column, links) = numbered(shares["member"]), numbered(shares["link"])
    shared = sparse.coo_matrix((np.ones(len(shares)), (row, column)), shape=(len(members), len(links))).tocsr()
    weight = 1 / np.maximum(np.bincount(column, minlength=len(links)) - 1, 1)
    weights = (shared.multiply(weight).tocsr() @ shared.T).tocsr()
    weights.setdiag(0)
    weights.eliminate_zeros()
    return Ties(members, weights)


def _reposts(tables: Tables, config: NetworkConfig, counts: TieCounts) -> pl.DataFrame:
    """Reposts that make ties."""
    rows = _in_window(tables.reposts, config, counts)
    rows = counts.keep(rows, pl.col("original_author") != "", "original unknown")
    rows = counts.keep(rows, pl.col("author") != pl.col("original_author"), "of oneself")
    if config.restriction is Restriction.ALL:
        return rows
    allowed = _allowed(tables.posts["author"].unique(), rows, config).implode()
    both = pl.col("author").is_in(allowed) & pl.col("original_author").is_in(allowed)
    return counts.keep(rows, both, "between authors that the restriction leaves out")


def _allowed(writers: pl.Series, reposts: pl.DataFrame, config: NetworkConfig) -> pl.Series:
    if config.restriction is Restriction.AUTHORS_WITH_POSTS:
        return writers
    reposters = reposts.filter(pl.col("author").is_in(writers.implode()))
    known = reposters.group_by("original_author").agg(num_reposters=pl.col("author").n_unique())
    return pl.concat([writers, known.filter(pl.col("num_reposters") >= config.min_reposters)["original_author"]])


def _shares(tables: Tables, config: NetworkConfig, counts: TieCounts) -> pl.DataFrame:
    """Who shared which link, every pair once."""
    column = "author" if config.member is Member.AUTHORS else "label"
    rows = _in_window(tables.shares, config, counts).rename({column: "member"})
    rows = counts.keep(rows, pl.col("member") != "", f"without {'an author' if column == 'author' else 'a label'}")
    if config.member is Member.AUTHORS and config.restriction is Restriction.AUTHORS_WITH_POSTS:
        writers = tables.posts["author"].unique().implode()
        rows = counts.keep(rows, pl.col("member").is_in(writers), "by authors that the restriction leaves out")
    rows = counts.keep(rows, pl.struct("member", "link").is_first_distinct(), "shared again by the same member")
    sharers = pl.len().over("link")
    rows = counts.keep(rows, sharers > 1, "shared by one member only")
    return counts.keep(rows, sharers <= config.max_sharers, "shared by too many members")


def _in_window(rows: pl.DataFrame, config: NetworkConfig, counts: TieCounts) -> pl.DataFrame:
    start, end, time = config.start_time, config.end_time, pl.col("create_time")
    is_inside = pl.lit(value=True)
    if start is not None:
        is_inside &= (time >= start).fill_null(value=False)
    if end is not None:
        is_inside &= (time < end).fill_null(value=False)
    return counts.keep(rows, is_inside, "outside the window")
