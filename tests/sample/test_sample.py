import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from chorus.sample import PLANTED, SampleSize, community_of, write_sample
from chorus.sample.tweet import Tweet

_SIZE = SampleSize()


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _tweets(lines: list[str]) -> dict[str, Tweet]:
    """First line of every id that is a post or a repost."""
    found: dict[str, Tweet] = {}
    for line in lines:
        try:
            parsed = json.loads(line)
        except ValueError:
            continue
        if isinstance(parsed, dict) and isinstance(parsed.get("text"), str) and "user" in parsed:
            found.setdefault(parsed["id_str"], parsed)
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "posts.jsonl"
    write_sample(path)
    return path


def test_summary_counts_every_line(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    summary = write_sample(path)
    lines = _lines(path)
    tweets = _tweets(lines)
    assert len(lines) == summary.num_lines
    assert summary.num_lines == (
        summary.num_posts + summary.num_reposts + summary.num_duplicates + summary.num_malformed + summary.num_blank
    )
    assert sum("retweeted_status" not in t for t in tweets.values()) == summary.num_posts
    assert sum("retweeted_status" in t for t in tweets.values()) == summary.num_reposts
    assert sum(not line.strip() for line in lines) == summary.num_blank
    assert len(lines) - len(set(filter(str.strip, lines))) - summary.num_blank >= summary.num_duplicates
    reposted = {t["retweeted_status"]["user"]["id_str"] for t in tweets.values() if "retweeted_status" in t}
    assert len(reposted | {t["user"]["id_str"] for t in tweets.values()}) == summary.num_authors


def test_same_seed_same_bytes_and_gzip_holds_the_same(tmp_path: Path) -> None:
    plain, again, packed, other = (tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl.gz", "d.jsonl"))
    for path in (plain, again, packed):
        write_sample(path, seed=3)
    write_sample(other, seed=4)
    assert plain.read_bytes() == again.read_bytes() == gzip.decompress(packed.read_bytes())
    assert plain.read_bytes() != other.read_bytes()


def test_every_community_has_enough_authors_and_varied_posts(written: Path) -> None:
    authors: dict[str, set[str]] = {}
    texts: dict[str, list[str]] = {}
    for tweet in _tweets(_lines(written)).values():
        community = community_of(tweet["user"]["id_str"])
        if community and "retweeted_status" not in tweet:
            assert community_of(tweet["id_str"]) == community
            authors.setdefault(community.name, set()).add(tweet["user"]["id_str"])
            texts.setdefault(community.name, []).append(tweet["text"])
    assert set(authors) == {planted.name for planted in PLANTED}
    assert min(map(len, authors.values())) >= 50
    assert all(500 < len(own) < 1000 for own in texts.values())
    assert all(len(set(own)) > 0.85 * len(own) for own in texts.values())


def test_reposts_stay_mostly_inside_a_community(written: Path) -> None:
    pairs = [
        (community_of(t["user"]["id_str"]), community_of(t["retweeted_status"]["user"]["id_str"]))
        for t in _tweets(_lines(written)).values()
        if "retweeted_status" in t
    ]
    inside = [one == other for one, other in pairs if one]
    assert 0.8 < sum(inside) / len(inside) < 0.95
    assert not any(t["user"] == t["retweeted_status"]["user"] for t in _reposts(written))


def _reposts(path: Path) -> list[Tweet]:
    return [t for t in _tweets(_lines(path)).values() if "retweeted_status" in t]


def test_planted_concern_shows_in_the_words(written: Path) -> None:
    ranks = {word: rank for rank, word in enumerate(("never", "rarely", "sometimes", "often", "always"))}
    said: dict[str, list[int]] = {}
    for tweet in _tweets(_lines(written)).values():
        community = community_of(tweet["user"]["id_str"])
        words = tweet["text"].replace(",", " ").replace('"', " ").split()
        if community and "worry" in words:
            said.setdefault(community.name, []).append(ranks[words[words.index("worry") - 1]])
    means = [sum(said[planted.name]) / len(said[planted.name]) for planted in PLANTED]
    assert means == sorted(means)
    assert means[-1] - means[0] > 2


def test_concern_is_planted_in_order() -> None:
    concern = [planted.concern for planted in PLANTED]
    assert concern == sorted(set(concern))
    assert concern[0] >= 0
    assert concern[-1] <= 1
    assert len(PLANTED) >= 5


def test_dirt_is_counted_as_asked_for(tmp_path: Path) -> None:
    clean = write_sample(tmp_path / "clean.jsonl", size=replace(_SIZE, duplicates=0, malformed=0, blank=0))
    lines = _lines(tmp_path / "clean.jsonl")
    assert clean.num_lines == len(lines) == len(_tweets(lines))
    dirty = write_sample(tmp_path / "dirty.jsonl", size=replace(_SIZE, duplicates=7, malformed=6, blank=3))
    assert dirty.num_lines == clean.num_lines + 16


def test_some_languages_are_tagged(written: Path) -> None:
    languages = Counter(t["lang"] for t in _tweets(_lines(written)).values())
    assert languages["en"] > 5000
    assert {"es", "de", "und"} <= set(languages)
