"""Trains LoRA adapters by transformers and PEFT: one base model in memory, one adapter after another on it.

Only responses are learned, or the instructions would leak into what the adapter says. Batches are made by tokens, of texts of
like length. After each pass over the demonstrations the adapter is measured on held-out authors; the best weights are kept,
and training stops when several passes in a row bring nothing better. Losses are in nats per token of the responses, the end
of turn included.

A training that was cut off goes on from its last checkpoint and ends in the same weights.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from peft import LoraConfig, PeftModel, get_peft_model
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load_file, save_file
from torch import nn
from torch.utils.data import DataLoader
from transformers import PrinterCallback, Trainer, TrainingArguments, set_seed

from chorus.finetuning.adapters import CONFIG, WEIGHTS
from chorus.finetuning.batches import Share, ShuffledBatches, token_batches
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.exchanges import Exchange
from chorus.finetuning.loaded_base import LoadedBase
from chorus.finetuning.measuring import Reading, fingerprint, read
from chorus.finetuning.precision import trains_in_bfloat16
from chorus.finetuning.revision import TARGETS, AdapterMetrics, FinetuningConfig, Fingerprint
from chorus.finetuning.training_curve import Curve
from chorus.finetuning.training_watch import LOGGING_STEPS, BestSoFar, TrainingWatch

WARM_UP_STEPS = 20
_CURVE = "curve.json"
_BEST = "best.safetensors"

Report = Callable[[Curve], None]
"""Called with the training curve whenever it has a new reading."""
Save = Callable[[Path], None]
"""Called with the folder of a checkpoint, which is gone afterwards."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that one adapter is trained and measured on, in tokens and in batches."""

    training: tuple[Exchange, ...]
    """Demonstrations and general instructions."""
    validation: tuple[Exchange, ...]
    later: tuple[Exchange, ...]
    general: tuple[Exchange, ...]
    """General instructions that are never trained on."""
    batches: ShuffledBatches
    num_demonstrations: int
    """Of ``training``."""
    authors: tuple[str, ...]
    """Who wrote each response of ``validation``."""

    def steps(self, config: FinetuningConfig) -> int:
        """Optimiser steps of its training, if nothing stops it early."""
        return len(self.batches) * config.epochs


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training."""

    curve: Curve
    metrics: AdapterMetrics
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class AdapterTraining:
    """Trains adapters on a base model that is in memory."""

    base: LoadedBase
    name: str
    """What adapters are recorded to be of, in place of a path that means nothing elsewhere."""
    share: Share = field(default_factory=Share)
    """Which of the workers that train together this one is."""
    checkpoint_steps: int = 50
    """Optimiser steps between checkpoints; a multiple of ``LOGGING_STEPS``, or what was logged last would be lost."""
    _base_readings: dict[tuple[Exchange, ...], Reading | None] = field(default_factory=dict)
    """What the base model makes of texts, which is the same for every adapter."""

    def prepare(self, demonstrations: Demonstrations, config: FinetuningConfig) -> Material:
        """Put demonstrations into tokens and batches."""
        encode = self.base.encoder.encode
        posts = encode(demonstrations.training)
        training = posts + encode(demonstrations.general)
        batches = token_batches([len(exchange.tokens) for exchange in training], config.batch_tokens)
        validation = encode(demonstrations.validation)
        return Material(
            training=training,
            validation=validation,
            later=encode(demonstrations.later),
            general=encode(demonstrations.held_out_general),
            batches=ShuffledBatches(batches, config.seed, self.share),
            num_demonstrations=len(posts),
            authors=tuple(demonstrations.validation[exchange.place].author for exchange in validation),
        )

    def train(
        self,
        material: Material,
        config: FinetuningConfig,
        folder: Path,
        *,
        parent: Path | None = None,
        resume: Path | None = None,
        report: Report | None = None,
        save: Save | None = None,
    ) -> Trained:
        """Train one adapter into ``folder``; the base model is afterwards what it was before.

        ``parent`` is the PEFT folder to begin from, ``resume`` a checkpoint of this training to go on from.
        """
        set_seed(config.seed % 2**32)
        model = get_peft_model(self.base.model, _lora(config))
        try:
            if parent is not None:
                set_peft_model_state_dict(model, load_file(parent / WEIGHTS))
            curve, best = _resumed(resume)
            if not curve.is_over(config.patience):
                with TemporaryDirectory() as workspace:
                    self._fit(
                        model,
                        material,
                        config,
                        Path(workspace),
                        resume,
                        curve,
                        best,
                        report or _ignore,
                        save or _ignore,
                    )
            if best.weights:
                set_peft_model_state_dict(model, best.weights)
            self._write(model, folder)
            metrics = self._measure(model, material, curve)
            print_ = fingerprint(model, self.base.encoder, model.disable_adapter)
        finally:
            self.base.model = model.unload()
        return Trained(curve, metrics, print_)

    def _read_base(self, model: nn.Module, exchanges: Sequence[Exchange]) -> Reading | None:
        """Measure the base model, which ``model`` has to be, unless that was done before."""
        key = tuple(exchanges)
        if key not in self._base_readings:
            self._base_readings[key] = read(model, self.base.encoder, exchanges)
        return self._base_readings[key]

    def _fit(
        self,
        model: PeftModel,
        material: Material,
        config: FinetuningConfig,
        workspace: Path,
        resume: Path | None,
        curve: Curve,
        best: BestSoFar,
        report: Report,
        save: Save,
    ) -> None:
        def keep(checkpoint: Path) -> None:
            (checkpoint / _CURVE).write_bytes(msgspec.json.encode(curve))
            if best.weights:
                save_file(best.weights, checkpoint / _BEST)
            save(checkpoint)

        watch = TrainingWatch(
            batches=material.batches,
            curve=curve,
            best=best,
            patience=config.patience,
            checkpoint_steps=self.checkpoint_steps,
            tokens_per_step=sum(len(exchange.tokens) for exchange in material.training) / len(material.batches),
            validate=lambda: _loss(read(model, self.base.encoder, material.validation)),
            weights=lambda: get_peft_model_state_dict(model),
            report=report,
            save=keep,
        )
        trainer = _Trainer(
            model=model,
            args=self._arguments(material, config, workspace),
            train_dataset=list(material.training),
            data_collator=self.base.encoder.collate,
            callbacks=[watch],
            batches=material.batches,
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train(resume_from_checkpoint=str(resume) if resume is not None else None)

    def _arguments(self, material: Material, config: FinetuningConfig, workspace: Path) -> TrainingArguments:
        return TrainingArguments(
            output_dir=str(workspace),
            num_train_epochs=config.epochs,
            learning_rate=config.learning_rate,
            lr_scheduler_type="cosine",
            warmup_steps=min(WARM_UP_STEPS, math.ceil(material.steps(config) / 10)),
            weight_decay=0.0,
            max_grad_norm=1.0,
            logging_steps=LOGGING_STEPS,
            # The watch says when.
            save_strategy="no",
            eval_strategy="no",
            report_to=[],
            bf16=trains_in_bfloat16("cuda" if self.base.on_gpu else "cpu"),
            use_cpu=not self.base.on_gpu,
            ddp_find_unused_parameters=False,
            gradient_checkpointing=config.gradient_checkpointing,
            gradient_checkpointing_kwargs={"use_reentrant": False} if config.gradient_checkpointing else None,
            disable_tqdm=True,
            remove_unused_columns=False,
            seed=config.seed % 2**32,
        )

    def _measure(self, model: PeftModel, material: Material, curve: Curve) -> AdapterMetrics:
        later, general = (read(model, self.base.encoder, texts) for texts in (material.later, material.general))
        with model.disable_adapter():
            base = [self._read_base(model, texts) for texts in (material.validation, material.later, material.general)]
        return AdapterMetrics(
            # Of the best weights, which are the ones in the model.
            validation_loss=curve.best_loss,
            base_validation_loss=_loss(base[0]),
            later_loss=_loss(later),
            base_later_loss=_loss(base[1]),
            general_loss=_loss(general),
            base_general_loss=_loss(base[2]),
            followed=general.followed if general else None,
            base_followed=base[2].followed if base[2] else None,
            best_step=curve.best_step or curve.step,
            num_steps=curve.step,
        )

    def _write(self, model: PeftModel, folder: Path) -> None:
        """Leave the two files of an adapter and nothing else."""
        model.save_pretrained(str(folder), safe_serialization=True)
        for path in folder.iterdir():
            if path.name not in (CONFIG, WEIGHTS):
                path.unlink()
        path = folder / CONFIG
        options = json.loads(path.read_text())
        options["base_model_name_or_path"] = self.name
        options["target_modules"] = sorted(options["target_modules"])
        path.write_text(json.dumps(options, indent=2, sort_keys=True) + "\n")


class _Trainer(Trainer):
    """A Trainer whose batches are made by tokens, and whose workers share them out themselves."""

    def __init__(self, *, batches: ShuffledBatches, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._batches = batches

    def get_train_dataloader(self) -> DataLoader[Exchange]:
        """Batches of one epoch."""
        return DataLoader(self.train_dataset, batch_sampler=self._batches, collate_fn=self.data_collator)


def _lora(config: FinetuningConfig) -> LoraConfig:
    return LoraConfig(
        r=config.rank,
        lora_alpha=config.alpha,
        target_modules=list(config.targets or TARGETS),
        lora_dropout=0.0,
        bias="none",
        task_type="CAUSAL_LM",
    )


def _resumed(checkpoint: Path | None) -> tuple[Curve, BestSoFar]:
    if checkpoint is None:
        return Curve(), BestSoFar()
    curve = msgspec.json.decode((checkpoint / _CURVE).read_bytes(), type=Curve)
    best = checkpoint / _BEST
    return curve, BestSoFar(load_file(best) if best.exists() else {})


def _ignore(_: object) -> None:
    """Hears of readings and checkpoints where nobody else wants to."""


def _loss(reading: Reading | None) -> float | None:
    return reading.loss if reading else None
