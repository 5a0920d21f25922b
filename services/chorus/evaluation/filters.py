"""Filters: which generated posts are measured.

The paper drops duplicates, posts that surprise a language model (perplexity above 400) and posts that repeat a human post of the
community (ROUGE-L above 0.7). Where so little would be left that nothing could be measured, the least similar of the memorised
ones are kept; the counts and a note say so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chorus.evaluation.memorisation import MEMORISED

MIN_KEPT = 20
"""Below this many posts, memorised ones are kept too."""

Similarity = Callable[[Sequence[str]], NDArray[np.float64]]
"""ROUGE-L of each text with the training post that it resembles most."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """A corpus after the filters."""

    kept: tuple[str, ...]
    """In the order they were written."""
    distinct: tuple[str, ...]
    """Those kept and those memorised, in the order they were written."""
    similarity: NDArray[np.float64]
    """Of each distinct one with the training post that it resembles most. Shape: (distinct,)."""
    num_empty: int
    """Texts without a word."""
    num_duplicates: int
    """Texts equal to an earlier one."""
    num_perplexing: int
    """Texts that surprise the base model too much."""
    num_memorised: int
    """Texts too close to a human post, those kept nevertheless included."""
    num_readmitted: int
    """Memorised texts that were kept so that something could be measured."""


@dataclass(frozen=True, slots=True)
class Written:
    """A generated post as it is measured."""

    text: str
    """Normalised."""
    perplexity: float | None = None


def filter_posts(
    posts: Sequence[Written], similarity_of: Similarity, max_perplexity: float, min_kept: int = MIN_KEPT
) -> Filtered:
    """Drop empty, repeated, perplexing and memorised texts, in this order."""
    written = {post.text: post.perplexity for post in reversed(posts) if post.text}
    num_written = sum(bool(post.text) for post in posts)
    first = dict.fromkeys(post.text for post in posts if post.text)
    distinct = tuple(text for text in first if (written[text] or 0.0) <= max_perplexity)
    similarity = similarity_of(distinct)
    memorised = similarity > MEMORISED
    keep = _readmit(similarity, memorised, min_kept)
    return Filtered(
        kept=tuple(text for text, kept in zip(distinct, keep, strict=True) if kept),
        distinct=distinct,
        similarity=similarity,
        num_empty=len(posts) - num_written,
        num_duplicates=num_written - len(first),
        num_perplexing=len(first) - len(distinct),
        num_memorised=int(memorised.sum()),
        num_readmitted=int((keep & memorised).sum()),
    )


def _readmit(similarity: NDArray[np.float64], memorised: NDArray[np.bool_], min_kept: int) -> NDArray[np.bool_]:
    keep = ~memorised
    # Texts that are not memorised come first in this order, so nothing of them is lost.
    keep[np.argsort(similarity, kind="stable")[:min_kept]] = True
    return keep
