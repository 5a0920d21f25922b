"""The whole gateway in this process: its own services, real jobs and records, a synthetic serving behind real gRPC."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from chorus.errors import EmptyPrompt, InvalidArgument, InvalidName, NotFound, RequestIdReused
from chorus.gateway.access import FORWARDED_SERVICES, GATEWAY_SERVICE, JOB_SERVICE
from chorus.gateway.client import AnswerMode, CriterionValue, GatewayClient, Protocol
from chorus.gateway.instrument import Instrument
from chorus.gateway.library import bundled
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.serving.client import BASE
from chorus.types.sampling import Sampling
from gateway_stack import started

HIGH = {"5": (0, 0, 0, 0, 1), "6": (0, 0, 0, 0, 1), "7": (0, 0, 0, 0, 0, 0, 1), "8": (0, 0, 0, 1), "9": (0, 0, 0, 0, 1)}
BUF = Path(sys.executable).parent / "buf"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def voices(swed: Instrument, synthetic: Callable) -> Any:
    return synthetic(swed, {BASE: {}, "personas/high": HIGH})


@pytest.fixture
async def port(stack: AsyncExitStack, voices: Any, tmp_path: Path) -> int:
    return (await started(stack, voices, tmp_path)).server.port


@pytest.fixture
async def channel(stack: AsyncExitStack, port: int) -> grpc.aio.Channel:
    channel = connect(f"127.0.0.1:{port}")
    stack.push_async_callback(channel.close)
    return channel


async def test_a_screening_from_order_to_result(channel: grpc.aio.Channel) -> None:
    gateway, jobs = GatewayClient(channel), JobsClient(channel)
    job = await gateway.create_screening(["personas/high"], "instruments/swed", Protocol(num_samples=5), "mine")
    assert job.name.startswith("jobs/gateway.screen-")
    watched = [(persona, item.item) async for persona, item in gateway.watch_screening(job.name)]
    assert len(watched) == len(set(watched)) == 30
    done = await jobs.wait(job.name)
    assert (done.progress.done, done.progress.total) == (30, 30)
    screening = await gateway.get_screening(done.result)
    high, base = screening.personas
    assert (high.persona, base.persona) == ("personas/high", BASE)
    scores = {(one.mode): one for one in high.scales}
    assert scores[AnswerMode.SCORED].value == pytest.approx(100)
    assert scores[AnswerMode.SAMPLED].at_risk == 1
    assert high.items[4].sampled_receipt.sampling.n == 5
    assert [one.name for one in (await gateway.list_screenings()).items] == [screening.name]
    again = await gateway.create_screening(["personas/high"], "instruments/swed", Protocol(num_samples=5), "mine")
    assert again.name == job.name
    with pytest.raises(RequestIdReused):
        await gateway.create_screening(["personas/high"], "instruments/wcs", Protocol(num_samples=5), "mine")


async def test_a_screening_is_previewed_and_compared(channel: grpc.aio.Channel) -> None:
    gateway, jobs = GatewayClient(channel), JobsClient(channel)
    preview = await gateway.preview_screening(["personas/high"], "instruments/wcs")
    assert (preview.personas, preview.num_items) == (("personas/high", BASE), 10)
    assert preview.seconds > 0
    assert (await jobs.list("gateway")).items == ()
    job = await gateway.create_screening(["personas/high"], "instruments/wcs")
    name = (await jobs.wait(job.name)).result
    found = await gateway.compare_screenings([name])
    assert found.personas == ("personas/high", BASE)
    (pair,) = [pair for one in found.scales for pair in one.pairs if one.mode is AnswerMode.SAMPLED]
    assert pair.clear
    assert (await gateway.preview_screening(["personas/high"], "instruments/wcs")).seconds is None
    with pytest.raises(InvalidArgument, match="at least one"):
        await gateway.compare_screenings([])
    with pytest.raises(NotFound):
        await gateway.compare_screenings(["screenings/none"])
    with pytest.raises(InvalidName):
        await gateway.compare_screenings(["../x"])
    with pytest.raises(InvalidArgument, match="was not screened"):
        await gateway.compare_screenings([name], [CriterionValue("personas/nobody", 1)])


async def test_a_persona_is_asked_and_streamed(channel: grpc.aio.Channel) -> None:
    gateway = GatewayClient(channel)
    assert [one.name for one in await gateway.list_personas()] == [BASE, "personas/high"]
    assert (await gateway.get_persona("personas/high")).revision == "r1"
    reply = await gateway.ask("personas/high", "What do you drink?", Sampling(n=2, temperature=0))
    assert (len(reply.answers), reply.receipt.sampling.temperature) == (2, 0)
    assert "imitation" in reply.notice
    pieces = [piece async for piece in gateway.stream_ask("personas/high", "What do you drink?")]
    assert pieces[-1].receipt.persona == "personas/high"


async def test_bad_requests_are_typed_errors(channel: grpc.aio.Channel) -> None:
    gateway = GatewayClient(channel)
    with pytest.raises(EmptyPrompt):
        await gateway.ask("personas/high", " ")
    with pytest.raises(NotFound):
        await gateway.ask("personas/nobody", "?")
    with pytest.raises(InvalidName):
        await gateway.get_persona("high")
    with pytest.raises(NotFound):
        await gateway.get_instrument("instruments/none")
    with pytest.raises(NotFound):
        await gateway.get_screening("screenings/none")
    with pytest.raises(InvalidArgument):
        await gateway.create_screening([], "instruments/wcs")
    with pytest.raises(NotFound):
        [one async for one in gateway.watch_screening("jobs/gateway.screen-none")]


async def test_instruments_are_told_whole(channel: grpc.aio.Channel, wcs: Instrument) -> None:
    gateway = GatewayClient(channel)
    assert await gateway.list_instruments() == bundled().list()
    assert await gateway.get_instrument("instruments/wcs") == wcs


async def test_status_says_what_is_ready_and_what_is_not(channel: grpc.aio.Channel) -> None:
    services = await GatewayClient(channel).get_status()
    assert [(one.service, one.ready) for one in services] == [
        ("graph", True),
        ("finetuning", False),
        ("serving", True),
        ("evaluation", False),
    ]
    assert services[1].message


async def test_health_tells_servings(channel: grpc.aio.Channel) -> None:
    request = health_pb2.HealthCheckRequest(service="chorus.serving")
    for _ in range(50):
        try:
            response = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=5)
            break
        except grpc.aio.AioRpcError:
            await asyncio.sleep(0.05)
    assert response.status == health_pb2.HealthCheckResponse.SERVING


async def test_jobs_of_other_services_are_reached_by_their_names(channel: grpc.aio.Channel) -> None:
    jobs = JobsClient(channel)
    assert (await jobs.get("jobs/graph.detect-1")).kind == "detect"
    assert (await jobs.wait("jobs/graph.detect-1")).name == "jobs/graph.detect-1"
    assert (await jobs.cancel("jobs/graph.detect-1")).kind == "detect"
    assert [job.name for job in (await jobs.list("graph")).items] == ["jobs/graph.detect-1"]
    assert (await jobs.list("gateway")).items == ()
    for name in ("jobs/graph.detect-2", "jobs/gateway.screen-2", "jobs/serving.x"):
        with pytest.raises(NotFound):
            await jobs.get(name)
    with pytest.raises(InvalidArgument) as refused:
        await jobs.list()
    assert refused.value.field == "service"
    with pytest.raises(InvalidName):
        await jobs.cancel("detect")


async def test_reflection_lists_own_and_passed_on_services(channel: grpc.aio.Channel) -> None:
    async def ask() -> AsyncIterator[reflection_pb2.ServerReflectionRequest]:
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    answers = [answer async for answer in stub.ServerReflectionInfo(ask(), timeout=5)]
    listed = {service.name for service in answers[0].list_services_response.service}
    assert {*FORWARDED_SERVICES, GATEWAY_SERVICE, JOB_SERVICE} <= listed


@pytest.mark.parametrize(
    ("method", "data", "expected"),
    [
        (
            "chorus.gateway.v1.GatewayService/AskPersona",
            {"persona": "personas/high", "prompt": "Hello?"},
            {"receipt": {"persona": "personas/high"}},
        ),
        (
            "chorus.graph.v1.GraphService/GetDataset",
            {"name": "datasets/tea"},
            {"dataset": {"name": "datasets/tea"}},
        ),
        (
            "chorus.jobs.v1.JobService/GetJob",
            {"name": "jobs/graph.detect-1"},
            {"job": {"kind": "detect"}},
        ),
    ],
)
async def test_a_generic_client_finds_own_and_passed_on_services_by_reflection(
    port: int, method: str, data: dict[str, str], expected: dict[str, dict[str, str]]
) -> None:
    command = [BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", "-d", json.dumps(data)]
    done = await asyncio.to_thread(
        subprocess.run,
        [*command, f"http://127.0.0.1:{port}/{method}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    for part, fields in expected.items():
        assert fields.items() <= answer[part].items()
