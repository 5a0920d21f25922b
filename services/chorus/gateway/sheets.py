"""Respondents' sheets: what every respondent's answers add to a scale's score, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chorus.gateway.instrument import Instrument, Scale
from chorus.gateway.scoring import contributions
from chorus.gateway.screening import Given, ItemResult, Uncounted

MIN_COMPLETE_SHARE = 0.5
"""Of fewer complete sheets than this nothing is inferred: those who answer are not all."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """One persona's respondents on one scale."""

    added: NDArray[np.float64]
    """Respondents × items of the scale, complete sheets only: what each answer adds to the score."""
    num_respondents: int
    """Incomplete sheets counted."""

    @property
    def scores(self) -> NDArray[np.float64]:
        """Every complete sheet's score."""
        found: NDArray[np.float64] = self.added.sum(axis=1)
        return found

    @property
    def are_enough(self) -> bool:
        """Whether something can be inferred from them."""
        return len(self.added) >= max(2.0, MIN_COMPLETE_SHARE * self.num_respondents)


def sheets(scale: Scale, instrument: Instrument, results: Sequence[ItemResult]) -> Sheets:
    """A scale's sheets; ``results`` have the skip rules applied.

    A sheet with an answer that does not count is left out: what is missing is never scored as healthy.
    """
    by_item = {result.item: result for result in results}
    columns = [
        [_added(given, contributions(scale, instrument.item(id_))) for given in by_item[id_].given]
        for id_ in scale.items
    ]
    matrix = np.asarray(columns, dtype=np.float64).T.reshape(-1, len(scale.items))
    return Sheets(matrix[~np.isnan(matrix).any(axis=1)], len(matrix))


def _added(given: Given, adds: Sequence[float]) -> float:
    if given.uncounted is Uncounted.SKIPPED:
        return min(adds)
    return adds[given.options[0]] if given.counts else np.nan
