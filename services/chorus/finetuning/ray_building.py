"""Builds a base model in the process of a Ray task, and puts its files into the artifact store."""

import os
from collections.abc import Callable
from dataclasses import replace

from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.engine import BaseText, BuildPlan, TrainingProgress
from chorus.finetuning.pretraining import build_base_model
from chorus.finetuning.ray_places import Places
from chorus.storage.artifacts import Artifacts


def build_here(report: Callable[[TrainingProgress | BaseModel], None], plan: BuildPlan, places: Places) -> None:
    """Build and report the base model; a second call after an interruption goes on from the last checkpoint."""

    def progress(done: int, total: int, loss: float) -> None:
        report(TrainingProgress(done, total, f"base model: loss {loss:.2f}"))

    artifacts = Artifacts(places.artifacts)
    text = BaseText.load(artifacts.read_bytes(plan.text))
    folder = places.scratch / plan.run
    base_model = build_base_model(
        text.training,
        folder,
        config=plan.config,
        held_out=text.held_out,
        threads=places.threads or os.cpu_count(),
        report=progress,
    )
    report(replace(base_model, location=artifacts.put_folder(folder)))
