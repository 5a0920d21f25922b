"""A sweep over resolutions drawn: how alike the partitions of several seeds are, and how many communities they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from chorus.graph.canvas import COLOURS, INK, MARGIN, PALE_INK, render, wrap, write
from chorus.graph.picture import ImageFormat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WIDTH, HEIGHT = 480.0, 384.0
"""The page, in points."""
LEFT, RIGHT = 36.0, 84.0
"""Beside the panels; the names of lines are at the right."""
UPPER, LOWER = (186.0, 136.0), (56.0, 104.0)
"""Lower edge and height of the panels."""
LINE_HEIGHT = 11.0
"""Between names of lines, in points."""

EXPLANATION = (
    "Stability is how alike the partitions of different seeds are (normalised mutual information); coverage is the share of "
    "members in the communities that are kept."
)
SMALL_PRINT = (
    "A higher modularity is not a better partition: look for a range of resolutions where stability is high and the number of "
    "communities stays the same."
)


class Point(Protocol):
    """What was found at one resolution."""

    @property
    def resolution(self) -> float:
        """Above 0; a higher one finds more and smaller communities."""

    @property
    def num_communities(self) -> float:
        """Kept communities, the mean over seeds."""

    @property
    def stability(self) -> float:
        """Mean normalised mutual information between the partitions of two seeds, from 0 to 1."""

    @property
    def modularity(self) -> float:
        """The mean over seeds."""

    @property
    def coverage(self) -> float:
        """Share of members in kept communities, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line of a panel shows."""

    name: str
    values: "Floats"
    colour: str
    width: float = 1.8


def draw_sweep(points: Sequence[Point], format: ImageFormat) -> bytes:
    """The chart: resolutions from left to right, logarithmic; values from 0 to 1 above, the number of communities below.

    ``points`` are one or more, in any order; values that are not a number are left out. Equal points give equal bytes.
    """
    ordered = sorted(points, key=lambda point: point.resolution)
    x = np.array([point.resolution for point in ordered], dtype=np.float64)
    shares = (
        _Line("modularity", np.array([point.modularity for point in ordered], dtype=np.float64), "#8C8C8C", 1.0),
        _Line("coverage", np.array([point.coverage for point in ordered], dtype=np.float64), COLOURS[1]),
        _Line("stability", np.array([point.stability for point in ordered], dtype=np.float64), COLOURS[0]),
    )
    counts = _Line("communities", np.array([point.num_communities for point in ordered], dtype=np.float64), INK)

    def paint(figure: Figure) -> None:
        write(figure, MARGIN, HEIGHT - 24, "Communities by resolution", 13, bold=True)
        for number, line in enumerate(wrap(EXPLANATION, WIDTH - 2 * MARGIN, 7.5, 2)):
            write(figure, MARGIN, HEIGHT - 38 - 10 * number, line, 7.5, ink=PALE_INK)
        for number, line in enumerate(wrap(SMALL_PRINT, WIDTH - 2 * MARGIN, 7.5, 2)):
            write(figure, MARGIN, 18 - 10 * number, line, 7.5, ink=PALE_INK)
        upper = _draw_panel(figure, x, shares, UPPER, (float(np.nanmin([0, *shares[0].values])), 1))
        upper.set_yticks((0, 0.5, 1), ("0", "0.5", "1"))
        upper.tick_params(axis="x", labelbottom=False)
        lower = _draw_panel(figure, x, (counts,), LOWER, (0, 1.1 * float(np.nanmax([1, *counts.values]))))
        lower.yaxis.set_major_locator(MaxNLocator(3, integer=True))
        lower.set_xlabel("resolution", color=PALE_INK, fontsize=8)
        for at in _spaced(x, 24):
            lower.annotate(
                f"{counts.values[at]:,.1f}".removesuffix(".0"),
                (x[at], counts.values[at]),
                xytext=(0, 5),
                textcoords="offset points",
                ha="center",
                fontsize=7.5,
                color=INK,
            )

    return render(paint, format, width=WIDTH, height=HEIGHT)


def _draw_panel(
    figure: Figure, x: "Floats", lines: Sequence[_Line], place: tuple[float, float], limits: tuple[float, float]
) -> "Axes":
    """``place`` is the lower edge and the height in points, ``limits`` are the values that they stand for."""
    (bottom, height), (low, high) = place, limits
    axes = figure.add_axes((LEFT / WIDTH, bottom / HEIGHT, (WIDTH - LEFT - RIGHT) / WIDTH, height / HEIGHT))
    axes.set(xscale="log", xlim=_widened(x), ylim=(low, high))
    ticks = [float(x[at]) for at in _spaced(x, 30)]
    axes.set_xticks(ticks, [f"{tick:.3g}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(length=0, labelsize=8, labelcolor=PALE_INK)
    axes.spines[:].set_visible(False)
    axes.grid(color="#E4E4E4", linewidth=0.6, clip_on=False)
    for line in lines:
        size = 2.3 * line.width
        axes.plot(x, line.values, color=line.colour, linewidth=line.width, marker="o", markersize=size, clip_on=False)
    named = [line for line in lines if np.isfinite(line.values).any()]
    ends = np.array([line.values[np.isfinite(line.values)][-1] for line in named])
    for line, y in zip(named, _apart(bottom + height * (ends - low) / (high - low)), strict=True):
        write(figure, WIDTH - RIGHT + 8, y - 3, line.name, 8.5, ink=line.colour)
    return axes


def _widened(x: "Floats") -> tuple[float, float]:
    beyond = (x[-1] / x[0]) ** 0.02 if x[-1] > x[0] else 2
    return float(x[0] / beyond), float(x[-1] * beyond)


def _spaced(x: "Floats", distance: float) -> list[int]:
    """Which resolutions can be written beside each other, each so many points wide."""
    low, high = np.log(_widened(x))
    places = (np.log(x) - low) / (high - low) * (WIDTH - LEFT - RIGHT)
    chosen: list[int] = []
    for at, place in enumerate(places):
        if not chosen or place - places[chosen[-1]] >= distance:
            chosen.append(at)
    return chosen


def _apart(heights: "Floats") -> "Floats":
    """Those heights, none closer to another than a line of text, none of them moved far."""
    moved = heights.copy()
    for _ in range(50):
        order = np.argsort(moved, kind="stable")
        over = np.maximum(LINE_HEIGHT - np.diff(moved[order]), 0) / 2
        moved[order[1:]] += over
        moved[order[:-1]] -= over
    return moved
