"""The method, step by step: from the tables of a dataset to communities with a profile. Done in a process apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import polars as pl

from chorus.errors import NoCommunities
from chorus.graph.agreement import recovery, stability
from chorus.graph.apart import Report
from chorus.graph.community import Community
from chorus.graph.describing import Description, describe
from chorus.graph.detection import runs
from chorus.graph.lineage import LineageEvent
from chorus.graph.network import Network, build_network, given_network, require_ties
from chorus.graph.network_config import Member, NetworkConfig
from chorus.graph.network_summary import NetworkSummary
from chorus.graph.partition import Algorithm, DetectionConfig, Partition
from chorus.graph.quality import Quality, measure
from chorus.graph.record import CommunityRecord, DatasetRecord, PartitionRecord, snapshot
from chorus.graph.stability import Stability
from chorus.graph.summarizing import summarize
from chorus.graph.tables import MEMBERS, Tables, from_parquet, to_parquet
from chorus.graph.terms import count_terms
from chorus.graph.tracing import Earlier, trace
from chorus.jobs.job import Progress
from chorus.storage.artifacts import Artifacts
from chorus.types.names import slug

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUM_STEPS = 6
DETECTION_VERSION = 2
"""Part of a partition's id; raised when the same detection would become another partition."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a detect job is given."""

    dataset: str = ""
    config: DetectionConfig = field(default_factory=DetectionConfig)

    @property
    def partition(self) -> str:
        """The name of the partition it makes."""
        whole = msgspec.json.encode((DETECTION_VERSION, self), order="deterministic")
        return f"partitions/{sha256(whole).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An earlier partition that this one may continue."""

    members: str
    """Artifact: a Parquet table of ``tables.MEMBERS``."""
    communities: tuple[CommunityRecord, ...]
    """As curated, but for those merged into others."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a detection found, as it is kept."""

    partition: PartitionRecord
    communities: tuple[CommunityRecord, ...]
    """Largest first."""


def detect_communities(
    report: Report, store_url: str, dataset: DatasetRecord, detection: Detection, predecessor: Predecessor | None = None
) -> Found:
    """Build the network, find communities, keep the largest, profile them, see how stable they are, trace them back.

    ``NoTies`` where the network has none, ``NoCommunities`` where none is large enough.
    """
    store, config = Artifacts(store_url), detection.config
    _say(report, 0, "reading the dataset")
    tables = read_tables(store, dataset)
    _say(report, 1, "building the network")
    network = network_of(tables, config)
    _say(report, 2, f"finding communities among {network.num_members:,} members")
    num_seeds = 1 if config.algorithm is Algorithm.GIVEN else config.num_seeds
    with runs(config.algorithm, network, config.resolution, config.seed, num_seeds) as (run, *others):
        labels = run.result()
        kept = require_communities(sizes_of(labels, network, tables, config), config)
        _say(report, 3, f"profiling {kept} communities")
        members = pl.DataFrame({"member": network.members, "community": labels}, schema=MEMBERS)
        posts = with_community(tables.posts, members, kept, config)
        counts = count_terms(posts)
        own = [posts_of(posts, rank) for rank in range(kept)]
        described = describe([(rank,) for rank in range(kept)], own, counts, network, labels, kept, config.seed)
        _say(report, 4, f"comparing {len(others)} more runs by other seeds")
        other_labels = [other.result() for other in others]
    _say(report, 5, "keeping what was found")
    records = _records(detection, described, labels, other_labels)
    events: tuple[LineageEvent, ...] = ()
    if predecessor is not None:
        earlier = Earlier(from_parquet(store.read_bytes(predecessor.members)), predecessor.communities)
        records, events = trace(records, members, earlier)
    # Every label is a community, so no tie is inside one.
    quality = Quality() if config.algorithm is Algorithm.GIVEN else measure(network, labels)
    partition = Partition(
        name=detection.partition,
        dataset=detection.dataset,
        config=config,
        num_found=int(labels.max()) + 1,
        modularity=quality.modularity,
        coverage=quality.coverage,
        communities=tuple(record.community.name for record in records),
        create_time=datetime.now(UTC),
        network=summarize(network),
        stability=_stability(network, labels, other_labels),
        lineage=events,
        kept_share=float((labels < kept).mean()),
    )
    return _keep(store, partition, records, own, members, network, counts)


def summarize_network(_report: Report, store_url: str, dataset: DatasetRecord, config: NetworkConfig) -> NetworkSummary:
    """A network in figures, without any communities."""
    return summarize(build_network(read_tables(Artifacts(store_url), dataset), config))


def read_tables(store: Artifacts, dataset: DatasetRecord) -> Tables:
    """The tables of a dataset."""
    return Tables(*(from_parquet(store.read_bytes(at)) for at in (dataset.posts, dataset.reposts, dataset.shares)))


