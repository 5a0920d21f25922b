"""A demonstration set: what one community's adapter learns from, how it was chosen, and what annotators say of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import isfinite

from chorus.errors import InvalidArgument
from chorus.types.names import parse

MAX_POSTS = 10_000
"""Most posts of a community that are learned from unless somebody says otherwise; the paper's number."""


class Selection(StrEnum):
    """Which posts are taken where a community has more than are wanted."""

    UNSPECIFIED = "SELECTION_UNSPECIFIED"
    LOWEST_PERPLEXITY = "SELECTION_LOWEST_PERPLEXITY"
    """Those that the base model finds the least surprising, as in the paper."""
    RANDOM = "SELECTION_RANDOM"
    """Drawn evenly by seed."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What stays in a post that the method takes out. Mirrors ``chorus.finetuning.v1.Cleaning``."""

    keep_links: bool = False
    keep_mentions: bool = False
    keep_hashtags: bool = False
    keep_emojis: bool = False
    keep_replies: bool = False
    """Posts that begin by a mention are replies."""


@dataclass(frozen=True, slots=True)
class DemonstrationConfig:
    """How posts become demonstrations. Mirrors ``chorus.finetuning.v1.DemonstrationConfig``."""

    cleaning: Cleaning = field(default_factory=Cleaning)
    languages: tuple[str, ...] = ()
    """BCP 47 codes; empty keeps every language."""
    max_similarity: float = 0.8
    """ROUGE-L over words from which a post counts as a near-duplicate of an earlier one, in (0, 1]."""
    max_posts: int = MAX_POSTS
    """Posts to learn from, of each community."""
    selection: Selection = Selection.LOWEST_PERPLEXITY
    num_templates: int = 0
    """Instruction templates in use, from the first; 0 means all."""
    name_community: bool = False
    """Whether instructions name the community."""
    general_ratio: float | None = 0.1
    """General instruction pairs for each post to learn from."""
    instruction_set: str = ""
    """``instruction-sets/<id>``; empty means the bundled one."""
    start_time: datetime | None = None
    end_time: datetime | None = None
    """Posts from the one on and before the other."""
    held_out_from: datetime | None = None
    """Nothing is learned from posts of this time or later."""

    def check(self, field: str) -> None:
        """Raise ``InvalidArgument`` naming the first field that is out of range; ``field`` is where this configuration stands."""
        ratio = self.general_ratio or 0.0
        in_range = {
            "max_similarity": 0 < self.max_similarity <= 1,
            "max_posts": 1 <= self.max_posts <= 1_000_000,
            "num_templates": self.num_templates >= 0,
            "general_ratio": isfinite(ratio) and 0 <= ratio <= 100,
        }
        for name, ok in in_range.items():
            if not ok:
                message = f"{name} = {getattr(self, name)} is out of range; leave it out for the default"
                raise InvalidArgument(message, field=f"{field}.{name}")
        if self.instruction_set:
            parse(self.instruction_set, "instruction-sets", field=f"{field}.instruction_set")
        if self.start_time and self.end_time and self.start_time >= self.end_time:
            raise InvalidArgument("start_time is not before end_time; exchange them", field=f"{field}.start_time")


@dataclass(frozen=True, slots=True)
class DemonstrationSummary:
    """What became of every post of a community. Mirrors ``chorus.finetuning.v1.DemonstrationSummary``."""

    num_posts: int = 0
    """All that the community has: the sum of the counts down to ``num_not_drawn``."""
    num_outside_window: int = 0
    num_other_languages: int = 0
    num_replies: int = 0
    num_near_empty: int = 0
    """Fewer than three words after cleaning."""
    num_duplicates: int = 0
    """The same words as an earlier post."""
    num_near_duplicates: int = 0
    num_not_selected: int = 0
    """Beyond ``max_posts``."""
    num_training: int = 0
    """Of training authors, learned from."""
    num_validation: int = 0
    """Of held-out authors, measured on."""
    num_later: int = 0
    """From ``held_out_from`` on, measured on."""
    num_not_drawn: int = 0
    """Fit to be measured on, but not drawn."""
    num_training_authors: int = 0
    num_validation_authors: int = 0
    num_general: int = 0
    """General pairs mixed into the training."""
    held_out_share: float = 0.0
    """Share of authors that are held out, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class AnnotatorMarks:
    """One annotator's marks of a sheet. Mirrors ``chorus.finetuning.v1.AnnotatorMarks``."""

    annotator: str = ""
    num_marked: int = 0
    num_accepted: int = 0
    low: float = 0.0
    high: float = 0.0
    """95 % Wilson interval of the share accepted."""


@dataclass(frozen=True, slots=True)
class DemonstrationSet:
    """The demonstrations of one community. Mirrors ``chorus.finetuning.v1.DemonstrationSet``."""

    name: str = ""
    """``demonstration-sets/<id>``; the id is taken from the digest of its content."""
    community: str = ""
    location: str = ""
    """A ``Demonstrations`` as an artifact."""
    config: DemonstrationConfig = field(default_factory=DemonstrationConfig)
    seed: int = 0
    base_model: str = ""
    """Whose perplexity chose the posts; empty where none had to be left."""
    summary: DemonstrationSummary = field(default_factory=DemonstrationSummary)
    marks: tuple[AnnotatorMarks, ...] = ()
    """What annotators said, in the order of import."""
    kappa: float | None = None
    """Cohen's kappa of the first two annotators, on pairs that both marked."""
    create_time: datetime | None = None
