"""``python -m chorus.gateway``: the gateway."""

import asyncio

from chorus.gateway.build import build
from chorus.gateway.settings import GatewaySettings
from chorus.rpc.process import run_service


async def main(settings: GatewaySettings) -> None:
    """Build the service and run it until it is told to stop."""
    gateway = build(settings)
    await gateway.jobs.start()
    readiness = asyncio.create_task(gateway.watch_serving())
    await gateway.server.serve()
    readiness.cancel()
    await gateway.jobs.stop()


if __name__ == "__main__":
    run_service(GatewaySettings, main)
