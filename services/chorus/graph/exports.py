"""Networks of partitions as files, streamed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import polars as pl

from chorus.graph.communities import Communities
from chorus.graph.network import Network
from chorus.graph.network_file import write_network
from chorus.graph.network_format import NetworkFormat
from chorus.graph.record import PartitionRecord
from chorus.graph.tables import from_parquet


@dataclass(frozen=True, slots=True)
class Exports:
    """Writes the network of a partition, with the community of every member as it is curated now."""

    communities: Communities

    async def stream(self, partition: str, format: NetworkFormat) -> AsyncIterator[bytes]:
        """The file in chunks of at most 1 MiB."""
        record = await self.communities.detections.record(partition, field="partition")
        known = await self.communities.detections.communities(partition)
        names = {
            rank: (community.community.name, community.community.display_name)
            for community in known
            if not community.is_hidden
            for rank in community.ranks
        }
        network, labels = await asyncio.to_thread(self._read, record)
        chunks = write_network(network, labels, names, partition, format)
        while chunk := await asyncio.to_thread(next, chunks, b""):
            yield chunk

    def _read(self, record: PartitionRecord) -> tuple[Network, pl.Series]:
        members = from_parquet(self.communities.artifacts.read_bytes(record.members))
        ties = from_parquet(self.communities.artifacts.read_bytes(record.ties))
        return Network(members["member"], ties), members["community"]
