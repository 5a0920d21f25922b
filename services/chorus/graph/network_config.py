"""Which network is built of a dataset."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chorus.errors import InvalidArgument


class Tie(StrEnum):
    """What ties two members."""

    REPOSTS = "TIE_REPOSTS"
    """One reposted the other; the weight is the number of reposts in either direction."""
    SHARED_LINKS = "TIE_SHARED_LINKS"
    """Both shared the same link; one that m members shared adds 1 / (m - 1) to the tie of each two of them."""


class Member(StrEnum):
    """What a node is."""

    AUTHORS = "MEMBER_AUTHORS"
    LABELS = "MEMBER_LABELS"
    """Communities that the source gave, for example subreddits."""


class Restriction(StrEnum):
    """Which members the network has."""

    AUTHORS_WITH_POSTS = "RESTRICTION_AUTHORS_WITH_POSTS"
    """Those with a post of their own in the dataset: a persona can learn from them. Of labels, all."""
    ALL = "RESTRICTION_ALL"
    """Everyone with a tie."""
    REPOSTED = "RESTRICTION_REPOSTED"
    """Authors with posts of their own, and authors whom at least ``min_reposters`` of those reposted."""


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Which network is built of a dataset. Mirrors ``chorus.graph.v1.NetworkConfig``."""

    tie: Tie = Tie.REPOSTS
    member: Member = Member.AUTHORS
    restriction: Restriction = Restriction.AUTHORS_WITH_POSTS
    min_reposters: int = 3
    min_weight: float = 0.0
    """Lighter ties are left out."""
    largest_component: bool = False
    """Keep the largest connected component only."""
    start_time: datetime | None = None
    end_time: datetime | None = None
    """Reposts, and links shared, from ``start_time`` on and before ``end_time``; what has no time is in no window."""
    max_sharers: int = 100
    """A link that more members share says nothing of any two of them, and is left out."""

    def check(self, field: str = "config") -> None:
        """Raise ``InvalidArgument`` naming the first field that makes no sense; ``field`` is where the configuration stands."""
        if not (math.isfinite(self.min_weight) and self.min_weight >= 0):
            raise InvalidArgument(f"min_weight = {self.min_weight} is negative", field=f"{field}.min_weight")
        for name in ("min_reposters", "max_sharers"):
            if getattr(self, name) < 1:
                raise InvalidArgument(f"{name} = {getattr(self, name)} is not positive", field=f"{field}.{name}")
        if self.start_time is not None and self.end_time is not None and self.start_time >= self.end_time:
            raise InvalidArgument("end_time is not after start_time", field=f"{field}.end_time")
        if self.member is Member.LABELS and self.tie is Tie.REPOSTS:
            raise InvalidArgument(
                "reposts tie authors; where members are labels, set tie to SHARED_LINKS", field=f"{field}.tie"
            )
