"""Windows of time: do people change how they write, and does a voice that learned from the past still write as they do?

Windows hold about as many posts each, of all communities together, so that their bounds are the same for all. Within a community
every distance is taken at one size; only so do windows compare.
"""

from collections.abc import Callable, Iterator, Sequence

from chorus.evaluation.encoder import Encoder
from chorus.evaluation.frechet import Vectors
from chorus.evaluation.origin import OriginClassifier, origin_scores
from chorus.evaluation.posts import MIN_TRAINING_POSTS, DatedText, OwnPosts
from chorus.evaluation.report import SemanticScores, WindowScores
from chorus.evaluation.semantics import MIN_VECTORS, corpus_likeness, human_likeness, semantic_scores

MAX_WINDOWS = 24
Learn = Callable[[Sequence[Sequence[str]]], OriginClassifier]
"""Learns to tell communities apart from posts, one sequence for each."""

Window = tuple[tuple[DatedText, ...], ...]
"""Posts of one window, by community."""


def cut(own: Sequence[OwnPosts], number: int) -> tuple[Window, ...]:
    """The posts in so many windows, oldest first; none where posts have no times, or are fewer than windows."""
    times = sorted(post.time for posts in own for post in posts.in_order)
    if len(times) < number or not all(posts.in_order for posts in own):
        return ()
    starts = [times[place * len(times) // number] for place in range(number)]
    ends = [*starts[1:], None]
    return tuple(
        tuple(
            tuple(post for post in posts.in_order if post.time >= start and (end is None or post.time < end))
            for posts in own
        )
        for start, end in zip(starts, ends, strict=True)
        if end is None or start < end
    )


def window_scores(
    own: Sequence[OwnPosts], written: Sequence[Sequence[str]], number: int, learn: Learn, encoder: Encoder, seed: int
) -> tuple[WindowScores, ...]:
    """How people, and what finetuned voices have ``written`` (one sequence for each community, or none), stand in each window."""
    windows = cut(own, number)
    if not windows:
        return ()
    training = [_texts(posts, held_out=False) for posts in windows[0]]
    classifier = learn(training) if min(map(len, training)) >= MIN_TRAINING_POSTS else None
    people: list[list[SemanticScores]] = [[] for _ in windows]
    finetuned: list[list[SemanticScores]] = [[] for _ in windows]
    for place, posts in enumerate(own):
        vectors = [
            encoder.encode([post.text for post in window[place]]) if window[place] else None for window in windows
        ]
        voice = encoder.encode(written[place]) if written and len(written[place]) >= MIN_VECTORS else None
        for number_, moved, spoken in _semantics(posts.community, vectors, voice, seed):
            people[number_].append(moved)
            finetuned[number_] += [spoken] if spoken else []
    return tuple(
        WindowScores(
            start=min(post.time for posts in window for post in posts),
            end=max(post.time for posts in window for post in posts),
            num_posts=tuple(map(len, window)),
            human=origin_scores(classifier, [_texts(posts, held_out=True) for posts in window], seed)
            if classifier
            else None,
            people=tuple(moved),
            finetuned=tuple(spoken),
        )
        for window, moved, spoken in zip(windows, people, finetuned, strict=True)
    )


def _semantics(
    community: str, windows: Sequence[Vectors | None], voice: Vectors | None, seed: int
) -> Iterator[tuple[int, SemanticScores, SemanticScores | None]]:
    """Each window with enough posts: how far people have moved, and how far the voice is from them."""
    there = [vectors for vectors in windows if vectors is not None and len(vectors) >= 2 * MIN_VECTORS]
    first = windows[0]
    if first is None or len(first) < 2 * MIN_VECTORS:
        return
    size = min(min(len(vectors) for vectors in there) // 2, len(voice) if voice is not None else len(first))
    for number, vectors in enumerate(windows):
        if vectors is None or len(vectors) < 2 * MIN_VECTORS:
            continue
        floor = human_likeness(vectors, size, seed)
        moved = floor if number == 0 else corpus_likeness(first, vectors, size, seed)
        spoken = corpus_likeness(vectors, voice, size, seed) if voice is not None else None
        yield (
            number,
            semantic_scores(community, moved, floor),
            semantic_scores(community, spoken, floor) if spoken else None,
        )


def _texts(posts: Sequence[DatedText], *, held_out: bool) -> list[str]:
    return [post.text for post in posts if post.held_out is held_out]
