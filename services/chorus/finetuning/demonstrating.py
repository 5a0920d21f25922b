"""The job "demonstrate": one community in, its demonstration set out. A finetuning makes the sets of its communities by it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

import msgspec

from chorus.errors import Internal, InvalidArgument, NoBaseModel
from chorus.finetuning.cancellation import stopping
from chorus.finetuning.demonstration_set import DemonstrationConfig, DemonstrationSet, Selection
from chorus.finetuning.demonstration_sets import DemonstrationSets
from chorus.finetuning.demonstrations import Demonstrations, Sifted, demonstrate, require_enough, sift
from chorus.finetuning.engine import Engine, PerplexityPlan, TrainingProgress
from chorus.finetuning.instruction_sets import InstructionSets
from chorus.finetuning.registry import Registry
from chorus.finetuning.templates import TEMPLATES
from chorus.graph.client import Community
from chorus.jobs import JobContext
from chorus.storage.artifacts import Artifacts
from chorus.types.names import parse
from chorus.types.post import Post

KIND = "demonstrate"


class PostSource(Protocol):
    """Where posts come from; ``chorus.graph.client.GraphClient`` is one."""

    async def get_community(self, name: str) -> Community:
        """A community; ``NotFound`` if there is none."""
        ...

    def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        """A community's own posts, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class DemonstrationRequest:
    """The job's arguments."""

    community: str = ""
    config: DemonstrationConfig = field(default_factory=DemonstrationConfig)
    seed: int = 0
    base_model: str = ""
    """The base model that was active when the job was asked for; empty where there was none."""

    @property
    def digest(self) -> str:
        """What tells it from other requests."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Demonstrator:
    """Makes demonstration sets, and finds them again."""

    communities: PostSource
    engine: Engine
    registry: Registry
    artifacts: Artifacts
    sets: InstructionSets

    async def check(self, community: str, config: DemonstrationConfig, seed: int) -> DemonstrationRequest:
        """Arguments that make sense: ``NotFound`` without the community or the instruction set."""
        parse(community, "communities", field="community")
        config.check("config")
        if config.num_templates > len(TEMPLATES):
            raise InvalidArgument(f"there are {len(TEMPLATES)} templates; 0 means all", field="config.num_templates")
        await self.communities.get_community(community)
        await self.sets.get(config.instruction_set)
        try:
            base_model = (await self.registry.active_base_model()).name
        except NoBaseModel:
            base_model = ""
        return DemonstrationRequest(community, config, seed, base_model)

    async def run(self, context: JobContext, request: DemonstrationRequest) -> str:
        """Make a community's demonstration set; the result is its name."""
        await context.report(0, 1, "communities", f"{request.community}: making demonstrations")
        found = await self.make(context, request)
        await context.report(1, 1, "communities", f"{found.summary.num_training:,} posts to learn from")
        return found.name

    async def make(self, context: JobContext, request: DemonstrationRequest) -> DemonstrationSet:
        """The demonstration set of a request, made once in a job; what was made before of the same posts is found again.

        ``TooFewPosts`` where the community has too little to learn from, ``NoBaseModel`` where posts have to be left and no
        base model can say which.
        """
        step = f"demonstrations of {request.community} {request.digest}"
        return await self.get(await context.step(step, self._make, context, request))

    async def get(self, name: str) -> DemonstrationSet:
        """The demonstration set of that name."""
        return await self._kept.get(name)

    async def load(self, found: DemonstrationSet) -> Demonstrations:
        """What a demonstration set holds."""
        return await self._kept.load(found)

    @property
    def _kept(self) -> DemonstrationSets:
        return DemonstrationSets(self.sets.records, self.artifacts)

    async def _make(self, context: JobContext, request: DemonstrationRequest) -> str:
        config = request.config
        community = await self.communities.get_community(request.community)
        called = community.display_name or parse(request.community, "communities")
        posts = [post async for post in self.communities.stream_posts(request.community, 0, request.seed)]
        sifted = await asyncio.to_thread(sift, posts, config)
        by_perplexity = config.selection is not Selection.RANDOM and len(sifted.training) > config.max_posts
        perplexities = await self._perplexities(context, request, sifted) if by_perplexity else []
        pairs = await self.sets.pairs(config.instruction_set)
        made = await asyncio.to_thread(demonstrate, sifted, config, request.seed, pairs, perplexities, called)
        require_enough(request.community, made)
        content = made.dump()
        found = DemonstrationSet(
            name=f"demonstration-sets/{_digest(request.community, content)}",
            community=request.community,
            location=await asyncio.to_thread(self.artifacts.put_bytes, content),
            config=config,
            seed=request.seed,
            base_model=request.base_model if by_perplexity else "",
            summary=made.summary,
            create_time=datetime.now(UTC),
        )
        return (await self._kept.keep(found)).name

    async def _perplexities(self, context: JobContext, request: DemonstrationRequest, sifted: Sifted) -> list[float]:
        """How surprising the base model finds the posts that may be learned from."""
        if not request.base_model:
            raise NoBaseModel(
                f"{request.community} has {len(sifted.training):,} posts to learn from, of which {request.config.max_posts:,} "
                "are wanted, and there is no base model to choose by perplexity; make one first (CreateBaseModel, `chorus run`), "
                "or have them drawn with SELECTION_RANDOM"
            )
        base_model = await self.registry.base_model(request.base_model)
        texts = msgspec.json.encode([post.text for post in sifted.training])
        plan = PerplexityPlan(base_model.location, await asyncio.to_thread(self.artifacts.put_bytes, texts))
        known = await self._kept.measured(plan)
        if known is not None:
            return known
        location = ""
        async with stopping(self.engine, plan.run, context), aclosing(self.engine.perplexities(plan)) as events:
            async for event in events:
                if isinstance(event, TrainingProgress):
                    await context.report(event.done, event.total, "posts", event.message)
                else:
                    location = event.location
        if not location:
            raise Internal("the run that measures perplexities ended without any; start the job again")
        await self._kept.keep_measured(plan, location)
        return await self._kept.numbers(location)


def _digest(community: str, content: bytes) -> str:
    return sha256(community.encode() + b"\n" + content).hexdigest()[:16]
