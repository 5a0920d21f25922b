"""The real Ray, Ray Train, transformers and PEFT, on a model with random weights that is as small as can be."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
import ray

from chorus.errors import DataLoss, TooFewPosts, Unavailable
from chorus.finetuning.adapters import check_adapter
from chorus.finetuning.base_model import BaseModel, BaseModelOrigin
from chorus.finetuning.base_recipe import QUICK
from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.demonstrations import demonstrate
from chorus.finetuning.engine import AdapterPlan, BaseText, BuildPlan, TrainedAdapter, TrainingPlan, TrainingProgress
from chorus.finetuning.ray_engine import RayEngine
from chorus.finetuning.ray_places import Places
from chorus.finetuning.recipe import complete
from chorus.finetuning.revision import FinetuningConfig
from chorus.finetuning.tokenizer import train_tokenizer
from chorus.storage.artifacts import Artifacts

from .conftest import WORDS, community_posts

pytestmark = [
    pytest.mark.engine,
    # One loop, and with it one pool of threads, for all: Ray ends a cluster with the thread that started it.
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]

FIRST, SECOND = WORDS


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Folders for runs on a Ray cluster of this process's own, which the first of them starts."""
    home = tmp_path_factory.mktemp("home")
    yield Places(str(home / "artifacts"), str(home / "runs"), home / "cache", max_failures=0)
    ray.shutdown()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import LlamaConfig, LlamaForCausalLM, set_seed

    folder = tmp_path_factory.mktemp("tiny-llama")
    texts = [post.text for name in WORDS for post in community_posts(name)]
    tokenizer = train_tokenizer(texts, 400, 256)
    set_seed(0)
    config = LlamaConfig(
        vocab_size=448, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=256, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def engine(places: Places) -> RayEngine:
    return RayEngine("local", places)


def adapter(community: str, places: Places, epochs: int) -> AdapterPlan:
    demonstrations = demonstrate(community_posts(community), seed=0)
    config = FinetuningConfig(rank=4, epochs=epochs, batch_tokens=512)
    location = Artifacts(places.artifacts).put_bytes(demonstrations.dump())
    return AdapterPlan(community, location, complete(config, len(demonstrations.training), 50_000))


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
    progress = [event for event in events if isinstance(event, TrainingProgress)]

    assert again == bakers
    assert not [event for event in progress if event.message.startswith("bakers")]
    assert progress[-1].message.startswith("walkers: loss ")
    assert "validation" in progress[-1].message
    assert progress[-1].message.endswith("tokens/s")
    assert progress[-1].done == progress[-1].total
    assert [event.done for event in progress] == sorted(event.done for event in progress)
    await until_idle()

    for trained, community in ((bakers, FIRST), (walkers, SECOND)):
        assert trained.community == community
        folder = Artifacts(places.artifacts).fetch_folder(trained.location, places.scratch)
        assert check_adapter(folder, base, max_rank=4).rank == 4
        assert str(base) not in (folder / "adapter_config.json").read_text()
        assert trained.history[-1].validation_loss is not None
        assert trained.history[-1].validation_loss < trained.base_validation_loss
        assert trained.tokens_per_second > 0
    assert bakers.weights_digest != walkers.weights_digest


async def test_what_a_worker_raises_arrives_as_it_was(engine: RayEngine, places: Places, base: Path) -> None:
    lost = replace(adapter(FIRST, places, 1), demonstrations=Artifacts(places.artifacts).put_bytes(b"to be damaged"))
    path = next(path for path in Path(places.artifacts).rglob(lost.demonstrations_digest) if path.is_file())
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


@pytest.fixture
def nowhere(places: Places) -> RayEngine:
    ray.shutdown()
    return RayEngine("127.0.0.1:1", places)


async def test_no_cluster_is_an_error_that_says_what_to_do(nowhere: RayEngine, base: Path, places: Places) -> None:
    with pytest.raises(Unavailable, match="chorus up"):
        await first_result(nowhere, TrainingPlan("base-models/tiny", str(base), (adapter(FIRST, places, 1),)))
