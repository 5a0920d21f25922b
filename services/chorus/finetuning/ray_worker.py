"""What the worker of a Ray Train run does: the adapters of all the communities, one after another, on one base model in memory.

A checkpoint lists the adapters that are finished; their files are in the artifact store. A worker that is started again, in the
same run or a later one of the same name, goes on with the first community that is not on the list.
"""

import json
import os
import time
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import ray.train
import torch
from ray.train import Checkpoint, CheckpointConsistencyMode

from chorus.finetuning.adapter_training import AdapterTraining, Material
from chorus.finetuning.adapters import WEIGHTS
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.base_model import TrainingPoint
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.engine import AdapterPlan, TrainedAdapter, TrainingPlan, TrainingProgress
from chorus.finetuning.ray_places import Places
from chorus.finetuning.ray_run import report_to
from chorus.storage.artifacts import Artifacts

_FINISHED = "finished.json"


def train_adapters(plan: TrainingPlan, places: Places) -> None:
    """Train what is not finished yet."""
    torch.set_num_threads(places.threads or os.cpu_count() or 1)
    _Worker(plan, places).work()


class _Worker:
    """What the worker does, from wherever it was left."""

    def __init__(self, plan: TrainingPlan, places: Places) -> None:
        self._plan = plan
        self._artifacts = Artifacts(places.artifacts)
        self._scratch = places.scratch
        self._report = report_to(plan.run)
        self._finished = _read_checkpoint()

    def work(self) -> None:
        for trained in self._finished:
            self._report(trained)
        done = {trained.community for trained in self._finished}
        if len(done) == len(self._plan.adapters):
            return
        self._report(TrainingProgress(message="loading the base model"))
        folder = base_folder(self._plan.base_location, self._artifacts, self._scratch)
        training = AdapterTraining(folder, self._plan.base_model)
        materials = [self._prepare(training, adapter) for adapter in self._plan.adapters]
        total = sum(m.steps(a.config) for m, a in zip(materials, self._plan.adapters, strict=True))
        before = 0
        for adapter, material in zip(self._plan.adapters, materials, strict=True):
            if adapter.community not in done:
                self._finish(self._train(training, adapter, material, before, total))
            before += material.steps(adapter.config)

    def _prepare(self, training: AdapterTraining, adapter: AdapterPlan) -> Material:
        demonstrations = Demonstrations.load(self._artifacts.read_bytes(adapter.demonstrations))
        return training.prepare(demonstrations, adapter.config)

    def _train(
        self, training: AdapterTraining, adapter: AdapterPlan, material: Material, before: int, total: int
    ) -> TrainedAdapter:
        validation = ""

        def report(point: TrainingPoint, tokens_per_second: float) -> None:
            nonlocal validation
            if point.validation_loss is not None:
                validation = f", validation {point.validation_loss:.2f}"
            short = adapter.community.removeprefix("communities/")
            message = f"{short}: loss {point.loss:.2f}{validation}, {tokens_per_second:,.0f} tokens/s"
            self._report(TrainingProgress(before + point.step, total, message))

        begun = time.monotonic()
        with TemporaryDirectory() as folder:
            trained = training.train(material, adapter.config, Path(folder), report)
            with (Path(folder) / WEIGHTS).open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
            location = self._artifacts.put_folder(Path(folder))
        return TrainedAdapter(
            community=adapter.community,
            location=location,
            weights_digest=digest,
            num_demonstrations=len(material.training),
            num_validation=len(material.validation),
            history=trained.history,
            base_validation_loss=trained.base_validation_loss,
            tokens_per_second=trained.tokens_per_second,
            seconds=time.monotonic() - begun,
        )

    def _finish(self, trained: TrainedAdapter) -> None:
        """Put the adapter on the list of a new checkpoint, then hand it out."""
        self._finished.append(trained)
        with TemporaryDirectory() as folder:
            (Path(folder) / _FINISHED).write_bytes(msgspec.json.encode(self._finished))
            ray.train.report({"finished": len(self._finished)}, checkpoint=Checkpoint.from_directory(folder))
            # Wait until the controller has it too: whoever dies from now on, this adapter is not trained again.
            ray.train.get_all_reported_checkpoints(consistency_mode=CheckpointConsistencyMode.COMMITTED)
        self._report(trained)


def _read_checkpoint() -> list[TrainedAdapter]:
    checkpoint = ray.train.get_checkpoint()
    if checkpoint is None:
        return []
    with checkpoint.as_directory() as folder:
        listed = json.loads((Path(folder) / _FINISHED).read_bytes())
    return msgspec.convert(listed, list[TrainedAdapter])
