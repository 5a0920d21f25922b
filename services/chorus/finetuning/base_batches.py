"""The batches that a small base learns from: exchanges of similar length together, so that little of a step is padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from transformers import PreTrainedTokenizerFast

from chorus.finetuning.base_recipe import BaseConfig, in_order
from chorus.finetuning.base_text import GroupedPosts, lay_out, plain_requests
from chorus.finetuning.instructions import bundled_instructions
from chorus.finetuning.tokenizer import encode_exchanges

IGNORED = -100
"""The label of a token that is not learnt."""
_NUM_VALIDATION = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Exchanges of one step."""

    tokens: torch.Tensor
    """[exchanges, tokens], padded on the right."""
    labels: torch.Tensor
    """The same with padding ignored."""


def endless_batches(
    groups: Sequence[GroupedPosts], tokenizer: PreTrainedTokenizerFast, config: BaseConfig
) -> Iterator[Batch]:
    """Batches without end, every pass laid out afresh."""
    number = 0
    while True:
        seed = config.seed * 1000 + number
        exchanges = lay_out(groups, bundled_instructions(), seed)
        yield from bucketed(encode_exchanges(tokenizer, exchanges), tokenizer.pad_token_id, config.batch_tokens, seed)
        number += 1


def bucketed(sequences: Sequence[list[int]], pad: int, batch_tokens: int, seed: int) -> Iterator[Batch]:
    """Sequences of similar length together, as many as ``batch_tokens`` hold, in random order."""
    rng = Random(seed)
    batches: list[list[list[int]]] = [[]]
    for tokens in sorted(sequences, key=lambda tokens: len(tokens) + rng.random() * 4):
        if batches[-1] and (len(batches[-1]) + 1) * max(map(len, (tokens, *batches[-1]))) > batch_tokens:
            batches.append([])
        batches[-1].append(tokens)
    rng.shuffle(batches)
    for batch in batches:
        width = max(map(len, batch))
        tokens_ = torch.tensor([tokens + [pad] * (width - len(tokens)) for tokens in batch])
        lengths = torch.tensor([len(tokens) for tokens in batch])
        outside = torch.arange(width)[None, :] >= lengths[:, None]
        yield Batch(tokens_, tokens_.masked_fill(outside, IGNORED))


def validation_batches(
    held_out: Sequence[GroupedPosts], tokenizer: PreTrainedTokenizerFast, config: BaseConfig
) -> tuple[Batch, ...]:
    """At most 200 held-out posts, drawn by seed, each as the answer to a plain request; none where there are no such posts."""
    texts = [text for group in in_order(held_out) for text in group.texts]
    drawn = Random(config.seed).sample(texts, min(_NUM_VALIDATION, len(texts)))
    sequences = encode_exchanges(tokenizer, plain_requests(drawn, config.seed))
    return tuple(bucketed(sequences, tokenizer.pad_token_id, 4 * config.batch_tokens, 0)) if sequences else ()
