"""The finetuning service put together from its settings."""

from dataclasses import dataclass
from typing import Protocol

from chorus.finetuning import adapter_import, build_base, demonstrating, finetune, sweeping
from chorus.finetuning.adapter_export import AdapterExports
from chorus.finetuning.adapter_import import AdapterImports, ExaminationRequest
from chorus.finetuning.annotations import Annotations
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.build_base import BaseBuilder, BaseOrder, DescribeGiven
from chorus.finetuning.collection import Collector
from chorus.finetuning.demonstrating import DemonstrationRequest, Demonstrator
from chorus.finetuning.engine import Engine
from chorus.finetuning.finetune import Finetuner, Finetuning
from chorus.finetuning.instruction_sets import InstructionSets
from chorus.finetuning.registry import Registry
from chorus.finetuning.servicer import FinetuningServicer, offer
from chorus.finetuning.settings import FinetuningSettings
from chorus.finetuning.sweeping import Sweeper, SweepRequest
from chorus.jobs import Jobs
from chorus.rpc.server import Server
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records


class Communities(build_base.CommunitySource, finetune.CommunitySource, Protocol):
    """All that is asked of the graph service; ``chorus.graph.client.GraphClient`` is one."""


@dataclass(frozen=True, slots=True)
class FinetuningService:
    """A finetuning service that has not been started."""

    server: Server
    jobs: Jobs
    records: Records


def build(
    settings: FinetuningSettings, communities: Communities, engine: Engine, describe_given: DescribeGiven
) -> FinetuningService:
    """Everything connected; ``engine`` trains, and ``describe_given`` looks at a base model that the operator names."""
    records, artifacts = Records(settings.database), Artifacts(settings.artifacts)
    registry, sets = Registry(records, verdict_required=settings.verdict_required), InstructionSets(records, artifacts)
    workspace = settings.home.absolute() / "base-models"
    config, given = settings.base_config, settings.base_model
    builder = BaseBuilder(communities, engine, registry, artifacts, describe_given, workspace, config, given)
    demonstrator = Demonstrator(communities, engine, registry, artifacts, sets)
    finetuner = Finetuner(
        communities,
        engine,
        registry,
        artifacts,
        demonstrator,
        base_folder,
        settings.cache,
        settings.max_lora_rank,
    )
    sweeper = Sweeper(finetuner)
    imports = AdapterImports(
        registry, artifacts, engine, base_folder, settings.cache, communities, settings.max_lora_rank
    )
    imports.clear()
    jobs = Jobs(settings.service, settings.database)
    jobs.register(build_base.KIND, builder.run, BaseOrder)
    jobs.register(demonstrating.KIND, demonstrator.run, DemonstrationRequest)
    jobs.register(finetune.KIND, finetuner.run, Finetuning)
    jobs.register(sweeping.KIND, sweeper.run, SweepRequest)
    jobs.register(adapter_import.KIND, imports.run, ExaminationRequest)
    server = Server(settings, settings.guard("gateway", "serving", "evaluation"))
    servicer = FinetuningServicer(
        registry=registry,
        collector=Collector(registry, artifacts),
        imports=imports,
        exports=AdapterExports(registry, artifacts, settings.cache),
        jobs=jobs,
        builder=builder,
        sets=sets,
        demonstrator=demonstrator,
        annotations=Annotations(records, artifacts),
        finetuner=finetuner,
        sweeper=sweeper,
    )
    offer(server, servicer)
    return FinetuningService(server, jobs, records)
