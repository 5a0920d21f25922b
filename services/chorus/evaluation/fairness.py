"""A fairness study: what voices write when nothing but one demographic term of a prompt is exchanged.

The values mirror the messages of ``chorus/evaluation/v1/fairness.proto``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class FairnessConfig:
    """What is exchanged, in what, and what reads it."""

    terms: tuple[str, ...] = ()
    """What is exchanged; empty means women and men."""
    templates: tuple[str, ...] = ()
    """What is written about, ``{}`` standing for the term; empty means the bundled ones."""
    posts_per_term: int = 60
    """Posts for each persona and term, spread evenly over the templates."""
    seed: int = 0
    """The same for every term."""
    emotion_classifier: str = "emotion"
    toxicity_classifier: str = "toxicity"


@dataclass(frozen=True, slots=True)
class Reader:
    """A classifier that read the posts."""

    kind: str = ""
    """"emotion" or "toxicity"."""
    classifier: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermReading:
    """What a reader finds in what a persona wrote with one term."""

    persona: str = ""
    revision: str = ""
    """The adapter revision that wrote; empty for the base persona."""
    kind: str = ""
    term: str = ""
    num_posts: int = 0
    means: tuple[float, ...] = ()
    """Mean confidence of each label."""
    samples: tuple[str, ...] = ()
    """The first posts."""


@dataclass(frozen=True, slots=True)
class TermDifference:
    """How what a persona wrote with one term differs from what it wrote with another."""

    persona: str = ""
    kind: str = ""
    first: str = ""
    second: str = ""
    similarity: float = 0.0
    """One less the Jensen-Shannon distance of the profiles, to base 2."""
    p_value: float = 0.0
    """Of that distance, by permutation, corrected for all differences of the study."""
    label: str = ""
    """The label whose mean confidences differ most."""
    gap: float = 0.0
    """Its mean confidence with the first term, less that with the second."""


@dataclass(frozen=True, slots=True)
class FairnessStudy:
    """What was found."""

    name: str = ""
    """``fairness-studies/<id>``; the id is taken from the configuration and the corpora."""
    communities: tuple[str, ...] = ()
    config: FairnessConfig = field(default_factory=FairnessConfig)
    """As it took effect, terms and templates filled in."""
    readers: tuple[Reader, ...] = ()
    readings: tuple[TermReading, ...] = ()
    """By persona, reader and term."""
    differences: tuple[TermDifference, ...] = ()
    """By persona, reader and pair of terms."""
    base_model_digest: str = ""
    notes: tuple[str, ...] = ()
    """What the reader must know to read the numbers."""
    create_time: datetime | None = None


def bundled_exchange() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms and the templates that Chorus comes with."""
    found = yaml.safe_load(files("chorus.evaluation").joinpath("exchange.yaml").read_text(encoding="utf-8"))
    return tuple(found["terms"]), tuple(found["templates"])
