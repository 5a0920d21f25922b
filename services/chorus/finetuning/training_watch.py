"""Watches one training: its curve, its best weights, when to stop, when to keep a checkpoint."""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from chorus.finetuning.base_model import TrainingPoint
from chorus.finetuning.batches import ShuffledBatches
from chorus.finetuning.training_curve import Curve

LOGGING_STEPS = 10


@dataclass(slots=True)
class BestSoFar:
    """The weights that predicted held-out authors best, on the CPU; empty before the first validation."""

    weights: dict[str, torch.Tensor] = field(default_factory=dict)


@dataclass(eq=False)
class TrainingWatch(TrainerCallback):
    """Called by the Trainer at every turn."""

    batches: ShuffledBatches
    curve: Curve
    best: BestSoFar
    patience: int
    checkpoint_steps: int
    tokens_per_step: float
    validate: Callable[[], float | None]
    weights: Callable[[], Mapping[str, torch.Tensor]]
    report: Callable[[Curve], None]
    save: Callable[[Path], None]
    """Called with the folder of a checkpoint, which is gone afterwards."""
    _begun: float = 0.0
    _validation_loss: float | None = None

    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        """Have the batches in the order of this epoch, also when it is gone on with."""
        self.batches.epoch = state.global_step // len(self.batches)

    def on_step_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Start the clock."""
        self._begun = time.perf_counter()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Stop it; at the end of an epoch measure the adapter, so that a checkpoint of this step knows."""
        self.curve.seconds += time.perf_counter() - self._begun
        self.curve.tokens += self.tokens_per_step
        self.curve.step = state.global_step
        if state.global_step % len(self.batches) == 0:
            self._validation_loss = self.validate()
            if self._validation_loss is not None:
                if self.curve.judge(self._validation_loss):
                    weights = self.weights()
                    self.best.weights = {name: tensor.detach().cpu().clone() for name, tensor in weights.items()}
                control.should_training_stop |= self.curve.is_over(self.patience)
            control.should_log = True
        if state.global_step % self.checkpoint_steps == 0 and state.global_step < state.max_steps:
            control.should_save = True

    def on_log(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, logs: dict[str, float], **_: object
    ) -> None:
        """Keep a reading, with the validation loss where an epoch has just ended."""
        if "loss" in logs:
            self.curve.points.append(TrainingPoint(state.global_step, logs["loss"], self._validation_loss))
            self._validation_loss = None
            self.report(self.curve)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Hand on the checkpoint that the Trainer has just written."""
        checkpoint = Path(args.output_dir or "") / f"checkpoint-{state.global_step}"
        self.save(checkpoint)
        shutil.rmtree(checkpoint)
