"""Detect jobs, and the partitions they made."""

from dataclasses import dataclass

from chorus.errors import NotFound
from chorus.graph.apart import Apart
from chorus.graph.datasets import Datasets
from chorus.graph.detecting import Detection, Found, Predecessor, detect_communities, summarize_network
from chorus.graph.network_config import NetworkConfig
from chorus.graph.network_summary import NetworkSummary
from chorus.graph.partition import Partition
from chorus.graph.record import CommunityRecord, PartitionRecord, snapshot
from chorus.jobs import JobContext
from chorus.storage.records import Records
from chorus.types.names import parse
from chorus.types.page import MAX_PAGE_SIZE, Page

KIND = "detect"


@dataclass(frozen=True, slots=True)
class Detections:
    """Runs detect jobs and keeps what they find."""

    datasets: Datasets
    records: Records
    apart: Apart

    async def check(self, detection: Detection) -> Detection:
        """The detection, if it can be tried; raises what is wrong with it."""
        detection.config.check()
        await self.datasets.record(detection.dataset, field="dataset")
        if detection.config.predecessor:
            await self.record(detection.config.predecessor, field="config.predecessor")
        return detection

    async def run(self, context: JobContext, detection: Detection) -> str:
        """Find communities in a process apart and keep them; returns the partition's name."""
        if not await self._exists(detection.partition):
            dataset = await self.datasets.record(detection.dataset)
            predecessor = await self._predecessor(detection.config.predecessor)
            found = await self.apart.run(
                context.progress, detect_communities, self.datasets.artifacts.url, dataset, detection, predecessor
            )
            await self._keep(found)
        partition = (await self.record(detection.partition)).partition
        await context.report(1, 1, "partitions", f"{len(partition.communities)} communities")
        return partition.name

    async def summarize(self, dataset: str, config: NetworkConfig) -> NetworkSummary:
        """A network in figures."""
        config.check()
        record = await self.datasets.record(dataset, field="dataset")
        return await self.apart.run(None, summarize_network, self.datasets.artifacts.url, record, config)

    async def get(self, name: str) -> Partition:
        """The partition of that name."""
        return (await self.record(name)).partition

    async def list(self, dataset: str, page_size: int, page_token: str) -> Page[Partition]:
        """Partitions, newest first, of one dataset if it is named."""
        if dataset:
            parse(dataset, "datasets", "dataset")
        page = await self.records.list(PartitionRecord, parent=dataset, page_size=page_size, page_token=page_token)
        return Page(tuple(record.partition for record in page.items), page.next_page_token)

    async def record(self, name: str, field: str = "name") -> PartitionRecord:
        """The record of a partition."""
        parse(name, "partitions", field)
        return await self.records.get(PartitionRecord, name)

    async def communities(self, partition: str) -> tuple[CommunityRecord, ...]:
        """Every community that a partition has or had: those found, and those that merges made; largest first."""
        found: list[CommunityRecord] = []
        token = ""
        while True:
            page = await self.records.list(CommunityRecord, parent=partition, page_size=MAX_PAGE_SIZE, page_token=token)
            found += page.items
            token = page.next_page_token
            if not token:
                return tuple(
                    sorted(found, key=lambda record: (-record.community.num_members, record.ranks, record.name))
                )

    async def _exists(self, name: str) -> bool:
        try:
            await self.record(name)
        except NotFound:
            return False
        return True

    async def _predecessor(self, name: str) -> Predecessor | None:
        if not name:
            return None
        record = await self.record(name, field="config.predecessor")
        known = [community for community in await self.communities(name) if not community.is_part_of_another]
        return Predecessor(record.members, tuple(known))

    async def _keep(self, found: Found) -> None:
        """The partition's record comes last: it is there whole or not at all."""
        partition = found.partition
        await self.records.put_all(found.communities, parent=partition.name)
        for record in found.communities:
            await self.records.point(record.community.name, snapshot(record.community.name, partition.name))
        await self.records.put(partition, parent=partition.partition.dataset)
