"""The door: calls of the other services, passed on as bytes.

Nothing is decoded, so a field that this version does not know passes unharmed. What surrounds the bytes passes too: the time
that is left, cancellation, metadata, and an error's code, message and details.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import grpc

from chorus.gateway.access import CALLS, Call
from chorus.rpc.status import code_of, lost_replica, trailing_metadata

if TYPE_CHECKING:
    # Generic in their type stubs only.
    Handler = grpc.RpcMethodHandler[Any, Any]

Context = grpc.aio.ServicerContext[Any, Any]
Metadata = tuple[tuple[str, str | bytes], ...]

_HOP_BY_HOP = ("grpc-", ":", "user-agent", "content-type", "te", "host", "connection")
"""Beginnings of keys that belong to one connection and not to the call; ``grpc-`` ones are made anew by gRPC."""
_OURS = ("authorization", "chorus-")
"""Beginnings of keys that are said to the gateway and to nobody behind it: a caller's token never leaves it."""
_DETAILS = "grpc-status-details-bin"


class Forwarder:
    """Passes calls on to the services behind."""

    def __init__(self, channels: Mapping[str, grpc.aio.Channel], max_seconds: float) -> None:
        """``channels`` by service; ``max_seconds`` for calls that came without a deadline."""
        self._channels = channels
        self._max_seconds = max_seconds

    async def unary(self, service: str, call: Call, request: Any, context: Context) -> bytes:
        """Pass on a call that answers once; ``request`` is bytes, or an iterator of them where the method takes a stream."""
        channel = self._channels[service]
        method = channel.stream_unary if call.streams_requests else channel.unary_unary
        passed: Any = method(call.path)(request, timeout=self._seconds_left(context), metadata=_metadata(context))
        try:
            response = await passed
            await context.send_initial_metadata(_passing(await passed.initial_metadata()))
            context.set_trailing_metadata(_passing(await passed.trailing_metadata()))
            return bytes(response)
        except grpc.aio.AioRpcError as error:
            await _abort(context, error)

    async def stream(self, service: str, call: Call, request: Any, context: Context) -> AsyncIterator[bytes]:
        """Pass on a call that answers with a stream."""
        channel = self._channels[service]
        method = channel.stream_stream if call.streams_requests else channel.unary_stream
        passed: Any = method(call.path)(request, timeout=self._seconds_left(context), metadata=_metadata(context))
        try:
            await context.send_initial_metadata(_passing(await passed.initial_metadata()))
            async for response in passed:
                yield response
            context.set_trailing_metadata(_passing(await passed.trailing_metadata()))
        except grpc.aio.AioRpcError as error:
            await _abort(context, error)
        finally:
            passed.cancel()

    def _seconds_left(self, context: Context) -> float:
        remaining: float | None = context.time_remaining()
        return self._max_seconds if remaining is None else min(remaining, self._max_seconds)


class Door(grpc.GenericRpcHandler):
    """Answers for every method of the services that are passed on as a whole; one outside the table is UNIMPLEMENTED."""

    def __init__(self, forwarder: Forwarder, calls: Mapping[str, Call] = CALLS) -> None:
        self._forwarder = forwarder
        self._calls = calls

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Handler | None:
        """The handler of a method, or None."""
        call = self._calls.get(handler_call_details.method)
        if call is None or not call.behind:
            return None
        make = {
            (False, False): grpc.unary_unary_rpc_method_handler,
            (False, True): grpc.unary_stream_rpc_method_handler,
            (True, False): grpc.stream_unary_rpc_method_handler,
            (True, True): grpc.stream_stream_rpc_method_handler,
        }[call.streams_requests, call.streams_responses]
        return make(self._streaming(call) if call.streams_responses else self._unary(call))

    def _unary(self, call: Call) -> Any:
        async def behaviour(request: Any, context: Context) -> bytes:
            return await self._forwarder.unary(call.behind, call, request, context)

        return behaviour

    def _streaming(self, call: Call) -> Any:
        async def behaviour(request: Any, context: Context) -> AsyncIterator[bytes]:
            async for response in self._forwarder.stream(call.behind, call, request, context):
                yield response

        return behaviour


def _metadata(context: Context) -> Metadata:
    return tuple(one for one in _passing(context.invocation_metadata() or ()) if not one[0].startswith(_OURS))


def _passing(metadata: Any) -> Metadata:
    return tuple((key, value) for key, value in metadata if not key.startswith(_HOP_BY_HOP))


async def _abort(context: Context, error: grpc.aio.AioRpcError) -> NoReturn:
    """End the call as the one behind ended."""
    if lost := lost_replica(error):
        await context.abort(code_of(lost), lost.message, trailing_metadata(lost))
    trailing = tuple(error.trailing_metadata() or ())
    details = tuple((key, value) for key, value in trailing if key == _DETAILS)
    await context.abort(error.code(), error.details() or "", (*_passing(trailing), *details))
