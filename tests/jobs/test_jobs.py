import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chorus.errors import InvalidName, NotFound, NoTies, RequestIdReused
from chorus.jobs import Job, JobContext, Jobs, JobState

SENTINEL = "what the exception said"


@dataclass(frozen=True, slots=True)
class Params:
    mode: str = ""


class Work:
    """A job that counts what it does and can be told how to end."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.started = asyncio.Event()

    async def run(self, context: JobContext, params: Params) -> str:
        for name in ("one", "two"):
            await context.step(name, self.step, name)
        await context.report(2, 2, "steps", "both done")
        self.started.set()
        if params.mode == "fail":
            raise NoTies("there are no reposts")
        if params.mode == "crash":
            raise RuntimeError(SENTINEL)
        if params.mode == "hang":
            await asyncio.Event().wait()
        return "things/made"

    async def step(self, name: str) -> str:
        self.steps.append(name)
        return name


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
async def jobs(tmp_path: Path, work: Work) -> AsyncIterator[Jobs]:
    service = Jobs("graph", f"sqlite:///{tmp_path}/graph.sqlite")
    service.register("detect", work.run, Params)
    await service.start()
    yield service
    await service.stop()


async def ended(jobs: Jobs, name: str) -> Job:
    async with asyncio.timeout(20):
        return [job async for job in jobs.watch(name)][-1]


async def test_a_job_runs_to_its_end_and_says_what_it_made(jobs: Jobs) -> None:
    created = await jobs.create("detect", Params())
    assert created.state is JobState.QUEUED
    job = await ended(jobs, created.name)
    assert (job.state, job.result) == (JobState.SUCCEEDED, "things/made")
    assert (job.progress.done, job.progress.total, job.progress.unit) == (2, 2, "steps")


async def test_the_same_request_is_the_same_job(jobs: Jobs, work: Work) -> None:
    first = await jobs.create("detect", Params(), "request")
    await ended(jobs, first.name)
    again = await jobs.create("detect", Params(), "request")
    assert again.name == first.name
    assert work.steps == ["one", "two"]


async def test_a_request_id_means_one_request(jobs: Jobs) -> None:
    await jobs.create("detect", Params(), "request")
    with pytest.raises(RequestIdReused):
        await jobs.create("detect", Params("other"), "request")


async def test_a_failure_is_typed_and_can_be_tried_again(jobs: Jobs) -> None:
    first = await jobs.create("detect", Params("fail"))
    job = await ended(jobs, first.name)
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert (job.error.reason, job.error.message) == ("NO_TIES", "there are no reposts")
    assert (await jobs.create("detect", Params("fail"))).name != first.name


async def test_a_crash_tells_the_caller_nothing_of_the_inside(jobs: Jobs) -> None:
    job = await ended(jobs, (await jobs.create("detect", Params("crash"))).name)
    assert job.error is not None
    assert job.error.reason == "INTERNAL"
    assert SENTINEL not in job.error.message


async def test_a_cancelled_job_stops(jobs: Jobs, work: Work) -> None:
    created = await jobs.create("detect", Params("hang"))
    await asyncio.wait_for(work.started.wait(), 10)
    assert (await jobs.cancel(created.name)).state is JobState.CANCELLED
    assert (await ended(jobs, created.name)).state is JobState.CANCELLED
    # The queue runs one job at a time: a next one shows that the hanging one is gone.
    assert (await ended(jobs, (await jobs.create("detect", Params())).name)).state is JobState.SUCCEEDED


async def test_unknown_jobs(jobs: Jobs) -> None:
    with pytest.raises(NotFound):
        await jobs.get("jobs/graph.detect-0")
    with pytest.raises(InvalidName):
        await jobs.get("jobs/../x")


async def test_jobs_are_listed_newest_first(jobs: Jobs) -> None:
    names = [(await jobs.create("detect", Params(), f"r{number}")).name for number in range(3)]
    page = await jobs.list(2)
    rest = await jobs.list(2, page.next_page_token)
    assert [job.name for job in (*page.items, *rest.items)] == names[::-1]


PROGRAM = """
import asyncio, os, sys
from dataclasses import dataclass
from chorus.jobs import JobContext, Jobs

@dataclass(frozen=True)
class Params:
    mode: str = ""

def note(line):
    with open(sys.argv[2], "a") as log:
        log.write(line + "\\n")

async def step(name):
    note(name)
    return name

async def run(context, params):
    for name in ("one", "two", "three"):
        await context.step(name, step, name)
        if name == "two" and sys.argv[1] == "die":
            os.kill(os.getpid(), 9)
    return "things/made"

async def main():
    jobs = Jobs("graph", sys.argv[3])
    jobs.register("detect", run, Params)
    await jobs.start()
    # The second process asks for nothing: it finds the unfinished job by itself.
    name = (await jobs.create("detect", Params())).name if sys.argv[1] == "die" else (await jobs.list()).items[0].name
    async for job in jobs.watch(name):
        note(job.state)
    await jobs.stop()

asyncio.run(main())
"""


def test_a_killed_process_is_taken_up_where_it_was(tmp_path: Path) -> None:
    log, url = tmp_path / "log", f"sqlite:///{tmp_path}/graph.sqlite"
    for mode in ("die", "live"):
        command = [sys.executable, "-c", PROGRAM, mode, str(log), url]
        assert subprocess.run(command, timeout=60, check=False).returncode == (-9 if mode == "die" else 0)
    lines = log.read_text().split()
    assert [line for line in lines if not line.startswith("JOB_STATE")] == ["one", "two", "three"]
    assert lines[-1] == "JOB_STATE_SUCCEEDED"
