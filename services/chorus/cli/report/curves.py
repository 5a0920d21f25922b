"""Training curves, placed in the coordinates of a small SVG drawing whose colours the page's style sheet decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from chorus.cli.report.dots import Axis, axis_over
from chorus.finetuning.client import TrainingPoint

WIDTH, HEIGHT = 340, 200
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 8, 34
"""Room around the plot for the axes' labels."""

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One drawing; positions are (x, y) from its top left corner."""

    loss: str
    """Path of the training loss."""
    validation: str
    """Path of the validation loss."""
    validation_points: tuple[Position, ...]
    best: Position | None
    """The reading whose weights were kept."""
    base: float | None
    """Height of the line of the base model's validation loss."""
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def losses(history: Iterable[TrainingPoint], base: float | None = None) -> tuple[float, ...]:
    """Every loss that a drawing must have room for."""
    points = list(history)
    found = [point.loss for point in points] + [point.validation_loss for point in points] + [base]
    return tuple(loss for loss in found if loss is not None and isfinite(loss))


def draw(history: Sequence[TrainingPoint], y: Axis, base: float | None = None, best_step: int = 0) -> Curve:
    """Place one training curve; curves with the same ``y`` can be compared by eye. ``best_step`` 0 marks none."""
    x = axis_over([point.step for point in history], low=0, num_ticks=4)

    def across(step: float) -> float:
        return round(LEFT + (step - x.low) / (x.high - x.low) * (WIDTH - LEFT - RIGHT), 1)

    def down(loss: float) -> float:
        return round(HEIGHT - BOTTOM - (loss - y.low) / (y.high - y.low) * (HEIGHT - TOP - BOTTOM), 1)

    measured = [(point.step, point.validation_loss) for point in history if point.validation_loss is not None]
    validation = {step: (across(step), down(loss)) for step, loss in measured if isfinite(loss)}
    return Curve(
        loss=_path([(across(point.step), down(point.loss)) for point in history if isfinite(point.loss)]),
        validation=_path(tuple(validation.values())),
        validation_points=tuple(validation.values()),
        best=validation.get(best_step) if best_step else None,
        base=None if base is None or not isfinite(base) else down(base),
        x_ticks=tuple(Tick(across(tick), f"{tick:,.0f}") for tick in x.ticks if tick == int(tick)),
        y_ticks=tuple(Tick(down(tick), y.written(tick)) for tick in y.ticks),
    )


def _path(points: Sequence[Position]) -> str:
    return " ".join(f"{'L' if place else 'M'}{x:g} {y:g}" for place, (x, y) in enumerate(points))
