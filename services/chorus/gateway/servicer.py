"""GatewayService, and JobService for the jobs of all services, on the wire."""

from collections.abc import AsyncIterator
from typing import Any

import grpc

from chorus.errors import InvalidArgument, NotFound
from chorus.gateway.access import CALLS, GATEWAY_SERVICE, JOB_SERVICE, SERVICES_WITH_JOBS
from chorus.gateway.asking import Asking
from chorus.gateway.behind import Behind
from chorus.gateway.comparison import ComparisonRequest
from chorus.gateway.library import Library
from chorus.gateway.measurement import Screenings
from chorus.gateway.protocol import Protocol
from chorus.gateway.proxy import Forwarder
from chorus.gateway.screening import COLLECTION
from chorus.gateway.sensitivity import Sensitivity
from chorus.gateway.v1 import gateway_pb2, gateway_pb2_grpc, screening_pb2
from chorus.jobs import Jobs
from chorus.jobs.job import service_of
from chorus.jobs.servicer import JobServicer, job_message
from chorus.jobs.v1 import jobs_pb2, jobs_pb2_grpc
from chorus.rpc.server import Server
from chorus.rpc.wire import decode, encode
from chorus.serving.client import Question, ServingClient, kind_of
from chorus.types.names import parse

OWN = "gateway"
Context = grpc.aio.ServicerContext[Any, Any]


class GatewayServicer(gateway_pb2_grpc.GatewayServiceServicer):
    """Personas asked, instruments administered."""

    def __init__(
        self,
        behind: Behind,
        serving: ServingClient,
        library: Library,
        screenings: Screenings,
        sensitivity: Sensitivity,
        jobs: Jobs,
    ) -> None:
        self._behind = behind
        self._serving = serving
        self._asking = Asking(serving)
        self._library = library
        self._screenings = screenings
        self._sensitivity = sensitivity
        self._jobs = jobs

    async def GetStatus(self, request: gateway_pb2.GetStatusRequest, context: Context) -> gateway_pb2.GetStatusResponse:
        """What is ready."""
        return encode({"services": await self._behind.look()}, gateway_pb2.GetStatusResponse)

    async def ListPersonas(
        self, request: gateway_pb2.ListPersonasRequest, context: Context
    ) -> gateway_pb2.ListPersonasResponse:
        """The personas there are."""
        personas = await self._serving.list_personas()
        sensitive = await self._sensitivity.among([persona.name for persona in personas])
        return encode({"personas": personas, "sensitive": sensitive}, gateway_pb2.ListPersonasResponse)

    async def GetPersona(
        self, request: gateway_pb2.GetPersonaRequest, context: Context
    ) -> gateway_pb2.GetPersonaResponse:
        """One persona."""
        kind_of(request.name)
        return encode({"persona": await self._serving.get_persona(request.name)}, gateway_pb2.GetPersonaResponse)

    async def MarkPersona(
        self, request: gateway_pb2.MarkPersonaRequest, context: Context
    ) -> gateway_pb2.MarkPersonaResponse:
        """A community marked, or no longer."""
        kind_of(request.name)
        await self._serving.get_persona(request.name)
        await self._sensitivity.mark(request.name, request.sensitive)
        names = [persona.name for persona in await self._serving.list_personas()]
        return gateway_pb2.MarkPersonaResponse(sensitive=await self._sensitivity.among(names))

    async def AskPersona(
        self, request: gateway_pb2.AskPersonaRequest, context: Context
    ) -> gateway_pb2.AskPersonaResponse:
        """All answers to one question."""
        return encode(await self._asking.ask(decode(request, Question)), gateway_pb2.AskPersonaResponse)

    async def StreamAskPersona(
        self, request: gateway_pb2.StreamAskPersonaRequest, context: Context
    ) -> AsyncIterator[gateway_pb2.StreamAskPersonaResponse]:
        """One answer, piece by piece."""
        async for piece in self._asking.stream(decode(request, Question)):
            yield encode(piece, gateway_pb2.StreamAskPersonaResponse)

    async def ListInstruments(
        self, request: gateway_pb2.ListInstrumentsRequest, context: Context
    ) -> gateway_pb2.ListInstrumentsResponse:
        """The instruments there are."""
        return encode({"instruments": self._library.list()}, gateway_pb2.ListInstrumentsResponse)

    async def GetInstrument(
        self, request: gateway_pb2.GetInstrumentRequest, context: Context
    ) -> gateway_pb2.GetInstrumentResponse:
        """One instrument."""
        return encode({"instrument": self._library.get(request.name)}, gateway_pb2.GetInstrumentResponse)

    async def PreviewScreening(
        self, request: gateway_pb2.PreviewScreeningRequest, context: Context
    ) -> gateway_pb2.PreviewScreeningResponse:
        """What a screening would cost."""
        protocol = decode(request.protocol, Protocol)
        preview = await self._screenings.preview(tuple(request.personas), request.instrument, protocol)
        return encode({"preview": preview}, gateway_pb2.PreviewScreeningResponse)

    async def CreateScreening(
        self, request: gateway_pb2.CreateScreeningRequest, context: Context
    ) -> gateway_pb2.CreateScreeningResponse:
        """Queue a screening."""
        protocol = decode(request.protocol, Protocol)
        personas = tuple(request.personas)
        job = await self._screenings.create(self._jobs, personas, request.instrument, protocol, request.request_id)
        return gateway_pb2.CreateScreeningResponse(job=job_message(job))

    async def GetScreening(
        self, request: gateway_pb2.GetScreeningRequest, context: Context
    ) -> gateway_pb2.GetScreeningResponse:
        """One screening."""
        parse(request.name, COLLECTION)
        screening = await self._screenings.get(request.name)
        return gateway_pb2.GetScreeningResponse(screening=encode(screening, screening_pb2.Screening))

    async def ListScreenings(
        self, request: gateway_pb2.ListScreeningsRequest, context: Context
    ) -> gateway_pb2.ListScreeningsResponse:
        """A page of screenings."""
        page = await self._screenings.list(request.page_size, request.page_token)
        screenings = [encode(screening, screening_pb2.Screening) for screening in page.items]
        return gateway_pb2.ListScreeningsResponse(screenings=screenings, next_page_token=page.next_page_token)

    async def CompareScreenings(
        self, request: gateway_pb2.CompareScreeningsRequest, context: Context
    ) -> gateway_pb2.CompareScreeningsResponse:
        """Screenings held against each other."""
        asked = decode(request, ComparisonRequest)
        return encode({"comparison": await self._screenings.compare(asked)}, gateway_pb2.CompareScreeningsResponse)

    async def WatchScreening(
        self, request: gateway_pb2.WatchScreeningRequest, context: Context
    ) -> AsyncIterator[gateway_pb2.WatchScreeningResponse]:
        """A screening's item results as they come."""
        parse(request.job, "jobs", field="job")
        async for persona, item in self._screenings.watch(self._jobs, request.job):
            yield encode({"persona": persona, "item": item}, gateway_pb2.WatchScreeningResponse)


