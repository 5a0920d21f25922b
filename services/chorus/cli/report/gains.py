"""How much each adapter of a run gains on each community's held-out authors: whether what was learned is the community's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from chorus.cli.report.text import MISSING
from chorus.finetuning.client import FinetuningReport

CAPTION = (
    "Validation loss of the base model less that of the adapter, in nats per token: how much better each community's posts are "
    "predicted with the adapter than without. They are posts by authors whom no adapter was trained on. Communities differ in "
    "how hard they are to predict; with the base's loss taken away, rows can be compared."
)


@dataclass(frozen=True, slots=True)
class Gain:
    """What one adapter gains on one community, in nats per token; larger is better."""

    value: float
    is_own: bool
    """Whether the adapter is that community's."""
    is_best: bool
    """Whether no adapter of the run gains more on it."""
    share: float
    """Of the largest gain or loss of the whole matrix, in [0, 1]: how strong its colour is."""

    @property
    def is_loss(self) -> bool:
        """Whether the base model does better without the adapter."""
        return self.value < 0


@dataclass(frozen=True, slots=True)
class GainRow:
    """One community, by every adapter in the report's order."""

    community: str
    num_validation: int
    base: float
    cells: tuple[Gain, ...]


def gains(report: FinetuningReport) -> tuple[GainRow, ...]:
    """The matrix of a report: a row for each community that was measured."""
    reach = max((abs(gain) for row in report.losses for gain in row.gains if isfinite(gain)), default=0.0) or 1.0
    return tuple(
        GainRow(row.community, row.num_validation, row.base, tuple(_cells(place, row.gains, reach)))
        for place, row in enumerate(report.losses)
        if row.adapters
    )


def in_words(report: FinetuningReport) -> str:
    """Whether adapters learned their own community.

    >>> from chorus.finetuning.client import CrossLosses
    >>> in_words(FinetuningReport(losses=(CrossLosses("a", 9, 3.0, (2.0, 2.5)), CrossLosses("b", 9, 3.0, (2.1, 2.4)))))
    '1 of 2 communities is predicted best by its own adapter.'
    """
    measured, own = sum(bool(row.adapters) for row in report.losses), report.num_own_best
    if measured < 2:
        return "With one community there is no other adapter to compare its own with."
    verb, whose = ("is", "its") if own == 1 else ("are", "their")
    return f"{own or 'None'} of {measured} communities {verb} predicted best by {whose} own adapter."


def signed(value: float | None, digits: int = 3) -> str:
    """A gain as people read it.

    >>> signed(0.5), signed(-0.02), signed(None)
    ('+0.500', '-0.020', '–')
    """
    return MISSING if value is None else f"{value:+.{digits}f}"


def difference(base: float | None, loss: float | None) -> float | None:
    """By how much an adapter is better than the base; None where one was not measured."""
    return None if base is None or loss is None else base - loss


def _cells(row: int, values: tuple[float, ...], reach: float) -> Iterator[Gain]:
    best = values.index(max(values))
    for place, value in enumerate(values):
        yield Gain(value, place == row, place == best, min(1.0, abs(value) / reach) if isfinite(value) else 0.0)
