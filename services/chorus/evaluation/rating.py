"""Ratings: what people say of generated posts without knowing who wrote them.

The values mirror the messages of ``chorus/evaluation/v1/rating.proto``.
"""

from dataclasses import dataclass, field
from datetime import datetime

from chorus.evaluation.codebook import Codebook
from chorus.evaluation.report import Estimate
from chorus.evaluation.verdict import Finding


@dataclass(frozen=True, slots=True)
class RatingConfig:
    """What a sheet holds."""

    codebook: str = "authenticity"
    """One of the bundled codebooks."""
    num_items: int = 60
    """Spread evenly over the communities."""
    voices: tuple[str, ...] = ("finetuned", "context")
    """Whose posts are rated: two for pairs, one or more for single posts."""
    seed: int = 0
    """Of the draw, of the order and of who stands left."""


@dataclass(frozen=True, slots=True)
class RatingItem:
    """What one rating is of, as a rater sees it."""

    id: str = ""
    """Says nothing about who wrote it."""
    community: str = ""
    texts: tuple[str, ...] = ()
    """One post, or A and B."""


@dataclass(frozen=True, slots=True)
class RatingSheet:
    """Posts to be rated, blinded."""

    name: str = ""
    """``rating-sheets/<id>``"""
    report: str = ""
    """The evaluation whose corpora the posts are from."""
    config: RatingConfig = field(default_factory=RatingConfig)
    codebook: Codebook = field(default_factory=Codebook)
    items: tuple[RatingItem, ...] = ()
    """In the order in which they are to be rated."""
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """One answer of one rater."""

    item: str = ""
    """Id of the item."""
    answer: str = ""
    """Id of the answer."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of ratings that came in."""

    num_rated: int = 0
    """Items that this rater has rated now."""
    num_changed: int = 0
    """Of those that came, items for which the rater had said something else."""


@dataclass(frozen=True, slots=True)
class AnswerShare:
    """How often one answer was given."""

    answer: str = ""
    num_items: int = 0
    """Items to which more raters gave it than any other answer."""
    share: Estimate = field(default_factory=Estimate)
    """Of the items with one such answer; Wilson's interval."""


@dataclass(frozen=True, slots=True)
class RatedVoice:
    """What was said of one voice in one community, or over all of them."""

    voice: str = ""
    community: str = ""
    """Empty: over all."""
    num_items: int = 0
    """Items that anybody rated."""
    num_undecided: int = 0
    """Items on which as many raters said one thing as another."""
    answers: tuple[AnswerShare, ...] = ()
    """One for each answer of the codebook; of pairs one, ``preferred``, among the items where one of the two was."""


@dataclass(frozen=True, slots=True)
class RatingResults:
    """What raters said, and how far they agree."""

    sheet: str = ""
    raters: tuple[str, ...] = ()
    num_items: int = 0
    num_rated: int = 0
    """Items that anybody rated."""
    kappa: float | None = None
    """Cohen's, the mean over pairs of raters; unset with fewer than two."""
    alpha: float | None = None
    """Krippendorff's, of all raters."""
    harm_kappa: float | None = None
    """Cohen's of harmful or not, where the codebook has a harmless answer."""
    harm_alpha: float | None = None
    voices: tuple[RatedVoice, ...] = ()
    """By voice, first over all communities and then in each."""
    findings: tuple[Finding, ...] = ()
    """That raters do not prefer the finetuned voice to another one, where enough pairs were rated."""
