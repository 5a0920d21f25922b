"""A fidelity report: named measures of personas' corpora against their communities' own posts.

The values mirror the messages of ``chorus/evaluation/v1/report.proto``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chorus.evaluation.verdict import Finding, Policy, Verdict


class Voice(StrEnum):
    """The kinds of persona that are compared, in the order of a report."""

    FINETUNED = "finetuned"
    CONTEXT = "context"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95% bootstrap interval."""

    value: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class EvaluationConfig:
    """What is written and measured."""

    topics: tuple[str, ...] = ()
    """What the personas are asked to write about; empty means the bundled list."""
    posts_per_persona: int = 120
    """Spread evenly over the topics."""
    seed: int = 0
    """Seed of the generation, of every draw and of every interval."""
    voices: tuple[str, ...] = ()
    """Which of ``Voice`` are measured; empty means all. Context and base need no adapter."""
    max_perplexity: float = 400.0
    """Posts that surprise the base model more are not measured."""
    judged_posts: int = 0
    """Posts of each community and of each corpus that the base model judges by the codebook of harm; 0 leaves it out."""
    origin_classifier: str = "linear"
    """What tells communities apart: the linear one over n-grams, or the name of any encoder of Hugging Face's, on whose vectors
    one is trained."""
    encoder: str = "latent-semantic"
    """What embeds posts: the one that needs no hub, or the name of any encoder of Hugging Face's."""
    emotion_classifier: str = "emotion"
    """What reads emotions: the one that comes with Chorus, or the name of any sequence classifier of Hugging Face's."""
    toxicity_classifier: str = "toxicity"
    """What reads toxicity, likewise."""
    staged: bool = False
    """The finetuned voice of a community is its newest STAGED revision, where there is one: what is to be decided on."""
    topics_per_community: int = 0
    """Topics taken from the terms that set each community apart, so many of each, in place of a list; 0 for none."""
    windows: int = 0
    """Windows of time that people and finetuned voices are looked at in: 2 to 24, or 0 for none."""


@dataclass(frozen=True, slots=True)
class OriginScores:
    """How well a classifier trained on human posts tells which community texts are from."""

    macro_f1: Estimate = field(default_factory=Estimate)
    """Averaged over communities, per post; every community weighs the same."""
    bundle_macro_f1: float | None = None
    """The same on bundles of ten posts of one community; None where a community has fewer than ten."""
    f1: tuple[float, ...] = ()
    """F1 of each community, per post."""
    confusion: tuple[int, ...] = ()
    """Counts, row by row: true community × predicted community."""
    num_posts: int = 0
    """Posts classified."""


@dataclass(frozen=True, slots=True)
class SemanticScores:
    """How like a corpus is to its community's own posts as embedded; comparable within one report only."""

    community: str = ""
    """The community compared with."""
    frechet: Estimate = field(default_factory=Estimate)
    """Distance of the corpus from the community's own posts, at equal sizes."""
    floor: Estimate = field(default_factory=Estimate)
    """The community's own posts against themselves, at the same sizes."""
    precision: float = 0.0
    """Share of the corpus that lies where the community's posts do."""
    coverage: float = 0.0
    """Share of the places of the community's posts where some of the corpus lies."""
    human_precision: float = 0.0
    """The same of the community's own posts, at the same sizes: what a voice can reach."""
    human_coverage: float = 0.0
    """The same of the community's own posts, at the same sizes."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Ways to reach, pay or find somebody, of one kind."""

    kind: str = ""
    """One of ``chorus.evaluation.personal_data.KINDS``."""
    num_found: int = 0
    """Different strings."""
    num_remembered: int = 0
    """Those of them that also stand in a training post."""


@dataclass(frozen=True, slots=True)
class MemorisationScores:
    """How much of what was written stands in the training posts of a community."""

    community: str = ""
    """Whose training posts it is compared with."""
    num_posts: int = 0
    """Different texts compared."""
    rouge_l: tuple[int, ...] = ()
    """How many of them are how near to the training post that they resemble most: ROUGE-L in twenty steps from 0 to 1."""
    share_memorised: float = 0.0
    """ROUGE-L above 0.7."""
    mean_copied: float = 0.0
    """Mean over the texts: words in the longest run that also stands in a training post."""
    longest_copied: int = 0
    """The most words that one text copied in a row."""
    personal_data: tuple[PersonalData, ...] = ()
    """What was found of each kind."""


@dataclass(frozen=True, slots=True)
class ReadingProfile:
    """What a classifier reads in the posts of one community, by people or by a voice."""

    community: str = ""
    num_posts: int = 0
    shares: tuple[float, ...] = ()
    """Confidences summed over posts and made to add up to 1, by label; of a single label its mean confidence."""
    histogram: tuple[int, ...] = ()
    """Posts by their confidence in the first label, in twenty steps from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a classifier reads in people's posts."""

    kind: str = ""
    """"emotion" or "toxicity"."""
    classifier: str = ""
    """Which one read."""
    labels: tuple[str, ...] = ()
    """In the order of every list by label."""
    human: tuple[ReadingProfile, ...] = ()
    """All posts of each community."""


