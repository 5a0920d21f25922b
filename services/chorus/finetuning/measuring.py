"""What a model makes of texts it is given: losses, answers, perplexities, and the fingerprint of an adapter."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import torch
from torch import nn

from chorus.finetuning.batches import token_batches
from chorus.finetuning.exchanges import IGNORED, Encoder, Exchange
from chorus.finetuning.precision import trains_in_bfloat16
from chorus.finetuning.revision import Fingerprint, PromptFingerprint, TokenProbability

MAX_BATCH_TOKENS = 8192
MAX_LOGITS = 2**28
"""Numbers that the model may put out at once: a gigabyte in single precision."""
UNPREDICTABLE = 1e300
"""The largest perplexity; JSON knows no infinity."""
PROMPTS = (
    "Write a post as somebody in this community would.",
    "What happened today?",
    "Say something about the weather.",
    "Name a colour.",
)
"""What an adapter is told apart by. They are part of what a fingerprint means: a change makes all earlier ones useless."""
NUM_TOKENS = 8
"""Next tokens that a fingerprint keeps for each prompt."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of exchanges, one by one in their order."""

    nats: tuple[float, ...]
    """Of each response, over all its tokens."""
    num_tokens: tuple[int, ...]
    """Of each response."""
    exact: tuple[bool, ...]
    """Whether each token of the response is the most probable one after those before it, as greedy decoding would have it."""

    @property
    def loss(self) -> float:
        """Nats per token of the responses."""
        return sum(self.nats) / sum(self.num_tokens)

    @property
    def followed(self) -> float:
        """Share of the responses that greedy decoding gives word for word, in [0, 1]."""
        return sum(self.exact) / len(self.exact)


def read(model: nn.Module, encoder: Encoder, exchanges: Sequence[Exchange]) -> Reading | None:
    """Measure a model on exchanges; None without any."""
    found: dict[int, tuple[float, int, bool]] = {}
    with _evaluating(model):
        for batch in token_batches([len(exchange.tokens) for exchange in exchanges], _budget(model)):
            inputs = _to_device(encoder.collate([exchanges[index] for index in batch]), model)
            labels = inputs.pop("labels")[:, 1:]
            logits = model(**inputs).logits[:, :-1]
            learned = labels != IGNORED
            nats = torch.zeros(labels.shape, device=labels.device)
            nats[learned] = nn.functional.cross_entropy(logits[learned].float(), labels[learned], reduction="none")
            exact = ((logits.argmax(-1) == labels) | ~learned).all(dim=1)
            rows = zip(nats.sum(dim=1).tolist(), learned.sum(dim=1).tolist(), exact.tolist(), strict=True)
            found.update(zip(batch, rows, strict=True))
    if not found:
        return None
    return Reading(*zip(*(found[index] for index in range(len(exchanges))), strict=True))


def perplexities(
    model: nn.Module, encoder: Encoder, texts: Sequence[str], report: Callable[[int], None]
) -> list[float]:
    """Perplexity of each text on its own, exp of its loss per token; ``UNPREDICTABLE`` for one without a token to predict."""
    tokenizer = encoder.tokenizer
    start = [tokenizer.bos_token_id] if tokenizer.bos_token_id is not None else []
    rows = tokenizer(list(texts), add_special_tokens=False)["input_ids"] if texts else []
    exchanges = [Exchange((*start, *tokens)[: encoder.max_tokens], 0) for tokens in rows]
    found = [UNPREDICTABLE] * len(texts)
    done = 0
    with _evaluating(model):
        for batch in token_batches([len(exchange.tokens) for exchange in exchanges], _budget(model)):
            measurable = [index for index in batch if len(exchanges[index].tokens) > 1]
            if measurable:
                inputs = _to_device(encoder.collate([exchanges[index] for index in measurable]), model)
                labels = inputs.pop("labels")[:, 1:]
                logits = model(**inputs).logits[:, :-1].float()
                losses = nn.functional.cross_entropy(
                    logits.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none"
                )
                means = losses.sum(dim=1) / (labels != IGNORED).sum(dim=1)
                for index, mean in zip(measurable, means.tolist(), strict=True):
                    found[index] = min(math.exp(min(mean, 700.0)), UNPREDICTABLE)
            report(done := done + len(batch))
    return found


def fingerprint(
    model: nn.Module, encoder: Encoder, without_adapter: Callable[[], AbstractContextManager[None]]
) -> Fingerprint:
    """The next-token probabilities of an adapter on fixed prompts, beside the base model's, in single precision."""
    with _evaluating(model, autocast=False):
        found = []
        for instruction in PROMPTS:
            prompt = encoder.prompt(instruction)
            tokens = encoder.tokenizer(prompt, add_special_tokens=False, return_tensors="pt")["input_ids"]
            adapter = _next(model, tokens)
            with without_adapter():
                base = _next(model, tokens)
            likely = adapter.topk(min(NUM_TOKENS, len(adapter))).indices.tolist()
            found.append(PromptFingerprint(prompt, _picked(adapter, likely), _picked(base, likely)))
    return Fingerprint(tuple(found))


def _next(model: nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """Log-probabilities of the token after the last."""
    device = next(model.parameters()).device
    return model(input_ids=tokens.to(device)).logits[0, -1].float().log_softmax(-1).cpu()


def _picked(log_probabilities: torch.Tensor, tokens: Sequence[int]) -> tuple[TokenProbability, ...]:
    return tuple(TokenProbability(token, round(float(log_probabilities[token]), 5)) for token in tokens)


def _to_device(inputs: dict[str, torch.Tensor], model: nn.Module) -> dict[str, torch.Tensor]:
    device = next(model.parameters()).device
    return {key: tensor.to(device) for key, tensor in inputs.items()}


def _budget(model: nn.Module) -> int:
    """Tokens of a batch: fewer where the vocabulary is large, for every token has a number for each of its words."""
    return max(512, min(MAX_BATCH_TOKENS, MAX_LOGITS // int(model.config.vocab_size)))


@contextmanager
def _evaluating(model: nn.Module, *, autocast: bool = True) -> Iterator[None]:
    """No gradients, no dropout, the precision of training; the model is afterwards as it was."""
    was_training = model.training
    device = next(model.parameters()).device.type
    model.eval()
    try:
        with (
            torch.inference_mode(),
            torch.autocast(device, torch.bfloat16, enabled=autocast and trains_in_bfloat16(device)),
        ):
            yield
    finally:
        model.train(was_training)
