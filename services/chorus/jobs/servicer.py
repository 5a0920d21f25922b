"""JobService on the wire."""

from collections.abc import AsyncIterator

import grpc

from chorus.jobs.job import Job
from chorus.jobs.jobs import Jobs
from chorus.jobs.v1 import job_pb2, jobs_pb2, jobs_pb2_grpc
from chorus.rpc.wire import encode

SERVICE = jobs_pb2.DESCRIPTOR.services_by_name["JobService"].full_name
Context = grpc.aio.ServicerContext[object, object]


class JobServicer(jobs_pb2_grpc.JobServiceServicer):
    """The jobs of one service."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    async def GetJob(self, request: jobs_pb2.GetJobRequest, context: Context) -> jobs_pb2.GetJobResponse:
        """One job."""
        return jobs_pb2.GetJobResponse(job=job_message(await self._jobs.get(request.name)))

    async def ListJobs(self, request: jobs_pb2.ListJobsRequest, context: Context) -> jobs_pb2.ListJobsResponse:
        """A page of jobs."""
        page = await self._jobs.list(request.page_size, request.page_token)
        jobs = [job_message(job) for job in page.items]
        return jobs_pb2.ListJobsResponse(jobs=jobs, next_page_token=page.next_page_token)

    async def WatchJob(
        self, request: jobs_pb2.WatchJobRequest, context: Context
    ) -> AsyncIterator[jobs_pb2.WatchJobResponse]:
        """A job's states as they come."""
        async for job in self._jobs.watch(request.name):
            yield jobs_pb2.WatchJobResponse(job=job_message(job))

    async def CancelJob(self, request: jobs_pb2.CancelJobRequest, context: Context) -> jobs_pb2.CancelJobResponse:
        """Ask a job to stop."""
        return jobs_pb2.CancelJobResponse(job=job_message(await self._jobs.cancel(request.name)))


def job_message(job: Job) -> job_pb2.Job:
    """A job as a message; what every Create… call answers with."""
    return encode(job, job_pb2.Job)