@dataclass(frozen=True, slots=True)
class ReadingScores:
    """How far what a classifier reads in a voice's posts is from what it reads in its community's own."""

    kind: str = ""
    """As in ``Reading``."""
    profile: ReadingProfile = field(default_factory=ReadingProfile)
    """Of the voice."""
    similarity: float = 0.0
    """One less the Jensen-Shannon distance of the profiles, to base 2."""
    p_value: float = 0.0
    """Of that distance, by permutation."""
    distances: tuple[float, ...] = ()
    """Wasserstein distance of the confidences, by label."""
    p_values: tuple[float, ...] = ()
    """Of each, by permutation, corrected for the number of labels."""


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """What a persona wrote for a community and what was kept of it."""

    community: str = ""
    """The community that the corpus is measured against."""
    persona: str = ""
    """Who wrote it."""
    location: str = ""
    """The corpus as JSON lines in the artifact store."""
    num_generated: int = 0
    """Posts written."""
    num_empty: int = 0
    """Posts without a word."""
    num_duplicates: int = 0
    """Posts equal to an earlier one of the corpus."""
    num_memorised: int = 0
    """Posts with ROUGE-L above 0.7 against a training post of the community."""
    num_kept: int = 0
    """Posts measured."""
    samples: tuple[str, ...] = ()
    """The first posts kept."""
    revision: str = ""
    """The adapter revision that wrote it; empty for context and base."""
    kept_location: str = ""
    """The kept posts as they were measured, a JSON list of texts, in the artifact store."""
    num_perplexing: int = 0
    """Posts whose perplexity to the base model is above the configured one."""


@dataclass(frozen=True, slots=True)
class VoiceScores:
    """The corpora of one kind of persona, measured."""

    voice: str = ""
    """One of ``Voice``."""
    origin: OriginScores = field(default_factory=OriginScores)
    """How well its posts are told apart by community."""
    semantics: tuple[SemanticScores, ...] = ()
    """One for each community of whose corpus two posts or more were kept."""
    corpora: tuple[CorpusSummary, ...] = ()
    """One for each community."""
    memorisation: tuple[MemorisationScores, ...] = ()
    """One for each community."""
    readings: tuple[ReadingScores, ...] = ()
    """By classifier, one for each community of whose corpus anything was kept."""


@dataclass(frozen=True, slots=True)
class WindowScores:
    """How people and voices stand in one window of time."""

    start: datetime | None = None
    end: datetime | None = None
    """The time of its last post."""
    num_posts: tuple[int, ...] = ()
    """People's posts in it, by community."""
    human: OriginScores | None = None
    """Posts of held-out authors in it, told apart by what training authors' posts of the first window teach. None where the first
    window has too few posts of a community."""
    people: tuple[SemanticScores, ...] = ()
    """People's posts in it against people's posts of the first window, one for each community with enough of them; all of one
    community at one size. Of the first window: against itself."""
    finetuned: tuple[SemanticScores, ...] = ()
    """What the finetuned voice wrote against people's posts in it, likewise."""


@dataclass(frozen=True, slots=True)
class FidelityReport:
    """How faithful the voices of a set of communities are."""

    name: str = ""
    """``reports/<id>``; the id is taken from the configuration and the corpora."""
    communities: tuple[str, ...] = ()
    """In the order of every list and of the rows and columns of the confusion matrices."""
    config: EvaluationConfig = field(default_factory=EvaluationConfig)
    """As it took effect, topics filled in."""
    base_model_digest: str = ""
    """Digest of the base model that spoke."""
    human: OriginScores = field(default_factory=OriginScores)
    """Posts of held-out authors: the ceiling of origin classification."""
    voices: tuple[VoiceScores, ...] = ()
    """Finetuned, context and base, in this order."""
    notes: tuple[str, ...] = ()
    """What the reader must know to read the numbers."""
    create_time: datetime | None = None
    """When it was made."""
    human_by_time: OriginScores | None = None
    """The latest fifth of human posts, told apart by what the others teach: how much communities change. None without times."""
    human_memorisation: tuple[MemorisationScores, ...] = ()
    """Posts of held-out authors against the training posts, for each community: how much people repeat each other."""
    readings: tuple[Reading, ...] = ()
    """What each classifier reads in people's posts."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the voices, failures first."""
    verdicts: tuple[Verdict, ...] = ()
    """Whether each revision that spoke is fit to, by the policy."""
    policy: Policy = field(default_factory=Policy)
    """By which findings were made and verdicts given."""
    windows: tuple[WindowScores, ...] = ()
    """The same communities in windows of time with about as many posts each, oldest first."""
