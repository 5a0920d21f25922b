"""Encoders: texts to vectors whose distances follow meaning.

The default needs no hub: latent semantic analysis (Deerwester et al. 1990) of the communities' own posts. It knows only what
words occur together there, so distances under it are comparable within one report and not between reports.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

NUM_DIMENSIONS = 48


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """What it is, for the notes of a report."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """One vector for each text. Shape: (texts, dimensions)."""
        ...


class LatentSemanticEncoder:
    """TF-IDF of words, projected on the leading singular vectors and scaled to length 1."""

    def __init__(self, texts: Sequence[str], seed: int) -> None:
        """Learn the projection from human posts."""
        terms = TfidfVectorizer(token_pattern=r"\w+", sublinear_tf=True)
        num_dimensions = min(NUM_DIMENSIONS, *terms.fit_transform(texts).shape)
        projection = TruncatedSVD(num_dimensions, random_state=seed % 2**32)
        self._model = make_pipeline(terms, projection, Normalizer()).fit(list(texts))
        self.name = f"latent semantic analysis of the communities' training posts, {num_dimensions} dimensions"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """One vector for each text. Shape: (texts, dimensions)."""
        return np.asarray(self._model.transform(list(texts)), dtype=np.float64)
