"""What a run survives: processes that are killed, and a disk that is full. The weights are the same as without the fault."""

import os
import re
import resource
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
import ray
import torch

from chorus.errors import ResourceExhausted
from chorus.finetuning.adapter_training import AdapterTraining
from chorus.finetuning.adapters import WEIGHTS
from chorus.finetuning.engine import AdapterPlan, Comparison, TrainedAdapter, TrainingPlan, TrainingProgress
from chorus.finetuning.loaded_base import load_base
from chorus.finetuning.ray_engine import RayEngine
from chorus.finetuning.ray_places import Places
from chorus.finetuning.revision import FinetuningConfig
from chorus.storage.artifacts import Artifacts

from .tiny import FIRST, config_of, demonstrations_of, make_base

pytestmark = [
    pytest.mark.engine,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]

BREAD = demonstrations_of(FIRST)
CONFIG = config_of(BREAD, epochs=30, patience=100)
WORKER, DRIVER, RUN = r"ray::RayTrainWorker.*", r"ray::finetune-.*", r"ray::Run(\.\w+)?"
"""What the processes of a run call themselves."""
CHECKPOINT_STEPS = 20

Events = AsyncIterator[TrainingProgress | TrainedAdapter | Comparison]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def digest(base: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """SHA-256 of the weights that an undisturbed training gives."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("whole")
    training = AdapterTraining(load_base(base), "base-models/tiny")
    material = training.prepare(BREAD, CONFIG)
    training.train(material, CONFIG, folder)
    return sha256((folder / WEIGHTS).read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    home = tmp_path_factory.mktemp("home")
    yield Places(
        str(home / "artifacts"), str(home / "runs"), home / "cache", threads=1, checkpoint_steps=CHECKPOINT_STEPS
    )
    ray.shutdown()


def plan_of(places: Places, base: Path, config: FinetuningConfig = CONFIG) -> TrainingPlan:
    location = Artifacts(places.artifacts).put_bytes(BREAD.dump())
    return TrainingPlan("base-models/tiny", str(base), (AdapterPlan("bakers", FIRST, location, config),))


def processes(title: str) -> list[int]:
    """Those on this machine that are called so."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            called = (folder / "cmdline").read_bytes().decode(errors="replace").strip("\0 ")
            if folder.name.isdecimal() and re.fullmatch(title, called):
                found.append(int(folder.name))
    return found


def kill(title: str) -> None:
    found = processes(title)
    assert found, f"no process is called {title}"
    for number in found:
        os.kill(number, signal.SIGKILL)


def step_of(event: object) -> int:
    return event.done if isinstance(event, TrainingProgress) else 0


async def disturbed(events: Events, disturbances: list[tuple[int, Callable[[], None]]]) -> list[object]:
    """Every event; each disturbance comes once its step is done."""
    seen: list[object] = []
    waiting = list(disturbances)
    async for event in events:
        seen.append(event)
        if waiting and step_of(event) > waiting[0][0]:
            waiting.pop(0)[1]()
    assert not waiting, "the run was over before it was disturbed"
    return seen


async def test_a_run_survives_the_death_of_each_of_its_processes(places: Places, base: Path, digest: str) -> None:
    faults = [(50, lambda: kill(WORKER)), (110, lambda: kill(DRIVER)), (170, lambda: kill(RUN))]
    seen = await disturbed(RayEngine("local", places).train(plan_of(places, base)), faults)
    trained = [event for event in seen if isinstance(event, TrainedAdapter)]
    assert [each.weights_digest for each in trained] == [digest]
    steps = [step for step in map(step_of, seen) if step]
    again = [step for before, step in pairwise(steps) if step <= before]
    assert len(again) == len(faults)
    for (at, _), step in zip(faults, again, strict=True):
        assert step > at - CHECKPOINT_STEPS, "nothing before the last checkpoint is done again"


async def test_a_full_disk_leaves_nothing_half_written_and_loses_no_checkpoint(
    places: Places, base: Path, digest: str, tmp_path: Path
) -> None:
    others = replace(places, artifacts=str(tmp_path / "artifacts"), runs=str(tmp_path / "runs"), max_failures=0)
    plan = plan_of(others, base)

    def fill_disk() -> None:
        """From now on the worker can write no file of more than a kilobyte."""
        for worker in processes(WORKER):
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (1024, 1024))

    engine = RayEngine("local", others)
    with pytest.raises(ResourceExhausted, match="make room"):
        await disturbed(engine.train(plan), [(50, fill_disk)])
    for path in Path(others.artifacts).rglob("*"):
        if path.is_file():
            assert sha256(path.read_bytes()).hexdigest() == path.name

    steps, trained = [], None
    async for event in engine.train(plan):
        steps.append(step_of(event))
        trained = event if isinstance(event, TrainedAdapter) else trained
    assert min(filter(None, steps)) > 40
    assert trained is not None
    assert trained.weights_digest == digest


async def test_two_workers_train_the_same_adapter_together(places: Places, base: Path, tmp_path: Path) -> None:
    config = replace(CONFIG, epochs=4)
    training = AdapterTraining(load_base(base), "base-models/tiny")
    alone = training.train(training.prepare(BREAD, config), config, tmp_path)
    plan = plan_of(places, base, replace(config, num_workers=2))
    events = [event async for event in RayEngine("local", places).train(plan)]
    together = next(event for event in events if isinstance(event, TrainedAdapter))
    assert [point.step for point in together.history] == [point.step for point in alone.curve.points]
    losses = [point.loss for point in alone.curve.points]
    assert [point.loss for point in together.history] == pytest.approx(losses, abs=0.02)
