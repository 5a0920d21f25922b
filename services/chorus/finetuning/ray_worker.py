"""What a worker of a Ray Train run does: the adapters of all the communities, one after another, on one base model in memory.

A checkpoint lists the adapters that are finished, whose files are in the artifact store, and holds the state of the one in
training. Workers that are started again, in the same run or a later one of the same name, go on from there. Where several
workers train together all of them do the same on their shares of each batch, and the first one speaks for them.
"""

import gc
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import ray.train
import torch
from ray.train import Checkpoint, CheckpointConsistencyMode

from chorus import __version__
from chorus.finetuning.adapter_training import AdapterTraining, Material
from chorus.finetuning.adapters import WEIGHTS
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.batches import Share
from chorus.finetuning.comparing import compare
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.engine import AdapterPlan, Comparison, TrainedAdapter, TrainingPlan, TrainingProgress
from chorus.finetuning.loaded_base import load_base
from chorus.finetuning.ray_places import Places
from chorus.finetuning.ray_run import Event, Reserved, report_to
from chorus.finetuning.training_curve import Course, Curve
from chorus.storage.artifacts import Artifacts

_FINISHED = "finished.json"
_ADAPTER = "adapter"
"""Folder of a checkpoint that the state of the adapter in training is in."""
_ID = "id"
"""File in it that says which adapter it is."""
LIBRARIES = ("torch", "transformers", "peft", "ray")


