"""Two figures of every persona against each other, placed in the coordinates of a small SVG drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from chorus.cli.report.curves import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Tick
from chorus.cli.report.dots import Axis, axis_over
from chorus.cli.report.labels import Voice

ROOM = 12
"""Between the outermost points and the edge, for their badges."""


@dataclass(frozen=True, slots=True)
class Point:
    """One persona's two figures."""

    voice: Voice
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where it stands from the top left corner."""

    voice: Voice
    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """One drawing."""

    points: tuple[Placed, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    alt: str


def scatter(points: Sequence[Point], y: Axis, alt: str) -> Scatter:
    """Place points on a given upright axis, and on one across that has room for all of them."""
    x = axis_over([point.x for point in points], num_ticks=4)

    def across(value: float) -> float:
        return round(LEFT + ROOM + (value - x.low) / (x.high - x.low) * (WIDTH - LEFT - RIGHT - 2 * ROOM), 1)

    def down(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - y.low) / (y.high - y.low) * (HEIGHT - TOP - BOTTOM), 1)

    placed = tuple(
        Placed(
            point.voice,
            across(point.x),
            down(point.y),
            f"{point.voice.label.text}: {point.x:g} and {point.y:.1f}",
        )
        for point in points
    )
    return Scatter(
        placed,
        tuple(Tick(across(tick), x.written(tick)) for tick in x.ticks),
        tuple(Tick(down(tick), y.written(tick)) for tick in y.ticks),
        alt,
    )
