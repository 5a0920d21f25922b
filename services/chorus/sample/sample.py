"""Writes the sample: posts, reposts inside and across communities, and the dirt that a real collection has.

Lines are Twitter API v1.1 objects, reduced, in order of time. Reposts follow a few much-reposted authors of the same
community and, now and then, anybody. Then some lines come twice, some are no posts, and some are blank.
"""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from chorus.sample import tweet
from chorus.sample.author import Author, SamplePost, authors, posts
from chorus.sample.community import PLANTED


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How much of everything is planted."""

    authors: int = 80
    """Per community; each has posts of its own."""
    posts: int = 8
    """Per author, on average."""
    reposts: int = 7
    """Per author, on average."""
    cross_talk: float = 0.15
    """Share of a community's reposts that go to anybody."""
    attitude_share: float = 0.45
    """Share of a community's posts with a statement about weight and shape."""
    noise_authors: int = 60
    """Authors of no community."""
    duplicates: int = 40
    malformed: int = 20
    blank: int = 5


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was planted: num_lines = num_posts + num_reposts + num_duplicates + num_malformed + num_blank."""

    num_lines: int
    num_posts: int
    num_reposts: int
    num_duplicates: int
    num_malformed: int
    num_blank: int
    num_authors: int
    """Distinct authors, those only reposted included."""


def write_sample(path: Path, seed: int = 0, size: SampleSize = SampleSize()) -> SampleSummary:
    """Write the sample to ``path``, gzipped if it ends in ``.gz``; the same seed and size give the same bytes."""
    rng = Random(f"chorus-sample-{seed}")
    own = _own_posts(size, rng)
    shared = _reposts(own, size, rng)
    lines = [tweet.line(t) for t in sorted([*map(tweet.post, own), *shared], key=tweet.time_of)]
    lines = _with_dirt(lines, size, rng)
    data = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    seen = {author for t in [*map(tweet.post, own), *shared] for author in tweet.authors_of(t)}
    return SampleSummary(len(lines), len(own), len(shared), size.duplicates, size.malformed, size.blank, len(seen))


def _own_posts(size: SampleSize, rng: Random) -> list[SamplePost]:
    own: list[SamplePost] = []
    for community in (0, *(c.index for c in PLANTED)):
        for author in authors(community, size.authors if community else size.noise_authors, rng):
            count = rng.randint(1, 3) if community == 0 else max(1, size.posts + rng.randint(-4, 4))
            own += posts(author, count, size.attitude_share, rng)
    return own


def _reposts(own: Sequence[SamplePost], size: SampleSize, rng: Random) -> list[tweet.Tweet]:
    """Reposts by every member of a community and by half the noise authors."""
    by_community: dict[str, list[SamplePost]] = {}
    for post in own:
        by_community.setdefault(post.author.id[:3], []).append(post)
    writers: dict[str, Author] = {post.author.id: post.author for post in own}
    reposts: list[tweet.Tweet] = []
    for author in writers.values():
        noise = author.id.startswith("800")
        count = rng.choice((0, 1)) if noise else max(1, size.reposts + rng.randint(-3, 3))
        for number in range(count):
            anybody = noise or rng.random() < size.cross_talk
            original = _pick(own if anybody else by_community[author.id[:3]], author, rng)
            time = original.time + timedelta(minutes=rng.randint(1, 2000))
            reposts.append(tweet.repost(f"{author.id}{900000 + number}", author, time, original))
    return reposts


def _pick(candidates: Sequence[SamplePost], author: Author, rng: Random) -> SamplePost:
    """A post of somebody else; early authors of a community are reposted most."""
    while True:
        post = candidates[int(len(candidates) * rng.random() ** 1.6)]
        if post.author.id != author.id:
            return post


def _with_dirt(lines: Sequence[str], size: SampleSize, rng: Random) -> list[str]:
    """Lines with some repeated later on, malformed and blank ones strewn in."""
    dirty = list(lines)
    for position in sorted(rng.sample(range(len(lines)), size.duplicates), reverse=True):
        dirty.insert(rng.randint(position + 1, len(dirty)), lines[position])
    _strew(dirty, (_MALFORMED[i % len(_MALFORMED)] for i in range(size.malformed)), rng)
    _strew(dirty, (" " * (i % 3) for i in range(size.blank)), rng)
    return dirty


def _strew(lines: list[str], extra: Iterable[str], rng: Random) -> None:
    for line in extra:
        lines.insert(rng.randint(0, len(lines)), line)


_USER = {"id_str": "80099999", "screen_name": "Malformed"}
_MALFORMED: tuple[str, ...] = (
    '{"id_str": "80099999000000", "text": "cut off in the mid',
    "this line is not JSON",
    json.dumps(["a", "list"]),
    json.dumps({"id_str": "80099999000001", "lang": "en", "user": _USER}),
    json.dumps({"id_str": "80099999000002", "text": "a post without an author"}),
    json.dumps({"id_str": "80099999000003", "text": 7, "user": _USER}),
)
