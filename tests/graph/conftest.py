"""Collections with planted communities, and the service over real gRPC."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import grpc
import pytest

from chorus.graph.client import GraphClient
from chorus.graph.communities import Communities
from chorus.graph.datasets import Datasets
from chorus.graph.detections import KIND, Detection, Detector
from chorus.graph.drawing import draw
from chorus.graph.pseudonym import pseudonym
from chorus.graph.servicer import GraphServicer, offer
from chorus.graph.settings import GraphSettings
from chorus.jobs import Jobs
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.rpc.server import Server
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

KEY = b"a key for tests only"
WORDS = (("soup", "lentils", "broth"), ("barbell", "squats", "gym"), ("trail", "hiking", "boots"))


@dataclass(frozen=True)
class Collection:
    """Lines of a file, and who was planted where."""

    lines: tuple[dict[str, Any], ...]
    planted: dict[str, int]
    """Community by pseudonym."""

    @property
    def data(self) -> bytes:
        return "".join(json.dumps(line) + "\n" for line in self.lines).encode()


def plant(
    num_authors: int = 30, posts: int = 2, reposts: int = 8, cross_talk: float = 0.05, seed: int = 0
) -> Collection:
    """Three communities that repost mostly among themselves; one post has no time, some authors only repost."""
    random = Random(seed)
    author = [[f"{community}-{number}" for number in range(num_authors)] for community in range(len(WORDS))]
    lines: list[dict[str, Any]] = []
    for community, words in enumerate(WORDS):
        for name in author[community]:
            for _ in range(posts):
                text = f"The {random.choice(words)} today with {random.choice(words)}, thanks @friend see https://a.example/{name}"
                time = 1_460_000_000 + random.randrange(10**6)
                lines.append({"id": len(lines), "author": name, "text": text, "created_at": time, "lang": "en"})
            for _ in range(reposts):
                other = random.randrange(len(WORDS)) if random.random() < cross_talk else community
                lines.append({"id": len(lines), "author": name, "repost_of": {"author": random.choice(author[other])}})
    del lines[0]["created_at"]
    random.shuffle(lines)
    planted = {pseudonym(KEY, name): community for community, names in enumerate(author) for name in names}
    return Collection(tuple(lines), planted)


@pytest.fixture(scope="session")
def make_collection() -> Callable[..., Collection]:
    return plant


@pytest.fixture(scope="session")
def collection() -> Collection:
    return plant()


@dataclass
class Service:
    """A running graph service, its channel and its home."""

    channel: grpc.aio.Channel
    home: Path

    @property
    def graph(self) -> GraphClient:
        return GraphClient(self.channel)

    @property
    def jobs(self) -> JobsClient:
        return JobsClient(self.channel)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    settings = GraphSettings(port=0, home=tmp_path)
    records, artifacts = Records(settings.database), Artifacts(settings.artifacts)
    datasets = Datasets(records, artifacts, KEY, settings.home)
    detector = Detector(datasets, records, artifacts)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(KIND, detector.run, Detection)
    server = Server(settings)
    offer(server, GraphServicer(datasets, detector, Communities(records, artifacts, draw), jobs))
    async with AsyncExitStack() as stack:
        stack.callback(records.close)
        await jobs.start()
        stack.push_async_callback(jobs.stop)
        await server.start()
        stack.push_async_callback(server.stop)
        yield Service(await stack.enter_async_context(connect(f"127.0.0.1:{server.port}")), tmp_path)
