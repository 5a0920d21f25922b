"""The job "finetune": communities in, ACTIVE adapter revisions out.

The method of arXiv 2408.09366 with adapters in place of full weights: make demonstrations of each community's posts, train, check
what came out, have personas speak with it, and see how well each adapter predicts people it never read.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Protocol

from chorus.errors import DataLoss, InvalidArgument, NotFound
from chorus.finetuning.adapters import WEIGHTS, check_adapter
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.cancellation import stopping
from chorus.finetuning.demonstrating import DemonstrationRequest, Demonstrator
from chorus.finetuning.demonstration_set import DemonstrationSet
from chorus.finetuning.eligibility import require_allowed
from chorus.finetuning.engine import AdapterPlan, Comparison, Engine, TrainedAdapter, TrainingPlan, TrainingProgress
from chorus.finetuning.finetuning_report import CrossLosses, FinetuningReport
from chorus.finetuning.parents import check_parents
from chorus.finetuning.recipe import complete
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import MAX_RANK, FinetuningConfig, Revision, RevisionOrigin, RevisionState
from chorus.graph.client import Community, Partition
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

    async def get_partition(self, name: str) -> Partition:
        """The partition that a community is of."""
        ...

    def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        """A community's own posts, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Finetuning:
    """The job's arguments."""

    communities: tuple[str, ...] = ()
    config: FinetuningConfig = field(default_factory=FinetuningConfig)
    base_model: str = ""
    """The base model that was active when the job was asked for."""
    parents: tuple[str, ...] = ()
    """Revisions to continue from, at most one of each community."""
    stage_only: bool = False
    """Leave new revisions STAGED."""


