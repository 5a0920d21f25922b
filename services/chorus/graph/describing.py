"""What communities are like: a description of each of some groups of community numbers. A group is one community as it was
found, or several that a curator merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from chorus.graph import profile, terms
from chorus.graph.community import CentralMember, LanguageCount, Period, ProfilePost, Term
from chorus.graph.quality import flows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network

Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """One community, described; the fields are those of ``record.CommunityRecord`` and ``community.Community``."""

    num_members: int
    num_authors: int
    num_posts: int
    cohesion: float
    flows: tuple[float, ...]
    terms: tuple[Term, ...]
    hashtags: tuple[Term, ...]
    languages: tuple[LanguageCount, ...]
    activity: tuple[Period, ...]
    representative: tuple[ProfilePost, ...]
    diverse: tuple[ProfilePost, ...]
    central: tuple[CentralMember, ...]
    given_name: str = ""
    """The label that the source calls it by."""

    @property
    def display_name(self) -> str:
        """Its label, else its leading terms, else its leading members."""
        if self.given_name:
            return self.given_name
        leading = self.terms or tuple(Term(member.member) for member in self.central)
        return terms.display_name(leading)


def describe(
    groups: Sequence[Group],
    posts: Sequence[pl.DataFrame],
    counts: pl.DataFrame,
    network: "Network",
    labels: "NDArray[np.int32]",
    num_kept: int,
    seed: int,
    background: Sequence[pl.DataFrame] = (),
) -> tuple[Description, ...]:
    """Describe groups, whose own posts are given in the same order.

    ``counts`` is a table of ``tables.COUNTS``; ``labels`` are the numbers of the members' communities, of which the first
    ``num_kept`` were kept; ``background`` are posts of other communities, from which those quoted are told apart.
    """
    weights = terms.weigh(_joined(counts, groups))
    between = flows(network, labels, num_kept)
    quotes = profile.quotes(posts, background, seed)
    return tuple(
        Description(
            num_members=int(np.isin(labels, group).sum()),
            num_authors=own["author"].n_unique(),
            num_posts=len(own),
            cohesion=float(sum(shares[rank] for rank in group)),
            flows=shares,
            terms=terms.leading(weights, group[0]),
            hashtags=terms.leading(weights, group[0], hashtags=True),
            languages=profile.languages(own),
            activity=profile.activity(own),
            representative=quoted.representative,
            diverse=quoted.diverse,
            central=profile.central(network, np.isin(labels, group)),
        )
        for group, own, quoted in zip(groups, posts, quotes, strict=True)
        for shares in [flow_shares(between, group)]
    )


def flow_shares(between: "NDArray[np.float64]", group: Group) -> tuple[float, ...]:
    """The share of a group's tie weight that goes to each community kept, in order; the group's own sum to its cohesion.

    ``between`` is what ``quality.flows`` gives.
    """
    rows = between[list(group)].copy()
    for index, rank in enumerate(group):
        # A tie between two of the group is in the rows of both.
        rows[index, [other for other in group if other != rank]] /= 2
    weights = rows.sum(axis=0)
    total = weights.sum() or 1.0
    return tuple((weights[:-1] / total).tolist())


def _joined(counts: pl.DataFrame, groups: Sequence[Group]) -> pl.DataFrame:
    """The counts with every group as one community, under its first number. No author is in two communities."""
    first = {rank: group[0] for group in groups for rank in group if rank != group[0]}
    if not first:
        return counts
    joined = counts.with_columns(pl.col("community").replace(first))
    return joined.group_by("term", "community").agg(pl.all().sum()).select(counts.columns)