class AllJobsServicer(jobs_pb2_grpc.JobServiceServicer):
    """The jobs of all services: the gateway's own answered here, the others passed on by the service in the job's name."""

    def __init__(self, jobs: Jobs, forwarder: Forwarder) -> None:
        self._own = JobServicer(jobs)
        self._forwarder = forwarder

    async def GetJob(self, request: jobs_pb2.GetJobRequest, context: Context) -> jobs_pb2.GetJobResponse:
        """One job."""
        if (service := _service(request.name)) == OWN:
            return await self._own.GetJob(request, context)
        return jobs_pb2.GetJobResponse.FromString(await self._pass(service, "GetJob", request, context))

    async def ListJobs(self, request: jobs_pb2.ListJobsRequest, context: Context) -> jobs_pb2.ListJobsResponse:
        """A page of one service's jobs."""
        if request.service not in SERVICES_WITH_JOBS:
            raise InvalidArgument(f"service must be one of {', '.join(SERVICES_WITH_JOBS)}", field="service")
        if request.service == OWN:
            return await self._own.ListJobs(request, context)
        there = jobs_pb2.ListJobsRequest(page_size=request.page_size, page_token=request.page_token)
        return jobs_pb2.ListJobsResponse.FromString(await self._pass(request.service, "ListJobs", there, context))

    async def WatchJob(
        self, request: jobs_pb2.WatchJobRequest, context: Context
    ) -> AsyncIterator[jobs_pb2.WatchJobResponse]:
        """A job's states as they come."""
        if (service := _service(request.name)) == OWN:
            async for response in self._own.WatchJob(request, context):
                yield response
            return
        call = CALLS[f"/{JOB_SERVICE}/WatchJob"]
        async for passed in self._forwarder.stream(service, call, request.SerializeToString(), context):
            yield jobs_pb2.WatchJobResponse.FromString(passed)

    async def CancelJob(self, request: jobs_pb2.CancelJobRequest, context: Context) -> jobs_pb2.CancelJobResponse:
        """Ask a job to stop."""
        if (service := _service(request.name)) == OWN:
            return await self._own.CancelJob(request, context)
        return jobs_pb2.CancelJobResponse.FromString(await self._pass(service, "CancelJob", request, context))

    async def _pass(
        self,
        service: str,
        method: str,
        request: jobs_pb2.GetJobRequest | jobs_pb2.ListJobsRequest | jobs_pb2.CancelJobRequest,
        context: Context,
    ) -> bytes:
        call = CALLS[f"/{JOB_SERVICE}/{method}"]
        return await self._forwarder.unary(service, call, request.SerializeToString(), context)


def offer(server: Server, gateway: GatewayServicer, jobs: AllJobsServicer) -> None:
    """Add the gateway's own services to a server."""
    server.add(gateway_pb2_grpc.add_GatewayServiceServicer_to_server, gateway, GATEWAY_SERVICE)
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, jobs, JOB_SERVICE)


def _service(job: str) -> str:
    """The service that a job's name leads to; ``NotFound`` where no service has such jobs."""
    parse(job, "jobs")
    service = service_of(job)
    if service not in SERVICES_WITH_JOBS:
        known = ", ".join(SERVICES_WITH_JOBS)
        raise NotFound(f"there is no job named {job}; a name begins with jobs/<service>., one of {known}", field="name")
    return service
