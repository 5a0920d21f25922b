"""A compact classifier that needs no hub: one logistic regression for each label on hashed n-grams.

Features are numbers, taken from words by a hash, so the weights hold no word and no sentence of what they were trained on. Of
each label only the weights that matter most are kept, as half-precision numbers.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import FeatureUnion

NUM_HASHES = 2**17
"""Buckets of each kind of n-gram."""


def features() -> FeatureUnion:
    """Word 1–2-grams and character 2–5-grams; nothing is learned from texts."""
    settings = {"n_features": NUM_HASHES, "binary": True, "norm": "l2", "alternate_sign": False}
    words = HashingVectorizer(token_pattern=r"\w+|[^\w\s]", ngram_range=(1, 2), **settings)
    characters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **settings)
    return FeatureUnion([("words", words), ("characters", characters)])


class LinearTextClassifier:
    """Labels by sparse weights on hashed n-grams."""

    def __init__(
        self,
        name: str,
        labels: Sequence[str],
        weights: csr_matrix,
        biases: NDArray[np.float64],
        thresholds: NDArray[np.float64],
    ) -> None:
        """``weights`` have the shape (labels, features), ``biases`` and ``thresholds`` (labels,)."""
        self.name = name
        self.labels = tuple(labels)
        self.weights, self.biases = weights, biases
        self.thresholds = thresholds
        """Probability from which each label is said to be there; best for F1 on held-out labels."""
        self._features = features()

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Of each text and label. Shape: (texts, labels)."""
        if not texts:
            return np.zeros((0, len(self.labels)))
        found = self._features.transform(list(texts)) @ self.weights.T
        return np.asarray(expit(found.toarray() + self.biases), dtype=np.float64)

    def pruned(self, num_kept: int) -> "LinearTextClassifier":
        """With the largest weights of each label only, rounded as they are stored."""
        dense = self.weights.toarray()
        smallest = np.partition(np.abs(dense), -num_kept, axis=1)[:, [-num_kept]]
        dense[np.abs(dense) < smallest] = 0
        weights = csr_matrix(dense.astype(np.float16).astype(np.float32))
        return LinearTextClassifier(self.name, self.labels, weights, self.biases, self.thresholds)

    def save(self, path: Path) -> None:
        """Write it as safetensors."""
        tensors = {
            "values": self.weights.data.astype(np.float16),
            "indices": self.weights.indices.astype(np.int32),
            "starts": self.weights.indptr.astype(np.int32),
            "biases": self.biases.astype(np.float32),
            "thresholds": self.thresholds.astype(np.float32),
        }
        save_file(tensors, path, metadata={"name": self.name, "labels": json.dumps(self.labels)})

    @classmethod
    def load(cls, path: Path) -> "LinearTextClassifier":
        """Read what ``save`` wrote."""
        with safe_open(path, "numpy") as file:
            known = file.metadata()
            labels = json.loads(known["labels"])
            parts = (
                file.get_tensor("values").astype(np.float32),
                file.get_tensor("indices"),
                file.get_tensor("starts"),
            )
            weights = csr_matrix(parts, shape=(len(labels), 2 * NUM_HASHES))
            biases, thresholds = (file.get_tensor(name).astype(np.float64) for name in ("biases", "thresholds"))
        return cls(known["name"], labels, weights, biases, thresholds)
