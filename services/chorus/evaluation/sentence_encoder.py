"""Any encoder of Hugging Face's, from a hub or a folder: the mean of its last layer over a text's tokens, scaled to length 1."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from chorus.evaluation.pretrained import in_batches, load

MAX_TOKENS = 128


class SentenceEncoder:
    """Texts to vectors by a transformer."""

    def __init__(self, name: str, tokenizer: Any, model: Any) -> None:
        self.name = name
        self._tokenizer, self._model = tokenizer, model.eval()

    @classmethod
    def load(cls, place: str, name: str, field: str = "") -> "SentenceEncoder":
        """Load one; ``InvalidArgument`` where there is none. Runs no code that comes with it."""
        return cls(name, *load(place, name, field, AutoTokenizer, AutoModel, "an encoder"))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """One vector for each text. Shape: (texts, dimensions)."""
        return in_batches(texts, self._batch, width=self._model.config.hidden_size)

    @torch.inference_mode()
    def _batch(self, texts: Sequence[str]) -> NDArray[np.float64]:
        inputs = self._tokenizer(list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        states = self._model(**inputs).last_hidden_state
        mask = inputs["attention_mask"].unsqueeze(-1)
        mean = (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
        return np.asarray(torch.nn.functional.normalize(mean.double(), dim=-1).numpy(), dtype=np.float64)
