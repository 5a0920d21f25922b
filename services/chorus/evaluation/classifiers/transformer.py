"""Any sequence classifier of Hugging Face's, from a hub or a folder."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from chorus.evaluation.pretrained import in_batches, load

MAX_TOKENS = 128


class TransformerTextClassifier:
    """Labels by a transformer: shares of 1 where it was trained to choose one, else one probability for each."""

    def __init__(self, name: str, tokenizer: Any, model: Any) -> None:
        self.name = name
        self._tokenizer, self._model = tokenizer, model.eval()
        names: dict[int, str] = model.config.id2label
        self.labels = tuple(names[place] for place in sorted(names))
        self._is_of_many = model.config.problem_type == "multi_label_classification" or len(self.labels) == 1

    @classmethod
    def load(cls, place: str, name: str, field: str = "") -> "TransformerTextClassifier":
        """Load one; ``InvalidArgument`` where there is none. Runs no code that comes with it."""
        return cls(name, *load(place, name, field, AutoTokenizer, AutoModelForSequenceClassification, "a classifier"))

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Of each text and label. Shape: (texts, labels)."""
        return in_batches(texts, self._batch, width=len(self.labels))

    @torch.inference_mode()
    def _batch(self, texts: Sequence[str]) -> NDArray[np.float64]:
        inputs = self._tokenizer(list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        logits = self._model(**inputs).logits.double()
        shares = torch.sigmoid(logits) if self._is_of_many else torch.softmax(logits, dim=-1)
        return np.asarray(shares.numpy(), dtype=np.float64)
