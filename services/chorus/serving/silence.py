"""The silent adapter: LoRA weights that are all zero, so that base plus adapter is the base to the last bit.

On a CPU vLLM 0.29 gives a request without an adapter the adapter in the last slot when one batch has both (its torch kernels
read slot -1, which is meant as "none", as "the last"; vllm-project/vllm#48421). The control would answer in a community's
voice. So no request goes without an adapter there: those that need none get this one.
"""

import json
from importlib import import_module
from pathlib import Path

import numpy as np

from chorus.errors import InvalidBaseModel

_MODULE = "o_proj"
_TENSOR = "base_model.model.model.layers.0.self_attn.o_proj.lora_{}.weight"


def write(model: Path, folder: Path) -> None:
    """Write a silent adapter for the Llama in a folder; modules that it leaves out get no weights either."""
    try:
        config = json.loads((model / "config.json").read_bytes())
        hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
        width = heads * int(config.get("head_dim") or hidden // heads)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidBaseModel(f"the base model's config.json is not that of a Llama: {error}") from None
    tensors = {
        _TENSOR.format("A"): np.zeros((1, width), np.float32),
        _TENSOR.format("B"): np.zeros((hidden, 1), np.float32),
    }
    import_module("safetensors.numpy").save_file(tensors, folder / "adapter_model.safetensors")
    options = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 1, "lora_alpha": 1, "target_modules": [_MODULE]}
    (folder / "adapter_config.json").write_text(json.dumps(options | {"bias": "none", "base_model_name_or_path": ""}))
