"""A drift: how the same communities measure over time, evaluation by evaluation.

The values mirror the messages of ``chorus/evaluation/v1/drift.proto``.
"""

from dataclasses import dataclass
from datetime import datetime

from chorus.evaluation.report import Estimate


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the evaluations."""

    report: str = ""
    """``reports/<id>``"""
    create_time: datetime | None = None
    revisions: tuple[str, ...] = ()
    """The adapter revisions that spoke, in the order of the communities."""


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at one moment."""

    estimate: Estimate | None = None
    """None: not measured then. Without an interval, low and high are the value."""


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over the moments."""

    measure: str = ""
    voice: str = ""
    """Empty: people."""
    community: str = ""
    """Empty: of all communities."""
    points: tuple[Point, ...] = ()
    """In the order of the moments."""
    changed: bool = False
    """The intervals of the first and the last point there are do not overlap."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How the same communities measured at several times, oldest first."""

    communities: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader must know to read the numbers."""
