"""How datasets, partitions, communities and sweeps are kept: what callers see, and where the tables behind it lie."""

from dataclasses import dataclass, field
from datetime import datetime

from chorus.graph.community import CentralMember, Community, LanguageCount, Period, ProfilePost
from chorus.graph.curation import Curation
from chorus.graph.dataset import Dataset
from chorus.graph.partition import Partition
from chorus.graph.sweep import Sweep


@dataclass(frozen=True, slots=True)
class DatasetRecord:
    """A dataset and its tables, each an artifact: Parquet, in the order of the file."""

    name: str
    create_time: datetime | None
    posts: str
    """``tables.POSTS``."""
    reposts: str
    """``tables.REPOSTS``."""
    shares: str
    """``tables.SHARES``."""
    rejected: str
    """``tables.REJECTED``."""
    dataset: Dataset = field(default_factory=Dataset)


@dataclass(frozen=True, slots=True)
class PartitionRecord:
    """A partition, its network and who is in which community."""

    name: str
    create_time: datetime | None
    members: str
    """Artifact: a Parquet table of ``tables.MEMBERS``, in the order of the network's members."""
    ties: str
    """Artifact: a Parquet table of ``tables.TIES``."""
    counts: str
    """Artifact: a Parquet table of ``tables.COUNTS``."""
    partition: Partition = field(default_factory=Partition)


@dataclass(frozen=True, slots=True)
class CommunityRecord:
    """A community as it is in one partition."""

    name: str
    """``communities/<id>.<id of the partition>``; ``communities/<id>`` is an alias of the newest."""
    create_time: datetime | None
    ranks: tuple[int, ...]
    """Its numbers in the table of members; several where communities were merged."""
    posts: str
    """Artifact: a Parquet table of ``tables.POSTS``, oldest first, posts without a time last."""
    community: Community = field(default_factory=Community)
    merged_into: str = ""
    """The community that took it in; empty where none did."""
    is_dissolved: bool = False
    """Whether it was a merge that a curator took back."""
    is_named: bool = False
    """Whether a curator named it."""
    languages: tuple[LanguageCount, ...] = ()
    activity: tuple[Period, ...] = ()
    flows: tuple[float, ...] = ()
    """Share of its members' tie weight that goes to each number of the table of members that was kept, in order; what is missing
    to 1 goes elsewhere."""
    representative: tuple[ProfilePost, ...] = ()
    diverse: tuple[ProfilePost, ...] = ()
    central: tuple[CentralMember, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Whether lists leave it out."""
        return bool(self.merged_into) or self.is_dissolved or self.community.excluded

    @property
    def is_part_of_another(self) -> bool:
        """Whether its members are those of other communities now."""
        return bool(self.merged_into) or self.is_dissolved


@dataclass(frozen=True, slots=True)
class CurationRecord:
    """A decision about communities."""

    name: str
    create_time: datetime | None
    curation: Curation = field(default_factory=Curation)


@dataclass(frozen=True, slots=True)
class SweepRecord:
    """A sweep."""

    name: str
    create_time: datetime | None
    sweep: Sweep = field(default_factory=Sweep)


def snapshot(community: str, partition: str) -> str:
    """The name of a community's state in a partition.

    >>> snapshot("communities/keto-soup-1a2b", "partitions/0123")
    'communities/keto-soup-1a2b.0123'
    """
    return f"{community}.{partition.removeprefix('partitions/')}"
