"""The door, over real servers in this process: all four kinds of call, errors, deadlines, cancellation, metadata."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import grpc
import pytest

from chorus.errors import InvalidArgument, NotFound, ResourceExhausted
from chorus.gateway.access import CALLS, FORWARDED_SERVICES, Call, Role
from chorus.gateway.proxy import Door, Forwarder
from chorus.graph.v1 import graph_pb2, graph_pb2_grpc
from chorus.rpc.channel import connect
from chorus.rpc.client import call, stream
from chorus.rpc.server import Server
from chorus.rpc.settings import ServiceSettings
from chorus.rpc.status import from_rpc_error

ECHO = "test.v1.Echo"
ECHO_CALLS = {
    one.path: one
    for one in (
        Call(f"/{ECHO}/Unary", Role.READER, "echo"),
        Call(f"/{ECHO}/Down", Role.READER, "echo", streams_responses=True),
        Call(f"/{ECHO}/Up", Role.READER, "echo", streams_requests=True),
        Call(f"/{ECHO}/Both", Role.READER, "echo", streams_requests=True, streams_responses=True),
        Call(f"/{ECHO}/Hang", Role.READER, "echo"),
        Call(f"/{ECHO}/HangDown", Role.READER, "echo", streams_responses=True),
    )
}


class Echo(grpc.GenericRpcHandler):
    """Says bytes back, in all four ways; notes what surrounded them."""

    def __init__(self) -> None:
        self.metadata: dict[str, str | bytes] = {}
        self.seconds_left: float | None = None
        self.reached = asyncio.Event()
        self.cancelled = asyncio.Event()

    def service(self, handler_call_details: Any) -> Any:
        return {
            "Unary": grpc.unary_unary_rpc_method_handler(self.unary),
            "Down": grpc.unary_stream_rpc_method_handler(self.down),
            "Up": grpc.stream_unary_rpc_method_handler(self.up),
            "Both": grpc.stream_stream_rpc_method_handler(self.both),
            "Hang": grpc.unary_unary_rpc_method_handler(self.hang),
            "HangDown": grpc.unary_stream_rpc_method_handler(self.hang_down),
            "Secret": grpc.unary_unary_rpc_method_handler(self.unary),
        }.get(handler_call_details.method.removeprefix(f"/{ECHO}/"))

    async def unary(self, request: bytes, context: Any) -> bytes:
        self.metadata = dict(context.invocation_metadata())
        self.seconds_left = context.time_remaining()
        await context.send_initial_metadata((("x-first", "1"),))
        context.set_trailing_metadata((("x-last", "2"),))
        return request

    async def down(self, request: bytes, context: Any) -> AsyncIterator[bytes]:
        for byte in request:
            yield bytes([byte])
        if request.endswith(b"!"):
            raise ResourceExhausted("full", retry_after=2.5)

    async def up(self, requests: AsyncIterator[bytes], context: Any) -> bytes:
        gathered = b""
        async for request in requests:
            if request == b"bad":
                raise InvalidArgument("a bad one", field="chunk")
            gathered += request
        return gathered

    async def both(self, requests: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
        async for request in requests:
            yield request.upper()

    async def hang(self, request: bytes, context: Any) -> bytes:
        self.reached.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return request

    async def hang_down(self, request: bytes, context: Any) -> AsyncIterator[bytes]:
        yield b"first"
        await self.hang(request, context)


class Graph(graph_pb2_grpc.GraphServiceServicer):
    async def GetDataset(self, request: Any, context: Any) -> graph_pb2.GetDatasetResponse:
        raise NotFound(f"there is no dataset named {request.name}", field="name")

    async def ListMembers(self, request: Any, context: Any) -> graph_pb2.ListMembersResponse:
        return graph_pb2.ListMembersResponse()


@pytest.fixture
async def servers() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def _started(servers: AsyncExitStack, server: Server) -> grpc.aio.Channel:
    await server.start()
    servers.push_async_callback(server.stop)
    channel = connect(f"127.0.0.1:{server.port}")
    servers.push_async_callback(channel.close)
    return channel


def _server() -> Server:
    return Server(ServiceSettings(service="test", drain_seconds=0))


@pytest.fixture
async def echo() -> Echo:
    return Echo()


@pytest.fixture
async def door(servers: AsyncExitStack, echo: Echo) -> grpc.aio.Channel:
    behind, front = _server(), _server()
    behind.add_generic(echo)
    channel = await _started(servers, behind)
    front.add_generic(Door(Forwarder({"echo": channel}, max_seconds=30), ECHO_CALLS))
    return await _started(servers, front)


async def test_unary_bytes_and_metadata_pass_both_ways(door: grpc.aio.Channel, echo: Echo) -> None:
    passed = door.unary_unary(f"/{ECHO}/Unary")(
        b"\x00\xff", timeout=20, metadata=(("x-request-id", "r7"), ("k-bin", b"\x01"))
    )
    assert await passed == b"\x00\xff"
    assert (echo.metadata["x-request-id"], echo.metadata["k-bin"]) == ("r7", b"\x01")
    assert dict(await passed.initial_metadata())["x-first"] == "1"
    assert dict(await passed.trailing_metadata())["x-last"] == "2"


async def test_what_a_caller_shows_the_gateway_goes_no_further(door: grpc.aio.Channel, echo: Echo) -> None:
    shown = (
        ("authorization", "Bearer t"),
        ("chorus-purpose", "p"),
        ("chorus-service-token", "forged"),
        ("x-trace", "7"),
    )
    await door.unary_unary(f"/{ECHO}/Unary")(b"tea", metadata=shown)
    assert echo.metadata["x-trace"] == "7"
    assert not {"authorization", "chorus-purpose", "chorus-service-token"} & echo.metadata.keys()


async def test_the_time_that_is_left_is_passed_on_and_there_is_always_a_limit(
    door: grpc.aio.Channel, echo: Echo
) -> None:
    await door.unary_unary(f"/{ECHO}/Unary")(b"", timeout=7)
    assert echo.seconds_left is not None
    assert 5 < echo.seconds_left < 7.5
    await door.unary_unary(f"/{ECHO}/Unary")(b"")
    assert 25 < echo.seconds_left < 30.5


async def test_streams_pass_down_up_and_both_ways(door: grpc.aio.Channel) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in (b"a", b"b", b"c"):
            yield chunk

    down = door.unary_stream(f"/{ECHO}/Down")(b"abc", timeout=5)
    assert [piece async for piece in down] == [b"a", b"b", b"c"]
    assert await door.stream_unary(f"/{ECHO}/Up")(chunks(), timeout=5) == b"abc"
    both = door.stream_stream(f"/{ECHO}/Both")(chunks(), timeout=5)
    assert [piece async for piece in both] == [b"A", b"B", b"C"]


async def test_a_conversation_goes_to_and_fro(door: grpc.aio.Channel) -> None:
    both = door.stream_stream(f"/{ECHO}/Both")(timeout=5)
    for word in (b"one", b"two"):
        await both.write(word)
        assert await both.read() == word.upper()
    await both.done_writing()
    assert await both.read() is grpc.aio.EOF


async def test_an_error_after_some_pieces_keeps_pieces_and_details(door: grpc.aio.Channel) -> None:
    pieces: list[bytes] = []

    async def listen() -> None:
        async for piece in stream(door.unary_stream(f"/{ECHO}/Down"), b"ab!", timeout=5):
            pieces.append(piece)  # noqa: PERF401 - what came before the error is kept

    with pytest.raises(ResourceExhausted) as failed:
        await listen()
    assert pieces == [b"a", b"b", b"!"]
    assert failed.value.retry_after == 2.5


async def test_an_error_in_the_middle_of_an_upload_ends_it(door: grpc.aio.Channel) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            yield b"bad" if sent == 3 else b"x" * 1000
            sent += 1
            await asyncio.sleep(0.1)

    with pytest.raises(InvalidArgument) as failed:
        await call(door.stream_unary(f"/{ECHO}/Up"), endless(), timeout=10)
    assert failed.value.field == "chunk"


@pytest.mark.parametrize("method", ["Hang", "HangDown"])
async def test_cancelling_reaches_the_service_behind(door: grpc.aio.Channel, echo: Echo, method: str) -> None:
    if method == "Hang":
        hanging = door.unary_unary(f"/{ECHO}/Hang")(b"", timeout=60)
    else:
        hanging = door.unary_stream(f"/{ECHO}/HangDown")(b"", timeout=60)
        assert await hanging.read() == b"first"
    await asyncio.wait_for(echo.reached.wait(), 30)
    hanging.cancel()
    await asyncio.wait_for(echo.cancelled.wait(), 20)


async def test_a_deadline_ends_the_call_behind_too(door: grpc.aio.Channel, echo: Echo) -> None:
    hanging = door.unary_unary(f"/{ECHO}/Hang")(b"", timeout=3)
    await asyncio.wait_for(echo.reached.wait(), 30)
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await hanging
    assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await asyncio.wait_for(echo.cancelled.wait(), 20)


async def test_a_method_outside_the_table_does_not_pass(door: grpc.aio.Channel, echo: Echo) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await door.unary_unary(f"/{ECHO}/Secret")(b"", timeout=5)
    assert failed.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert echo.metadata == {}


async def test_typed_errors_of_a_real_service_come_through_whole(servers: AsyncExitStack) -> None:
    behind, front = _server(), _server()
    behind.add(graph_pb2_grpc.add_GraphServiceServicer_to_server, Graph(), FORWARDED_SERVICES[0])
    channels = {"graph": await _started(servers, behind)}
    front.add_generic(Door(Forwarder(channels, 30)), *FORWARDED_SERVICES)
    stub = graph_pb2_grpc.GraphServiceStub(await _started(servers, front))
    with pytest.raises(NotFound, match="there is no dataset named datasets/x") as failed:
        await call(stub.GetDataset, graph_pb2.GetDatasetRequest(name="datasets/x"))
    assert failed.value.field == "name"
    await call(stub.ListMembers, graph_pb2.ListMembersRequest())


async def test_a_replica_that_died_with_the_call_is_unavailable_through_the_door_too(servers: AsyncExitStack) -> None:
    async def die(request: bytes, context: Any) -> bytes:
        await context.abort(grpc.StatusCode.INTERNAL, "The actor died unexpectedly.\n\t/secret/path")

    class Dying(grpc.GenericRpcHandler):
        def service(self, handler_call_details: Any) -> Any:
            return grpc.unary_unary_rpc_method_handler(die)

    # Not one of our servers, which would give every error its details.
    behind = grpc.aio.server()
    behind.add_generic_rpc_handlers((Dying(),))
    port = behind.add_insecure_port("127.0.0.1:0")
    await behind.start()
    servers.push_async_callback(behind.stop, None)
    channel = connect(f"127.0.0.1:{port}")
    servers.push_async_callback(channel.close)
    front = _server()
    front.add_generic(Door(Forwarder({"graph": channel}, 30), CALLS))
    stub = graph_pb2_grpc.GraphServiceStub(await _started(servers, front))
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub.GetDataset(graph_pb2.GetDatasetRequest(name="datasets/x"), timeout=8)
    # For any client, not for ours alone.
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE
    assert "secret" not in (failed.value.details() or "")
    assert from_rpc_error(failed.value).retry_after


async def test_a_service_that_is_away_is_unavailable_and_not_a_fault_of_the_door(servers: AsyncExitStack) -> None:
    away = grpc.aio.insecure_channel("127.0.0.1:1")
    servers.push_async_callback(away.close)
    front = _server()
    front.add_generic(Door(Forwarder({"graph": away}, 30), CALLS))
    stub = graph_pb2_grpc.GraphServiceStub(await _started(servers, front))
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub.GetDataset(graph_pb2.GetDatasetRequest(name="datasets/x"), timeout=8)
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE
