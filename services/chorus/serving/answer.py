"""What a persona gives back: answers, and distributions over options."""

from dataclasses import dataclass, field
from enum import StrEnum

from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling


class FinishReason(StrEnum):
    """Why an answer ended."""

    UNSPECIFIED = "FINISH_REASON_UNSPECIFIED"
    STOP = "FINISH_REASON_STOP"
    LENGTH = "FINISH_REASON_LENGTH"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a persona. Mirrors ``chorus.serving.v1.Answer``."""

    text: str = ""
    finish_reason: FinishReason = FinishReason.UNSPECIFIED
    num_tokens: int = 0
    token_ids: tuple[int, ...] = ()
    """The tokens themselves, the end of the turn among them where the persona came to one."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A form that every answer must have; at most one field is set. Mirrors ``chorus.serving.v1.Structure``."""

    choice: tuple[str, ...] = ()
    """One of these texts, word for word."""
    regex: str = ""
    """A regular expression that the whole answer matches."""
    json_schema: str = ""
    """A JSON Schema, as JSON."""


FREE = Structure()
"""Any answer will do."""


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """A question with a closed list of answers. Mirrors ``chorus.serving.v1.ChoiceQuestion``."""

    prompt: str = ""
    options: tuple[str, ...] = ()
    """Two to 32 distinct, non-empty texts, each a whole answer."""


@dataclass(frozen=True, slots=True)
class OptionScore:
    """How likely one option is. Mirrors ``chorus.serving.v1.OptionScore``."""

    log_probability: float = 0.0
    """Natural log-probability of the option's tokens and the end of the turn after them, given the prompt."""
    num_tokens: int = 0
    """Tokens of the option, the end of the turn not counted."""
    probability: float = 0.0
    """Normalised over the question's options; they sum to 1."""


@dataclass(frozen=True, slots=True)
class ChoiceScores:
    """The distribution over one question's options. Mirrors ``chorus.serving.v1.ChoiceScores``."""

    options: tuple[OptionScore, ...] = ()
    """In the question's order."""


@dataclass(frozen=True, slots=True)
class Reply:
    """All answers to one question. Mirrors ``chorus.serving.v1.GenerateResponse``."""

    answers: tuple[Answer, ...] = ()
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What one persona is asked. Mirrors ``chorus.serving.v1.GenerateRequest``."""

    persona: str = ""
    prompt: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    topics: tuple[str, ...] = ()
    """For context personas: posts with these words come first in the prompt."""
    structure: Structure = FREE


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one entry of a batch was not answered. Mirrors ``chorus.serving.v1.Failure``."""

    code: str = ""
    """As of google.rpc.Code."""
    reason: str = ""
    """That of the error's class in ``chorus.errors``."""
    message: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one entry of a batch. Mirrors ``chorus.serving.v1.BatchGenerateResponse``."""

    entry: int = 0
    """Which one, from 0."""
    answers: tuple[Answer, ...] = ()
    receipt: Receipt | None = None
    failure: Failure | None = None
    """Set where it failed; there are no answers then."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an answer as it is said. Mirrors ``chorus.serving.v1.StreamGenerateResponse``."""

    text: str = ""
    """Text since the piece before."""
    answer: Answer | None = None
    """The whole answer; in the last piece only."""
    receipt: Receipt | None = None
    """In the last piece only."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The distributions over many questions' options. Mirrors ``chorus.serving.v1.ScoreOptionsResponse``."""

    scores: tuple[ChoiceScores, ...] = ()
    receipt: Receipt | None = None
