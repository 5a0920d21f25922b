"""Trains LoRA adapters by transformers and PEFT: one base model in memory, one adapter after another on it.

Prompts are in the tokenizer's chat template; only responses are learned, or the instructions would leak into what the adapter
says. Batches are made by tokens. Losses are in nats per token of the responses, the end of turn included.
"""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch.utils.data import DataLoader
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedTokenizerBase,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)

from chorus.finetuning.base_model import TrainingPoint
from chorus.finetuning.batches import ShuffledBatches, token_batches
from chorus.finetuning.demonstrations import Demonstration, Demonstrations
from chorus.finetuning.precision import trains_in_bfloat16
from chorus.finetuning.revision import FinetuningConfig

IGNORED = -100
TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
LOGGING_STEPS = 10
WARM_UP_STEPS = 20
MAX_TOKENS = 1024
"""Longer exchanges are cut, as in the paper."""

Report = Callable[[TrainingPoint, float], None]
"""Called with each reading of the training curve, and tokens per second."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One demonstration in tokens."""

    tokens: tuple[int, ...]
    num_prompt: int
    """Leading tokens that are the prompt."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that one adapter is trained and measured on, in tokens and in batches."""

    training: tuple[Exchange, ...]
    validation: tuple[Exchange, ...]
    batches: ShuffledBatches

    def steps(self, config: FinetuningConfig) -> int:
        """Optimiser steps of its training."""
        return len(self.batches) * config.epochs


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training."""

    history: tuple[TrainingPoint, ...]
    base_validation_loss: float
    tokens_per_second: float


class AdapterTraining:
    """A base model, loaded once."""

    def __init__(self, base_model: Path | str, name: str) -> None:
        """``name`` is what adapters are recorded to be of, in place of a path that means nothing elsewhere."""
        self._name = name
        self._cuda = torch.cuda.is_available()
        self.tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(base_model)
        self._base = AutoModelForCausalLM.from_pretrained(
            base_model, dtype=torch.bfloat16 if self._cuda else torch.float32
        )
        self._pad = (
            self.tokenizer.pad_token_id if self.tokenizer.pad_token_id is not None else self.tokenizer.eos_token_id
        )
        self._max_tokens = min(MAX_TOKENS, self._base.config.max_position_embeddings)

    def prepare(self, demonstrations: Demonstrations, config: FinetuningConfig) -> Material:
        """Put demonstrations into tokens and batches."""
        training = self._encode(demonstrations.training)
        lengths = [len(exchange.tokens) for exchange in training]
        batches = ShuffledBatches(token_batches(lengths, config.batch_tokens), config.seed)
        return Material(training, self._encode(demonstrations.validation), batches)

    def train(self, material: Material, config: FinetuningConfig, folder: Path, report: Report) -> Trained:
        """Train one adapter into ``folder``; the base model is afterwards what it was before."""
        set_seed(config.seed % 2**32)
        model = get_peft_model(self._base, self._lora(config))
        try:
            base_loss = self._mean_loss(model, material.validation)
            watch = _Watch(material, report, lambda: self._mean_loss(model, material.validation))
            trainer = _Trainer(
                model=model,
                args=self._arguments(material, config, folder),
                train_dataset=list(material.training),
                data_collator=self._collate,
                callbacks=[watch],
                batches=material.batches,
            )
            trainer.remove_callback(PrinterCallback)
            trainer.train()
            self._save(model, folder)
        finally:
            self._base = model.unload()
        return Trained(tuple(watch.history), base_loss or 0.0, watch.tokens_per_second)

    def _encode(self, demonstrations: Sequence[Demonstration]) -> tuple[Exchange, ...]:
        if not demonstrations:
            return ()
        prompts = [self._render(each.instruction, None) for each in demonstrations]
        whole = [self._render(each.instruction, each.response) for each in demonstrations]
        ends = [len(prompt) for prompt in prompts]
        encoded = self.tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)
        exchanges = []
        for tokens, offsets, end in zip(encoded["input_ids"], encoded["offset_mapping"], ends, strict=True):
            num_prompt = sum(start < end for start, _ in offsets)
            exchanges.append(Exchange(tuple(tokens[: self._max_tokens]), num_prompt))
        return tuple(exchange for exchange in exchanges if len(exchange.tokens) > exchange.num_prompt)

    def _render(self, instruction: str, response: str | None) -> str:
        messages = [{"role": "user", "content": instruction}]
        if response is not None:
            messages.append({"role": "assistant", "content": response})
        text: str = self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=response is None)
        return text

    def _collate(self, exchanges: Sequence[Exchange]) -> dict[str, torch.Tensor]:
        width = max(len(exchange.tokens) for exchange in exchanges)
        tokens = torch.full((len(exchanges), width), self._pad)
        labels = torch.full((len(exchanges), width), IGNORED)
        mask = torch.zeros((len(exchanges), width), dtype=torch.long)
        for row, exchange in enumerate(exchanges):
            length = len(exchange.tokens)
            tokens[row, :length] = torch.tensor(exchange.tokens)
            labels[row, exchange.num_prompt : length] = torch.tensor(exchange.tokens[exchange.num_prompt :])
            mask[row, :length] = 1
        return {"input_ids": tokens, "labels": labels, "attention_mask": mask}

    def _mean_loss(self, model: PeftModel, exchanges: Sequence[Exchange]) -> float | None:
        """Loss per response token over all exchanges; None without any."""
        total, count = 0.0, 0
        was_training = model.training
        model.eval()
        with torch.inference_mode():
            for batch in token_batches([len(exchange.tokens) for exchange in exchanges], 8192):
                inputs = {
                    key: tensor.to(model.device) for key, tensor in self._collate([exchanges[i] for i in batch]).items()
                }
                learned = int((inputs["labels"][:, 1:] != IGNORED).sum())
                total += float(model(**inputs).loss) * learned
                count += learned
        model.train(was_training)
        return total / count if count else None

    def _lora(self, config: FinetuningConfig) -> LoraConfig:
        return LoraConfig(
            r=config.rank,
            lora_alpha=config.alpha,
            target_modules=list(TARGETS),
            lora_dropout=0.0,
            bias="none",
            task_type="CAUSAL_LM",
        )

    def _arguments(self, material: Material, config: FinetuningConfig, folder: Path) -> TrainingArguments:
        return TrainingArguments(
            output_dir=str(folder),
            num_train_epochs=config.epochs,
            learning_rate=config.learning_rate,
            lr_scheduler_type="cosine",
            warmup_steps=min(WARM_UP_STEPS, math.ceil(material.steps(config) / 10)),
            weight_decay=0.0,
            max_grad_norm=1.0,
            logging_steps=LOGGING_STEPS,
            save_strategy="no",
            eval_strategy="no",
            report_to=[],
            bf16=trains_in_bfloat16("cuda" if self._cuda else "cpu"),
            use_cpu=not self._cuda,
            disable_tqdm=True,
            remove_unused_columns=False,
            seed=config.seed % 2**32,
        )

    def _save(self, model: PeftModel, folder: Path) -> None:
        model.save_pretrained(str(folder), safe_serialization=True)
        for path in folder.iterdir():
            if path.name not in ("adapter_config.json", "adapter_model.safetensors"):
                path.unlink()
        path = folder / "adapter_config.json"
        config = json.loads(path.read_text())
        config["base_model_name_or_path"] = self._name
        config["target_modules"] = sorted(config["target_modules"])
        path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


class _Trainer(Trainer):
    """A Trainer whose batches are made by tokens."""

    def __init__(self, *, batches: ShuffledBatches, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._batches = batches

    def get_train_dataloader(self) -> DataLoader[Exchange]:
        """Batches of one epoch."""
        return DataLoader(self.train_dataset, batch_sampler=self._batches, collate_fn=self.data_collator)


class _Watch(TrainerCallback):
    """Keeps the training curve and reports it on its way."""

    def __init__(self, material: Material, report: Report, validate: Callable[[], float | None]) -> None:
        self.history: list[TrainingPoint] = []
        self._report = report
        self._validate = validate
        self._tokens_per_step = sum(len(exchange.tokens) for exchange in material.training) / len(material.batches)
        self._steps = 0
        self._seconds = 0.0
        self._begun = 0.0
        self._validation_loss: float | None = None

    @property
    def tokens_per_second(self) -> float:
        """Tokens trained on per second, validation aside."""
        return self._tokens_per_step * self._steps / self._seconds if self._seconds else 0.0

    def on_step_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Start the clock."""
        self._begun = time.perf_counter()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Stop it."""
        self._seconds += time.perf_counter() - self._begun
        self._steps += 1

    def on_log(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, logs: dict[str, float], **_: object
    ) -> None:
        """Keep a reading, with the validation loss where an epoch has just ended."""
        if "loss" in logs:
            self._keep(TrainingPoint(state.global_step, logs["loss"], self._validation_loss))

    def on_epoch_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Measure the adapter on the held-out authors' demonstrations; the reading follows, unless it was just taken."""
        self._validation_loss = self._validate()
        last = self.history[-1] if self.history else None
        if last is not None and last.step == state.global_step:
            self._keep(replace(self.history.pop(), validation_loss=self._validation_loss))
        else:
            control.should_log = True

    def _keep(self, point: TrainingPoint) -> None:
        self.history.append(point)
        self._validation_loss = None
        self._report(point, self.tokens_per_second)
