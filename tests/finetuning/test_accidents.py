"""What a finetuning survives: its service, its driver and its worker killed, and a disk that is full while a checkpoint is saved.

One job goes through all of it, on the real Ray. It ends in the weights that an undisturbed training gives.
"""

import asyncio
import errno
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
import ray
import torch

from chorus.errors import ResourceExhausted, Unavailable
from chorus.finetuning.adapter_training import AdapterTraining
from chorus.finetuning.adapters import WEIGHTS
from chorus.finetuning.client import DemonstrationConfig, FinetuningClient, FinetuningConfig, Revision, RevisionState
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.loaded_base import load_base
from chorus.finetuning.ray_run import typed
from chorus.jobs import Job
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.storage.artifacts import Artifacts

from .tiny import FIRST, make_base

REPOSITORY = Path(__file__).parents[2]
WORKER, DRIVER = r"ray::RayTrainWorker.*", r"ray::finetune-.*"
"""What the processes of a run call themselves."""
CHECKPOINT_STEPS = 20
CONFIG = FinetuningConfig(
    rank=4,
    epochs=40,
    batch_tokens=256,
    learning_rate=8e-3,
    patience=100,
    demonstrations=DemonstrationConfig(max_similarity=1.0, general_ratio=0.0),
)


class Service:
    """The service as a process; started again after every death."""

    def __init__(self, home: Path, base: Path, address: str) -> None:
        self.home = home
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "PYTHONPATH": f"{REPOSITORY / 'services'}:{REPOSITORY}",
            "CHORUS_HOME": str(home),
            "CHORUS_FINETUNING_PORT": str(self.port),
            "CHORUS_FINETUNING_BASE_MODEL": str(base),
            "CHORUS_FINETUNING_RAY_ADDRESS": address,
            "CHORUS_FINETUNING_THREADS": "1",
            "CHORUS_FINETUNING_CHECKPOINT_STEPS": str(CHECKPOINT_STEPS),
        }

    def start(self) -> None:
        script = REPOSITORY / "tests" / "support" / "finetuning_process.py"
        with (self.home / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(script)], env=self._environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def restart(self) -> None:
        self.kill()
        self.start()


@asynccontextmanager
async def running(home: Path, base: Path) -> AsyncIterator[Service]:
    home.mkdir()
    ray.init(address="local", include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    service = Service(home, base, ray.get_runtime_context().gcs_address)
    service.start()
    try:
        yield service
    finally:
        service.kill()
        ray.shutdown()


def processes(title: str) -> list[int]:
    """Those on this machine that are called so."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            called = (folder / "cmdline").read_bytes().decode(errors="replace").strip("\0 ")
            if folder.name.isdecimal() and re.fullmatch(title, called):
                found.append(int(folder.name))
    return found


def kill(title: str) -> None:
    found = processes(title)
    assert found, f"no process is called {title}"
    for number in found:
        os.kill(number, signal.SIGKILL)


def fill_disk() -> None:
    """From now on the worker can write no file of more than a kilobyte."""
    for worker in processes(WORKER):
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (1024, 1024))


async def watched(jobs: JobsClient, name: str) -> AsyncIterator[Job]:
    """The job until it has ended, however often the service is away."""
    ended = False
    while not ended:
        with suppress(Unavailable):
            async for job in jobs.watch(name):
                ended = job.state.ended
                yield job
        await asyncio.sleep(0.1)


@pytest.mark.engine
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
async def test_a_finetuning_survives_every_accident(tmp_path: Path) -> None:
    base = make_base(tmp_path / "base")
    async with running(tmp_path / "home", base) as service, connect(f"127.0.0.1:{service.port}") as channel:
        client, jobs = FinetuningClient(channel), JobsClient(channel)
        await channel.channel_ready()
        await jobs.wait((await client.create_base_model("partitions/p")).name)
        created = await client.create_finetuning([FIRST], CONFIG)
        accidents: list[tuple[int, Callable[[], None]]] = [
            (50, lambda: kill(WORKER)),
            (130, fill_disk),
            (230, lambda: kill(DRIVER)),
            (330, service.restart),
        ]
        steps, waiting = [], list(accidents)
        async for job in watched(jobs, created.name):
            if job.progress.unit == "steps" and job.progress.done and (not steps or steps[-1] != job.progress.done):
                steps.append(job.progress.done)
                if waiting and job.progress.done > waiting[0][0]:
                    waiting.pop(0)[1]()
        assert not waiting, "the training was over before it was disturbed"
        assert job.error is None
        report = await client.get_finetuning_report(job.result)
        revisions = (await client.list_revisions()).items
        (revision,) = revisions
        found = await client.get_demonstration_set(revision.demonstration_set)

    for before, step in pairwise(steps):
        # The last one may still be on its way when the run dies.
        assert step > before - 2 * CHECKPOINT_STEPS, "nothing before the last checkpoint but one is done again"
    assert report.revisions == (revision.name,)
    assert revision.state is RevisionState.ACTIVE
    artifacts = Artifacts(str(tmp_path / "home" / "artifacts"))
    assert revision.weights_digest == undisturbed(base, artifacts, found.location, revision, tmp_path / "whole")
    for path in Path(artifacts.url).rglob("*"):
        if path.is_file():
            assert sha256(path.read_bytes()).hexdigest() == path.name, "no artifact is half written"


def undisturbed(base: Path, artifacts: Artifacts, location: str, revision: Revision, folder: Path) -> str:
    """SHA-256 of the weights that an undisturbed training gives."""
    torch.set_num_threads(1)
    training = AdapterTraining(load_base(base), revision.base_model)
    material = training.prepare(Demonstrations.load(artifacts.read_bytes(location)), revision.config)
    training.train(material, revision.config, folder)
    return sha256((folder / WEIGHTS).read_bytes()).hexdigest()


def test_a_full_disk_is_said_to_be_one() -> None:
    error = typed(OSError(errno.ENOSPC, "No space left on device"))
    assert isinstance(error, ResourceExhausted)
    assert "make room" in error.message


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
