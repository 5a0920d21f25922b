"""Run the serving service: ``python -m chorus.serving``."""

import asyncio
import signal

from chorus.rpc.process import run_service
from chorus.serving.cluster import Cluster
from chorus.serving.settings import ServingSettings


async def main(settings: ServingSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stopping = asyncio.Event()
    _stop_on_signals(stopping)
    cluster = Cluster(settings)
    try:
        await asyncio.to_thread(cluster.start)
        # Again, because Ray has put its own handlers in their place.
        _stop_on_signals(stopping)
        await stopping.wait()
    finally:
        await asyncio.to_thread(cluster.stop)


def _stop_on_signals(stopping: asyncio.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)


if __name__ == "__main__":
    run_service(ServingSettings, main)
