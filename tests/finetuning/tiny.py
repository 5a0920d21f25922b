"""A Llama with random weights that is as small as can be, and demonstrations for it."""

from dataclasses import replace
from pathlib import Path

from chorus.finetuning.demonstration_set import DemonstrationConfig
from chorus.finetuning.demonstrations import Demonstration, Demonstrations
from chorus.finetuning.instructions import Instruction
from chorus.finetuning.recipe import complete
from chorus.finetuning.revision import FinetuningConfig
from chorus.finetuning.tokenizer import train_tokenizer
from chorus.types.split import is_held_out

from .conftest import WORDS, community_posts

FIRST, SECOND = WORDS


def make_base(folder: Path, seed: int = 0) -> Path:
    """Save model and tokenizer."""
    from transformers import LlamaConfig, LlamaForCausalLM, set_seed

    texts = [post.text for name in WORDS for post in community_posts(name)]
    tokenizer = train_tokenizer(texts, 400, 256)
    set_seed(seed)
    config = LlamaConfig(
        vocab_size=448, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=256, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def demonstrations_of(community: str, number: int = 120, general: int = 0) -> Demonstrations:
    """A community's posts as they are, split by author."""
    pairs = [
        Demonstration("Write a post.", post.text, post.id, post.author) for post in community_posts(community, number)
    ]
    held_out = [is_held_out(pair.author) for pair in pairs]
    asked = tuple(Instruction(f"Say {number}.", f"number {number}") for number in range(general))
    return Demonstrations(
        training=tuple(pair for pair, out in zip(pairs, held_out, strict=True) if not out),
        validation=tuple(pair for pair, out in zip(pairs, held_out, strict=True) if out),
        general=asked,
        held_out_general=asked[:4],
    )


def config_of(demonstrations: Demonstrations, **options: object) -> FinetuningConfig:
    """A complete configuration."""
    plain = FinetuningConfig(
        rank=4, batch_tokens=256, learning_rate=8e-3, demonstrations=DemonstrationConfig(general_ratio=0.0)
    )
    return complete(replace(plain, **options), len(demonstrations.training), 50_000)  # type: ignore[arg-type]
