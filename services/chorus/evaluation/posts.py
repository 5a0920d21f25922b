"""Human posts as they are measured: cleaned, cut, without duplicates, split by author and by time.

Human and generated texts go through the same cleaning and the same cut, so that no measure can tell them apart by links,
mentions or length limits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chorus.errors import TooFewPosts
from chorus.types.post import Post
from chorus.types.split import is_held_out

Clean = Callable[[str], str]

MAX_WORDS = 60
"""A generated post is seldom longer; longer human ones are measured by their beginning."""
MAX_OWN_POSTS = 10_000
MIN_TRAINING_POSTS = 10
MIN_HELD_OUT_POSTS = 2
LATEST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class DatedText:
    """One of a community's posts."""

    time: datetime
    text: str
    held_out: bool
    """Whether its author is one of whom nothing learned."""


@dataclass(frozen=True, slots=True)
class OwnPosts:
    """A community's own posts, each text once."""

    community: str
    """``communities/<id>``"""
    training: tuple[str, ...]
    """Of authors whom models learned from; the classifier learns from them too."""
    held_out: tuple[str, ...]
    """Of authors whom nothing learned from: the human ceiling."""
    in_order: tuple[DatedText, ...] = ()
    """The same posts in order of time; empty where times are missing."""

    @property
    def all(self) -> tuple[str, ...]:
        """Every post."""
        return self.training + self.held_out

    @property
    def earlier(self) -> tuple[str, ...]:
        """Those without the latest fifth, in order of time."""
        return tuple(post.text for post in self.in_order[: self._latest])

    @property
    def later(self) -> tuple[str, ...]:
        """The latest fifth."""
        return tuple(post.text for post in self.in_order[self._latest :])

    @property
    def _latest(self) -> int:
        return len(self.in_order) - round(LATEST_SHARE * len(self.in_order))


class PostSource(Protocol):
    """Where posts come from: the graph service, or a fake of it."""

    def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        """At most ``limit`` of a community's own posts."""
        ...


@dataclass(frozen=True, slots=True)
class HumanPosts:
    """The posts of communities as they are measured."""

    source: PostSource
    clean: Clean
    """Takes out of a post what the demonstrations leave out."""

    async def of(self, community: str, seed: int) -> OwnPosts:
        """Those of one community; ``TooFewPosts`` where there is too little to measure."""
        posts = [post async for post in self.source.stream_posts(community, MAX_OWN_POSTS, seed)]
        return await asyncio.to_thread(split_by_author, community, posts, self.clean)


def normalise(text: str, clean: Clean) -> str:
    """The text as it is measured; empty where no word is left."""
    words = clean(text).split()[:MAX_WORDS]
    return " ".join(words) if any(character.isalnum() for word in words for character in word) else ""


def split_by_author(community: str, posts: Iterable[Post], clean: Clean) -> OwnPosts:
    """Sort a community's posts by side of the author split; ``TooFewPosts`` where a side has too little to measure."""
    training: dict[str, None] = {}
    held_out: dict[str, None] = {}
    first_seen: dict[str, datetime | None] = {}
    for post in posts:
        if text := normalise(post.text, clean):
            (held_out if is_held_out(post.author) else training)[text] = None
            first_seen.setdefault(text, post.create_time)
    others = tuple(text for text in held_out if text not in training)
    own = OwnPosts(community, tuple(training), others, _in_order(first_seen, set(others)))
    if len(own.training) < MIN_TRAINING_POSTS or len(own.held_out) < MIN_HELD_OUT_POSTS:
        raise TooFewPosts(
            f"{community} has {len(own.training)} distinct posts of training authors and {len(own.held_out)} of held-out "
            f"ones; evaluation needs {MIN_TRAINING_POSTS} and {MIN_HELD_OUT_POSTS}: leave the community out or import more"
        )
    return own


def _in_order(first_seen: Mapping[str, datetime | None], held_out: Set[str]) -> tuple[DatedText, ...]:
    dated = [DatedText(time, text, text in held_out) for text, time in first_seen.items() if time is not None]
    return tuple(sorted(dated, key=lambda post: post.time)) if len(dated) == len(first_seen) else ()
