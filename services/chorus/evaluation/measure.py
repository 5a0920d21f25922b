"""Measures: corpora and human posts in, the numbers of a fidelity report out. Pure and CPU-bound."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chorus.evaluation.classifiers.classifier import TextClassifier
from chorus.evaluation.encoder import Encoder
from chorus.evaluation.filters import Filtered
from chorus.evaluation.frechet import Vectors
from chorus.evaluation.memorisation import Learned, memorisation_scores
from chorus.evaluation.origin import OriginClassifier, origin_scores
from chorus.evaluation.posts import OwnPosts
from chorus.evaluation.readings import ReadTexts, read, readings_of
from chorus.evaluation.report import (
    CorpusSummary,
    MemorisationScores,
    OriginScores,
    Reading,
    SemanticScores,
    Voice,
    VoiceScores,
    WindowScores,
)
from chorus.evaluation.semantics import MIN_VECTORS, corpus_likeness, human_likeness, sample_size, semantic_scores
from chorus.evaluation.sifting import Corpora, Sifted, StoredCorpus
from chorus.evaluation.windows import window_scores

NUM_SAMPLES = 5

Readers = Mapping[str, TextClassifier]
"""Classifiers by what they read: "emotion", "toxicity"."""


MakeClassifier = Callable[[Sequence[Sequence[str]], int], OriginClassifier]
"""Learns from human posts, one sequence for each community, by a seed."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What measures."""

    make_classifier: MakeClassifier
    """Tells communities apart."""
    encoder: Encoder
    readers: Readers


@dataclass(frozen=True, slots=True)
class Measures:
    """All numbers of a report."""

    human: OriginScores
    human_by_time: OriginScores | None
    human_memorisation: tuple[MemorisationScores, ...]
    readings: tuple[Reading, ...]
    voices: tuple[VoiceScores, ...]
    windows: tuple[WindowScores, ...]
    encoder: str
    """What embedded the posts."""
    num_compared: tuple[int, ...]
    """The size at which Fréchet distances were taken, for each community."""
    num_readmitted: Mapping[str, int]
    """Memorised posts that were measured nevertheless, by persona."""


def measure(
    own: Sequence[OwnPosts],
    corpora: Corpora,
    sifted: Sifted,
    tools: Tools,
    judged: Sequence[ReadTexts],
    seed: int,
    num_windows: int = 0,
) -> Measures:
    """Measure every voice's corpora, one for each community, against the communities' own posts.

    ``judged`` is what others than the readers have read in the same posts; ``num_windows`` of time are looked at one by one.
    """
    learned, filtered = sifted.learned, sifted.filtered
    classifier = tools.make_classifier([posts.training for posts in own], seed)
    sizes, semantics = _semantics(own, filtered, tools.encoder, seed)
    people = {posts.community: posts.all for posts in own}
    read_texts = [read(kind, reader, people, sifted.kept) for kind, reader in tools.readers.items()]
    readings = [readings_of(found, seed) for found in (*read_texts, *judged)]
    return Measures(
        human=origin_scores(classifier, [posts.held_out for posts in own], seed),
        human_by_time=_by_time(own, tools.make_classifier, seed),
        human_memorisation=tuple(
            memorisation_scores(known, posts.held_out, known.similarity(posts.held_out))
            for known, posts in zip(learned, own, strict=True)
        ),
        readings=tuple(reading for reading, _ in readings),
        voices=tuple(
            VoiceScores(
                voice=voice,
                origin=_origin(classifier, filtered[voice], seed),
                semantics=semantics[voice],
                corpora=tuple(map(_summary, own, corpora[voice], filtered[voice])),
                memorisation=tuple(map(_memorisation, learned, corpora[voice], filtered[voice])),
                readings=tuple(scores for _, of_voice in readings for scores in of_voice[voice]),
            )
            for voice in corpora
        ),
        windows=_windows(own, filtered.get(Voice.FINETUNED, ()), tools, num_windows, seed) if num_windows else (),
        encoder=tools.encoder.name,
        num_compared=sizes,
        num_readmitted={
            stored.corpus.persona: result.num_readmitted
            for voice in corpora
            for stored, result in zip(corpora[voice], filtered[voice], strict=True)
            if result.num_readmitted
        },
    )


def _windows(
    own: Sequence[OwnPosts], finetuned: Sequence[Filtered], tools: Tools, number: int, seed: int
) -> tuple[WindowScores, ...]:
    written = [result.kept for result in finetuned]
    return window_scores(own, written, number, lambda posts: tools.make_classifier(posts, seed), tools.encoder, seed)


def _by_time(own: Sequence[OwnPosts], make_classifier: MakeClassifier, seed: int) -> OriginScores | None:
    if not all(posts.earlier and posts.later for posts in own):
        return None
    classifier = make_classifier([posts.earlier for posts in own], seed)
    return origin_scores(classifier, [posts.later for posts in own], seed)


def _origin(classifier: OriginClassifier, filtered: Sequence[Filtered], seed: int) -> OriginScores:
    return origin_scores(classifier, [result.kept for result in filtered], seed)


def _memorisation(learned: Learned, stored: StoredCorpus, filtered: Filtered) -> MemorisationScores:
    return memorisation_scores(learned, filtered.distinct, filtered.similarity, stored.corpus.texts)


def _semantics(
    own: Sequence[OwnPosts], filtered: Mapping[Voice, Sequence[Filtered]], encoder: Encoder, seed: int
) -> tuple[tuple[int, ...], dict[Voice, tuple[SemanticScores, ...]]]:
    sizes = []
    scores: dict[Voice, list[SemanticScores]] = {voice: [] for voice in filtered}
    for position, posts in enumerate(own):
        human = encoder.encode(posts.all)
        vectors: dict[Voice, Vectors] = {
            voice: encoder.encode(results[position].kept)
            for voice, results in filtered.items()
            if len(results[position].kept) >= MIN_VECTORS
        }
        size = sample_size(human, list(vectors.values()))
        sizes.append(size)
        people = human_likeness(human, size, seed)
        for voice, corpus in vectors.items():
            found = corpus_likeness(human, corpus, size, seed)
            scores[voice].append(semantic_scores(posts.community, found, people))
    return tuple(sizes), {voice: tuple(values) for voice, values in scores.items()}


def _summary(posts: OwnPosts, stored: StoredCorpus, filtered: Filtered) -> CorpusSummary:
    return CorpusSummary(
        community=posts.community,
        persona=stored.corpus.persona,
        location=stored.location,
        num_generated=len(stored.corpus.posts),
        num_empty=filtered.num_empty,
        num_duplicates=filtered.num_duplicates,
        num_perplexing=filtered.num_perplexing,
        num_memorised=filtered.num_memorised,
        num_kept=len(filtered.kept),
        samples=filtered.kept[:NUM_SAMPLES],
        revision=stored.corpus.revision,
    )
