"""Curation as people do it: they name, merge and exclude communities, and the history tells who is called what and why."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from chorus.errors import FailedPrecondition, InvalidArgument, NotFound
from chorus.graph.apart import Apart
from chorus.graph.communities import Communities
from chorus.graph.community import Community
from chorus.graph.curation import MAX_NOTE_LENGTH, Action, Curation, Exclude, Merge, Rename, Restore, checked_name
from chorus.graph.detecting import community_of, record_of
from chorus.graph.merging import describe_merged
from chorus.graph.record import CommunityRecord, CurationRecord, snapshot
from chorus.types.names import parse, slug
from chorus.types.page import Page


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decision changes."""

    after: CommunityRecord
    """The community that it is about."""
    others: Sequence[CommunityRecord] = ()
    display_name_before: str = ""


@dataclass(frozen=True, slots=True)
class Curations:
    """Decides about communities and remembers it."""

    communities: Communities
    apart: Apart
    _deciding: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def create(self, partition: str, action: Action, note: str) -> tuple[Curation, Community]:
        """Do what a curator decided; returns the entry of the history, and the community it is about as it is now."""
        if len(note) > MAX_NOTE_LENGTH:
            raise InvalidArgument(f"a note has at most {MAX_NOTE_LENGTH:,} characters", field="note")
        await self.communities.detections.record(partition, field="partition")
        async with self._deciding:
            match action:
                case Rename():
                    change = await self._rename(partition, action)
                case Merge():
                    change = await self._merge(partition, action)
                case Exclude():
                    change = await self._exclude(partition, action)
                case Restore():
                    change = await self._restore(partition, action)
            curation = _entry(partition, action, note, change)
            await self._keep(curation, change)
        return curation, self.communities.shown(change.after)

    async def list(self, partition: str, page_size: int, page_token: str) -> Page[Curation]:
        """The history of a partition, newest first."""
        await self.communities.detections.record(partition, field="partition")
        page = await self.communities.detections.records.list(
            CurationRecord, parent=partition, page_size=page_size, page_token=page_token
        )
        return Page(tuple(record.curation for record in page.items), page.next_page_token)

    async def _rename(self, partition: str, action: Rename) -> _Change:
        name = checked_name(action.display_name, "rename.display_name")
        record = await self._find(partition, action.community, "rename.community")
        return _Change(_changed(record, display_name=name, is_named=True), (), record.community.display_name)

    async def _exclude(self, partition: str, action: Exclude) -> _Change:
        record = await self._find(partition, action.community, "exclude.community")
        _require_listed(record)
        return _Change(_changed(record, excluded=True), (), record.community.display_name)

    async def _restore(self, partition: str, action: Restore) -> _Change:
        record = await self._find(partition, action.community, "restore.community")
        if record.community.excluded:
            return _Change(_changed(record, excluded=False), (), record.community.display_name)
        _require_listed(record)
        if not record.community.merged_from:
            raise FailedPrecondition(f"{record.community.name} is neither excluded nor merged of others")
        parts = [await self._find(partition, name, "restore.community") for name in record.community.merged_from]
        return _Change(
            replace(record, is_dissolved=True),
            [replace(part, merged_into="") for part in parts],
            record.community.display_name,
        )

    async def _merge(self, partition: str, action: Merge) -> _Change:
        if len(set(action.communities)) < 2:
            raise InvalidArgument("name at least two communities to merge", field="merge.communities")
        parts = [await self._find(partition, name, "merge.communities") for name in dict.fromkeys(action.communities)]
        for part in parts:
            _require_listed(part)
        parts.sort(key=lambda part: -part.community.num_members)
        given = checked_name(action.display_name, "merge.display_name") if action.display_name else ""
        display_name = given or parts[0].community.display_name
        merged = await self._described(partition, parts, display_name)
        merged = replace(merged, is_named=bool(given) or parts[0].is_named)
        return _Change(merged, [replace(part, merged_into=merged.community.name) for part in parts])

    async def _described(self, partition: str, parts: Sequence[CommunityRecord], display_name: str) -> CommunityRecord:
        names = tuple(part.community.name for part in parts)
        known = await self.communities.detections.communities(partition)
        others = [record for record in known if not record.is_hidden and record.community.name not in names]
        record = await self.communities.detections.record(partition)
        store_url = self.communities.artifacts.url
        description, posts = await self.apart.run(None, describe_merged, store_url, record, parts, others)
        digest = sha256(":".join((partition, *sorted(names))).encode()).hexdigest()[:8]
        community = community_of(description, f"communities/{slug(display_name) or 'community'}-{digest}", partition)
        community = replace(community, display_name=display_name, merged_from=names)
        ranks = tuple(sorted(rank for part in parts for rank in part.ranks))
        return replace(record_of(community, description, ranks), create_time=datetime.now(UTC), posts=posts)

    async def _find(self, partition: str, name: str, field: str) -> CommunityRecord:
        """The state of a community in a partition."""
        parse(name, "communities", field)
        own = name.removesuffix(snapshot("", partition))
        try:
            return await self.communities.record(snapshot(own, partition), field=field)
        except NotFound:
            raise NotFound(f"{own} is not a community of {partition}", field=field) from None

    async def _keep(self, curation: Curation, change: _Change) -> None:
        records = self.communities.detections.records
        entry = CurationRecord(curation.name, curation.create_time, curation)
        await records.put_all([change.after, *change.others, entry], parent=curation.partition)
        if curation.merge is not None:
            await records.point(curation.community, change.after.name)


def _changed(
    record: CommunityRecord, *, display_name: str = "", is_named: bool = False, excluded: bool | None = None
) -> CommunityRecord:
    community = replace(
        record.community,
        display_name=display_name or record.community.display_name,
        excluded=record.community.excluded if excluded is None else excluded,
    )
    return replace(record, community=community, is_named=record.is_named or is_named)


def _require_listed(record: CommunityRecord) -> None:
    """``FailedPrecondition`` for a community that lists leave out."""
    name = record.community.name
    if record.community.excluded:
        raise FailedPrecondition(f"{name} is excluded; restore it first")
    if record.merged_into:
        raise FailedPrecondition(f"{name} was merged into {record.merged_into}; restore that first")
    if record.is_dissolved:
        raise FailedPrecondition(f"{name} was dissolved into its parts; merge them again")


def _entry(partition: str, action: Action, note: str, change: _Change) -> Curation:
    return Curation(
        name=f"curations/{uuid4().hex[:16]}",
        partition=partition,
        rename=action if isinstance(action, Rename) else None,
        merge=action if isinstance(action, Merge) else None,
        exclude=action if isinstance(action, Exclude) else None,
        restore=action if isinstance(action, Restore) else None,
        note=note,
        community=change.after.community.name,
        display_name_before=change.display_name_before,
        create_time=datetime.now(UTC),
    )
