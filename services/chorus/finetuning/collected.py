"""What a garbage collection took."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Collected:
    """Mirrors ``chorus.finetuning.v1.CollectRevisionsResponse``."""

    revisions: tuple[str, ...] = ()
    """Whose weights went, or would go."""
    num_bytes: int = 0
    """Of the weights that nobody else needs."""
