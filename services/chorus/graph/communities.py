"""Partitions and communities as they were found: looked up, listed, drawn, their posts read."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from chorus.errors import InvalidArgument
from chorus.graph.community import Community
from chorus.graph.network import Network
from chorus.graph.partition import Partition
from chorus.graph.picture import ImageFormat, Picture
from chorus.graph.record import CommunityRecord, PartitionRecord
from chorus.graph.tables import from_parquet
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.names import parse
from chorus.types.post import Post

MAX_POSTS_PER_BATCH = 1_000
MAX_BATCH_BYTES = 4 * 2**20
"""Of text, so that no message comes near gRPC's limit."""


class Draw(Protocol):
    """Draws a network; matplotlib in the service, anything quicker in tests."""

    def __call__(
        self, network: Network, members: pl.DataFrame, partition: Partition, names: tuple[str, ...], format: ImageFormat
    ) -> bytes:
        """The picture; ``names`` are those of the kept communities, largest first."""
        ...


@dataclass(frozen=True, slots=True)
class Communities:
    """What detections have found."""

    records: Records
    artifacts: Artifacts
    draw: Draw

    async def partition(self, name: str) -> Partition:
        """The partition of that name."""
        return (await self._partition(name)).partition

    async def picture(self, name: str, format: ImageFormat) -> Picture:
        """The network of a partition, drawn."""
        record = await self._partition(name)
        names = tuple([(await self.get(community)).display_name for community in record.partition.communities])
        image = await asyncio.to_thread(self._draw, record, names, format)
        return Picture(image, format.media_type)

    async def get(self, name: str) -> Community:
        """The community of that name."""
        return (await self._community(name)).community

    async def list(self, partition: str) -> tuple[Community, ...]:
        """Communities of a partition, largest first."""
        names = (await self._partition(partition, field="partition")).partition.communities
        return tuple([await self.get(name) for name in names])

    async def authors(self, name: str) -> tuple[str, ...]:
        """Pseudonyms of a community's authors, ordered."""
        record = await self._community(name, field="community")
        partition = await self._partition(record.community.partition)
        members = await asyncio.to_thread(self._read, partition.members)
        return tuple(members.filter(pl.col("community") == record.rank)["author"].sort())

    async def posts(self, name: str, limit: int = 0, seed: int = 0) -> AsyncIterator[tuple[Post, ...]]:
        """A community's own posts in batches, oldest first; at most ``limit`` of them, drawn evenly at random by seed."""
        if limit < 0 or seed < 0:
            raise InvalidArgument("limit and seed cannot be negative", field="limit" if limit < 0 else "seed")
        record = await self._community(name, field="community")
        table = await asyncio.to_thread(self._sample, record.posts, limit, seed)
        batches = iter(batched(table))
        while batch := await asyncio.to_thread(next, batches, ()):
            yield batch

    async def _partition(self, name: str, field: str = "name") -> PartitionRecord:
        parse(name, "partitions", field)
        return await self.records.get(PartitionRecord, name)

    async def _community(self, name: str, field: str = "name") -> CommunityRecord:
        parse(name, "communities", field)
        return await self.records.get(CommunityRecord, name)

    def _draw(self, record: PartitionRecord, names: tuple[str, ...], format: ImageFormat) -> bytes:
        members = self._read(record.members)
        return self.draw(Network(members["author"], self._read(record.ties)), members, record.partition, names, format)

    def _sample(self, location: str, limit: int, seed: int) -> pl.DataFrame:
        return sample(self._read(location), limit, seed)

    def _read(self, location: str) -> pl.DataFrame:
        return from_parquet(self.artifacts.read_bytes(location))


def sample(posts: pl.DataFrame, limit: int, seed: int) -> pl.DataFrame:
    """At most ``limit`` rows, drawn evenly at random by seed, in the order they had; 0 means all."""
    if not limit or limit >= len(posts):
        return posts
    return posts.with_row_index("row").sample(limit, seed=seed).sort("row").drop("row")


def batched(posts: pl.DataFrame) -> Iterator[tuple[Post, ...]]:
    """Posts in batches that fit a message."""
    batch: list[Post] = []
    num_bytes = 0
    for row in posts.iter_rows():
        post = Post(*row)
        size = len(post.text.encode())
        if batch and (len(batch) == MAX_POSTS_PER_BATCH or num_bytes + size > MAX_BATCH_BYTES):
            yield tuple(batch)
            batch, num_bytes = [], 0
        batch.append(post)
        num_bytes += size
    if batch:
        yield tuple(batch)
