"""The client of JobService, on any service's port or on the gateway's."""

from collections.abc import AsyncIterator, Callable

import grpc

from chorus import errors
from chorus.errors import Cancelled, ChorusError, FailedPrecondition, Unavailable
from chorus.jobs.job import Job, JobError, JobState, Progress
from chorus.jobs.v1 import job_pb2, jobs_pb2, jobs_pb2_grpc
from chorus.rpc.client import call, stream
from chorus.rpc.wire import decode
from chorus.types.page import Page

__all__ = ["Job", "JobError", "JobState", "JobsClient", "Progress", "job_value"]

WATCH_SECONDS = 300.0


class JobsClient:
    """Looks after jobs."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = jobs_pb2_grpc.JobServiceStub(channel)

    async def get(self, name: str) -> Job:
        """The job of that name."""
        response = await call(self._stub.GetJob, jobs_pb2.GetJobRequest(name=name))
        return job_value(response.job)

    async def list(self, service: str = "", page_size: int = 50, page_token: str = "") -> Page[Job]:
        """Jobs, newest first; on the gateway, those of one service."""
        request = jobs_pb2.ListJobsRequest(service=service, page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListJobs, request)
        return Page(tuple(map(job_value, response.jobs)), response.next_page_token)

    async def cancel(self, name: str) -> Job:
        """Ask a job to stop."""
        response = await call(self._stub.CancelJob, jobs_pb2.CancelJobRequest(name=name))
        return job_value(response.job)

    async def watch(self, name: str) -> AsyncIterator[Job]:
        """The job now and at every change until it has ended; an interrupted stream is taken up again."""
        ended = False
        while not ended:
            request = jobs_pb2.WatchJobRequest(name=name)
            try:
                async for response in stream(self._stub.WatchJob, request, timeout=WATCH_SECONDS):
                    job = job_value(response.job)
                    ended = job.state.ended
                    yield job
            except errors.DeadlineExceeded:
                continue

    async def wait(self, name: str, on_change: Callable[[Job], None] | None = None) -> Job:
        """The job once it SUCCEEDED; raises what made it fail."""
        job = Job(name=name)
        async for job in self.watch(name):
            if on_change is not None:
                on_change(job)
        if job.state is JobState.SUCCEEDED:
            return job
        raise failure(job)


def failure(job: Job) -> ChorusError:
    """The error that a job which did not succeed stands for."""
    if job.state is JobState.CANCELLED:
        return Cancelled(f"{job.name} was cancelled")
    if job.error is None:
        return Unavailable(f"{job.name} has not ended; watch it again")
    return _error_class(job.error.reason)(job.error.message)


def job_value(message: job_pb2.Job) -> Job:
    """The job in a message."""
    return decode(message, Job)


def _error_class(reason: str) -> type[ChorusError]:
    kinds = (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ChorusError))
    return next((kind for kind in kinds if kind.reason == reason), FailedPrecondition)
