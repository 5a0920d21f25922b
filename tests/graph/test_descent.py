"""What became of communities: through a merge, a split, and members who come and go."""

from collections.abc import Mapping

import polars as pl

from chorus.graph.descent import continuations, lineage, overlaps
from chorus.graph.lineage import Change, LineageEvent


def table(communities: Mapping[str, str]) -> pl.DataFrame:
    """Members, one a letter, by community; ``""`` holds those in none."""
    rows = [(member, name or None) for name, members in communities.items() for member in members]
    return pl.DataFrame(rows, schema={"member": pl.String(), "community": pl.String()}, orient="row")


def told(earlier: Mapping[str, str], later: Mapping[str, str]) -> tuple[dict[str, str], list[LineageEvent]]:
    found = overlaps(table(earlier), table(later))
    events = lineage(found, [name for name in earlier if name], [name for name in later if name])
    return dict(continuations(found)), list(events)


def outline(events: list[LineageEvent]) -> set[tuple[Change, frozenset[str], frozenset[str]]]:
    return {(event.change, frozenset(event.earlier), frozenset(event.later)) for event in events}


def test_communities_that_go_on() -> None:
    carried, events = told({"soup": "abcdef", "gym": "ghijkl"}, {"x": "ghijkz", "y": "abcdefl"})
    assert carried == {"x": "gym", "y": "soup"}
    assert outline(events) == {
        (Change.CONTINUED, frozenset({"gym"}), frozenset({"x"})),
        (Change.CONTINUED, frozenset({"soup"}), frozenset({"y"})),
    }
    (overlap,) = next(event for event in events if event.later == ("x",)).overlaps
    assert (overlap.num_members, overlap.share_of_earlier, overlap.share_of_later) == (5, 5 / 6, 1)
    assert overlap.jaccard == 5 / 6


def test_a_split_is_continued_by_its_larger_part() -> None:
    carried, events = told({"soup": "abcdefgh", "gym": "ijkl"}, {"x": "abcde", "y": "fgh", "z": "ijkl"})
    assert carried == {"x": "soup", "z": "gym"}
    assert outline(events) == {
        (Change.SPLIT, frozenset({"soup"}), frozenset({"x", "y"})),
        (Change.CONTINUED, frozenset({"gym"}), frozenset({"z"})),
    }


def test_a_merge_continues_its_larger_part() -> None:
    carried, events = told({"soup": "abcde", "stew": "fgh", "gym": "ijkl"}, {"x": "abcdefgh", "y": "ijkl"})
    assert carried == {"x": "soup", "y": "gym"}
    assert outline(events) == {
        (Change.MERGED, frozenset({"soup", "stew"}), frozenset({"x"})),
        (Change.CONTINUED, frozenset({"gym"}), frozenset({"y"})),
    }


def test_a_small_one_that_is_swallowed_is_a_merge() -> None:
    carried, events = told({"soup": "abcdefghij", "gym": "klmno", "tiny": "pq"}, {"x": "abcdefghijpq", "y": "klmno"})
    assert carried == {"x": "soup", "y": "gym"}
    assert (Change.MERGED, frozenset({"soup", "tiny"}), frozenset({"x"})) in outline(events)


def test_communities_appear_and_end() -> None:
    carried, events = told({"soup": "abcd", "gone": "ef", "": "xyz"}, {"x": "abcd", "new": "xyz", "": "ef"})
    assert carried == {"x": "soup"}
    assert outline(events) == {
        (Change.CONTINUED, frozenset({"soup"}), frozenset({"x"})),
        (Change.APPEARED, frozenset(), frozenset({"new"})),
        (Change.ENDED, frozenset({"gone"}), frozenset()),
    }


def test_members_that_only_one_network_has_do_not_count() -> None:
    carried, events = told({"soup": "abcdefghij"}, {"x": "abc" + "ABCDEFGHIJ"})
    assert carried == {"x": "soup"}
    assert events[0].overlaps[0].jaccard == 1


def test_scattered_members_make_no_descent() -> None:
    carried, events = told({"soup": "abcd"}, {"x": "aEFG", "y": "bHIJ", "z": "cKLM", "w": "dNOP", "": ""})
    assert len(carried) == 1, "what both networks have is all of each"
    before = table({"soup": "abcd", "": "EFGHIJKLMNOP"})
    after = table({"x": "aEFG", "y": "bHIJ", "z": "cKLM", "w": "dNOP"})
    found = overlaps(before, after)
    assert continuations(found) == {}
    assert {event.change for event in lineage(found, ["soup"], list("xyzw"))} == {Change.APPEARED, Change.ENDED}
    assert events
