"""What reads a text and says what is in it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TextClassifier(Protocol):
    """Reads texts for a set of labels."""

    @property
    def name(self) -> str:
        """What it is, for the notes of a report."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """What it tells apart."""
        ...

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Of each text and label, in [0, 1]; rows need not add up to 1. Shape: (texts, labels)."""
        ...