def train_adapters(plan: TrainingPlan, places: Places) -> None:
    """Train what is not finished yet."""
    share = Share(ray.train.get_context().get_world_rank(), ray.train.get_context().get_world_size())
    torch.set_num_threads(places.threads or max(1, (os.cpu_count() or 1) // share.num_workers))
    with TemporaryDirectory() as folder:
        _Worker(plan, places, share, Path(folder)).work()


class _Worker:
    """What a worker does, from wherever it was left."""

    def __init__(self, plan: TrainingPlan, places: Places, share: Share, workspace: Path) -> None:
        self._plan = plan
        self._places = places
        self._share = share
        self._workspace = workspace
        self._artifacts = Artifacts(places.artifacts)
        self._tell = report_to(plan.run) if share.rank == 0 else _tell_nobody
        self._tell(Reserved(ray.util.get_current_placement_group()))
        self._finished = self._take_up()

    def work(self) -> None:
        for trained in self._finished:
            self._tell(trained)
        self._tell(TrainingProgress(message="loading the base model"))
        folder = base_folder(self._plan.base_location, self._artifacts, self._places.scratch)
        base = load_base(folder, quantize=self._plan.adapters[0].config.quantize_base)
        training = AdapterTraining(base, self._plan.base_model, self._share, self._places.checkpoint_steps)
        materials = [self._prepare(training, adapter) for adapter in self._plan.adapters]
        steps = [material.steps(a.config) for material, a in zip(materials, self._plan.adapters, strict=True)]
        course = Course(sum(steps))
        # The Trainer collects garbage at every beginning: what is loaded by now is never any, and there is much of it.
        gc.freeze()
        done = {trained.id for trained in self._finished}
        for adapter, material, num_steps in zip(self._plan.adapters, materials, steps, strict=True):
            if adapter.id not in done:
                self._finish(self._train(training, adapter, material, course))
            course.passed += num_steps
        if self._plan.compare:
            self._tell(self._compare(training, materials, course.total))

    def _take_up(self) -> list[TrainedAdapter]:
        """Unpack the last checkpoint, if there is one, and return the adapters on its list."""
        checkpoint = ray.train.get_checkpoint()
        if checkpoint is None:
            return []
        with checkpoint.as_directory() as folder:
            shutil.copytree(folder, self._workspace, dirs_exist_ok=True)
        listed = json.loads((self._workspace / _FINISHED).read_bytes())
        return msgspec.convert(listed, list[TrainedAdapter])

    def _prepare(self, training: AdapterTraining, adapter: AdapterPlan) -> Material:
        demonstrations = Demonstrations.load(self._artifacts.read_bytes(adapter.demonstrations))
        return training.prepare(demonstrations, adapter.config)

    def _train(
        self, training: AdapterTraining, adapter: AdapterPlan, material: Material, course: Course
    ) -> TrainedAdapter:
        def report(curve: Curve) -> None:
            self._tell(course.progress(adapter, curve, material.steps(adapter.config)))

        begun = time.monotonic()
        parent = self._artifacts.fetch_folder(adapter.parent, self._places.scratch) if adapter.parent else None
        with TemporaryDirectory() as name:
            folder = Path(name)
            trained = training.train(
                material,
                adapter.config,
                folder,
                parent=parent,
                resume=self._state_of(adapter),
                report=report,
                save=lambda checkpoint: self._keep(checkpoint, adapter),
            )
            with (folder / WEIGHTS).open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
            location = self._artifacts.put_folder(folder) if self._share.rank == 0 else ""
        return TrainedAdapter(
            id=adapter.id,
            community=adapter.community,
            location=location,
            weights_digest=digest,
            num_demonstrations=material.num_demonstrations,
            num_validation=len(material.validation),
            history=tuple(trained.curve.points),
            metrics=trained.metrics,
            fingerprint=trained.fingerprint,
            code_version=code_version(),
            tokens_per_second=trained.curve.tokens_per_second,
            seconds=time.monotonic() - begun,
        )

    def _state_of(self, adapter: AdapterPlan) -> Path | None:
        """Where the adapter's training was left, if it was begun."""
        folder = self._workspace / _ADAPTER
        if (folder / _ID).exists() and (folder / _ID).read_text() == adapter.id:
            return folder
        return None

    def _keep(self, state: Path, adapter: AdapterPlan) -> None:
        """Hand Ray Train a checkpoint of the adapter in training."""
        (state / _ID).write_text(adapter.id)
        with self._checkpoint() as folder:
            if folder is not None:
                shutil.copytree(state, folder / _ADAPTER)

    def _finish(self, trained: TrainedAdapter) -> None:
        """Put the adapter on the list of a new checkpoint, then hand it out."""
        self._finished.append(trained)
        with self._checkpoint():
            pass
        # Wait until the controller has it too: whoever dies from now on, this adapter is not trained again.
        ray.train.get_all_reported_checkpoints(consistency_mode=CheckpointConsistencyMode.COMMITTED)
        self._tell(trained)

    @contextmanager
    def _checkpoint(self) -> Iterator[Path | None]:
        """Report a checkpoint, to whose folder the block may add; None where another worker writes it."""
        metrics = {"finished": len(self._finished)}
        if self._share.rank:
            yield None
            ray.train.report(metrics)
            return
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / _FINISHED).write_bytes(msgspec.json.encode(self._finished))
            yield folder
            ray.train.report(metrics, checkpoint=Checkpoint.from_directory(folder))

    def _compare(self, training: AdapterTraining, materials: list[Material], total: int) -> Comparison:
        def begin(number: int) -> None:
            message = f"measuring adapter {number} of {len(adapters)} on every community"
            self._tell(TrainingProgress(total, total, message))

        trained = {each.id: each for each in self._finished}
        adapters = [trained[adapter.id] for adapter in self._plan.adapters]
        if self._share.rank:
            return Comparison()
        folders = [self._artifacts.fetch_folder(each.location, self._places.scratch) for each in adapters]
        communities = [each.community for each in adapters]
        return Comparison(compare(training.base, communities, folders, materials, begin))


def code_version() -> str:
    """What trains here: Chorus and its libraries, with their versions."""
    return ", ".join((f"chorus {__version__}", *(f"{name} {version(name)}" for name in LIBRARIES)))


def _tell_nobody(event: Event) -> None:
    """What workers other than the first report by."""
