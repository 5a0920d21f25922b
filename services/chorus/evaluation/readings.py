"""Readings: does a voice feel, and offend, as its community does? What a classifier reads in generated posts, beside people's.

Of every label there is a distribution of confidences over the posts. Two voices are compared label by label by the Wasserstein
distance of these distributions, and over all labels by the Jensen–Shannon distance of their profiles, a profile being the
confidences summed over posts and made to add up to 1 (arXiv 2408.09366). Whether a difference is more than chance, permutations
say: posts are dealt anew to people and persona. Of many labels the false discoveries are held down (Benjamini & Hochberg 1995).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon
from scipy.stats import false_discovery_control

from chorus.evaluation.classifiers.classifier import TextClassifier
from chorus.evaluation.report import Reading, ReadingProfile, ReadingScores, Voice

Confidences = NDArray[np.float64]
"""What a classifier says. Shape: (texts, labels)."""

NUM_PERMUTATIONS = 499
NUM_BINS = 20
BATCH = 50
"""Permutations at a time: bounds memory to BATCH × texts numbers."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How two sets of texts differ as a classifier reads them."""

    distance: float
    """Jensen–Shannon distance of the profiles, to base 2: 0 for equal ones, 1 for those that have nothing in common."""
    p_value: float
    """Of the distance, by permutation."""
    distances: tuple[float, ...]
    """Wasserstein distance of each label's confidences."""
    p_values: tuple[float, ...]
    """Of each, by permutation, corrected for their number."""


Kept = Mapping[Voice, Sequence[Sequence[str]]]
"""Texts by voice, in the order of the communities."""


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """What one reader says of all texts."""

    kind: str
    """"emotion", "toxicity" or "harm"."""
    reader: str
    labels: tuple[str, ...]
    people: Mapping[str, Confidences]
    """By community."""
    voices: Mapping[Voice, Sequence[Confidences]]
    """In the order of the communities."""


def read(kind: str, classifier: TextClassifier, people: Mapping[str, Sequence[str]], kept: Kept) -> ReadTexts:
    """Have a classifier read people's posts, by community, and what every voice wrote."""
    return ReadTexts(
        kind,
        classifier.name,
        classifier.labels,
        {community: classifier.probabilities(texts) for community, texts in people.items()},
        {voice: [classifier.probabilities(texts) for texts in corpora] for voice, corpora in kept.items()},
    )


def readings_of(found: ReadTexts, seed: int) -> tuple[Reading, dict[Voice, tuple[ReadingScores, ...]]]:
    """Hold every voice against people; communities for which a voice has no text are passed over."""
    profiles = tuple(_profile_of(community, confidences) for community, confidences in found.people.items())
    scores = {
        voice: tuple(
            _scores(found.kind, community, found.people[community], confidences, seed)
            for community, confidences in zip(found.people, of_voice, strict=True)
            if len(confidences)
        )
        for voice, of_voice in found.voices.items()
    }
    return Reading(found.kind, found.reader, found.labels, profiles), scores


def _scores(kind: str, community: str, human: Confidences, generated: Confidences, seed: int) -> ReadingScores:
    found = difference(human, generated, seed)
    return ReadingScores(
        kind=kind,
        profile=_profile_of(community, generated),
        similarity=1 - found.distance,
        p_value=found.p_value,
        distances=found.distances,
        p_values=found.p_values,
    )


def _profile_of(community: str, confidences: Confidences) -> ReadingProfile:
    num_labels = confidences.shape[1]
    shares = tuple(float(share) for share in profile(confidences)[:num_labels])
    return ReadingProfile(community, len(confidences), shares, histogram(confidences[:, 0]))


def profile(confidences: Confidences) -> NDArray[np.float64]:
    """Confidences summed over texts, made to add up to 1; of a single label it and its opposite. Shape: (labels,)."""
    found = np.hstack([confidences, 1 - confidences]) if confidences.shape[1] == 1 else confidences
    total = found.sum(axis=0)
    return np.asarray(total / max(total.sum(), 1e-12), dtype=np.float64)


def histogram(confidences: NDArray[np.float64]) -> tuple[int, ...]:
    """How many texts have a confidence in each of twenty steps from 0 to 1. ``confidences`` has the shape (texts,)."""
    counts, _ = np.histogram(confidences, bins=NUM_BINS, range=(0, 1))
    return tuple(int(count) for count in counts)


def difference(
    human: Confidences, generated: Confidences, seed: int, num_permutations: int = NUM_PERMUTATIONS
) -> Difference:
    """Compare one text or more of each side."""
    pooled = np.concatenate([human, generated])
    dealt = _deals(len(human), len(generated), num_permutations, np.random.default_rng(seed))
    columns = [_wasserstein(pooled[:, label], dealt) for label in range(pooled.shape[1])]
    p_values = false_discovery_control([_p_value(column) for column in columns])
    distances = _profile_distances(pooled, dealt)
    return Difference(
        distance=float(distances[0]),
        p_value=_p_value(distances),
        distances=tuple(float(column[0]) for column in columns),
        p_values=tuple(float(value) for value in p_values),
    )


def _deals(num_human: int, num_generated: int, number: int, random: np.random.Generator) -> NDArray[np.bool_]:
    """Who is taken for people: as it is in the first row, dealt anew in the others. Shape: (1 + number, texts)."""
    as_it_is = np.arange(num_human + num_generated) < num_human
    return np.stack([as_it_is, *(random.permutation(as_it_is) for _ in range(number))])


def _in_batches(
    statistic: Callable[[NDArray[np.bool_]], NDArray[np.float64]], dealt: NDArray[np.bool_]
) -> NDArray[np.float64]:
    return np.concatenate([statistic(dealt[start : start + BATCH]) for start in range(0, len(dealt), BATCH)])


def _profile_distances(pooled: Confidences, dealt: NDArray[np.bool_]) -> NDArray[np.float64]:
    found = np.hstack([pooled, 1 - pooled]) if pooled.shape[1] == 1 else pooled
    one = dealt.astype(np.float64) @ found
    two = found.sum(axis=0) - one
    # Of equal profiles SciPy takes the root of what rounding left below 0.
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nan_to_num(jensenshannon(one, two, base=2, axis=1)), dtype=np.float64)


def _wasserstein(values: NDArray[np.float64], dealt: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The area between the two distribution functions, for every way of dealing. Shape: (ways,)."""
    order = np.argsort(values, kind="stable")
    widths = np.diff(values[order])

    def statistic(batch: NDArray[np.bool_]) -> NDArray[np.float64]:
        sides = batch[:, order]
        one = np.cumsum(sides, axis=1)[:, :-1] / sides.sum(axis=1, keepdims=True)
        two = np.cumsum(~sides, axis=1)[:, :-1] / (~sides).sum(axis=1, keepdims=True)
        return np.asarray(np.abs(one - two) @ widths, dtype=np.float64)

    return _in_batches(statistic, dealt)


def _p_value(statistics: NDArray[np.float64]) -> float:
    """The share of the ways of dealing, the real one among them, that are at least as extreme as it."""
    return float(np.mean(statistics >= statistics[0] - 1e-12))
