"""A comparison: personas held against each other. Values only; ``comparing`` makes them."""

from dataclasses import dataclass

from chorus.gateway.protocol import AnswerMode


@dataclass(frozen=True, slots=True)
class Ranked:
    """A persona's place among the others. Mirrors ``chorus.gateway.v1.Ranked``."""

    persona: str = ""
    score: float = 0.0
    rank: int = 0
    """1 is the highest score."""
    rank_low: int = 0
    """95% bootstrap interval of the rank; the rank itself where scores are exact."""
    rank_high: int = 0
    highest: float = 0.0
    """Share of bootstrap replicates in which it has the highest score."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two personas. Mirrors ``chorus.gateway.v1.Pair``."""

    first: str = ""
    second: str = ""
    difference: float = 0.0
    """Score of the first less that of the second."""
    low: float | None = None
    """95% bootstrap interval; None where scores are exact."""
    high: float | None = None
    effect_size: float | None = None
    """Hedges' g over respondents."""
    p: float | None = None
    """Of a permutation test over respondents, two-sided; None where nothing was tested."""
    q: float | None = None
    """The same, corrected for the number of tests."""
    clear: bool = False
    """Whether q is at the level or under it."""
    untested: str = ""
    """Why nothing was tested."""


@dataclass(frozen=True, slots=True)
class Stability:
    """How a scale's scores by different seeds agree. Mirrors ``chorus.gateway.v1.Stability``."""

    num_seeds: int = 0
    deviation: float = 0.0
    """Standard deviation from seed to seed, root mean square over personas."""
    icc: float | None = None
    """ICC(A,1): share of the variance of single scores that is between personas; None under three."""


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """How scores and an external criterion go together. Mirrors ``chorus.gateway.v1.CriterionAgreement``."""

    num_personas: int = 0
    spearman: float = 0.0
    spearman_p: float = 0.0
    """Of a permutation test, two-sided."""
    kendall: float = 0.0
    kendall_p: float = 0.0


@dataclass(frozen=True, slots=True)
class ScaleComparison:
    """One scale by one way of answering. Mirrors ``chorus.gateway.v1.ScaleComparison``."""

    scale: str = ""
    mode: AnswerMode = AnswerMode.UNSPECIFIED
    ranking: tuple[Ranked, ...] = ()
    """Highest score first; personas without a score are left out."""
    pairs: tuple[Pair, ...] = ()
    """Every pair once; those with the base control have it second."""
    alpha: float | None = None
    """Internal consistency over the respondents of all personas."""
    omega: float | None = None
    stability: Stability | None = None
    """None with one seed."""
    criterion: CriterionAgreement | None = None
    """None where no criterion was given."""
    shifts: tuple[Pair, ...] = ()
    """Each persona's score less its own in the screenings of ``against``: both names of a pair are the same."""


@dataclass(frozen=True, slots=True)
class ModeAgreement:
    """How far scored and sampled answers agree on one scale. Mirrors ``chorus.gateway.v1.ModeAgreement``."""

    scale: str = ""
    num_personas: int = 0
    """With a score by both."""
    spearman: float | None = None
    """Over these personas; None under three, or where scores do not vary."""
    items: float | None = None
    """Mean over personas and items of 1 less the total variation distance."""


@dataclass(frozen=True, slots=True)
class CriterionValue:
    """What is known of a persona from elsewhere. Mirrors ``chorus.gateway.v1.CriterionValue``."""

    persona: str = ""
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """What is to be compared. Mirrors ``chorus.gateway.v1.CompareScreeningsRequest``."""

    screenings: tuple[str, ...] = ()
    """All of one protocol hash."""
    criterion: tuple[CriterionValue, ...] = ()
    """Of at least four personas; empty for none."""
    seed: int = 0
    level: float = 0.05
    """Share of false discoveries that is put up with."""
    against: tuple[str, ...] = ()
    """Of the same instrument, by another protocol: what each persona is held against itself in."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Personas held against each other. Mirrors ``chorus.gateway.v1.Comparison``."""

    instrument: str = ""
    protocol_hash: str = ""
    personas: tuple[str, ...] = ()
    """Everybody compared, the base control last."""
    scales: tuple[ScaleComparison, ...] = ()
    """One for every scale and way of answering."""
    modes: tuple[ModeAgreement, ...] = ()
    """Empty where only one way of answering was used."""
    level: float = 0.0
    """Share of false discoveries that is put up with among the clear differences."""
    num_tests: int = 0
    """Permutation tests that were made."""
    notes: tuple[str, ...] = ()
    interpretable: bool = False
    """Whether the base model passed the competence check in every screening."""
