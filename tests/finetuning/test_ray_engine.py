"""The real Ray, Ray Train, transformers and PEFT, on a model with random weights that is as small as can be."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import ray

from chorus.errors import DataLoss, TooFewPosts, Unavailable
from chorus.finetuning.adapters import check_adapter
from chorus.finetuning.base_model import BaseModel, BaseModelOrigin
from chorus.finetuning.base_recipe import QUICK
from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.engine import (
    AdapterPlan,
    BaseText,
    BuildPlan,
    Comparison,
    Examination,
    ExaminationPlan,
    Perplexities,
    PerplexityPlan,
    TrainedAdapter,
    TrainingPlan,
    TrainingProgress,
)
from chorus.finetuning.ray_engine import RayEngine
from chorus.finetuning.ray_places import Places
from chorus.finetuning.revision import TARGETS
from chorus.storage.artifacts import Artifacts

from .conftest import WORDS, community_posts, write_adapter
from .tiny import FIRST, SECOND, config_of, demonstrations_of, make_base

pytestmark = [
    pytest.mark.engine,
    # One loop, and with it one pool of threads, for all: Ray ends a cluster with the thread that started it.
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Folders for runs on the Ray cluster of this process."""
    home = tmp_path_factory.mktemp("home")
    yield Places(str(home / "artifacts"), str(home / "runs"), home / "cache", max_failures=0)
    ray.shutdown()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("tiny-llama"))


@pytest.fixture
def engine(places: Places) -> RayEngine:
    return RayEngine("local", places)


def adapter(community: str, places: Places, epochs: int) -> AdapterPlan:
    demonstrations = demonstrations_of(community)
    location = Artifacts(places.artifacts).put_bytes(demonstrations.dump())
    id_ = community.removeprefix("communities/")
    return AdapterPlan(id_, community, location, config_of(demonstrations, epochs=epochs, patience=100))


async def first_result(engine: RayEngine, plan: TrainingPlan) -> TrainedAdapter:
    """Follow a run up to its first adapter, then look away."""
    async with aclosing(engine.train(plan)) as events:
        async for event in events:
            if isinstance(event, TrainedAdapter):
                return event
    raise AssertionError("the run gave no adapter")


async def until_idle() -> None:
    """Wait until no process of a run holds a CPU any more."""
    for _ in range(200):
        if ray.available_resources().get("CPU") == ray.cluster_resources()["CPU"]:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("a run that has ended still holds a CPU")


