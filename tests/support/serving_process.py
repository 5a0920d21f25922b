"""Serving as a process of its own, between two small servers that know what finetuning and graph would."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import grpc
import psutil

from chorus.errors import NotFound, Unavailable
from chorus.finetuning.v1 import base_model_pb2, finetuning_pb2, finetuning_pb2_grpc, revision_pb2
from chorus.graph.v1 import community_pb2, graph_pb2, graph_pb2_grpc
from chorus.rpc.channel import connect
from chorus.serving.client import ServingClient
from chorus.storage.artifacts import Artifacts
from chorus.types.v1 import post_pb2

ROOT = Path(__file__).parents[2]
RETIRED = revision_pb2.Revision(
    name=f"revisions/retired.{'0' * 64}",
    community="communities/retired",
    base_model="base-models/tiny",
    state=revision_pb2.REVISION_STATE_RETIRED,
)


class Finetuning(finetuning_pb2_grpc.FinetuningServiceServicer):
    """Knows one base model, once it is told, and its revisions."""

    def __init__(self) -> None:
        self.base_model: base_model_pb2.BaseModel | None = None
        self.revisions: list[revision_pb2.Revision] = []
        self.quarantined: dict[str, str] = {}

    def GetBaseModel(self, request: Any, context: Any) -> finetuning_pb2.GetBaseModelResponse:
        if self.base_model is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "none")
        return finetuning_pb2.GetBaseModelResponse(base_model=self.base_model)

    def ListRevisions(self, request: Any, context: Any) -> finetuning_pb2.ListRevisionsResponse:
        retired = [] if request.state == revision_pb2.REVISION_STATE_ACTIVE else [RETIRED]
        known = [*self.revisions, *retired]
        found = [revision for revision in known if request.community in ("", revision.community)]
        return finetuning_pb2.ListRevisionsResponse(revisions=found)

    def QuarantineRevision(self, request: Any, context: Any) -> finetuning_pb2.QuarantineRevisionResponse:
        self.quarantined[request.name] = request.reason
        self.revisions = [revision for revision in self.revisions if revision.name != request.name]
        return finetuning_pb2.QuarantineRevisionResponse(revision=revision_pb2.Revision(name=request.name))

    def PinRevision(self, request: Any, context: Any) -> finetuning_pb2.PinRevisionResponse:
        (revision,) = (each for each in self.revisions if each.name == request.name)
        revision.pinned = request.pinned
        return finetuning_pb2.PinRevisionResponse(revision=revision)


class Graph(graph_pb2_grpc.GraphServiceServicer):
    """Knows every community but one, and what it posts."""

    def GetCommunity(self, request: Any, context: Any) -> graph_pb2.GetCommunityResponse:
        if request.name == "communities/nobody":
            context.abort(grpc.StatusCode.NOT_FOUND, "none")
        return graph_pb2.GetCommunityResponse(
            community=community_pb2.Community(name=request.name, display_name="A group")
        )

    def StreamPosts(self, request: Any, context: Any) -> Any:
        posts = [post_pb2.Post(id=str(n), author=f"author{n}", text=f"a calm evening number {n}") for n in range(40)]
        yield graph_pb2.StreamPostsResponse(posts=posts)


@dataclass(frozen=True, slots=True)
class Service:
    """The running service and what it was told."""

    client: ServingClient
    port: int
    finetuning: Finetuning
    process: subprocess.Popen[bytes]
    artifacts: Artifacts

    def metric(self, name: str) -> float:
        """Sum of a metric over its labels."""
        with urlopen(f"http://127.0.0.1:{self.port + 1000}/metrics") as response:
            lines = response.read().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    def teach(self, model: Path, adapters: list[Path]) -> None:
        """Have finetuning know a base model, and a community ``group-<n>`` for each adapter."""
        base_model = base_model_pb2.BaseModel(
            name="base-models/tiny",
            digest="b" * 64,
            location=self.artifacts.put_folder(model),
            context_length=256,
            limits="Says nothing of anybody.",
        )
        self.finetuning.revisions += [
            put_revision(self.artifacts, f"group-{number}", folder, base_model.name)
            for number, folder in enumerate(adapters)
        ]
        self.finetuning.base_model = base_model

    async def until_it_listens(self) -> None:
        """Wait for an answer of any kind."""
        async with asyncio.timeout(180):
            while True:
                assert self.process.poll() is None, "the service ended before it began"
                try:
                    await self.client.get_engine()
                except (NotFound, Unavailable):
                    # First there is no port, then a proxy without the application.
                    await asyncio.sleep(0.5)
                else:
                    return

    async def until_it_is_ready(self) -> None:
        """Wait for the engine."""
        async with asyncio.timeout(300):
            while not (await self.client.get_engine()).ready:
                await asyncio.sleep(0.5)

    def processes(self, name: str) -> list[psutil.Process]:
        """Those of its processes that go by a name."""
        return [each for each in psutil.Process(self.process.pid).children(recursive=True) if _is_one(each, name)]


@asynccontextmanager
async def running(home: Path, **settings: str) -> AsyncIterator[Service]:
    """The service with ``CHORUS_SERVING_<SETTING>`` as given, until the block is left."""
    port, finetuning = free_port(), Finetuning()
    server = grpc.server(ThreadPoolExecutor(4))
    finetuning_pb2_grpc.add_FinetuningServiceServicer_to_server(finetuning, server)
    graph_pb2_grpc.add_GraphServiceServicer_to_server(Graph(), server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"} | {
        "PYTHONPATH": str(ROOT / "services"),
        "CHORUS_HOME": str(home),
        "CHORUS_SERVING_PORT": str(port),
        "CHORUS_FINETUNING_ADDRESS": address,
        "CHORUS_GRAPH_ADDRESS": address,
        "CHORUS_SERVING_CACHE_BYTES": str(64 * 2**20),
        **{f"CHORUS_SERVING_{name.upper()}": value for name, value in settings.items()},
    }
    process = _started(environment, home)
    channel = connect(f"127.0.0.1:{port}")
    try:
        yield Service(ServingClient(channel), port, finetuning, process, Artifacts(str(home / "artifacts")))
    finally:
        await channel.close()
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        server.stop(None)
        print((home / "log").read_text())
    assert code == 0


def _started(environment: dict[str, str], home: Path) -> subprocess.Popen[bytes]:
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "chorus.serving"], env=environment, cwd=home, stdout=log, stderr=subprocess.STDOUT
        )


def free_port() -> int:
    """A port that is free, and so are those of its metrics and its HTTP proxy; none is given twice."""
    for port in range(21_053, 29_000, 7):
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            try:
                for probe, offset in ((one, 0), (two, 1000), (three, 2000)):
                    probe.bind(("127.0.0.1", port + offset))
            except OSError:
                continue
            if port not in _given:
                _given.add(port)
                return port
    raise RuntimeError("no free ports")


_given: set[int] = set()


def put_revision(artifacts: Artifacts, community: str, folder: Path, base_model: str) -> revision_pb2.Revision:
    """An ACTIVE revision, its files in the store."""
    digest = sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest()
    return revision_pb2.Revision(
        name=f"revisions/{community}.{digest}",
        community=f"communities/{community}",
        base_model=base_model,
        weights_digest=digest,
        location=artifacts.put_folder(folder),
        state=revision_pb2.REVISION_STATE_ACTIVE,
    )


def _is_one(process: psutil.Process, name: str) -> bool:
    """Whether a process goes by that name, on its command line or, where that had no room for it, with the kernel."""
    with suppress(psutil.NoSuchProcess):
        return process.name() == name[:15] or " ".join(process.cmdline()).startswith(name)
    return False
