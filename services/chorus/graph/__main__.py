"""``python -m chorus.graph``: the graph service."""

from chorus.graph.build import build
from chorus.graph.settings import GraphSettings
from chorus.rpc.channel import connect
from chorus.rpc.process import run_service
from chorus.serving.client import ServingClient


async def main(settings: GraphSettings) -> None:
    """Build the service and run it until it is told to stop."""
    graph = build(settings, ServingClient(connect(settings.serving_address, settings.outgoing_to_serving())))
    await graph.jobs.start()
    await graph.server.serve()
    await graph.jobs.stop()


if __name__ == "__main__":
    run_service(GraphSettings, main)
