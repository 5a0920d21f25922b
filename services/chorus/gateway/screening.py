"""A screening: administrations of one instrument to several personas, with scores and their uncertainty.

About a community's language as a model imitates it; never a diagnosis of a person.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chorus.gateway.protocol import Protocol
from chorus.types.receipt import Receipt

COLLECTION = "screenings"


class AnswerMode(StrEnum):
    """By which way of answering a number came about."""

    UNSPECIFIED = "ANSWER_MODE_UNSPECIFIED"
    SCORED = "ANSWER_MODE_SCORED"
    SAMPLED = "ANSWER_MODE_SAMPLED"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What one persona answered to one item. Mirrors ``chorus.gateway.v1.ItemResult``."""

    item: str = ""
    scored: tuple[float, ...] = ()
    """Exact probability of every option, in order; empty for counts and numbers."""
    sampled: tuple[int, ...] = ()
    """How many parsed answers chose every option, in order; empty for counts and numbers."""
    values: tuple[float, ...] = ()
    """Parsed counts and numbers within the plausible range."""
    num_refused: int = 0
    num_invalid: int = 0
    scored_receipt: Receipt | None = None
    sampled_receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """A scale's score by one way of answering. Mirrors ``chorus.gateway.v1.ScaleScore``."""

    scale: str = ""
    mode: AnswerMode = AnswerMode.UNSPECIFIED
    value: float | None = None
    """None where an item of the scale is missing."""
    low: float | None = None
    """95% interval; what it is an interval of is said in ``chorus.gateway.statistics``."""
    high: float | None = None
    at_risk: float | None = None
    """Share of bootstrap replicates at or above the cut-off."""
    missing_items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """Whether a yes/no rule holds for one mode's majority answers. Mirrors ``chorus.gateway.v1.Criterion``."""

    id: str = ""
    title: str = ""
    mode: AnswerMode = AnswerMode.UNSPECIFIED
    met: bool | None = None
    """None where an answer that decides it is missing."""


@dataclass(frozen=True, slots=True)
class PersonaScreening:
    """One persona's answers and scores. Mirrors ``chorus.gateway.v1.PersonaScreening``."""

    persona: str = ""
    items: tuple[ItemResult, ...] = ()
    """In the instrument's order."""
    scales: tuple[ScaleScore, ...] = ()
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Screening:
    """A set of administrations. Mirrors ``chorus.gateway.v1.Screening``."""

    name: str = ""
    """``screenings/<id>``"""
    instrument: str = ""
    protocol: Protocol = field(default_factory=Protocol)
    protocol_hash: str = ""
    """Results with the same hash were measured alike."""
    personas: tuple[PersonaScreening, ...] = ()
    """In the order asked for, the base control last."""
    notes: tuple[str, ...] = ()
    """What the reader must know."""
    create_time: datetime | None = None
