"""The job "build-base": an active base model, built from a partition's posts or named by the operator."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from chorus.errors import Internal
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.base_recipe import BaseConfig, base_digest
from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.cancellation import stopping
from chorus.finetuning.cleaning import clean, is_near_empty
from chorus.finetuning.engine import BaseText, BuildPlan, Engine
from chorus.finetuning.registry import Registry
from chorus.jobs import JobContext
from chorus.storage.artifacts import Artifacts
from chorus.types.names import parse
from chorus.types.post import Post
from chorus.types.split import is_held_out

KIND = "build-base"
MAX_POSTS = 10_000
"""Posts of each community that a base is built from."""

DescribeGiven = Callable[[str, Path], BaseModel]
"""Describes the model at a path or hub name, given a workspace; ``InvalidBaseModel`` if it cannot be served. Blocks."""


class HasName(Protocol):
    """What is asked of a community."""

    @property
    def name(self) -> str:
        """Its resource name."""
        ...


class CommunitySource(Protocol):
    """Where communities and their posts come from; ``chorus.graph.client.GraphClient`` is one."""

    async def list_communities(self, partition: str) -> Sequence[HasName]:
        """A partition's communities."""
        ...

    def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        """A community's own posts."""
        ...


@dataclass(frozen=True, slots=True)
class BaseOrder:
    """The job's arguments."""

    partition: str = ""
    config: BaseConfig = field(default_factory=BaseConfig)
    given: str = ""
    """Path or hub name of the operator's model; empty where one is to be built."""


@dataclass(frozen=True, slots=True)
class BaseBuilder:
    """Does base model jobs."""

    communities: CommunitySource
    engine: Engine
    registry: Registry
    artifacts: Artifacts
    describe_given: DescribeGiven
    workspace: Path
    """Folder for what describing makes."""
    config: BaseConfig
    given: str = ""

    async def prepare(self, partition: str, seed: int) -> BaseOrder:
        """Arguments that make sense; ``NotFound`` for a partition that is not there, even while the job would have to wait."""
        if self.given:
            return BaseOrder(given=self.given)
        parse(partition, "partitions", field="partition")
        await self.communities.list_communities(partition)
        return BaseOrder(partition, replace(self.config, seed=seed))

    async def run(self, context: JobContext, order: BaseOrder) -> str:
        """Make the base model that was ordered, or find it again, and make it active; the result is its name."""
        if order.given:
            base_model, inputs = await asyncio.to_thread(self.describe_given, order.given, self.workspace), ""
        else:
            location = await context.step("text", self._collect, order.partition, order.config.seed)
            text = BaseText.load(await asyncio.to_thread(self.artifacts.read_bytes, location))
            inputs = await asyncio.to_thread(base_digest, text.training, order.config)
            if known := await self.registry.base_model_from(inputs):
                await self.registry.activate_base_model(known.name)
                return known.name
            base_model = await self._build(context, BuildPlan(location, order.config))
        created = replace(base_model, create_time=datetime.now(UTC), partition=order.partition)
        await self.registry.add_base_model(created, inputs or f"given-{base_model.digest}")
        return base_model.name

    async def _collect(self, partition: str, seed: int) -> str:
        """Store the text of a partition's communities and return where."""
        training, held_out = [], []
        for community in await self.communities.list_communities(partition):
            posts = [post async for post in self.communities.stream_posts(community.name, MAX_POSTS, seed)]
            texts = await asyncio.to_thread(_by_side, posts)
            training.append(GroupedPosts(community.name, texts[False]))
            held_out.append(GroupedPosts(community.name, texts[True]))
        text = BaseText(tuple(training), tuple(held_out))
        return await asyncio.to_thread(self.artifacts.put_bytes, text.dump())

    async def _build(self, context: JobContext, plan: BuildPlan) -> BaseModel:
        built = None
        async with stopping(self.engine, plan.run, context), aclosing(self.engine.build(plan)) as events:
            async for event in events:
                if isinstance(event, BaseModel):
                    built = event
                else:
                    await context.report(event.done, event.total, "steps", event.message)
        if built is None:
            raise Internal("the run that builds the base model ended without one; start the job again")
        return built


def _by_side(posts: Iterable[Post]) -> Mapping[bool, tuple[str, ...]]:
    """Cleaned texts, each once, by whether their author is held out; those that both sides wrote are training text."""
    texts: defaultdict[bool, dict[str, None]] = defaultdict(dict)
    for post in posts:
        text = clean(post.text)
        if not is_near_empty(text):
            texts[is_held_out(post.author)][text] = None
    return {False: tuple(texts[False]), True: tuple(text for text in texts[True] if text not in texts[False])}
