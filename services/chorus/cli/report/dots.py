"""Dot-and-interval charts: where values stand along an axis, in percent of its length.

They are drawn by the page's style sheet rather than as pictures, so that they follow the reader's width, theme and text size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isclose, isfinite, log10

from chorus.cli.report.text import decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """A value to draw, with its interval if it has one."""

    kind: str
    """Decides its shape: "finetuned", "context", "base", "human", or the mode of an answer."""
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear scale with labelled ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]
    digits: int = 1

    def place(self, value: float) -> str:
        """Where a value stands, as a CSS percentage; values beyond an end stand at it.

        >>> Axis(0, 50, ()).place(10)
        '20.00%'
        """
        return f"{100 * min(max(0.0, (value - self.low) / (self.high - self.low)), 1.0):.2f}%"

    def span(self, low: float, high: float) -> str:
        """How wide an interval is, as a CSS percentage."""
        ends = (float(self.place(end).removesuffix("%")) for end in (low, high))
        return f"{-sum(ends) + 2 * float(self.place(high).removesuffix('%')):.2f}%"

    def written(self, tick: float) -> str:
        """A tick's label."""
        return decimal(tick, self.digits)


def axis_over(
    values: Iterable[float], *, low: float | None = None, high: float | None = None, num_ticks: int = 5
) -> Axis:
    """An axis with round ticks over the values, its ends fixed where they are given.

    >>> axis_over([0.13, 0.92], low=0).ticks
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    >>> axis_over([0.1, 1.1], low=0).written(0.25)
    '0.25'
    """
    finite = [value for value in values if isfinite(value)] or [0.0, 1.0]
    bottom = min(finite) if low is None else low
    top = max(finite) if high is None else high
    if top <= bottom:
        top = bottom + 1
    step = _round_step((top - bottom) / num_ticks)
    first, last = floor(bottom / step + 1e-9), ceil(top / step - 1e-9)
    ticks = tuple(round(place * step, 10) for place in range(first, last + 1))
    digits = next(digits for digits in range(12) if isclose(round(step, digits), step))
    return Axis(ticks[0] if low is None else low, ticks[-1] if high is None else high, ticks, digits)


def finite(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks that can be drawn."""
    return tuple(mark for mark in marks if isfinite(mark.value))


def _round_step(rough: float) -> float:
    power: float = 10.0 ** floor(log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
