"""The detect job: from the reposts of a dataset to communities with a profile."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from chorus.errors import NoCommunities, NoReposts, NotFound
from chorus.graph.community import Community, Term
from chorus.graph.datasets import Datasets
from chorus.graph.detection import detect, engine
from chorus.graph.network import Network, build_network
from chorus.graph.partition import DetectionConfig, Partition, Restriction
from chorus.graph.profile import display_name, profile
from chorus.graph.quality import Quality, measure
from chorus.graph.record import CommunityRecord, PartitionRecord
from chorus.graph.tables import MEMBERS, to_parquet
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.names import slug

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chorus.jobs import JobContext

KIND = "detect"
NUM_STEPS = 4


@dataclass(frozen=True, slots=True)
class Detection:
    """What a detect job is given."""

    dataset: str = ""
    config: DetectionConfig = field(default_factory=DetectionConfig)

    @property
    def partition(self) -> str:
        """The name of the partition it makes."""
        return f"partitions/{sha256(msgspec.json.encode(self, order='deterministic')).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Detector:
    """Runs detect jobs."""

    datasets: Datasets
    records: Records
    artifacts: Artifacts

    async def check(self, detection: Detection) -> Detection:
        """The detection, if it can be tried; raises what is wrong with it."""
        detection.config.check()
        await self.datasets.get(detection.dataset)
        return detection

    async def run(self, context: "JobContext", detection: Detection) -> str:
        """Build the network, find communities, keep the largest, profile them; returns the partition's name."""
        name, config = detection.partition, detection.config
        if await self._exists(name):
            return name
        await context.report(0, NUM_STEPS, "steps", "reading the dataset")
        posts, reposts = await self.datasets.tables(detection.dataset)
        network = await asyncio.to_thread(build_network, posts, reposts, config.restriction)
        require_ties(network, reposts, config.restriction)
        await context.report(1, NUM_STEPS, "steps", f"finding communities among {network.num_authors:,} authors")
        labels = await detect(engine(config.algorithm), network, config.resolution, config.seed)
        quality = await asyncio.to_thread(measure, network, labels)
        members = pl.DataFrame({"author": network.authors, "community": labels}, schema=MEMBERS)
        sizes = require_communities(labels, config)
        await context.report(2, NUM_STEPS, "steps", f"profiling {len(sizes)} communities")
        terms = await asyncio.to_thread(profile, posts, members, len(sizes))
        await context.report(3, NUM_STEPS, "steps", "keeping their posts")
        partition = Partition(
            name=name,
            dataset=detection.dataset,
            config=config,
            num_authors=network.num_authors,
            num_ties=network.num_ties,
            num_found=len(quality.cohesion),
            modularity=quality.modularity,
            coverage=quality.coverage,
            create_time=datetime.now(UTC),
        )
        await self._keep(partition, network, members, posts, describe(partition, sizes, terms, quality))
        await context.report(NUM_STEPS, NUM_STEPS, "steps", f"{len(sizes)} communities")
        return name

    async def _exists(self, name: str) -> bool:
        try:
            await self.records.get(PartitionRecord, name)
        except NotFound:
            return False
        return True

    async def _keep(
        self,
        partition: Partition,
        network: Network,
        members: pl.DataFrame,
        posts: pl.DataFrame,
        communities: tuple[Community, ...],
    ) -> None:
        """The partition's record comes last: it is there whole or not at all."""
        kept = []
        for rank, community in enumerate(communities):
            own = await asyncio.to_thread(posts_of, posts, members, rank)
            location = await asyncio.to_thread(self._write, own)
            whole = replace(community, num_posts=len(own))
            kept.append(CommunityRecord(community.name, partition.create_time, rank, location, whole))
        await self.records.put_all(kept, parent=partition.name)
        partition = replace(partition, communities=tuple(record.name for record in kept))
        who = await asyncio.to_thread(self._write, members)
        ties = await asyncio.to_thread(self._write, network.ties)
        record = PartitionRecord(partition.name, partition.create_time, who, ties, partition)
        await self.records.put(record, parent=partition.dataset)

    def _write(self, table: pl.DataFrame) -> str:
        return self.artifacts.put_bytes(to_parquet(table))


def require_ties(network: Network, reposts: pl.DataFrame, restriction: Restriction) -> None:
    """Raise ``NoReposts`` where there is nothing to find communities in."""
    if network.num_ties:
        return
    if reposts.is_empty():
        raise NoReposts("the dataset has no repost, so there is no network; import a collection that includes reposts")
    advice = (
        "import the reposted authors' own posts too, or detect with RESTRICTION_ALL"
        if restriction is Restriction.AUTHORS_WITH_POSTS
        else "import reposts that say whose post they share"
    )
    raise NoReposts(f"none of the {len(reposts):,} reposts ties two authors of the network together; {advice}")


def require_communities(labels: "NDArray[np.int32]", config: DetectionConfig) -> tuple[int, ...]:
    """Sizes of the communities to keep, largest first; ``NoCommunities`` if none is large enough."""
    sizes = pl.Series(labels).value_counts().sort("count", descending=True)["count"]
    kept = sizes.filter(sizes >= config.min_authors).head(config.top_k)
    if kept.is_empty():
        raise NoCommunities(
            f"the largest of {len(sizes):,} communities has {sizes[0]:,} authors, fewer than the {config.min_authors:,} "
            "asked for; import more posts, or lower min_authors or the resolution"
        )
    return tuple(kept.to_list())


def posts_of(posts: pl.DataFrame, members: pl.DataFrame, rank: int) -> pl.DataFrame:
    """A community's own posts, oldest first, posts without a time last."""
    authors = members.filter(pl.col("community") == rank)
    own = posts.join(authors, on="author", how="semi", maintain_order="left")
    return own.sort("create_time", nulls_last=True, maintain_order=True)


def describe(
    partition: Partition, sizes: tuple[int, ...], terms: tuple[tuple[Term, ...], ...], quality: Quality
) -> tuple[Community, ...]:
    """The communities of a partition, largest first, named by their leading terms."""
    return tuple(
        Community(
            name=community_name(partition.name, rank, terms[rank]),
            partition=partition.name,
            display_name=display_name(terms[rank]),
            num_authors=size,
            terms=terms[rank],
            cohesion=quality.cohesion[rank],
        )
        for rank, size in enumerate(sizes)
    )


def community_name(partition: str, rank: int, terms: tuple[Term, ...]) -> str:
    """``communities/<two leading terms>-<hash>``; the hash tells communities of the same terms apart."""
    words = slug(" ".join(term.text for term in terms[:2])) or "community"
    return f"communities/{words}-{sha256(f'{partition}:{rank}'.encode()).hexdigest()[:8]}"
