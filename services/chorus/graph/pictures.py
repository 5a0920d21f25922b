"""Pictures of partitions, drawn in a process apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from chorus.graph.apart import Apart, Report
from chorus.graph.communities import Communities
from chorus.graph.drawing import Group, draw_communities, draw_network
from chorus.graph.network import Network
from chorus.graph.network_config import Tie
from chorus.graph.partition import Algorithm, Partition
from chorus.graph.picture import ImageFormat, Picture, Subject
from chorus.graph.record import PartitionRecord
from chorus.graph.tables import from_parquet
from chorus.jobs.job import Progress
from chorus.storage.artifacts import Artifacts


@dataclass(frozen=True, slots=True)
class Pictures:
    """Draws partitions, their communities named and grouped as they are curated now."""

    communities: Communities
    apart: Apart

    async def draw(self, partition: str, subject: Subject, format: ImageFormat) -> Picture:
        """The network of a partition, or its communities."""
        record = await self.communities.detections.record(partition)
        known = await self.communities.detections.communities(partition)
        groups = [
            Group(community.community.display_name, community.ranks, community.community.num_members)
            for community in known
            if not community.is_hidden
        ]
        store_url = self.communities.artifacts.url
        image = await self.apart.run(None, draw_partition, store_url, record, groups, subject, format)
        return Picture(image, format.media_type)


def draw_partition(
    report: Report,
    store_url: str,
    record: PartitionRecord,
    groups: Sequence[Group],
    subject: Subject,
    format: ImageFormat,
) -> bytes:
    """The picture of a partition."""
    store = Artifacts(store_url)
    report(Progress(0, 2, "steps", "reading the network"))
    members = from_parquet(store.read_bytes(record.members))
    network = Network(members["member"], from_parquet(store.read_bytes(record.ties)))
    report(Progress(1, 2, "steps", "drawing"))
    draw = draw_network if subject is Subject.NETWORK else draw_communities
    labels = members["community"].to_numpy()
    partition = record.partition
    return draw(
        network.adjacency, labels, groups, _title(partition), _caption(partition), partition.config.seed, format
    )


def _title(partition: Partition) -> str:
    shares = partition.config.network.tie is Tie.SHARED_LINKS or partition.config.algorithm is Algorithm.GIVEN
    return "Who shares whose links" if shares else "Who reposts whom"


def _caption(partition: Partition) -> str:
    network = partition.network
    counts = f"{network.num_members:,} members, {network.num_ties:,} ties, {partition.num_found:,} communities found"
    if partition.stability is None:
        return counts
    return f"{counts}, {partition.stability.mean_nmi:.2f} alike between seeds (NMI)"
