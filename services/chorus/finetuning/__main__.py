"""``python -m chorus.finetuning``: the finetuning service."""

from chorus.finetuning import build_base, finetune
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.build_base import BaseBuilder, BaseOrder
from chorus.finetuning.finetune import Finetuner, Finetuning
from chorus.finetuning.given_model import describe_given_model
from chorus.finetuning.ray_engine import RayEngine
from chorus.finetuning.registry import Registry
from chorus.finetuning.servicer import offer
from chorus.finetuning.settings import FinetuningSettings
from chorus.graph.client import GraphClient
from chorus.jobs import Jobs
from chorus.rpc.channel import connect
from chorus.rpc.process import run_service
from chorus.rpc.server import Server
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records


async def main(settings: FinetuningSettings) -> None:
    """Build the service and run it until it is told to stop."""
    registry, artifacts = Registry(Records(settings.database)), Artifacts(settings.artifacts)
    graph, engine = GraphClient(connect(settings.graph_address)), RayEngine(settings.ray_address, settings.places)
    describing = describe_given_model, settings.home.absolute() / "base-models"
    builder = BaseBuilder(graph, engine, registry, artifacts, *describing, settings.base_config, settings.base_model)
    finetuner = Finetuner(graph, engine, registry, artifacts, base_folder, settings.cache, settings.max_lora_rank)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(build_base.KIND, builder.run, BaseOrder)
    jobs.register(finetune.KIND, finetuner.run, Finetuning)
    server = Server(settings)
    offer(server, builder, finetuner, registry, jobs)
    await jobs.start()
    await server.serve()
    await jobs.stop()


if __name__ == "__main__":
    _settings = FinetuningSettings()
    run_service(_settings.service, main(_settings), _settings.log_level)
