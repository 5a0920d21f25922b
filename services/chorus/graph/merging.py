"""A merge: several communities of a partition, described as one. Done in a process apart."""

from collections.abc import Sequence

import polars as pl

from chorus.graph.apart import Report
from chorus.graph.describing import Description, describe
from chorus.graph.network import Network
from chorus.graph.record import CommunityRecord, PartitionRecord
from chorus.graph.tables import from_parquet, to_parquet
from chorus.jobs.job import Progress
from chorus.storage.artifacts import Artifacts


def describe_merged(
    report: Report,
    store_url: str,
    partition: PartitionRecord,
    parts: Sequence[CommunityRecord],
    others: Sequence[CommunityRecord],
) -> tuple[Description, str]:
    """What the parts are as one community, told apart from the others, and the artifact that its posts are."""
    store = Artifacts(store_url)

    def table(location: str) -> pl.DataFrame:
        return from_parquet(store.read_bytes(location))

    report(Progress(0, 2, "steps", "reading the communities"))
    members = table(partition.members)
    network = Network(members["member"], table(partition.ties))
    posts = pl.concat([table(part.posts) for part in parts])
    posts = posts.sort("create_time", nulls_last=True, maintain_order=True)
    report(Progress(1, 2, "steps", "profiling them as one"))
    ranks = tuple(sorted(rank for part in parts for rank in part.ranks))
    (description,) = describe(
        [ranks],
        [posts],
        table(partition.counts),
        network,
        members["community"].to_numpy(),
        len(parts[0].flows),
        partition.partition.config.seed,
        [table(other.posts) for other in others],
    )
    return description, store.put_bytes(to_parquet(posts))