@dataclass(frozen=True, slots=True)
class Finetuner:
    """Does finetuning jobs."""

    communities: CommunitySource
    engine: Engine
    registry: Registry
    artifacts: Artifacts
    demonstrator: Demonstrator
    base_folder: BaseFolder
    cache: Path
    """Folder that artifacts are fetched to."""
    max_rank: int = MAX_RANK

    async def prepare(
        self,
        communities: tuple[str, ...],
        config: FinetuningConfig,
        parents: tuple[str, ...] = (),
        stage_only: bool = False,
    ) -> Finetuning:
        """Arguments that make sense; ``NoBaseModel`` without an active base model, ``CommunityTooSmall`` for a community that the
        operator's minimum lets no persona be made of."""
        if not communities:
            raise InvalidArgument("name at least one community", field="communities")
        config.check(self.max_rank)
        base_model = await self.registry.active_base_model()
        for community in communities:
            parse(community, "communities", field="communities")
            require_allowed(await self.communities.get_community(community))
            await self.demonstrator.check(community, config.demonstrations, config.seed)
        revisions = [await self.registry.revision(name) for name in parents]
        check_parents(revisions, communities, base_model.name, config)
        return Finetuning(tuple(dict.fromkeys(communities)), config, base_model.name, parents, stage_only)

    async def run(self, context: JobContext, finetuning: Finetuning) -> str:
        """Train an adapter per community; the result is the name of the report."""
        base_model = await self.registry.base_model(finetuning.base_model)
        parents = {(each := await self.registry.revision(name)).community: each for name in finetuning.parents}
        sets = await self.demonstrate(context, finetuning.communities, finetuning.config, base_model)
        plan = TrainingPlan(
            base_model.name,
            base_model.location,
            tuple(_plan(each, finetuning.config, base_model, parents.get(each.community)) for each in sets),
        )
        known = await self._known(plan, sets, parents)
        if known is not None:
            for name in () if finetuning.stage_only else known.revisions:
                await self.registry.activate_unless_kept_out(name)
            return known.name
        return await self._train(context, finetuning, plan, base_model, sets, parents)

    async def demonstrate(
        self, context: JobContext, communities: tuple[str, ...], config: FinetuningConfig, base_model: BaseModel
    ) -> list[DemonstrationSet]:
        """The demonstrations of every community, or ``TooFewPosts`` before anything is trained."""
        sets = []
        for number, community in enumerate(communities):
            await context.report(number, len(communities), "communities", f"{community}: making demonstrations")
            request = DemonstrationRequest(community, config.demonstrations, config.seed, base_model.name)
            sets.append(await self.demonstrator.make(context, request))
        return sets

    async def _known(
        self, plan: TrainingPlan, sets: list[DemonstrationSet], parents: Mapping[str, Revision]
    ) -> FinetuningReport | None:
        """What the same plan gave before; None where a part of it is missing, or was taken out of use."""
        names = []
        for adapter, found in zip(plan.adapters, sets, strict=True):
            parent = parents.get(adapter.community, Revision()).name
            revisions = await self.registry.revisions_from(adapter.community, plan.base_model, found.name)
            same = [
                each.name
                for each in revisions
                if (each.config, each.parent) == (adapter.config, parent)
                and each.location
                and each.state is not RevisionState.QUARANTINED
            ]
            if not same:
                return None
            names.append(same[0])
        try:
            return await self.registry.report(_report_name(plan.base_model, names))
        except NotFound:
            return None

    async def _train(
        self,
        context: JobContext,
        finetuning: Finetuning,
        plan: TrainingPlan,
        base_model: BaseModel,
        sets: list[DemonstrationSet],
        parents: Mapping[str, Revision],
    ) -> str:
        plans = {adapter.id: (adapter, found) for adapter, found in zip(plan.adapters, sets, strict=True)}
        revisions: dict[str, str] = {}
        losses: tuple[CrossLosses, ...] = ()
        async with stopping(self.engine, plan.run, context), aclosing(self.engine.train(plan)) as events:
            async for event in events:
                match event:
                    case TrainingProgress():
                        await context.report(event.done, event.total, "steps", event.message)
                    case TrainedAdapter():
                        adapter, found = plans[event.id]
                        revision = await self._describe(event, adapter, found, base_model)
                        revision = _continued(revision, parents.get(adapter.community))
                        await self._register(revision, base_model, activate=not finetuning.stage_only)
                        revisions[event.id] = revision.name
                    case Comparison():
                        losses = event.losses
        names = [revisions[adapter.id] for adapter in plan.adapters]
        report = FinetuningReport(
            name=_report_name(base_model.name, names),
            base_model=base_model.name,
            communities=finetuning.communities,
            revisions=tuple(names),
            config=finetuning.config,
            losses=losses,
            create_time=datetime.now(UTC),
        )
        await self.registry.add_report(report)
        return report.name

    async def _describe(
        self, trained: TrainedAdapter, plan: AdapterPlan, demonstrations: DemonstrationSet, base_model: BaseModel
    ) -> Revision:
        community = await self.communities.get_community(trained.community)
        dataset = (await self.communities.get_partition(community.partition)).dataset if community.partition else ""
        return Revision(
            name=f"revisions/{parse(trained.community, 'communities')}.{trained.weights_digest}",
            community=trained.community,
            base_model=base_model.name,
            base_model_digest=base_model.digest,
            weights_digest=trained.weights_digest,
            location=trained.location,
            state=RevisionState.STAGED,
            origin=RevisionOrigin.TRAINED,
            config=plan.config,
            num_demonstrations=trained.num_demonstrations,
            num_validation=trained.num_validation,
            demonstration_set=demonstrations.name,
            history=trained.history,
            metrics=trained.metrics,
            partition=community.partition,
            dataset=dataset,
            fingerprint=trained.fingerprint,
            code_version=trained.code_version,
            tokens_per_second=trained.tokens_per_second,
            seconds=trained.seconds,
            create_time=datetime.now(UTC),
        )

    async def _register(self, revision: Revision, base_model: BaseModel, *, activate: bool) -> None:
        await asyncio.to_thread(self._check, revision, base_model)
        await self.registry.stage(revision)
        if activate:
            await self.registry.activate_unless_kept_out(revision.name)

    def _check(self, revision: Revision, base_model: BaseModel) -> None:
        """Let nothing into the registry that serving would refuse."""
        folder = self.artifacts.fetch_folder(revision.location, self.cache)
        check_adapter(folder, self.base_folder(base_model.location, self.artifacts, self.cache), self.max_rank)
        with (folder / WEIGHTS).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != revision.weights_digest:
                raise DataLoss(
                    f"the weights trained for {revision.community} are not those that were stored; train again"
                )
        # The folder may be one that this machine kept while garbage collection took it from the store.
        self.artifacts.put_folder(folder)


def _plan(
    demonstrations: DemonstrationSet, config: FinetuningConfig, base_model: BaseModel, parent: Revision | None
) -> AdapterPlan:
    return AdapterPlan(
        id=parse(demonstrations.community, "communities"),
        community=demonstrations.community,
        demonstrations=demonstrations.location,
        config=complete(config, demonstrations.summary.num_training, base_model.num_parameters),
        parent=parent.location if parent else "",
    )


def _continued(revision: Revision, parent: Revision | None) -> Revision:
    return replace(revision, parent=parent.name) if parent else revision


def _report_name(base_model: str, revisions: list[str]) -> str:
    digest = sha256(" ".join([base_model, *revisions]).encode()).hexdigest()
    return f"finetuning-reports/{digest[:16]}"
