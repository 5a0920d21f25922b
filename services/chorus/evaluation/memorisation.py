"""Memorisation: does a voice speak, or does it repeat what it learned from?

Every text is held against the training post that it resembles most, and against every run of words in any of them. People repeat
each other, too, so posts of held-out authors are measured in the same way beside it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chorus.evaluation.copying import CopiedSpans
from chorus.evaluation.personal_data import scan
from chorus.evaluation.report import MemorisationScores
from chorus.evaluation.rouge import nearest
from chorus.evaluation.words import References

MEMORISED = 0.7
"""ROUGE-L above this is memorised (arXiv 2408.09366)."""
NUM_BINS = 20


class Learned:
    """The training posts of a community, made ready to be compared with."""

    def __init__(self, community: str, posts: Sequence[str]) -> None:
        self.community = community
        self.posts = posts
        self._references = References(posts)
        self._spans = CopiedSpans(self._references)

    def similarity(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """ROUGE-L F of each text with the post that it resembles most. Shape: (texts,)."""
        return nearest(texts, self._references).similarity

    def longest_copied(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Words in the longest run of each text that also stands in a post. Shape: (texts,)."""
        return self._spans.longest(texts)


def memorisation_scores(
    learned: Learned, texts: Sequence[str], similarity: NDArray[np.float64], written: Sequence[str] | None = None
) -> MemorisationScores:
    """Score different texts with their ``similarity``; ``written`` are all texts as they were written, to be scanned."""
    copied = learned.longest_copied(texts)
    histogram, _ = np.histogram(similarity, bins=NUM_BINS, range=(0, 1))
    return MemorisationScores(
        community=learned.community,
        num_posts=len(texts),
        rouge_l=tuple(int(count) for count in histogram),
        share_memorised=float(np.mean(similarity > MEMORISED)) if len(texts) else 0.0,
        mean_copied=float(np.mean(copied)) if len(texts) else 0.0,
        longest_copied=int(copied.max(initial=0)),
        personal_data=() if written is None else scan(written, learned.posts),
    )
