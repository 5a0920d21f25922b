"""``python -m chorus.finetuning``: the finetuning service."""

from chorus.finetuning.build import build
from chorus.finetuning.given_model import describe_given_model
from chorus.finetuning.ray_engine import RayEngine
from chorus.finetuning.settings import FinetuningSettings
from chorus.graph.client import GraphClient
from chorus.rpc.channel import connect
from chorus.rpc.process import run_service


async def main(settings: FinetuningSettings) -> None:
    """Build the service and run it until it is told to stop."""
    graph = GraphClient(connect(settings.graph_address, settings.outgoing()))
    engine = RayEngine(settings.ray_address, settings.places)
    finetuning = build(settings, graph, engine, describe_given_model)
    await finetuning.jobs.start()
    await finetuning.server.serve()
    await finetuning.jobs.stop()


if __name__ == "__main__":
    run_service(FinetuningSettings, main)
