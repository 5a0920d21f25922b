"""A base model in memory, as training and measuring use it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, PreTrainedModel

from chorus.errors import FailedPrecondition
from chorus.finetuning.exchanges import Encoder

MAX_TOKENS = 1024
"""Longer exchanges are cut, as in the paper."""


@dataclass(slots=True)
class LoadedBase:
    """Model and tokenizer; the model is in single precision on a CPU and in bfloat16 on a GPU."""

    model: PreTrainedModel
    encoder: Encoder

    @property
    def on_gpu(self) -> bool:
        """Whether it is on a GPU."""
        return bool(self.model.device.type == "cuda")


def load_base(folder: Path | str, *, quantize: bool = False) -> LoadedBase:
    """Load the model of a folder; with ``quantize`` in 4 bits, which needs a GPU (``FailedPrecondition``)."""
    cuda = torch.cuda.is_available()
    options: dict[str, Any] = {"dtype": torch.bfloat16 if cuda else torch.float32}
    if quantize:
        if not cuda:
            raise FailedPrecondition("a base model is held in 4 bits on GPUs only; leave quantize_base out")
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
    model = AutoModelForCausalLM.from_pretrained(folder, **options)
    if cuda and not quantize:
        model.to("cuda")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return LoadedBase(model, Encoder(tokenizer, min(MAX_TOKENS, model.config.max_position_embeddings)))
