"""Sifting: what of the corpora is measured, and what it is held against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chorus.evaluation.corpus import Corpus
from chorus.evaluation.filters import Filtered, Written, filter_posts
from chorus.evaluation.memorisation import Learned
from chorus.evaluation.posts import Clean, OwnPosts, normalise
from chorus.evaluation.report import Voice


@dataclass(frozen=True, slots=True)
class StoredCorpus:
    """A corpus and where it lies."""

    corpus: Corpus
    location: str


Corpora = Mapping[Voice, Sequence[StoredCorpus]]
"""By voice, in the order of the communities."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """Corpora after the filters, and the training posts by which they were filtered."""

    learned: tuple[Learned, ...]
    """By community."""
    filtered: Mapping[Voice, tuple[Filtered, ...]]

    @property
    def kept(self) -> dict[Voice, tuple[tuple[str, ...], ...]]:
        """The posts that are measured, by voice and in the order of the communities."""
        return {voice: tuple(one.kept for one in results) for voice, results in self.filtered.items()}


def sift(own: Sequence[OwnPosts], corpora: Corpora, clean: Clean, max_perplexity: float) -> Sifted:
    """Filter every corpus by the training posts of its community."""
    learned = tuple(Learned(posts.community, posts.training) for posts in own)

    def filtered(stored: StoredCorpus, known: Learned) -> Filtered:
        written = [Written(normalise(post.text, clean), post.perplexity) for post in stored.corpus.posts]
        return filter_posts(written, known.similarity, max_perplexity)

    return Sifted(learned, {voice: tuple(map(filtered, of_voice, learned)) for voice, of_voice in corpora.items()})
