"""How datasets, partitions and communities are kept: what callers see, and where the tables behind it lie."""

from dataclasses import dataclass, field
from datetime import datetime

from chorus.graph.community import Community
from chorus.graph.dataset import Dataset
from chorus.graph.partition import Partition


@dataclass(frozen=True, slots=True)
class DatasetRecord:
    """A dataset and its tables."""

    name: str
    create_time: datetime | None
    posts: str
    """Artifact: a Parquet table of ``tables.POSTS``, in the order of the file."""
    reposts: str
    """Artifact: a Parquet table of ``tables.REPOSTS``, in the order of the file."""
    dataset: Dataset = field(default_factory=Dataset)


@dataclass(frozen=True, slots=True)
class PartitionRecord:
    """A partition, its network and who is in which community."""

    name: str
    create_time: datetime | None
    members: str
    """Artifact: a Parquet table of ``tables.MEMBERS``, in the order of the network's authors."""
    ties: str
    """Artifact: a Parquet table of ``tables.TIES``."""
    partition: Partition = field(default_factory=Partition)


@dataclass(frozen=True, slots=True)
class CommunityRecord:
    """A community and its posts."""

    name: str
    create_time: datetime | None
    rank: int
    """Its place among the partition's communities, and its number in the table of members."""
    posts: str
    """Artifact: a Parquet table of ``tables.POSTS``, oldest first, posts without a time last."""
    community: Community = field(default_factory=Community)
