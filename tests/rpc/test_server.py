import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from chorus.errors import DeadlineExceeded, Internal, NotFound, Unauthenticated, Unavailable
from chorus.jobs.servicer import SERVICE
from chorus.jobs.v1 import job_pb2, jobs_pb2, jobs_pb2_grpc
from chorus.rpc.channel import connect
from chorus.rpc.client import call, stream
from chorus.rpc.guard import CALLER, Caller, Credentials, OpenDoor
from chorus.rpc.server import Server
from chorus.rpc.settings import ServiceSettings


class Servicer(jobs_pb2_grpc.JobServiceServicer):
    """Behaves as the job's name tells it to."""

    def __init__(self) -> None:
        self.cancelled = asyncio.Event()

    async def GetJob(self, request: jobs_pb2.GetJobRequest, context: object) -> jobs_pb2.GetJobResponse:
        match request.name:
            case "missing":
                raise NotFound("there is no such job", field="name")
            case "broken":
                raise RuntimeError("a secret")
            case "slow":
                await asyncio.sleep(30)
        return jobs_pb2.GetJobResponse(job=job_pb2.Job(name=request.name))

    async def WatchJob(
        self, request: jobs_pb2.WatchJobRequest, context: object
    ) -> AsyncIterator[jobs_pb2.WatchJobResponse]:
        yield jobs_pb2.WatchJobResponse(job=job_pb2.Job(name=request.name))
        if request.name == "missing":
            raise NotFound("it went away")
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise


@pytest.fixture
def servicer() -> Servicer:
    return Servicer()


@pytest.fixture
async def channel(servicer: Servicer) -> AsyncIterator[grpc.aio.Channel]:
    server = Server(ServiceSettings(service="test", max_call_seconds=1.0, drain_seconds=1.0))
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, servicer, SERVICE)
    await server.start()
    async with connect(f"127.0.0.1:{server.port}") as channel:
        yield channel
    await server.stop()


@pytest.fixture
def stub(channel: grpc.aio.Channel) -> jobs_pb2_grpc.JobServiceStub:
    return jobs_pb2_grpc.JobServiceStub(channel)


async def test_an_answer(stub: jobs_pb2_grpc.JobServiceStub) -> None:
    assert (await call(stub.GetJob, jobs_pb2.GetJobRequest(name="jobs/x"))).job.name == "jobs/x"


async def test_a_typed_error_arrives_typed(stub: jobs_pb2_grpc.JobServiceStub) -> None:
    with pytest.raises(NotFound) as caught:
        await call(stub.GetJob, jobs_pb2.GetJobRequest(name="missing"))
    assert (caught.value.message, caught.value.field) == ("there is no such job", "name")
    with pytest.raises(NotFound):
        _ = [response async for response in stream(stub.WatchJob, jobs_pb2.WatchJobRequest(name="missing"))]


async def test_no_traceback_leaves_the_process(stub: jobs_pb2_grpc.JobServiceStub) -> None:
    with pytest.raises(Internal) as caught:
        await call(stub.GetJob, jobs_pb2.GetJobRequest(name="broken"))
    assert "secret" not in caught.value.message


async def test_a_call_never_outlasts_the_servers_limit(stub: jobs_pb2_grpc.JobServiceStub) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(DeadlineExceeded):
            await call(stub.GetJob, jobs_pb2.GetJobRequest(name="slow"), timeout=60)


async def test_a_cancelled_stream_reaches_the_servicer(stub: jobs_pb2_grpc.JobServiceStub, servicer: Servicer) -> None:
    responses = stream(stub.WatchJob, jobs_pb2.WatchJobRequest(name="jobs/x"))
    await anext(responses)
    await responses.aclose()
    await asyncio.wait_for(servicer.cancelled.wait(), 5)


async def test_health_and_reflection(channel: grpc.aio.Channel) -> None:
    health = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service=SERVICE))
    assert health.status == health_pb2.HealthCheckResponse.SERVING

    async def ask() -> AsyncIterator[reflection_pb2.ServerReflectionRequest]:
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    answers = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(ask())
    listed = [service.name async for answer in answers for service in answer.list_services_response.service]
    assert SERVICE in listed


async def test_a_taken_port_is_said(channel: grpc.aio.Channel) -> None:
    first = Server(ServiceSettings(service="test"))
    await first.start()
    second = Server(ServiceSettings(service="test", port=first.port))
    with pytest.raises(Unavailable, match="another one running"):
        await second.start()
    await second.stop()
    await first.stop()


class Doorkeeper(OpenDoor):
    """Admits who says the word."""

    async def admit(self, method: str, credentials: Credentials, peer: str) -> Caller:
        if credentials.get("word") != "tea":
            raise Unauthenticated("say the word")
        return Caller("c1", "Ada", "reader")


class Naming(jobs_pb2_grpc.JobServiceServicer):
    """Answers with who calls."""

    async def GetJob(self, request: jobs_pb2.GetJobRequest, context: object) -> jobs_pb2.GetJobResponse:
        return jobs_pb2.GetJobResponse(job=job_pb2.Job(name=CALLER.get().name))

    async def WatchJob(
        self, request: jobs_pb2.WatchJobRequest, context: object
    ) -> AsyncIterator[jobs_pb2.WatchJobResponse]:
        yield jobs_pb2.WatchJobResponse(job=job_pb2.Job(name=CALLER.get().name))


@pytest.fixture
async def guarded() -> AsyncIterator[grpc.aio.Channel]:
    server = Server(ServiceSettings(service="test", max_call_seconds=5.0, drain_seconds=1.0), Doorkeeper())
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, Naming(), SERVICE)
    await server.start()
    async with connect(f"127.0.0.1:{server.port}") as channel:
        yield channel
    await server.stop()


async def test_nobody_is_answered_whom_the_guard_does_not_admit(guarded: grpc.aio.Channel) -> None:
    stub = jobs_pb2_grpc.JobServiceStub(guarded)
    for metadata in (None, (("word", "coffee"),)):
        with pytest.raises(Unauthenticated, match="say the word"):
            await call(stub.GetJob, jobs_pb2.GetJobRequest(), metadata=metadata)
        with pytest.raises(Unauthenticated):
            _ = [one async for one in stream(stub.WatchJob, jobs_pb2.WatchJobRequest(), metadata=metadata)]
    reflection = reflection_pb2_grpc.ServerReflectionStub(guarded)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        _ = [one async for one in reflection.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest()]))]
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    health = health_pb2_grpc.HealthStub(guarded)
    assert (await health.Check(health_pb2.HealthCheckRequest())).status == health_pb2.HealthCheckResponse.SERVING


async def test_who_is_admitted_is_known_to_what_answers(guarded: grpc.aio.Channel) -> None:
    stub, metadata = jobs_pb2_grpc.JobServiceStub(guarded), (("word", "tea"),)
    assert (await call(stub.GetJob, jobs_pb2.GetJobRequest(), metadata=metadata)).job.name == "Ada"
    (watched,) = [one async for one in stream(stub.WatchJob, jobs_pb2.WatchJobRequest(), metadata=metadata)]
    assert watched.job.name == "Ada"


async def test_bytes_that_are_no_message_are_the_callers_fault(channel: grpc.aio.Channel) -> None:
    for method in (channel.unary_unary, channel.unary_stream):
        answer = method(f"/{SERVICE}/{'GetJob' if method == channel.unary_unary else 'WatchJob'}")(b"\xff\xff\xff")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await answer if method == channel.unary_unary else [one async for one in answer]
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
