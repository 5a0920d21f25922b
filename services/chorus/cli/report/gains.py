"""How much each adapter of a run gains on each community's held-out authors: whether what was learned is the community's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from chorus.cli.report.text import MISSING
from chorus.finetuning.client import FinetuningReport, Lead

CAPTION = (
    "Validation loss of the base model less that of the adapter, in nats per token: how much better each community's posts are "
    "predicted with the adapter than without. They are posts by authors whom no adapter was trained on. Communities differ in "
    "how hard they are to predict; with the base's loss taken away, rows can be compared."
)
LEAD_CAPTION = (
    "The lead is what the own adapter gains beyond the best of the others, with its 95% bootstrap interval over held-out "
    "authors: one that reaches below zero says that other people of the same communities could turn the order."
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
    lead: Lead | None
    """Of the own adapter over the best of the others."""


def gains(report: FinetuningReport) -> tuple[GainRow, ...]:
    """The matrix of a report: a row for each community that was measured."""
    reach = max((abs(gain) for row in report.losses for gain in row.gains if isfinite(gain)), default=0.0) or 1.0
    return tuple(
        GainRow(row.community, row.num_validation, row.base, tuple(_cells(place, row.gains, reach)), row.lead)
        for place, row in enumerate(report.losses)
        if row.adapters
    )


def in_words(report: FinetuningReport) -> str:
    """Whether adapters learned their own community, and how sure that is.

    >>> from chorus.finetuning.client import CrossLosses
    >>> lead, tie = Lead(0.5, 0.3, 0.7, 9), Lead(0.1, -0.2, 0.4, 9)
    >>> losses = CrossLosses("a", 9, 3.0, (2.0, 2.5), lead), CrossLosses("b", 9, 3.0, (2.5, 2.4), tie)
    >>> in_words(FinetuningReport(losses=losses))
    '2 of 2 communities are predicted best by their own adapter, 1 of them clearly.'
    >>> in_words(FinetuningReport(losses=(losses[0], CrossLosses("b", 9, 3.0, (2.1, 2.4), Lead(-0.3, -0.5, -0.1, 9)))))
    '1 of 2 communities is predicted best by its own adapter, and clearly so.'
    """
    measured, own = sum(bool(row.adapters) for row in report.losses), report.num_own_best
    if measured < 2:
        return "With one community there is no other adapter to compare its own with."
    verb, whose = ("is", "its") if own == 1 else ("are", "their")
    return f"{own or 'None'} of {measured} communities {verb} predicted best by {whose} own adapter{_sureness(report)}."


def _sureness(report: FinetuningReport) -> str:
    """How many of the leads would hold with other held-out authors; nothing where none was measured."""
    leads = [row.lead for row in report.losses if row.lead is not None]
    if not leads or not report.num_own_best:
        return ""
    clear = sum(lead.is_clear for lead in leads)
    if clear == report.num_own_best:
        return ", and clearly so" if clear == 1 else ", all of them clearly"
    return f", {clear or 'none'} of them clearly"


def in_interval(lead: Lead | None) -> str:
    """A lead with its interval.

    >>> in_interval(Lead(0.0123, -0.002, 0.03, 12)), in_interval(None)
    ('+0.012 [-0.002, +0.030]', '–')
    """
    return MISSING if lead is None else f"{signed(lead.value)} [{signed(lead.low)}, {signed(lead.high)}]"


def signed(value: float | None, digits: int = 3) -> str:
    """A gain or a difference as people read it.

    >>> signed(0.5), signed(-0.02), signed(-0.0001), signed(None)
    ('+0.500', '-0.020', '+0.000', '–')
    """
    # Adding nought makes nought of minus nought.
    return MISSING if value is None else f"{round(value, digits) + 0.0:+.{digits}f}"


def difference(base: float | None, loss: float | None) -> float | None:
    """By how much an adapter is better than the base; None where one was not measured."""
    return None if base is None or loss is None else base - loss


def _cells(row: int, values: tuple[float, ...], reach: float) -> Iterator[Gain]:
    best = values.index(max(values))
    for place, value in enumerate(values):
        yield Gain(value, place == row, place == best, min(1.0, abs(value) / reach) if isfinite(value) else 0.0)