def idle_with_torch() -> list[int]:
    """Processes of this cluster that wait for other work with torch, and what it computed, in memory."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            idle = process.cmdline()[:1] == ["ray::IDLE"]
            if idle and any("libtorch" in mapped.path for mapped in process.memory_maps()):
                found.append(process.pid)
    return found


async def test_a_run_that_dies_goes_on_with_the_unfinished_community(
    engine: RayEngine, places: Places, base: Path
) -> None:
    plan = TrainingPlan("base-models/tiny", str(base), (adapter(FIRST, places, 3), adapter(SECOND, places, 60)))
    bakers = await first_result(engine, plan)
    begun = time.monotonic()
    assert await first_result(engine, plan) == bakers
    assert time.monotonic() - begun < 8, "looking again has to find the run that was left going"

    await engine.stop(plan.run)
    await until_idle()

    events = [event async for event in engine.train(plan)]
    again, walkers = (event for event in events if isinstance(event, TrainedAdapter))
    comparison = events[-1]
    assert isinstance(comparison, Comparison)
    assert [row.community for row in comparison.losses] == [FIRST, SECOND]
    assert [row.adapters.index(min(row.adapters)) for row in comparison.losses] == [0, 1]
    assert min(comparison.losses[0].adapters) == pytest.approx(bakers.metrics.validation_loss, abs=1e-3)
    progress = [event for event in events if isinstance(event, TrainingProgress)]

    assert again == bakers
    assert not [event for event in progress if event.message.startswith("bakers")]
    last = [event.message for event in progress if event.message.startswith("walkers: ")][-1]
    assert re.fullmatch(r"walkers: step \d+ of \d+, loss .*, validation .* tokens/s, 0 s left", last)
    assert progress[-1].done == progress[-1].total
    assert [event.done for event in progress] == sorted(event.done for event in progress)
    await until_idle()

    for trained, community in ((bakers, FIRST), (walkers, SECOND)):
        assert trained.community == community
        folder = Artifacts(places.artifacts).fetch_folder(trained.location, places.scratch)
        assert check_adapter(folder, base, max_rank=4).rank == 4
        assert str(base) not in (folder / "adapter_config.json").read_text()
        assert trained.history[-1].validation_loss is not None
        assert trained.metrics.validation_loss is not None
        assert trained.metrics.base_validation_loss is not None
        assert trained.metrics.validation_loss < trained.metrics.base_validation_loss
        assert "torch" in trained.code_version
        assert trained.tokens_per_second > 0
    assert bakers.weights_digest != walkers.weights_digest


async def test_two_workers_of_a_run_train_one_adapter(engine: RayEngine, places: Places, base: Path) -> None:
    plan = adapter(FIRST, places, 2)
    shared = replace(plan, config=replace(plan.config, num_workers=2))
    alone = await first_result(engine, TrainingPlan("base-models/tiny", str(base), (plan,)))
    together = await first_result(engine, TrainingPlan("base-models/tiny", str(base), (shared,)))
    # Half of every batch each: without their gradients put together, losses would be others.
    losses = [point.loss for point in alone.history]
    assert [point.loss for point in together.history] == pytest.approx(losses, abs=0.02)
    assert together.metrics.validation_loss == pytest.approx(alone.metrics.validation_loss, abs=2e-3)
    await until_idle()


async def test_what_a_worker_raises_arrives_as_it_was(engine: RayEngine, places: Places, base: Path) -> None:
    location = Artifacts(places.artifacts).put_bytes(b"to be damaged")
    lost = replace(adapter(FIRST, places, 1), demonstrations=location)
    path = next(Path(places.artifacts).rglob(location.removeprefix("artifact:")))
    path.write_bytes(b"damaged")
    with pytest.raises(DataLoss):
        await first_result(engine, TrainingPlan("base-models/tiny", str(base), (lost,)))
    await until_idle()


async def test_a_base_model_is_built_in_a_process_of_rays(engine: RayEngine, places: Places) -> None:
    groups = tuple(GroupedPosts(name, tuple(post.text for post in community_posts(name))) for name in WORDS)
    text = BaseText(groups, (GroupedPosts("others", ("bread on the hill today",)),))
    artifacts = Artifacts(places.artifacts)
    plan = BuildPlan(artifacts.put_bytes(text.dump()), replace(QUICK, steps=12, warm_up=2))
    events = [event async for event in engine.build(plan)]
    built = events[-1]
    assert isinstance(built, BaseModel)
    assert built.origin is BaseModelOrigin.BUILT
    files = {path.name for path in artifacts.fetch_folder(built.location, places.scratch).iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= files

    with pytest.raises(TooFewPosts):
        _ = [event async for event in engine.build(replace(plan, text=artifacts.put_bytes(BaseText().dump())))]
    await until_idle()
    async with asyncio.timeout(20):
        while idle_with_torch():
            await asyncio.sleep(0.1)


async def test_texts_and_adapters_are_measured(engine: RayEngine, places: Places, base: Path, tmp_path: Path) -> None:
    artifacts = Artifacts(places.artifacts)
    usual = [post.text for post in community_posts(FIRST, 20)]
    texts = artifacts.put_bytes(json.dumps([*usual, "", "qqqq zzzz xxxx"]).encode())
    found = [event async for event in engine.perplexities(PerplexityPlan(str(base), texts))]
    assert found[-2] == TrainingProgress(22, 22, "perplexity of 22 of 22 posts")
    assert isinstance(found[-1], Perplexities)
    numbers = json.loads(artifacts.read_bytes(found[-1].location))
    assert len(numbers) == 22
    assert numbers[20] == max(numbers)
    assert all(1 < number < 5000 for number in numbers[:20])

    shapes = {name: tuple(tensor.shape) for name, tensor in lora_weights(base).items()}
    options = {"target_modules": list(TARGETS)}
    folder = write_adapter(tmp_path / "silent", shapes, options)
    silent = [e async for e in engine.examine(ExaminationPlan(str(base), artifacts.put_folder(folder)))][-1]
    assert isinstance(silent, Examination)
    assert len(silent.fingerprint.prompts) >= 4
    assert all(prompt.adapter == prompt.base for prompt in silent.fingerprint.prompts), (
        "weights of zeros change nothing"
    )
    assert silent.metrics.general_loss == silent.metrics.base_general_loss
    assert silent.metrics.general_loss is not None
    await until_idle()


def lora_weights(base: Path) -> dict[str, Any]:
    from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
    from transformers import AutoModelForCausalLM

    model = get_peft_model(
        AutoModelForCausalLM.from_pretrained(base),
        LoraConfig(r=4, target_modules=list(TARGETS), task_type="CAUSAL_LM"),
    )
    weights: dict[str, Any] = get_peft_model_state_dict(model)
    return weights


@pytest.fixture
def nowhere(places: Places) -> RayEngine:
    ray.shutdown()
    return RayEngine("127.0.0.1:1", places)


async def test_no_cluster_is_an_error_that_says_what_to_do(nowhere: RayEngine, base: Path, places: Places) -> None:
    with pytest.raises(Unavailable, match="chorus up"):
        await first_result(nowhere, TrainingPlan("base-models/tiny", str(base), (adapter(FIRST, places, 1),)))
