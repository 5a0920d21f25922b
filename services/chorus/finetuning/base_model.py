"""The base model: what adapters are trained on and personas are served from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

BUILT_LIMITS = (
    "This base model is a very small one that Chorus built from the posts themselves: it writes often ungrammatical sentences "
    "and understands no question. Results show that posts, adapters, fidelity measures and scores are connected correctly; "
    "answers to a questionnaire show at most which words a community uses. They are no finding about anybody."
)
"""What results from a built base can and cannot show; stands wherever they do."""

GIVEN_LIMITS = (
    "This base model was named by the operator, and Chorus has not examined it: its own views and training show in every "
    "persona, so read every result against the base control."
)
"""The same for a base that the operator named."""


class BaseModelOrigin(StrEnum):
    """Where a base model comes from."""

    UNSPECIFIED = "BASE_MODEL_ORIGIN_UNSPECIFIED"
    BUILT = "BASE_MODEL_ORIGIN_BUILT"
    GIVEN = "BASE_MODEL_ORIGIN_GIVEN"


@dataclass(frozen=True, slots=True)
class TrainingPoint:
    """One reading of a training curve. Mirrors ``chorus.finetuning.v1.TrainingPoint``."""

    step: int = 0
    """Optimiser steps done."""
    loss: float = 0.0
    """Mean cross-entropy over the tokens trained on, nats per token."""
    validation_loss: float | None = None
    """The same on held-out authors' posts; None where it was not measured."""


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A Llama-family causal language model; immutable. Mirrors ``chorus.finetuning.v1.BaseModel``."""

    name: str = ""
    """``base-models/<id>``; the id is taken from the digest."""
    digest: str = ""
    """SHA-256 over the model's files, hexadecimal."""
    location: str = ""
    """An artifact, or the path or hub name that was configured."""
    origin: BaseModelOrigin = BaseModelOrigin.UNSPECIFIED
    """Built by Chorus, or given by the operator."""
    num_parameters: int = 0
    """Numbers that were learnt; tied ones count once."""
    context_length: int = 0
    """Tokens of prompt and answer together."""
    limits: str = ""
    """What results from this model can and cannot show."""
    history: tuple[TrainingPoint, ...] = ()
    """Training curve of a built model, in order of step."""
    create_time: datetime | None = None
    """When its record was made."""
    partition: str = ""
    """``partitions/<id>``, of whose communities' posts a built model was made; empty for one that was given."""


def name_of(digest: str) -> str:
    """The resource name of the model with a digest.

    >>> name_of("0123456789abcdef0123")
    'base-models/0123456789abcdef'
    """
    return f"base-models/{digest[:16]}"
