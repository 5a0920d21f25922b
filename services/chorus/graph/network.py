"""The interaction network: who reposts whom.

Undirected and weighted: authors are nodes, the weight of a tie is the number of reposts between two authors in either direction.
Authors without a tie are not in it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import sparse

from chorus.graph.partition import Restriction
from chorus.graph.tables import TIES

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Network:
    """Authors and the ties between them."""

    authors: pl.Series
    """Pseudonyms, in the order of their first repost in the file: results do not depend on the key of the pseudonyms."""
    ties: pl.DataFrame
    """``tables.TIES``, ordered; every pair once."""

    @property
    def num_authors(self) -> int:
        """Nodes."""
        return len(self.authors)

    @property
    def num_ties(self) -> int:
        """Edges."""
        return len(self.ties)

    @property
    def adjacency(self) -> sparse.csr_matrix:
        """Symmetric weights, without a diagonal; index pointers are int64, indices int32, weights float64."""
        left, right, weight = (self.ties[column].to_numpy() for column in ("left", "right", "weight"))
        half = sparse.coo_matrix((weight, (left, right)), shape=(self.num_authors, self.num_authors))
        return (half + half.T).tocsr()

    @property
    def strengths(self) -> "NDArray[np.float64]":
        """Sum of tie weights per author."""
        return np.asarray(self.adjacency.sum(axis=1), dtype=np.float64).ravel()


def build_network(posts: pl.DataFrame, reposts: pl.DataFrame, restriction: Restriction) -> Network:
    """The network of a dataset's reposts; reposts of oneself and of unknown authors make no tie."""
    pairs = reposts.select("author", "original_author").filter(
        (pl.col("original_author") != "") & (pl.col("author") != pl.col("original_author"))
    )
    if restriction is Restriction.AUTHORS_WITH_POSTS:
        writers = posts["author"].unique().implode()
        pairs = pairs.filter(pl.col("author").is_in(writers) & pl.col("original_author").is_in(writers))
    authors = pl.concat([pairs["author"], pairs["original_author"].alias("author")]).unique(maintain_order=True)
    rows = pl.DataFrame({"author": authors}).with_row_index("row")
    ties = (
        pairs.join(rows, on="author")
        .join(rows, left_on="original_author", right_on="author", suffix="_original")
        .select(left=pl.min_horizontal("row", "row_original"), right=pl.max_horizontal("row", "row_original"))
        .group_by("left", "right")
        .agg(weight=pl.len())
        .sort("left", "right")
        .cast(TIES)
    )
    return Network(authors, ties)
