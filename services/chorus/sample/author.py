"""Authors of the sample: who writes what, before anything is reposted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from chorus.sample.attitude import load_attitudes
from chorus.sample.community import author_id, community_of
from chorus.sample.voice import Voice, load_voice

START = datetime(2031, 3, 1, tzinfo=UTC)
"""A time to come, so that nobody takes the sample for collected posts."""
SPAN = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Author:
    """An invented author."""

    id: str
    screen_name: str
    concern: float
    """The author's own concern about weight and shape, near the community's."""


@dataclass(frozen=True, slots=True)
class SamplePost:
    """A post of an author's own."""

    id: str
    author: Author
    time: datetime
    language: str
    text: str


def authors(community: int, count: int, rng: Random) -> tuple[Author, ...]:
    """The authors of a community; community 0 is none."""
    planted = community_of(author_id(community, 0))
    handle = planted.name.title().replace("-", "") if planted else "Passerby"
    level = planted.concern if planted else 0.0
    return tuple(
        Author(author_id(community, i), f"{handle}{i:03d}", min(1.0, max(0.0, rng.gauss(level, 0.1))))
        for i in range(count)
    )


def posts(author: Author, count: int, attitude_share: float, rng: Random) -> Iterator[SamplePost]:
    """``count`` posts by one author, about ``attitude_share`` of them with a statement about weight and shape."""
    planted = community_of(author.id)
    voice = load_voice(planted.name if planted else "noise")
    for number in range(count):
        language, text = _noise(voice, rng) if planted is None else ("en", _text(voice, author, attitude_share, rng))
        if planted and rng.random() < 0.02:
            language = "und"
        yield SamplePost(f"{author.id}{number:06d}", author, START + SPAN * rng.random(), language, text)


def _text(voice: Voice, author: Author, attitude_share: float, rng: Random) -> str:
    if rng.random() < attitude_share:
        return voice.confess(rng.choice(load_attitudes()).state(author.concern, rng), rng)
    return voice.write(rng)


def _noise(voice: Voice, rng: Random) -> tuple[str, str]:
    language, start = rng.choice((("en", "post"), ("en", "post"), ("en", "post"), ("es", "spanish"), ("de", "german")))
    return language, voice.write(rng, start)
