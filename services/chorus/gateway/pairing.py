"""One persona on one scale, by one way of answering, and two such rows held against each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chorus.gateway.comparison import Pair
from chorus.gateway.instrument import Instrument, Scale
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.resampling import effect_size, permutation_p
from chorus.gateway.screening import PersonaScreening, ScaleScore
from chorus.gateway.sheets import Sheets, sheets
from chorus.gateway.statistics import Array, interval, redrawn

TOO_FEW_SHEETS = "too many respondents gave no answer that counts"


@dataclass(frozen=True, slots=True)
class Row:
    """One persona on one scale by one way of answering."""

    persona: str
    score: ScaleScore
    value: float
    sheets: Sheets | None
    """None for scored answers."""


def rows_of(
    scale: Scale, mode: AnswerMode, personas: Sequence[PersonaScreening], instrument: Instrument
) -> Iterator[Row]:
    """The personas that have a score."""
    for persona in personas:
        for score in persona.scales:
            if (score.scale, score.mode) == (scale.id, mode) and score.value is not None:
                given = sheets(scale, instrument, persona.items) if mode is AnswerMode.SAMPLED else None
                yield Row(persona.persona, score, score.value, given)


def drawn(row: Row, random: np.random.Generator) -> Array:
    """Bootstrap replicates of a row's score; the score itself where it is exact or cannot be drawn again."""
    if row.sheets is None or not row.sheets.are_enough:
        return np.asarray([row.value])
    return redrawn(row.sheets.scores, random)


def pair_of(one: Row, other: Row, drawn_of: tuple[Array, Array], random: np.random.Generator) -> Pair:
    """The difference of two rows, tested where both were drawn; ``drawn_of`` are the replicates of each."""
    pair = Pair(one.persona, other.persona, one.value - other.value)
    if one.sheets is None or other.sheets is None:
        return pair
    if not (one.sheets.are_enough and other.sheets.are_enough):
        return replace(pair, untested=TOO_FEW_SHEETS)
    low, high = interval(drawn_of[0] - drawn_of[1])
    scores = one.sheets.scores, other.sheets.scores
    return replace(pair, low=low, high=high, effect_size=effect_size(*scores), p=permutation_p(*scores, random))
