"""Lineage and curation in plain words: how communities came to be what they are, by themselves and by people."""

from collections.abc import Mapping

from chorus.cli.report.text import listed, percent
from chorus.graph.client import Change, Curation, LineageEvent, Overlap

Names = Mapping[str, str]
"""What communities are called, by name of the resource."""

SHARES = "Shares are of the members that both networks have."


def lineage(event: LineageEvent, earlier: Names, later: Names) -> str:
    """What became of some communities of an earlier partition."""
    olds = [_called(name, earlier) for name in event.earlier]
    news = [_called(name, later) for name in event.later]
    match event.change:
        case Change.CONTINUED:
            return f"{_kept(olds[0], news[0])}: {_common(event.overlaps[0])}."
        case Change.SPLIT:
            parts = [f"{_share(overlap)} is in {_called(overlap.later, later)}" for overlap in event.overlaps]
            return f"{olds[0]} split: {listed(parts)}."
        case Change.MERGED:
            parts = [f"{_called(overlap.earlier, earlier)} ({_share(overlap)})" for overlap in event.overlaps]
            return f"{listed(parts)} merged into {news[0]}."
        case Change.APPEARED:
            return f"{news[0]} is new: its members were in no community before, or scattered over many."
        case Change.ENDED:
            return f"{olds[0]} is gone: its members are in no community now, or scattered over many."


def curation(entry: Curation, names: Names) -> str:
    """What a person decided."""
    if entry.rename is not None:
        return f"“{entry.display_name_before}” was named “{entry.rename.display_name}”."
    if entry.merge is not None:
        parts = listed([_called(name, names) for name in entry.merge.communities])
        return f"{parts} were merged into {_called(entry.community, names)}."
    if entry.exclude is not None:
        return f"“{entry.display_name_before}” was excluded: it is in no list, and no study takes it up."
    return f"“{entry.display_name_before}” was restored."


def _called(name: str, names: Names) -> str:
    return f"“{names.get(name) or name.rpartition('/')[2]}”"


def _kept(old: str, new: str) -> str:
    return f"{new} goes on" if old == new else f"{old} goes on as {new}"


def _share(overlap: Overlap) -> str:
    return f"{percent(overlap.share_of_earlier)} of it"


def _common(overlap: Overlap) -> str:
    return (
        f"{overlap.num_members:,} members in common, {percent(overlap.share_of_earlier)} of the earlier ones "
        f"and {percent(overlap.share_of_later)} of the present ones"
    )
