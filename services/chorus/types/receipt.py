"""A receipt: proof of which voice answered."""

from dataclasses import dataclass, field

from chorus.types.sampling import Sampling


@dataclass(frozen=True, slots=True)
class Receipt:
    """Enough to ask the same question of the same weights again. Mirrors ``chorus.types.v1.Receipt``."""

    persona: str = ""
    """The persona asked."""
    revision: str = ""
    """The adapter revision whose weights answered; empty for personas that use none."""
    base_model_digest: str = ""
    """SHA-256 of the base model's files, hexadecimal."""
    prompt_digest: str = ""
    """SHA-256 of the exact token ids the engine was given, hexadecimal."""
    sampling: Sampling = field(default_factory=Sampling)
    """The parameters that took effect."""
    engine: str = ""
    """Engine name and version."""
    replica: str = ""
    """The replica that answered."""
    structure_digest: str = ""
    """SHA-256 of the form that answers were held to, hexadecimal; empty where they were free."""