def network_of(tables: Tables, config: DetectionConfig) -> Network:
    """The network that communities are to be found in; ``NoTies`` where it has none."""
    if config.algorithm is Algorithm.GIVEN:
        return given_network(tables, config.network)
    return require_ties(build_network(tables, config.network), tables, config.network)


def sizes_of(labels: "NDArray[np.int32]", network: Network, tables: Tables, config: DetectionConfig) -> list[int]:
    """Members per community, largest first; where every label is a community, its authors."""
    if config.algorithm is not Algorithm.GIVEN:
        return [int(size) for size in np.bincount(labels)]
    authors = dict(tables.posts.group_by("label").agg(pl.col("author").n_unique()).iter_rows())
    return [authors[label] for label in network.members]


def require_communities(sizes: Sequence[int], config: DetectionConfig) -> int:
    """How many communities are kept; ``NoCommunities`` if none is large enough."""
    num_kept = min(sum(size >= config.min_members for size in sizes), config.top_k)
    if not num_kept:
        raise NoCommunities(
            f"the largest of {len(sizes):,} communities has {max(sizes, default=0):,} members, fewer than the "
            f"{config.min_members:,} asked for; import more posts, or lower min_members or the resolution"
        )
    return num_kept


def with_community(posts: pl.DataFrame, members: pl.DataFrame, num_kept: int, config: DetectionConfig) -> pl.DataFrame:
    """The posts with the ``community`` of their author or label; null where it is none of those kept."""
    is_label = config.algorithm is Algorithm.GIVEN or config.network.member is Member.LABELS
    column = "label" if is_label else "author"
    kept = members.filter(pl.col("community") < num_kept).rename({"member": column})
    return posts.join(kept, on=column, how="left", maintain_order="left")


def posts_of(posts: pl.DataFrame, rank: int) -> pl.DataFrame:
    """A community's own posts, ``tables.POSTS``, oldest first, posts without a time last."""
    own = posts.filter(pl.col("community") == rank).drop("community")
    return own.sort("create_time", nulls_last=True, maintain_order=True)


def community_name(partition: str, number: int, description: Description) -> str:
    """``communities/<label or two leading terms>-<hash>``; the hash tells communities of the same terms apart."""
    words = slug(description.given_name or " ".join(term.text for term in description.terms[:2])) or "community"
    return f"communities/{words}-{sha256(f'{partition}:{number}'.encode()).hexdigest()[:8]}"


def community_of(description: Description, name: str, partition: str) -> Community:
    """A community as it is described."""
    return Community(
        name=name,
        partition=partition,
        display_name=description.display_name,
        num_authors=description.num_authors,
        num_posts=description.num_posts,
        terms=description.terms,
        cohesion=description.cohesion,
        num_members=description.num_members,
        hashtags=description.hashtags,
    )


def record_of(community: Community, description: Description, ranks: tuple[int, ...]) -> CommunityRecord:
    """The record of a community; where its posts lie is not known yet."""
    return CommunityRecord(
        name=snapshot(community.name, community.partition),
        create_time=None,
        ranks=ranks,
        posts="",
        community=community,
        languages=description.languages,
        activity=description.activity,
        flows=description.flows,
        representative=description.representative,
        diverse=description.diverse,
        central=description.central,
    )


def _records(
    detection: Detection,
    described: Sequence[Description],
    labels: "NDArray[np.int32]",
    other_labels: "Sequence[NDArray[np.int32]]",
) -> tuple[CommunityRecord, ...]:
    recovered = recovery(labels, other_labels).tolist() if other_labels else [None] * len(described)
    records = []
    for rank, description in enumerate(described):
        if detection.config.algorithm is Algorithm.GIVEN:
            description = replace(description, given_name=description.central[0].member)
        community = community_of(
            description, community_name(detection.partition, rank, description), detection.partition
        )
        records.append(record_of(replace(community, stability=recovered[rank]), description, (rank,)))
    return tuple(records)


def _stability(
    network: Network, labels: "NDArray[np.int32]", other_labels: "Sequence[NDArray[np.int32]]"
) -> Stability | None:
    if not other_labels:
        return None
    every = [labels, *other_labels]
    return stability(every, [measure(network, run).modularity for run in every])


def _keep(
    store: Artifacts,
    partition: Partition,
    records: Sequence[CommunityRecord],
    posts: Sequence[pl.DataFrame],
    members: pl.DataFrame,
    network: Network,
    counts: pl.DataFrame,
) -> Found:
    communities = tuple(
        replace(
            record,
            name=snapshot(record.community.name, partition.name),
            create_time=partition.create_time,
            posts=store.put_bytes(to_parquet(own)),
        )
        for record, own in zip(records, posts, strict=True)
    )
    who, ties, terms = (store.put_bytes(to_parquet(table)) for table in (members, network.ties, counts))
    return Found(PartitionRecord(partition.name, partition.create_time, who, ties, terms, partition), communities)


def _say(report: Report, step: int, message: str) -> None:
    report(Progress(step, NUM_STEPS, "steps", message))
