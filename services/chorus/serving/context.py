"""What a context persona reads before it answers: its community's posts, as in the paper's LLM-Context baseline.

Posts that match the topics come first, then others at random, each cut to 20 words, at most 250 and no more than fit. The
random order depends on the post alone, so every question to a persona begins with the same posts and the engine's prefix
cache has them already. Held-out authors' posts are left out: an adapter does not see them either (arXiv 2408.09366).
"""

import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, TypeVar

from chorus.errors import FailedPrecondition
from chorus.serving.engine import Tokenizer
from chorus.serving.prompts import check_prompt, too_long
from chorus.types.post import Post
from chorus.types.split import is_held_out

MAX_POSTS = 250
MAX_WORDS = 20
_MAX_COMMUNITIES = 32
_MAX_SELECTIONS = 512
_FRAME = "Here are posts by one group of people.\n{posts}\n\n{prompt}"

K = TypeVar("K")
V = TypeVar("V")


class PostSource(Protocol):
    """Where a community's posts come from."""

    def posts(self, community: str) -> AsyncIterator[Post]:
        """A community's own posts."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    num_tokens: int


class ContextPrompts:
    """Renders prompts of context personas, keeping what it read for the next question."""

    def __init__(self, source: PostSource, tokenizer: Tokenizer, context_length: int) -> None:
        self._source = source
        self._tokenizer = tokenizer
        self._context_length = context_length
        self._posts: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._selections: OrderedDict[tuple[str, tuple[str, ...]], tuple[_Line, ...]] = OrderedDict()

    async def render(self, community: str, prompt: str, topics: Sequence[str], max_tokens: int) -> tuple[int, ...]:
        """Posts and question as one user turn that leaves room for ``max_tokens``."""
        check_prompt(prompt)
        lines = await self._lines(community, tuple(topics))
        bare = len(self._turn((), prompt))
        room = self._context_length - max_tokens - bare
        num_lines = _num_fitting(lines, room)
        while num_lines:
            tokens = self._turn(lines[:num_lines], prompt)
            if len(tokens) + max_tokens <= self._context_length:
                return tokens
            num_lines -= 1
        raise too_long(bare + lines[0].num_tokens, max_tokens, self._context_length)

    def _turn(self, lines: Sequence[_Line], prompt: str) -> tuple[int, ...]:
        return self._tokenizer.turn(_FRAME.format(posts="\n".join(line.text for line in lines), prompt=prompt))

    async def _lines(self, community: str, topics: tuple[str, ...]) -> tuple[_Line, ...]:
        key = community, topics
        if key not in self._selections:
            chosen = select(await self._texts(community), topics)
            lines = tuple(_Line(text, len(self._tokenizer.encode(f"{text}\n"))) for text in chosen)
            _keep(self._selections, key, lines, _MAX_SELECTIONS)
        self._selections.move_to_end(key)
        return self._selections[key]

    async def _texts(self, community: str) -> tuple[str, ...]:
        if community not in self._posts:
            posts = [post async for post in self._source.posts(community) if not is_held_out(post.author)]
            texts = tuple(post.text for post in sorted(posts, key=_draw) if post.text.strip())
            if not texts:
                raise FailedPrecondition(f"{community} has no posts by training authors to put into a prompt")
            _keep(self._posts, community, texts, _MAX_COMMUNITIES)
        self._posts.move_to_end(community)
        return self._posts[community]


def select(texts: Sequence[str], topics: Sequence[str], max_posts: int = MAX_POSTS) -> tuple[str, ...]:
    """The posts to read, as list items: those with a topic's words first, each group in the order given.

    >>> select(["I run a lot", "Keto bread again"], ["keto"])
    ('- Keto bread again', '- I run a lot')
    """
    words = [re.escape(topic.strip()) for topic in topics if topic.strip()]
    matches = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE).search if words else lambda _: None
    first = [text for text in texts if matches(text)]
    rest = [text for text in texts if not matches(text)]
    return tuple(f"- {' '.join(text.split()[:MAX_WORDS])}" for text in (first + rest)[:max_posts])


def _num_fitting(lines: Sequence[_Line], room: int) -> int:
    used = 0
    for number, line in enumerate(lines):
        used += line.num_tokens
        if used > room:
            return number
    return len(lines)


def _draw(post: Post) -> bytes:
    return sha256(post.id.encode()).digest()


def _keep(kept: OrderedDict[K, V], key: K, value: V, limit: int) -> None:
    kept[key] = value
    while len(kept) > limit:
        kept.popitem(last=False)
