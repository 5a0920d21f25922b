"""The job "finetune": communities in, ACTIVE adapter revisions out.

The method of arXiv 2408.09366 with adapters in place of full weights: take each community's posts, make demonstrations of them,
train, check what came out, and have personas speak with it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Protocol

from chorus.errors import CommunityTooSmall, DataLoss, FailedPrecondition, InvalidArgument
from chorus.finetuning.adapters import WEIGHTS, check_adapter
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.cancellation import stopping
from chorus.finetuning.demonstrations import Demonstrations, demonstrate, require_enough
from chorus.finetuning.engine import AdapterPlan, Engine, TrainedAdapter, TrainingPlan
from chorus.finetuning.recipe import complete
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import MAX_RANK, FinetuningConfig, Revision, RevisionState
from chorus.graph.client import Community
from chorus.jobs import JobContext
from chorus.storage.artifacts import Artifacts
from chorus.types.names import parse
from chorus.types.post import Post

KIND = "finetune"
BaseFolder = Callable[[str, Artifacts, Path], Path]
"""The folder of a base model's location; ``base_folder`` of the module of that name."""


class CommunitySource(Protocol):
    """Where communities and their posts come from; ``chorus.graph.client.GraphClient`` is one."""

    async def get_community(self, name: str) -> Community:
        """A community; ``NotFound`` if there is none."""
        ...

    def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        """A community's own posts."""
        ...


@dataclass(frozen=True, slots=True)
class Finetuning:
    """The job's arguments."""

    communities: tuple[str, ...] = ()
    config: FinetuningConfig = field(default_factory=FinetuningConfig)
    base_model: str = ""
    """The base model that was active when the job was asked for."""


@dataclass(frozen=True, slots=True)
class Finetuner:
    """Does finetuning jobs."""

    communities: CommunitySource
    engine: Engine
    registry: Registry
    artifacts: Artifacts
    base_folder: BaseFolder
    cache: Path
    """Folder that artifacts are fetched to."""
    max_rank: int = MAX_RANK

    async def prepare(self, communities: tuple[str, ...], config: FinetuningConfig) -> Finetuning:
        """Arguments that make sense; ``NoBaseModel`` without an active base model, ``CommunityTooSmall`` for a community that the
        operator's minimum lets no persona be made of."""
        if not communities:
            raise InvalidArgument("name at least one community", field="communities")
        for community in communities:
            parse(community, "communities", field="communities")
            _require_allowed(await self.communities.get_community(community))
        config.check(self.max_rank)
        base_model = await self.registry.active_base_model()
        return Finetuning(tuple(dict.fromkeys(communities)), config, base_model.name)

    async def run(self, context: JobContext, finetuning: Finetuning) -> str:
        """Train an adapter per community; the result is the base model's name."""
        base_model = await self.registry.base_model(finetuning.base_model)
        adapters = []
        for number, community in enumerate(finetuning.communities):
            await context.report(number, len(finetuning.communities), "communities", f"{community}: reading posts")
            step = f"demonstrations of {community}"
            location = await context.step(step, self._demonstrate, community, finetuning.config)
            adapters.append(await self._plan(community, location, finetuning.config, base_model))
        plan = TrainingPlan(base_model.name, base_model.location, tuple(adapters))
        if not await self._activate_known(plan):
            await self._train(context, plan, base_model)
        return base_model.name

    async def _demonstrate(self, community: str, config: FinetuningConfig) -> str:
        posts = [post async for post in self.communities.stream_posts(community, config.max_posts, config.seed)]
        demonstrations = await asyncio.to_thread(demonstrate, posts, config.seed)
        require_enough(community, demonstrations)
        return await asyncio.to_thread(self.artifacts.put_bytes, demonstrations.dump())

    async def _plan(
        self, community: str, location: str, config: FinetuningConfig, base_model: BaseModel
    ) -> AdapterPlan:
        demonstrations = Demonstrations.load(await asyncio.to_thread(self.artifacts.read_bytes, location))
        found = len(demonstrations.training)
        return AdapterPlan(community, location, complete(config, found, base_model.num_parameters))

    async def _activate_known(self, plan: TrainingPlan) -> bool:
        """Make the revisions ACTIVE that this plan gave before; False where one of them is missing."""
        known = []
        for adapter in plan.adapters:
            revisions = await self.registry.revisions_from(
                adapter.community, plan.base_model, adapter.demonstrations_digest
            )
            same = [revision for revision in revisions if revision.config == adapter.config]
            if not same:
                return False
            known.append(same[0])
        for revision in known:
            await self.registry.activate(revision.name)
        return True

    async def _train(self, context: JobContext, plan: TrainingPlan, base_model: BaseModel) -> None:
        plans = {adapter.community: adapter for adapter in plan.adapters}
        async with stopping(self.engine, plan.run, context), aclosing(self.engine.train(plan)) as events:
            async for event in events:
                if isinstance(event, TrainedAdapter):
                    await self._register(event, plans[event.community], base_model)
                else:
                    await context.report(event.done, event.total, "steps", event.message)

    async def _register(self, trained: TrainedAdapter, plan: AdapterPlan, base_model: BaseModel) -> None:
        await asyncio.to_thread(self._check, trained, base_model)
        revision = Revision(
            name=f"revisions/{parse(trained.community, 'communities')}.{trained.weights_digest}",
            community=trained.community,
            base_model=base_model.name,
            weights_digest=trained.weights_digest,
            location=trained.location,
            state=RevisionState.STAGED,
            config=plan.config,
            num_demonstrations=trained.num_demonstrations,
            num_validation=trained.num_validation,
            demonstrations_digest=plan.demonstrations_digest,
            history=trained.history,
            base_validation_loss=trained.base_validation_loss,
            create_time=datetime.now(UTC),
        )
        await self.registry.stage(revision)
        await self.registry.activate(revision.name)

    def _check(self, trained: TrainedAdapter, base_model: BaseModel) -> None:
        """Let nothing into the registry that serving would refuse."""
        folder = self.artifacts.fetch_folder(trained.location, self.cache)
        check_adapter(folder, self.base_folder(base_model.location, self.artifacts, self.cache), self.max_rank)
        with (folder / WEIGHTS).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != trained.weights_digest:
                raise DataLoss(
                    f"the weights trained for {trained.community} are not those that were stored; train again"
                )


def _require_allowed(community: Community) -> None:
    if community.excluded:
        raise FailedPrecondition(f"{community.name} was excluded by a curator; restore it first", field="communities")
    if not community.persona_allowed:
        raise CommunityTooSmall(
            f"{community.name} has {community.num_authors:,} authors, too few to be given a voice without exposing them; merge "
            "it with others, or have the operator lower CHORUS_GRAPH_MIN_PERSONA_AUTHORS",
            field="communities",
        )
