"""What became of the communities of an earlier partition in a later one.

Communities are compared by the members that both networks have. A later community descends from an earlier one when half of
its members, or half of the earlier one's, are shared. Among pairs so related, ids carry over along the one-to-one
matching of the largest summed Jaccard index (the matching of dynamic communities by Jaccard index: Greene, Doyle & Cunningham
2010, doi:10.1109/ASONAM.2010.17).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment

from chorus.graph.lineage import MIN_SHARE, Change, LineageEvent, Overlap


def overlaps(earlier: pl.DataFrame, later: pl.DataFrame) -> tuple[Overlap, ...]:
    """All pairs of communities that share a member, strongest first.

    Both tables have ``member`` and ``community`` (a string, null outside every community), one row per member of the network.
    """
    both = earlier.join(later, on="member", suffix="_later").rename(
        {"community": "earlier", "community_later": "later"}
    )
    num_members = pl.col("num_members")
    of_earlier, of_later = num_members.sum().over("earlier"), num_members.sum().over("later")
    pairs = (
        both.group_by("earlier", "later")
        .agg(num_members=pl.len())
        .with_columns(
            share_of_earlier=num_members / of_earlier,
            share_of_later=num_members / of_later,
            jaccard=num_members / (of_earlier + of_later - num_members),
        )
        .drop_nulls()
        .sort("jaccard", "earlier", "later", descending=[True, False, False])
    )
    return tuple(Overlap(**row) for row in pairs.iter_rows(named=True))


def continuations(found: Sequence[Overlap]) -> Mapping[str, str]:
    """The earlier community that each later one continues, where it continues one."""
    related = [overlap for overlap in found if overlap.is_related]
    rows = list(dict.fromkeys(overlap.earlier for overlap in related))
    columns = list(dict.fromkeys(overlap.later for overlap in related))
    gain = np.zeros((len(rows), len(columns)))
    for overlap in related:
        gain[rows.index(overlap.earlier), columns.index(overlap.later)] = overlap.jaccard
    matched = zip(*linear_sum_assignment(gain, maximize=True), strict=True)
    return {columns[column]: rows[row] for row, column in matched if gain[row, column] > 0}


def lineage(found: Sequence[Overlap], earlier: Sequence[str], later: Sequence[str]) -> tuple[LineageEvent, ...]:
    """What became of the ``earlier`` communities and where the ``later`` ones come from; a community may be in a split and in a
    merge at once."""
    related = [overlap for overlap in found if overlap.is_related]
    carried = {(earlier_name, later_name) for later_name, earlier_name in continuations(found).items()}
    events = [_split(name, related, carried) for name in earlier] + [_merge(name, related, carried) for name in later]
    told = [event for event in events if event is not None]
    for overlap in related:
        pair = overlap.earlier, overlap.later
        if pair in carried and not _mentioned(told) & set(pair):
            told.append(LineageEvent(Change.CONTINUED, (overlap.earlier,), (overlap.later,), (overlap,)))
    known = _mentioned(told)
    told += [LineageEvent(Change.APPEARED, (), (name,)) for name in later if name not in known]
    told += [LineageEvent(Change.ENDED, (name,), ()) for name in earlier if name not in known]
    return tuple(told)


Pairs = set[tuple[str, str]]


def _split(earlier: str, related: Sequence[Overlap], carried: Pairs) -> LineageEvent | None:
    """Later communities that come from the earlier one for the most part, and the one that continues it."""
    children = tuple(
        o for o in related if o.earlier == earlier and (o.share_of_later >= MIN_SHARE or (earlier, o.later) in carried)
    )
    if len(children) < 2:
        return None
    return LineageEvent(Change.SPLIT, (earlier,), tuple(overlap.later for overlap in children), children)


def _merge(later: str, related: Sequence[Overlap], carried: Pairs) -> LineageEvent | None:
    """Earlier communities that went into the later one for the most part, and the one that it continues."""
    parents = tuple(
        o for o in related if o.later == later and (o.share_of_earlier >= MIN_SHARE or (o.earlier, later) in carried)
    )
    if len(parents) < 2:
        return None
    return LineageEvent(Change.MERGED, tuple(overlap.earlier for overlap in parents), (later,), parents)


def _mentioned(events: Sequence[LineageEvent]) -> set[str]:
    return {name for event in events for name in (*event.earlier, *event.later)}
