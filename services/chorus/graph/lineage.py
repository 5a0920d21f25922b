"""Lineage: what became of the communities of an earlier partition in a later one. ``descent`` finds it."""

from dataclasses import dataclass
from enum import StrEnum

MIN_SHARE = 0.5
"""Of one community's members, that makes it and another related."""


class Change(StrEnum):
    """What happened."""

    CONTINUED = "CHANGE_CONTINUED"
    """One went on as one."""
    SPLIT = "CHANGE_SPLIT"
    """One became several; its best match continues it."""
    MERGED = "CHANGE_MERGED"
    """Several became one, which continues its best match."""
    APPEARED = "CHANGE_APPEARED"
    """From no community, or from many."""
    ENDED = "CHANGE_ENDED"
    """Into no community, or into many."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two communities share. Mirrors ``chorus.graph.v1.Overlap``."""

    earlier: str = ""
    later: str = ""
    num_members: int = 0
    share_of_earlier: float = 0.0
    """Of the earlier one's members that the later network has."""
    share_of_later: float = 0.0
    """Of the later one's members that the earlier network had."""
    jaccard: float = 0.0

    @property
    def is_related(self) -> bool:
        """Whether one descends from the other."""
        return max(self.share_of_earlier, self.share_of_later) >= MIN_SHARE


@dataclass(frozen=True, slots=True)
class LineageEvent:
    """What became of some communities. Mirrors ``chorus.graph.v1.LineageEvent``."""

    change: Change = Change.CONTINUED
    earlier: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    """Of the pairs of the two lists, strongest first."""
