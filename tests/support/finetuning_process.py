"""The finetuning service as a process that a test can kill: everything is real but the graph service behind it.

python finetuning_process.py; settings from the environment, the Ray cluster included.
"""

from collections.abc import AsyncIterator

from tests.finetuning.conftest import WORDS, community_posts

from chorus.finetuning.build import build
from chorus.finetuning.given_model import describe_given_model
from chorus.finetuning.ray_engine import RayEngine
from chorus.finetuning.settings import FinetuningSettings
from chorus.graph.client import Community, Partition
from chorus.rpc.process import run_service
from chorus.types.post import Post


class Graph:
    """Communities of one partition."""

    async def list_communities(self, partition: str) -> tuple[Community, ...]:
        return tuple(map(Community, WORDS))

    async def get_community(self, name: str) -> Community:
        return Community(name, "partitions/p", num_authors=60, persona_allowed=True)

    async def get_partition(self, name: str) -> Partition:
        return Partition(name, dataset="datasets/d")

    async def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        for post in community_posts(community):
            yield post


async def main(settings: FinetuningSettings) -> None:
    service = build(settings, Graph(), RayEngine(settings.ray_address, settings.places), describe_given_model)
    await service.jobs.start()
    await service.server.serve()
    await service.jobs.stop()


if __name__ == "__main__":
    run_service(FinetuningSettings, main)
