"""Exchanges: instruction and response in tokens, as the model's own chat template writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from transformers import PreTrainedTokenizerBase

IGNORED = -100
"""The label of a token that is not learned."""

Inputs = dict[str, torch.Tensor]


class Pair(Protocol):
    """What is put into tokens; a demonstration or a general instruction."""

    @property
    def instruction(self) -> str:
        """One user turn."""
        ...

    @property
    def response(self) -> str:
        """The answer to it."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """One pair in tokens."""

    tokens: tuple[int, ...]
    num_prompt: int
    """Leading tokens that are the prompt."""
    place: int = 0
    """Of the pair, among those that were put into tokens together."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Puts pairs into tokens, and exchanges into tensors."""

    tokenizer: PreTrainedTokenizerBase
    max_tokens: int
    """Longer exchanges are cut."""

    @property
    def pad(self) -> int:
        """The token that fills up; what it is makes no difference."""
        pad: int | None = self.tokenizer.pad_token_id
        return self.tokenizer.eos_token_id if pad is None else pad

    def encode(self, pairs: Sequence[Pair]) -> tuple[Exchange, ...]:
        """Exchanges of pairs; one whose prompt alone is too long has nothing to learn and is left out."""
        if not pairs:
            return ()
        ends = [len(self.prompt(pair.instruction)) for pair in pairs]
        whole = [self._render(pair.instruction, pair.response) for pair in pairs]
        encoded = self.tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)
        exchanges = []
        rows = zip(encoded["input_ids"], encoded["offset_mapping"], ends, strict=True)
        for place, (tokens, offsets, end) in enumerate(rows):
            num_prompt = sum(start < end for start, _ in offsets)
            exchanges.append(Exchange(tuple(tokens[: self.max_tokens]), num_prompt, place))
        return tuple(exchange for exchange in exchanges if len(exchange.tokens) > exchange.num_prompt)

    def prompt(self, instruction: str) -> str:
        """What the model is given to answer an instruction."""
        return self._render(instruction, None)

    def collate(self, exchanges: Sequence[Exchange]) -> Inputs:
        """What a causal model of transformers takes: tensors [exchanges, tokens], padded on the right.

        Labels are the responses only, and logits are kept, which is where much of a small model's work is, from the first of them
        on: ``labels`` and the model's logits are [exchanges, kept].
        """
        width = max(len(exchange.tokens) for exchange in exchanges)
        begin = max(0, min(exchange.num_prompt for exchange in exchanges) - 1)
        tokens = torch.full((len(exchanges), width), self.pad)
        labels = torch.full((len(exchanges), width), IGNORED)
        mask = torch.zeros((len(exchanges), width), dtype=torch.long)
        for row, exchange in enumerate(exchanges):
            length = len(exchange.tokens)
            tokens[row, :length] = torch.tensor(exchange.tokens)
            labels[row, exchange.num_prompt : length] = torch.tensor(exchange.tokens[exchange.num_prompt :])
            mask[row, :length] = 1
        kept = torch.arange(begin, width)
        return {"input_ids": tokens, "labels": labels[:, begin:], "attention_mask": mask, "logits_to_keep": kept}

    def _render(self, instruction: str, response: str | None) -> str:
        messages = [{"role": "user", "content": instruction}]
        if response is not None:
            messages.append({"role": "assistant", "content": response})
        text: str = self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=response is None)
        return text
