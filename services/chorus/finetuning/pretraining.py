"""Trains the small base: a Llama from nothing, on local text, in two to five minutes.

Muon moves the matrices and AdamW the embeddings and norms, both at a high rate; batches hold exchanges of similar length; the
forward pass is in bfloat16 where the machine gains from it. Progress is kept every ``CHECKPOINT_STEPS`` steps, so that a build
that was cut off goes on.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from chorus.errors import TooFewPosts
from chorus.finetuning.base_batches import IGNORED, Batch, endless_batches, validation_batches
from chorus.finetuning.base_model import BUILT_LIMITS, BaseModel, BaseModelOrigin, TrainingPoint, name_of
from chorus.finetuning.base_recipe import STANDARD, BaseConfig, base_digest, in_order, num_steps
from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.instructions import bundled_instructions
from chorus.finetuning.model_files import folder_digest
from chorus.finetuning.muon import use_fast_muon
from chorus.finetuning.precision import trains_in_bfloat16
from chorus.finetuning.tokenizer import train_tokenizer

CHECKPOINT_STEPS = 100
_MIN_POSTS = 50
_READING_STEPS = 10

Report = Callable[[int, int, float], None]
"""Called with steps done, steps in all, and the loss in nats per token."""


def _unheard(done: int, total: int, loss: float) -> None:
    """Reports to nobody."""


def build_base_model(
    posts: Sequence[GroupedPosts],
    folder: Path,
    *,
    config: BaseConfig = STANDARD,
    held_out: Sequence[GroupedPosts] = (),
    threads: int | None = None,
    report: Report | None = None,
) -> BaseModel:
    """Train a base on posts by training authors and save it, tokenizer included, to ``folder``.

    The same posts, config and threads give the same weights. A second call after an interruption goes on from the last
    checkpoint in ``folder``. ``held_out`` posts are only measured. Raises ``TooFewPosts`` below 50 posts.
    """
    groups, inputs = in_order(posts), base_digest(posts, config)
    config = replace(config, steps=num_steps(posts, config))
    if sum(len(group.texts) for group in groups) < _MIN_POSTS:
        raise TooFewPosts(f"a base model needs at least {_MIN_POSTS} posts to learn from; import more")
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(threads or torch.get_num_threads())
    use_fast_muon()
    tokenizer = _tokenizer(groups, config)
    validation = validation_batches(held_out, tokenizer, config)
    training = _Training(_new_model(tokenizer, config), config, folder / "checkpoint.pt", inputs)
    batches = endless_batches(groups, tokenizer, config)
    history = training.run(batches, validation, report or _unheard)
    _save(training.model, tokenizer, folder)
    training.checkpoint.unlink(missing_ok=True)
    digest = folder_digest(folder)
    return BaseModel(
        name=name_of(digest),
        digest=digest,
        location=str(folder),
        origin=BaseModelOrigin.BUILT,
        num_parameters=training.model.num_parameters(),
        context_length=config.context_length,
        limits=BUILT_LIMITS,
        history=history,
    )


def _tokenizer(groups: Sequence[GroupedPosts], config: BaseConfig) -> PreTrainedTokenizerFast:
    posts = (text for group in groups for text in group.texts)
    pairs = (f"{pair.instruction}\n{pair.response}" for pair in bundled_instructions())
    return train_tokenizer((*posts, *pairs), config.vocabulary, config.context_length)


def _new_model(tokenizer: PreTrainedTokenizerFast, config: BaseConfig) -> LlamaForCausalLM:
    torch.manual_seed(config.seed)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=-(-len(tokenizer) // 64) * 64,
            hidden_size=config.hidden,
            num_hidden_layers=config.layers,
            num_attention_heads=config.hidden // config.head_dim,
            num_key_value_heads=config.hidden // config.head_dim,
            head_dim=config.head_dim,
            intermediate_size=config.mlp,
            max_position_embeddings=config.context_length,
            tie_word_embeddings=True,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


class _Training:
    """A model on its way, with all that is needed to go on after an interruption."""

    def __init__(self, model: LlamaForCausalLM, config: BaseConfig, checkpoint: Path, inputs: str) -> None:
        self.model = model
        self.checkpoint = checkpoint
        self._config = config
        self._inputs = inputs
        matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
        others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
        rate, decay = config.learning_rate, config.weight_decay
        self._optimisers: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.Muon(matrices, lr=rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.95), weight_decay=0.0),
        )
        self._history: list[TrainingPoint] = []

    def run(self, batches: Iterator[Batch], validation: Sequence[Batch], report: Report) -> tuple[TrainingPoint, ...]:
        """Train to the last step and return the curve."""
        done, steps = self._resume(), self._config.steps
        for _ in range(done):
            next(batches)
        self.model.train()
        recent: list[float] = []
        for step in range(done + 1, steps + 1):
            recent.append(self._step(next(batches), step))
            if step % _READING_STEPS == 0 or step == steps:
                loss = sum(recent) / len(recent)
                recent.clear()
                measured = validation and (step % CHECKPOINT_STEPS == 0 or step == steps)
                self._history.append(
                    TrainingPoint(step, loss, _mean_loss(self.model, validation) if measured else None)
                )
                report(step, steps, loss)
            if step % CHECKPOINT_STEPS == 0 and step < steps:
                self._keep(step)
        self.model.eval()
        return tuple(self._history)

    def _step(self, batch: Batch, step: int) -> float:
        for optimiser in self._optimisers:
            for group in optimiser.param_groups:
                group["lr"] = self._rate(step)
        loss = _loss(self.model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self._config.max_norm)
        for optimiser in self._optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        return float(loss.detach())

    def _rate(self, step: int) -> float:
        """Linear warm-up, then a cosine down to zero at the last step."""
        config = self._config
        if step <= config.warm_up:
            return config.learning_rate * step / config.warm_up
        gone = (step - config.warm_up) / max(1, config.steps - config.warm_up)
        return config.learning_rate * 0.5 * (1 + math.cos(math.pi * gone))

    def _keep(self, step: int) -> None:
        """Write a checkpoint whole or not at all."""
        state = {
            "inputs": self._inputs,
            "step": step,
            "model": self.model.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
            "history": [asdict(point) for point in self._history],
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def _resume(self) -> int:
        """Steps done by an earlier build of the same inputs."""
        if not self.checkpoint.exists():
            return 0
        state = torch.load(self.checkpoint, weights_only=True)
        if state["inputs"] != self._inputs:
            return 0
        self.model.load_state_dict(state["model"])
        for optimiser, kept in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        self._history = [TrainingPoint(**point) for point in state["history"]]
        return int(state["step"])


def _loss(model: LlamaForCausalLM, batch: Batch) -> torch.Tensor:
    """Mean cross-entropy per token, in nats."""
    with torch.autocast("cpu", torch.bfloat16, enabled=trains_in_bfloat16("cpu")):
        logits = model(input_ids=batch.tokens, use_cache=False).logits
    flat = logits[:, :-1].flatten(0, 1).float()
    return torch.nn.functional.cross_entropy(flat, batch.labels[:, 1:].flatten(), ignore_index=IGNORED)


def _mean_loss(model: LlamaForCausalLM, batches: Sequence[Batch]) -> float:
    with torch.inference_mode():
        counts = [int((batch.labels[:, 1:] != IGNORED).sum()) for batch in batches]
        losses = [float(_loss(model, batch)) for batch in batches]
    return sum(loss * count for loss, count in zip(losses, counts, strict=True)) / sum(counts)


def _save(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    model.generation_config = GenerationConfig(
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
