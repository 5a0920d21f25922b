"""Windows of time, arranged for the eye: how far people have moved, and how far a voice is from them, window by window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chorus.cli.report.dots import Axis, Mark, axis_over
from chorus.cli.report.labels import Label, Labels
from chorus.evaluation.client import Estimate, FidelityReport, SemanticScores, WindowScores


@dataclass(frozen=True, slots=True)
class ToldApart:
    """One window: whether held-out people are told apart by what the first window teaches."""

    title: str
    num_posts: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """One community in one window."""

    title: str
    marks: tuple[Mark, ...]
    floor: Estimate


@dataclass(frozen=True, slots=True)
class Moving:
    """One community over the windows."""

    community: Label
    rows: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class WindowsView:
    """All windows."""

    unit: Axis
    told_apart: tuple[ToldApart, ...]
    distance: Axis
    communities: tuple[Moving, ...]


def arrange(report: FidelityReport, labels: Labels) -> WindowsView | None:
    """The windows of a report; None where there are none."""
    if not report.windows:
        return None
    communities = tuple(
        Moving(labels.community(name), rows)
        for name in report.communities
        if (rows := tuple(near for window in report.windows if (near := _near(name, window))))
    )
    reach = [mark.high or mark.value for one in communities for row in one.rows for mark in row.marks]
    return WindowsView(
        unit=axis_over([], low=0, high=1),
        told_apart=tuple(map(_told_apart, report.windows)),
        distance=axis_over(reach, low=0),
        communities=communities,
    )


def span(start: datetime | None, end: datetime | None) -> str:
    """The days of a window.

    >>> span(datetime(2016, 5, 1, 12), datetime(2016, 6, 3))
    '2016-05-01 to 2016-06-03'
    """
    days = [f"{time:%Y-%m-%d}" for time in (start, end) if time]
    return " to ".join(dict.fromkeys(days))


def _told_apart(window: WindowScores) -> ToldApart:
    found = window.human.macro_f1 if window.human and window.human.num_posts else None
    marks = (Mark("human", found.value, found.low, found.high),) if found else ()
    return ToldApart(span(window.start, window.end), sum(window.num_posts), marks)


def _near(community: str, window: WindowScores) -> Near | None:
    people, voice = (_of(community, scores) for scores in (window.people, window.finetuned))
    if people is None:
        return None
    found = [("human", people.frechet), *([("finetuned", voice.frechet)] if voice else [])]
    marks = tuple(Mark(kind, one.value, one.low, one.high) for kind, one in found)
    return Near(span(window.start, window.end), marks, people.floor)


def _of(community: str, scores: Sequence[SemanticScores]) -> SemanticScores | None:
    return next((one for one in scores if one.community == community), None)
