"""A screening: administrations of one instrument to several personas, with scores and their uncertainty.

About a community's language as a model imitates it; never a diagnosis of a person.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chorus.gateway.protocol import AnswerMode, Protocol
from chorus.types.receipt import Receipt

COLLECTION = "screenings"


class Uncounted(StrEnum):
    """Why an answer does not count."""

    UNSPECIFIED = "UNCOUNTED_UNSPECIFIED"
    REFUSED = "UNCOUNTED_REFUSED"
    INVALID = "UNCOUNTED_INVALID"
    MISSING = "UNCOUNTED_MISSING"
    SKIPPED = "UNCOUNTED_SKIPPED"


@dataclass(frozen=True, slots=True)
class Given:
    """One respondent's answer to one item. Mirrors ``chorus.gateway.v1.Given``."""

    options: tuple[int, ...] = ()
    """Places in the item's list, from 0: one, or for several-of items any number."""
    value: float | None = None
    uncounted: Uncounted = Uncounted.UNSPECIFIED
    """Unspecified for an answer that counts."""

    @property
    def counts(self) -> bool:
        """Whether it is an answer."""
        return self.uncounted is Uncounted.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Wording:
    """How an item was answered in one of its wordings. Mirrors ``chorus.gateway.v1.Wording``."""

    text: str = ""
    scored: tuple[float, ...] = ()
    """Over the item's options, in their order."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What one persona answered to one item. Mirrors ``chorus.gateway.v1.ItemResult``."""

    item: str = ""
    scored: tuple[float, ...] = ()
    """Exact probability of every option, in order; empty for counts, numbers and several-of items."""
    sampled: tuple[int, ...] = ()
    """How many parsed answers chose every option, in order; empty for counts and numbers."""
    values: tuple[float, ...] = ()
    """Parsed counts and numbers within the plausible range."""
    num_refused: int = 0
    num_invalid: int = 0
    scored_receipt: Receipt | None = None
    sampled_receipt: Receipt | None = None
    num_missing: int = 0
    """Blank answers."""
    num_skipped: int = 0
    """Respondents to whom the item was not put, by its skip rule."""
    applies: float = 1.0
    """Probability that the item is put to a respondent, by scored answers to what its skip rule looks at."""
    given: tuple[Given, ...] = ()
    """Every respondent's answer, seed by seed: the n-th answers to all items are one respondent's."""
    places: tuple[float, ...] = ()
    """Average probability of each place in the list of options; empty where options are not listed."""
    wordings: tuple[Wording, ...] = ()
    """The distribution by each wording, the item's own first; empty where there is one."""


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
    band: str = ""
    """Title of the band that the value is in."""
    alpha: float | None = None
    """Cronbach's, over the respondents of sampled answers; None where it cannot be said."""
    omega: float | None = None
    """McDonald's."""
    seed_values: tuple[float, ...] = ()
    """The value by each seed, where there are several."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Whether a yes/no rule holds for one mode's majority answers. Mirrors ``chorus.gateway.v1.Criterion``."""

    id: str = ""
    title: str = ""
    mode: AnswerMode = AnswerMode.UNSPECIFIED
    met: bool | None = None
    """None where an answer that decides it is missing."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Whether answers that a reader must not miss were given, by one mode. Mirrors ``chorus.gateway.v1.Flag``."""

    id: str = ""
    title: str = ""
    advice: str = ""
    mode: AnswerMode = AnswerMode.UNSPECIFIED
    share: float | None = None
    """Share of answers that the flag is about; None where there is no answer."""
    raised: bool = False
    """Where the share is a tenth or more, or the item has no answer."""


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """How an item was answered. Mirrors ``chorus.gateway.v1.ItemStatistics``."""

    item: str = ""
    scored_majority: str = ""
    """Id of the most frequent option; empty where there is none."""
    sampled_majority: str = ""
    position_bias: float | None = None
    """Total variation distance of the places' average probabilities from uniform; None where options are not listed."""
    paraphrase_robustness: float | None = None
    """1 less the mean total variation distance between the wordings' distributions and their mean; None with one wording."""
    scored_from_uniform: float | None = None
    """Total variation distance."""
    sampled_from_uniform: float | None = None
    agreement: float | None = None
    """1 less the total variation distance between scored and sampled answers."""
    refusal_rate: float | None = None
    """Refused answers among those asked for."""


@dataclass(frozen=True, slots=True)
class Competence:
    """Whether a persona answers questions at all. Mirrors ``chorus.gateway.v1.Competence``."""

    passed: bool = False
    knowledge: float = 0.0
    """Mean probability of the right answer, where it is general knowledge."""
    attention: float = 0.0
    """Mean probability of the option that an item says to choose."""
    order_consistency: float = 0.0
    """1 less the mean total variation distance between the distributions of turned lists."""
    negation_consistency: float = 0.0
    """Mean probability of agreeing to a statement and disagreeing to its negation, or the reverse."""
    acquiescence: float = 0.0
    """Mean probability of agreeing to a statement and to its negation, less one half."""
    reasons: tuple[str, ...] = ()
    """What was not passed, in words."""


@dataclass(frozen=True, slots=True)
class PersonaScreening:
    """One persona's answers and scores. Mirrors ``chorus.gateway.v1.PersonaScreening``."""

    persona: str = ""
    items: tuple[ItemResult, ...] = ()
    """In the instrument's order."""
    scales: tuple[ScaleScore, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    flags: tuple[Flag, ...] = ()
    statistics: tuple[ItemStatistics, ...] = ()
    """In the instrument's order."""
    competence: Competence | None = None
    revision: str = ""
    """The adapter revision that answered; empty for personas that use none."""


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
    """In the order asked for, context personas after those that were asked for, the base control last."""
    notes: tuple[str, ...] = ()
    """What the reader must know."""
    create_time: datetime | None = None
    interpretable: bool = False
    """Whether the base model passed the competence check."""
