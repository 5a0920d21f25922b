"""Run the serving service: ``python -m chorus.serving``."""

import asyncio
import signal

from chorus.rpc.process import run_service
from chorus.serving.cluster import Cluster
from chorus.serving.settings import ServingSettings


async def main(settings: ServingSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    cluster = Cluster(settings)
    try:
        await asyncio.to_thread(cluster.start)
        await stopping.wait()
    finally:
        await asyncio.to_thread(cluster.stop)


if __name__ == "__main__":
    settings = ServingSettings()
    run_service("serving", main(settings), settings.log_level)
