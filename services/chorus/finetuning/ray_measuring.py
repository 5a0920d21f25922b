"""What is measured in the process of a Ray task: perplexities of texts, and an adapter made elsewhere."""

import json
import os
from collections.abc import Callable
from dataclasses import replace

import msgspec
import torch
from peft import PeftModel

from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.engine import Examination, ExaminationPlan, Perplexities, PerplexityPlan, TrainingProgress
from chorus.finetuning.instructions import held_out_instructions
from chorus.finetuning.loaded_base import LoadedBase, load_base
from chorus.finetuning.measuring import fingerprint, perplexities, read
from chorus.finetuning.ray_places import Places
from chorus.finetuning.revision import AdapterMetrics
from chorus.storage.artifacts import Artifacts


def measure_perplexities(
    report: Callable[[TrainingProgress | Perplexities], None], plan: PerplexityPlan, places: Places
) -> None:
    """Measure every text and report where the numbers are."""
    artifacts = Artifacts(places.artifacts)
    texts = msgspec.json.decode(artifacts.read_bytes(plan.texts), type=list[str])
    base = _load(plan.base_location, artifacts, places)
    total = len(texts)

    def follow(done: int) -> None:
        report(TrainingProgress(done, total, f"perplexity of {done:,} of {total:,} posts"))

    found = perplexities(base.model, base.encoder, texts, follow)
    report(Perplexities(artifacts.put_bytes(json.dumps([round(each, 4) for each in found]).encode())))


def examine_adapter(
    report: Callable[[TrainingProgress | Examination], None], plan: ExaminationPlan, places: Places
) -> None:
    """Measure what an adapter does on fixed prompts and on general instructions."""
    artifacts = Artifacts(places.artifacts)
    report(TrainingProgress(0, 1, "measuring the adapter"))
    base = _load(plan.base_location, artifacts, places)
    folder = artifacts.fetch_folder(plan.adapter, places.scratch)
    general = base.encoder.encode(held_out_instructions())
    before = read(base.model, base.encoder, general)
    model = PeftModel.from_pretrained(base.model, str(folder))
    after = read(model, base.encoder, general)
    metrics = AdapterMetrics()
    if before and after:
        metrics = replace(
            metrics,
            general_loss=after.loss,
            base_general_loss=before.loss,
            followed=after.followed,
            base_followed=before.followed,
        )
    report(Examination(fingerprint(model, base.encoder, model.disable_adapter), metrics))


def _load(location: str, artifacts: Artifacts, places: Places) -> LoadedBase:
    torch.set_num_threads(places.threads or os.cpu_count() or 1)
    return load_base(base_folder(location, artifacts, places.scratch))
