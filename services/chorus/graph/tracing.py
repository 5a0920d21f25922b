"""Ids, names and exclusions of an earlier partition's communities, carried over to those that continue them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from chorus.graph.descent import continuations, lineage, overlaps
from chorus.graph.lineage import LineageEvent
from chorus.graph.record import CommunityRecord


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier partition."""

    members: pl.DataFrame
    """``tables.MEMBERS``."""
    communities: tuple[CommunityRecord, ...]
    """As curated, but for those merged into others."""


def trace(
    records: Sequence[CommunityRecord], members: pl.DataFrame, earlier: Earlier
) -> tuple[tuple[CommunityRecord, ...], tuple[LineageEvent, ...]]:
    """The communities with what they carry over, and what became of the earlier ones; ``members`` is a ``tables.MEMBERS``."""
    now = {record.ranks[0]: record.community.name for record in records}
    before = {rank: record.community.name for record in earlier.communities for rank in record.ranks}
    found = overlaps(_by_name(earlier.members, before), _by_name(members, now))
    continued = continuations(found)
    known = {record.community.name: record for record in earlier.communities}
    carried = tuple(
        _carry(record, known[continued[record.community.name]]) if record.community.name in continued else record
        for record in records
    )
    names = {old.community.name: new.community.name for old, new in zip(records, carried, strict=True)}
    events = lineage(found, [record.community.name for record in earlier.communities], list(now.values()))
    return carried, tuple(_renamed(event, names) for event in events)


def _by_name(members: pl.DataFrame, names: Mapping[int, str]) -> pl.DataFrame:
    name = pl.col("community").replace_strict(names, default=None, return_dtype=pl.String())
    return members.select("member", name.alias("community"))


def _carry(record: CommunityRecord, earlier: CommunityRecord) -> CommunityRecord:
    community = replace(record.community, name=earlier.community.name, excluded=earlier.community.excluded)
    if earlier.is_named:
        community = replace(community, display_name=earlier.community.display_name)
    return replace(record, community=community, is_named=earlier.is_named)


def _renamed(event: LineageEvent, names: Mapping[str, str]) -> LineageEvent:
    pairs = tuple(replace(overlap, later=names[overlap.later]) for overlap in event.overlaps)
    return replace(event, later=tuple(names[name] for name in event.later), overlaps=pairs)
