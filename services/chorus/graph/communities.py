"""Communities, as they were found and as people made of them: looked up, listed, their profiles and posts read."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from chorus.errors import InvalidArgument
from chorus.graph.community import Community, Flow, Profile
from chorus.graph.detections import Detections
from chorus.graph.record import CommunityRecord, PartitionRecord
from chorus.graph.tables import from_parquet
from chorus.storage.artifacts import Artifacts
from chorus.types.names import parse
from chorus.types.post import Post

MAX_POSTS_PER_BATCH = 1_000
MAX_BATCH_BYTES = 4 * 2**20
"""Of text, so that no message comes near gRPC's limit."""
SMALLEST_SHARE = 1e-9
"""Of a tie weight; what is less comes from rounding."""
POST_COLUMNS = ("id", "author", "text", "create_time", "language")


@dataclass(frozen=True, slots=True)
class Communities:
    """What detections have found and curators have made of it."""

    detections: Detections
    artifacts: Artifacts
    min_persona_authors: int = 50
    """Of a community with fewer authors no persona may be made."""

    async def get(self, name: str) -> Community:
        """The community of that name."""
        return self.shown(await self.record(name))

    async def list(self, partition: str, *, include_hidden: bool = False) -> tuple[Community, ...]:
        """Communities of a partition, largest first; those excluded or merged into another only if asked for."""
        await self.detections.record(partition, field="partition")
        records = await self.detections.communities(partition)
        return tuple(self.shown(record) for record in records if include_hidden or not record.is_hidden)

    async def profile(self, name: str) -> Profile:
        """What a researcher reads to trust and name a community."""
        record = await self.record(name)
        others = await self.detections.communities(record.community.partition)
        return Profile(
            community=self.shown(record),
            languages=record.languages,
            activity=record.activity,
            flows=_flows(record, others),
            representative=record.representative,
            diverse=record.diverse,
            central=record.central,
        )

    async def members(self, name: str) -> tuple[str, ...]:
        """Members of a community, ordered."""
        record = await self.record(name, field="community")
        partition = await self.detections.record(record.community.partition)
        return await asyncio.to_thread(self._members, partition, record.ranks)

    async def posts(self, name: str, limit: int = 0, seed: int = 0) -> AsyncIterator[tuple[Post, ...]]:
        """A community's own posts in batches, oldest first; at most ``limit`` of them, drawn evenly at random by seed."""
        if limit < 0 or seed < 0:
            raise InvalidArgument("limit and seed cannot be negative", field="limit" if limit < 0 else "seed")
        record = await self.record(name, field="community")
        table = await asyncio.to_thread(self._sample, record.posts, limit, seed)
        batches = iter(batched(table))
        while batch := await asyncio.to_thread(next, batches, ()):
            yield batch

    async def record(self, name: str, field: str = "name") -> CommunityRecord:
        """The record of a community."""
        parse(name, "communities", field)
        return await self.detections.records.get(CommunityRecord, name)

    def shown(self, record: CommunityRecord) -> Community:
        """A community as callers see it."""
        is_large = record.community.num_authors >= self.min_persona_authors
        return replace(record.community, persona_allowed=is_large and not record.community.excluded)

    def _members(self, partition: PartitionRecord, ranks: Sequence[int]) -> tuple[str, ...]:
        members = from_parquet(self.artifacts.read_bytes(partition.members))
        return tuple(members.filter(pl.col("community").is_in(ranks))["member"].sort())

    def _sample(self, location: str, limit: int, seed: int) -> pl.DataFrame:
        return sample(from_parquet(self.artifacts.read_bytes(location), POST_COLUMNS), limit, seed)


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


def _flows(record: CommunityRecord, others: Sequence[CommunityRecord]) -> tuple[Flow, ...]:
    """Where a community's tie weight goes, by the communities as they are curated now: itself first, then the strongest."""

    def share(other: CommunityRecord) -> float:
        return sum(record.flows[rank] for rank in other.ranks)

    itself = Flow(record.community.name, record.community.display_name, share(record))
    taken = set(record.ranks)
    shown = [other for other in others if not other.is_part_of_another and not taken & set(other.ranks)]
    flows = [Flow(other.community.name, other.community.display_name, share(other)) for other in shown]
    strongest = sorted((flow for flow in flows if flow.share > 0), key=lambda flow: -flow.share)
    left = 1 - itself.share - sum(flow.share for flow in strongest)
    elsewhere = (Flow("", "elsewhere", left),) if left > SMALLEST_SHARE else ()
    return (itself, *strongest, *elsewhere) if any(record.flows) else ()
