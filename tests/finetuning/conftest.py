"""A base model's configuration, adapter folders that fit it, and posts of two made-up communities."""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from chorus.types.post import Post

SHAPE = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 8,
    "intermediate_size": 12,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 4,
}
WORDS = {
    "communities/bakers": (
        "bread",
        "flour",
        "oven",
        "crust",
        "dough",
        "yeast",
        "butter",
        "loaf",
        "bake",
        "sourdough",
        "rye",
        "oats",
    ),
    "communities/walkers": (
        "trail",
        "hill",
        "boots",
        "mud",
        "ridge",
        "creek",
        "sunrise",
        "forest",
        "path",
        "pine",
        "valley",
        "wind",
    ),
}

Tensors = dict[str, tuple[int, ...]]


def plain_tensors(rank: int = 4) -> Tensors:
    """Names and shapes of a LoRA for ``SHAPE``'s queries and down projections."""
    tensors: Tensors = {}
    for layer in range(2):
        for path, inputs, outputs in (("self_attn.q_proj", 8, 8), ("self_attn.k_proj", 8, 4), ("mlp.down_proj", 12, 8)):
            prefix = f"base_model.model.model.layers.{layer}.{path}"
            tensors[f"{prefix}.lora_A.weight"] = (rank, inputs)
            tensors[f"{prefix}.lora_B.weight"] = (outputs, rank)
    return tensors


def write_adapter(
    folder: Path, tensors: Mapping[str, tuple[int, ...]], options: Mapping[str, Any] | None = None, fill: int = 0
) -> Path:
    """A PEFT folder with float32 tensors whose bytes are all ``fill``."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": 4,
        "lora_alpha": 8,
        "target_modules": ["q_proj", "k_proj", "down_proj"],
        "bias": "none",
        "use_dora": False,
        "base_model_name_or_path": "base-models/tiny",
    }
    (folder / "adapter_config.json").write_text(json.dumps({**config, **(options or {})}))
    header, end = {}, 0
    for name, shape in tensors.items():
        size = 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    content = len(text).to_bytes(8, "little") + text + bytes([fill]) * end
    (folder / "adapter_model.safetensors").write_bytes(content)
    return folder


def community_posts(community: str, number: int = 120, authors: int = 24, seed: int = 0) -> list[Post]:
    """Posts in a community's own words."""
    rng = Random(f"{community}:{seed}")
    words = WORDS[community]
    return [
        Post(
            f"{community}-{i}", f"{community}-author-{i % authors}", " ".join(rng.choices(words, k=rng.randint(5, 12)))
        )
        for i in range(number)
    ]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(SHAPE))
    return folder


@pytest.fixture
def plain() -> Tensors:
    return plain_tensors()


@pytest.fixture
def make_adapter(tmp_path: Path) -> Callable[..., Path]:
    def make(tensors: Tensors, **options: Any) -> Path:
        return write_adapter(tmp_path / "adapter", tensors, options)

    return make
