"""A corpus: what one persona writes over a list of topics.

Several posts are asked for with one prompt, so that the engine computes the prompt once, and a bounded number of prompts is
under way at a time. A corpus is written in parts, each of which can be stored before the next, so that who is interrupted goes on
where they were. Each line of a stored corpus holds all that is needed to have the same post written again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Protocol, TypeVar

import msgspec
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_delay, wait_random_exponential

from chorus.errors import FailedPrecondition, Internal, ResourceExhausted, RevisionChanged, Unavailable
from chorus.evaluation.topics import keywords, prompt
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

DECODING = Sampling(temperature=0.95, top_p=0.7, top_k=50, max_tokens=64)
"""As in the code released with arXiv 2408.09366."""
POSTS_PER_PROMPT = 16
PROMPTS_AT_ONCE = 8
PROMPTS_PER_PART = 32
"""A part is about 500 posts: what is written again where a service is killed."""
RETRY_SECONDS = 300.0

T = TypeVar("T")
Progress = Callable[[int], Awaitable[None]]
"""Told how many posts are written."""


class Answer(Protocol):
    """One answer of a persona."""

    @property
    def text(self) -> str:
        """What the persona said."""
        ...


class Generation(Protocol):
    """All answers to one prompt, and the proof of who gave them."""

    @property
    def answers(self) -> Sequence[Answer]:
        """One for each seed, in order."""
        ...

    @property
    def receipt(self) -> Receipt | None:
        """Who answered, and how."""
        ...


class Writer(Protocol):
    """What writes posts: the serving service, or a fake of it."""

    async def generate(self, persona: str, prompt: str, sampling: Sampling, topics: tuple[str, ...] = ()) -> Generation:
        """Answer a prompt ``sampling.n`` times; answer i is drawn with ``sampling.seed + i``."""
        ...


@dataclass(frozen=True, slots=True)
class GeneratedPost:
    """One line of a stored corpus."""

    topic: str
    prompt: str
    text: str
    """As the persona wrote it."""
    receipt: Receipt = field(default_factory=Receipt)
    """Who wrote it and how; its sampling is that of this one post."""
    perplexity: float | None = None
    """To the base model; None of a post without a word."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What one persona wrote."""

    persona: str
    posts: tuple[GeneratedPost, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The posts' texts, in the order of the topics."""
        return tuple(post.text for post in self.posts)

    @property
    def revision(self) -> str:
        """The one revision that wrote it; ``RevisionChanged`` if there was another."""
        revisions = {post.receipt.revision for post in self.posts}
        if len(revisions) > 1:
            raise RevisionChanged(
                f"{self.persona} was answered by {len(revisions)} revisions while its corpus was written; evaluate again"
            )
        return next(iter(revisions), "")

    @property
    def base_model_digest(self) -> str:
        """The one base model that wrote it; ``FailedPrecondition`` if there was another."""
        return only_base_model(post.receipt.base_model_digest for post in self.posts)

    def to_lines(self) -> bytes:
        """The corpus as JSON lines."""
        return msgspec.json.Encoder(order="deterministic").encode_lines(self.posts)

    @classmethod
    def from_lines(cls, persona: str, lines: bytes) -> "Corpus":
        """The corpus in JSON lines."""
        return cls(persona, tuple(msgspec.json.Decoder(GeneratedPost).decode_lines(lines)))


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts asked for with one prompt."""

    topic: str
    first: int
    """Position of the first post in the corpus; its seed is that far from the corpus's."""
    size: int


def only_base_model(digests: Iterable[str]) -> str:
    """The one digest among several; ``FailedPrecondition`` if there are two."""
    distinct = set(digests)
    if len(distinct) > 1:
        raise FailedPrecondition("the base model was replaced while the corpora were written; evaluate again")
    return next(iter(distinct), "")


def plan(topics: Sequence[str], num_posts: int) -> tuple[tuple[Batch, ...], ...]:
    """The parts of a corpus of ``num_posts`` posts, spread evenly over the topics, the first topics having one more."""
    batches = _batches(topics, num_posts)
    return tuple(tuple(batches[start : start + PROMPTS_PER_PART]) for start in range(0, len(batches), PROMPTS_PER_PART))


async def write(
    writer: Writer, persona: str, part: Sequence[Batch], seed: int, progress: Progress
) -> tuple[GeneratedPost, ...]:
    """Have a persona write one part; ``progress`` is told how many posts of it are there."""
    slots = asyncio.Semaphore(PROMPTS_AT_ONCE)
    written = 0

    async def write_batch(batch: Batch) -> list[GeneratedPost]:
        nonlocal written
        async with slots:
            posts = await _write_batch(writer, persona, batch, seed)
        written += len(posts)
        await progress(written)
        return posts

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(write_batch(batch)) for batch in part]
    except ExceptionGroup as failures:
        # The first failure cancelled the other prompts; it is the one to tell of.
        raise failures.exceptions[0] from None
    return tuple(post for task in tasks for post in task.result())


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Do a call of the serving service, again and again while it is starting or full, for five minutes."""
    attempts = AsyncRetrying(
        retry=retry_if_exception_type((Unavailable, ResourceExhausted)),
        wait=_pause,
        stop=stop_after_delay(RETRY_SECONDS),
        reraise=True,
    )

    async def attempt() -> T:
        return await call()

    return await attempts(attempt)


async def _write_batch(writer: Writer, persona: str, batch: Batch, seed: int) -> list[GeneratedPost]:
    sampling = replace(DECODING, n=batch.size, seed=seed + batch.first)
    text = prompt(batch.topic)
    generation = await patiently(lambda: writer.generate(persona, text, sampling, keywords(batch.topic)))
    receipt = generation.receipt
    if receipt is None or receipt.persona != persona:
        raise Internal(
            f"{persona} was asked, but the answer's receipt does not name it; see the log of the serving service"
        )
    return [
        GeneratedPost(batch.topic, text, answer.text, _receipt_of_one(receipt, sampling.seed + index))
        for index, answer in enumerate(generation.answers)
    ]


def _receipt_of_one(receipt: Receipt, seed: int) -> Receipt:
    return replace(receipt, sampling=replace(receipt.sampling, n=1, seed=seed))


def _batches(topics: Sequence[str], num_posts: int) -> list[Batch]:
    share, extra = divmod(num_posts, len(topics))
    counts = [share + (position < extra) for position in range(len(topics))]
    starts = accumulate(counts, initial=0)
    return [
        Batch(topic, start + done, min(POSTS_PER_PROMPT, count - done))
        for topic, count, start in zip(topics, counts, starts, strict=False)
        for done in range(0, count, POSTS_PER_PROMPT)
    ]


def _pause(state: RetryCallState) -> float:
    """What the service asked for, else a growing random pause."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, (Unavailable, ResourceExhausted)) else None
    return asked if asked is not None else float(wait_random_exponential(multiplier=0.5, max=10)(state))
