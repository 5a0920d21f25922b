"""The job that makes demonstrations, over a real registry and a real store; graph and engine are played."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from chorus.errors import Internal, InvalidArgument, InvalidName, NoBaseModel, NotFound, TooFewPosts, Unavailable
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.demonstrating import DemonstrationRequest, Demonstrator
from chorus.finetuning.demonstration_set import AnnotatorMarks, DemonstrationConfig, DemonstrationSet, Selection
from chorus.finetuning.engine import Perplexities, PerplexityPlan, TrainingProgress
from chorus.finetuning.instruction_sets import InstructionSets
from chorus.finetuning.registry import Registry
from chorus.finetuning.templates import POOL
from chorus.graph.client import Community
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.post import Post

from .conftest import WORDS, community_posts

BAKERS, WALKERS = WORDS
BASE = BaseModel("base-models/tiny", "a" * 64, "artifact:" + "b" * 64)
CHOOSY = DemonstrationConfig(max_posts=30)


@dataclass
class Graph:
    """Communities in memory."""

    posts: dict[str, list[Post]]
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def get_community(self, name: str) -> Community:
        if name not in self.posts:
            raise NotFound(f"there is no {name!r}")
        return Community(name, display_name=name.removeprefix("communities/").title())

    async def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        self.asked.append((community, limit))
        for post in self.posts[community]:
            yield post


class Engine:
    """Finds long texts surprising."""

    def __init__(self, artifacts: Artifacts) -> None:
        self.artifacts = artifacts
        self.measured: list[PerplexityPlan] = []
        self.stopped: list[str] = []
        self.fault: BaseException | None = None
        self.silent = False

    async def perplexities(self, plan: PerplexityPlan) -> AsyncGenerator[TrainingProgress | Perplexities, None]:
        self.measured.append(plan)
        texts: list[str] = json.loads(self.artifacts.read_bytes(plan.texts))
        yield TrainingProgress(1, len(texts), "perplexity of 1")
        if self.fault:
            raise self.fault
        if self.silent:
            return
        yield Perplexities(self.artifacts.put_bytes(json.dumps([float(len(text)) for text in texts]).encode()))

    async def stop(self, run: str) -> None:
        self.stopped.append(run)


class Context:
    """A job's context whose steps are remembered from run to run, as DBOS does."""

    def __init__(self, called_off: bool = False) -> None:
        self.remembered: dict[str, Any] = {}
        self.reports: list[tuple[int, int, str, str]] = []
        self.called_off = called_off

    async def report(self, done: int, total: int, unit: str, message: str) -> None:
        self.reports.append((done, total, unit, message))

    async def cancelled(self) -> bool:
        return self.called_off

    async def step(self, name: str, function: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> Any:
        if name not in self.remembered:
            self.remembered[name] = await function(*args)
        return self.remembered[name]


@dataclass
class Stage:
    """All that plays together."""

    graph: Graph
    engine: Engine
    registry: Registry
    records: Records
    demonstrator: Demonstrator

    async def make(
        self, community: str = BAKERS, config: DemonstrationConfig = CHOOSY, seed: int = 0
    ) -> DemonstrationSet:
        request = await self.demonstrator.check(community, config, seed)
        return await self.demonstrator.make(Context(), request)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    records, artifacts = Records(f"sqlite:///{tmp_path}/finetuning.sqlite"), Artifacts(str(tmp_path / "artifacts"))
    graph = Graph({name: community_posts(name) for name in WORDS})
    engine, registry = Engine(artifacts), Registry(records)
    demonstrator = Demonstrator(graph, engine, registry, artifacts, InstructionSets(records, artifacts))
    yield Stage(graph, engine, registry, records, demonstrator)
    records.close()


@pytest.fixture
async def based(stage: Stage) -> Stage:
    """The same with an active base model."""
    await stage.registry.add_base_model(BASE, "inputs")
    return stage


async def test_a_set_is_made_of_all_posts_of_its_community(stage: Stage) -> None:
    found = await stage.make(config=DemonstrationConfig())
    assert found == await stage.demonstrator.get(found.name)
    assert (found.community, found.base_model, found.seed) == (BAKERS, "", 0)
    assert stage.graph.asked == [(BAKERS, 0)]
    made = await stage.demonstrator.load(found)
    assert made.summary == found.summary
    assert found.summary.num_posts == 120
    assert found.summary.num_general == len(made.general) == round(0.1 * len(made.training)) > 0
    assert made.held_out_general
    assert found.location == f"artifact:{made.digest}"
    assert stage.engine.measured == []


async def test_of_too_many_posts_the_base_model_chooses(based: Stage) -> None:
    context = Context()
    request = await based.demonstrator.check(BAKERS, CHOOSY, 0)
    found = await based.demonstrator.get(await based.demonstrator.run(context, request))
    whole = await based.demonstrator.load(await based.make(config=DemonstrationConfig()))
    made = await based.demonstrator.load(found)
    assert (found.base_model, found.summary.num_training) == (BASE.name, 30)
    assert found.summary.num_not_selected == len(whole.training) - 30
    lengths = sorted(len(each.response) for each in whole.training)
    assert sorted(len(each.response) for each in made.training) == lengths[:30]
    (plan,) = based.engine.measured
    assert plan.base_location == BASE.location
    assert (1, len(whole.training), "posts", "perplexity of 1") in context.reports
    assert context.reports[-1][:2] == (1, 1)
    assert based.engine.stopped == []


async def test_the_same_texts_are_not_measured_twice(based: Stage) -> None:
    first = await based.make()
    again = await based.make(config=replace(CHOOSY, num_templates=2))
    assert again.name != first.name
    assert len(based.engine.measured) == 1
    await based.make(WALKERS)
    assert len(based.engine.measured) == 2
    await based.registry.add_base_model(
        replace(BASE, name="base-models/other", location="artifact:" + "c" * 64), "others"
    )
    assert (await based.make()).summary.num_training == 30
    assert [plan.base_location[-1] for plan in based.engine.measured] == ["b", "b", "c"]


async def test_a_base_model_that_had_no_say_is_not_named(based: Stage) -> None:
    assert (await based.make(config=DemonstrationConfig())).base_model == ""
    assert (await based.make(config=replace(CHOOSY, selection=Selection.RANDOM))).base_model == ""


async def test_drawn_posts_need_no_base_model(stage: Stage) -> None:
    drawn = replace(CHOOSY, selection=Selection.RANDOM)
    found, other = await stage.make(config=drawn), await stage.make(config=drawn, seed=1)
    assert (found.base_model, found.summary.num_training) == ("", 30)
    posts = [{each.post for each in (await stage.demonstrator.load(one)).training} for one in (found, other)]
    assert posts[0] != posts[1]
    assert stage.engine.measured == []


async def test_without_a_base_model_posts_cannot_be_chosen(stage: Stage) -> None:
    with pytest.raises(NoBaseModel, match="no base model to choose by perplexity; make one"):
        await stage.make()
    assert (await stage.records.list(DemonstrationSet)).items == ()


async def test_the_same_content_is_the_same_set_and_keeps_its_marks(stage: Stage) -> None:
    found = await stage.make(config=DemonstrationConfig())
    marks = (AnnotatorMarks("ann", 2, 1),)
    marked = await stage.records.update(DemonstrationSet, found.name, lambda kept: replace(kept, marks=marks))
    assert await stage.make(config=DemonstrationConfig()) == marked
    assert len((await stage.records.list(DemonstrationSet)).items) == 1


async def test_the_same_posts_of_two_communities_are_two_sets(stage: Stage) -> None:
    stage.graph.posts[WALKERS] = stage.graph.posts[BAKERS]
    one, other = await stage.make(BAKERS, DemonstrationConfig()), await stage.make(WALKERS, DemonstrationConfig())
    assert one.location == other.location
    assert one.name != other.name
    assert other.community == WALKERS


async def test_a_job_that_resumes_does_not_make_a_set_again(stage: Stage) -> None:
    context = Context()
    requests = [
        await stage.demonstrator.check(name, replace(DemonstrationConfig(), num_templates=number), 0)
        for name in WORDS
        for number in (1, 2)
    ]
    first = [await stage.demonstrator.make(context, request) for request in requests]
    stage.graph.posts = {}
    assert [await stage.demonstrator.make(context, request) for request in requests] == first
    assert len({found.name for found in first}) == 4


async def test_instructions_name_the_community_as_people_call_it(stage: Stage) -> None:
    made = await stage.demonstrator.load(await stage.make(config=DemonstrationConfig(name_community=True)))
    assert {each.instruction for each in made.training} <= {template.naming("Bakers") for template in POOL}


async def test_general_pairs_are_of_the_set_that_is_named(stage: Stage) -> None:
    async def file() -> AsyncIterator[bytes]:
        for number in range(40):
            yield json.dumps({"instruction": f"Say {number}.", "output": "It."}).encode() + b"\n"

    taken = await stage.demonstrator.sets.take(file(), "own.jsonl")
    made = await stage.demonstrator.load(await stage.make(config=DemonstrationConfig(instruction_set=taken.name)))
    assert made.general
    assert {pair.response for pair in (*made.general, *made.held_out_general)} == {"It."}


async def test_a_community_with_too_little_is_refused(stage: Stage) -> None:
    stage.graph.posts = {BAKERS: [], WALKERS: community_posts(WALKERS)[:5]}
    with pytest.raises(TooFewPosts, match="bakers has no posts of its own"):
        await stage.make(BAKERS)
    with pytest.raises(TooFewPosts, match=r"walkers has \d usable posts"):
        await stage.make(WALKERS)
    assert (await stage.records.list(DemonstrationSet)).items == ()


async def test_a_run_that_fails_is_stopped_and_not_remembered(based: Stage) -> None:
    based.engine.fault = Unavailable("the worker is gone")
    with pytest.raises(Unavailable):
        await based.make()
    assert based.engine.stopped == [based.engine.measured[0].run]
    based.engine.fault = None
    assert (await based.make()).summary.num_training == 30
    assert len(based.engine.measured) == 2


async def test_a_run_that_ends_without_a_result_is_a_fault(based: Stage) -> None:
    based.engine.silent = True
    with pytest.raises(Internal, match="ended without any; start the job again"):
        await based.make()


@pytest.mark.parametrize("called_off", [True, False])
async def test_a_run_is_stopped_with_its_job_but_not_with_the_service(based: Stage, called_off: bool) -> None:
    based.engine.fault = asyncio.CancelledError()
    request = await based.demonstrator.check(BAKERS, CHOOSY, 0)
    with pytest.raises(asyncio.CancelledError):
        await based.demonstrator.make(Context(called_off), request)
    assert len(based.engine.stopped) == called_off


async def test_arguments_are_checked_before_a_job_begins(based: Stage) -> None:
    check = based.demonstrator.check
    assert await check(BAKERS, CHOOSY, 7) == DemonstrationRequest(BAKERS, CHOOSY, 7, BASE.name)
    with pytest.raises(InvalidName):
        await check("bakers", CHOOSY, 0)
    with pytest.raises(NotFound, match="communities/nobody"):
        await check("communities/nobody", CHOOSY, 0)
    with pytest.raises(NotFound, match="instruction-sets/none"):
        await check(BAKERS, replace(CHOOSY, instruction_set="instruction-sets/none"), 0)
    for wrong in ({"max_posts": 0}, {"num_templates": len(POOL) + 1}, {"max_similarity": 1.5}):
        with pytest.raises(InvalidArgument) as caught:
            await check(BAKERS, replace(CHOOSY, **wrong), 0)
        assert caught.value.field == f"config.{next(iter(wrong))}"


async def test_without_a_base_model_a_request_names_none(stage: Stage) -> None:
    assert (await stage.demonstrator.check(BAKERS, CHOOSY, 0)).base_model == ""


async def test_only_demonstration_sets_are_found(stage: Stage) -> None:
    with pytest.raises(InvalidName):
        await stage.demonstrator.get("revisions/x")
    with pytest.raises(NotFound):
        await stage.demonstrator.get("demonstration-sets/0123456789abcdef")
