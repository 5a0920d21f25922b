"""How sure a score is: bootstrap intervals of a scale's score.

Both ways of answering get an interval of the same quantity, the score of one administration with ``n`` answers per item:

- *sampled*: the answers of every item are drawn again from those that were given. It covers the persona's own expected score, the
  one that endless answers would give, at about its nominal rate. ``n - 1`` of ``n`` answers are drawn, which makes the spread
  of the replicates unbiased where plain resampling is too narrow by ``(n - 1) / n`` (Rao and Wu 1988,
  doi:10.1080/01621459.1988.10478591).
- *scored*: the probabilities are exact, so nothing is uncertain about the expected score. The interval says how far the
  score of ``n`` answers drawn from them would stray, which is what a sampled score is to be held against.

Neither says how the score would change with other wordings, other adapters or another base model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chorus.gateway.instrument import Scale
from chorus.gateway.scoring import ROUNDING, Distribution

Array: TypeAlias = NDArray[np.float64]

REPLICATES = 4000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class ItemDraws:
    """What an item's answers are drawn from, and how many."""

    answer: Distribution
    adds: tuple[float, ...]
    """What every option adds to the score."""
    num_draws: int
    """Draws per replicate."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Interval of a score, and how often it reaches the cut-off."""

    low: float
    high: float
    at_risk: float | None
    """Share of replicates at or above the cut-off; None without one."""


def resampled(answer: Distribution, adds: tuple[float, ...], num_answers: int) -> ItemDraws:
    """An item's given answers, to be drawn from again."""
    return ItemDraws(answer, adds, max(1, num_answers - 1))


def uncertainty(scale: Scale, items: Sequence[ItemDraws], seed: int, replicates: int = REPLICATES) -> Uncertainty:
    """The percentile interval of a scale's score over replicates, each with fresh draws of every item."""
    random = np.random.default_rng(seed)
    scores = np.zeros(replicates)
    for item in items:
        counts = random.multinomial(item.num_draws, _normalised(item.answer), size=replicates)
        scores += counts @ np.asarray(item.adds) / item.num_draws
    return _uncertainty(scale, scores)


def uncertainty_over_sheets(scale: Scale, scores: Array, seed: int) -> Uncertainty:
    """The same over whole respondents, drawn again with all of their answers.

    For batteries, where the answers of one respondent hang together.
    """
    return _uncertainty(scale, redrawn(scores, np.random.default_rng(seed)))


def redrawn(scores: Array, random: np.random.Generator, replicates: int = REPLICATES) -> Array:
    """Mean scores of respondents drawn again, one less than there are."""
    drawn = random.choice(scores, size=(replicates, max(1, len(scores) - 1)))
    means: Array = drawn.mean(axis=1)
    return means


def interval(values: Array) -> tuple[float, float]:
    """The percentile interval of replicates."""
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(values, (tail, 1 - tail))
    return float(low), float(high)


def _uncertainty(scale: Scale, replicated: Array) -> Uncertainty:
    at_risk = None if scale.cutoff is None else float(np.mean(replicated >= scale.cutoff - ROUNDING))
    return Uncertainty(*interval(replicated), at_risk)


def _normalised(answer: Distribution) -> Array:
    probabilities = np.asarray(answer, dtype=np.float64)
    normalised: Array = probabilities / probabilities.sum()
    return normalised
