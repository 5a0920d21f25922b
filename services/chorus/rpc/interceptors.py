"""What happens around every call of a server: who calls, deadline, metrics, typed errors, one log line.

Requests are read here, and not by gRPC before: bytes that are no message of the method are the caller's fault, and a call that is
not admitted is not read at all.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
from google.protobuf.message import DecodeError
from prometheus_client import Counter, Gauge, Histogram

from chorus.errors import ChorusError, InvalidArgument
from chorus.rpc.guard import ANYBODY, CALLER, Attendance, Caller, Credentials, Guard
from chorus.rpc.status import code_of, trailing_metadata, typed

logger = logging.getLogger(__name__)

STARTED = Gauge("chorus_rpc_in_flight", "Calls being answered now", ["method"])
HANDLED = Counter("chorus_rpc_handled_total", "Calls answered, by gRPC code", ["method", "code"])
SECONDS = Histogram(
    "chorus_rpc_seconds",
    "Time from a call's arrival to its end",
    ["method"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600),
)

SERVER_FAULTS = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS}
"""What an operator should hear of; the rest is between the caller and the answer, and counted in the metrics."""

if TYPE_CHECKING:  # Generic to a type checker only.
    Context = grpc.aio.ServicerContext[Any, Any]
    Handler = grpc.RpcMethodHandler[Any, Any]


@dataclass(slots=True)
class _Admitted:
    """A call, from its arrival to its end."""

    method: str
    credentials: Credentials
    caller: Caller = ANYBODY
    attendance: Attendance | None = None

    async def answers(self, response: Any) -> None:
        if self.attendance:
            await self.attendance.answers(response)

    async def ended(self, code: grpc.StatusCode) -> None:
        if self.attendance:
            await self.attendance.ended(code.name)

    async def failed(self, code: grpc.StatusCode) -> None:
        # The caller hears of what went wrong first; there is no answer to hold back.
        try:
            await self.ended(code)
        except Exception:
            logger.exception("%s ended with %s, and whoever attends to it could not be told", self.method, code.name)


class CallInterceptor(grpc.aio.ServerInterceptor):
    """Wraps every method, of whatever kind, in the same care."""

    def __init__(self, max_seconds: float, guard: Guard) -> None:
        self._max_seconds = max_seconds
        self._guard = guard

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """Replace a method's handler by one that calls it with care."""
        handler = await continuation(handler_call_details)
        method: str = handler_call_details.method
        if handler is None or method.startswith("/grpc.health."):
            return handler
        return self._wrap(handler, method)

    def _wrap(self, handler: Handler, method: str) -> Handler:
        read = handler.request_deserializer or _as_it_is

        async def unary(request: Any, context: Context) -> Any:
            async with self._care(method, context) as admitted:
                behaviour: Any = handler.stream_unary if handler.request_streaming else handler.unary_unary
                response = await behaviour(await self._attend(admitted, handler, read, request), context)
                await admitted.answers(response)
                return response

        async def streaming(request: Any, context: Context) -> AsyncIterator[Any]:
            async with self._care(method, context) as admitted:
                behaviour: Any = handler.stream_stream if handler.request_streaming else handler.unary_stream
                asked = await self._attend(admitted, handler, read, request)
                async for response in behaviour(asked, context):
                    await admitted.answers(response)
                    yield response

        make = {
            (False, False): grpc.unary_unary_rpc_method_handler,
            (False, True): grpc.unary_stream_rpc_method_handler,
            (True, False): grpc.stream_unary_rpc_method_handler,
            (True, True): grpc.stream_stream_rpc_method_handler,
        }[handler.request_streaming, handler.response_streaming]
        behaviour = streaming if handler.response_streaming else unary
        return make(behaviour, None, handler.response_serializer)

    def _seconds_left(self, context: Context) -> float:
        remaining: float | None = context.time_remaining()
        return self._max_seconds if remaining is None else min(remaining, self._max_seconds)

    async def _attend(self, admitted: _Admitted, handler: Handler, read: Callable[[bytes], Any], request: Any) -> Any:
        """The request, read and attended to."""
        asked = _read(handler, read, request)
        told = None if handler.request_streaming else asked
        admitted.attendance = await self._guard.attend(admitted.method, admitted.caller, admitted.credentials, told)
        return asked

    @asynccontextmanager
    async def _care(self, method: str, context: Context) -> AsyncIterator[_Admitted]:
        started = time.perf_counter()
        code = grpc.StatusCode.OK
        admitted = _Admitted(method, dict(context.invocation_metadata() or ()))
        STARTED.labels(method).inc()
        try:
            async with asyncio.timeout(self._seconds_left(context)):
                admitted.caller = await self._guard.admit(method, admitted.credentials, context.peer())
                CALLER.set(admitted.caller)
                yield admitted
            await admitted.ended(code)
        except grpc.aio.AbortError:
            code = context.code()
            await admitted.failed(code)
            raise
        except (asyncio.CancelledError, GeneratorExit):
            code = grpc.StatusCode.CANCELLED
            await admitted.failed(code)
            raise
        except Exception as exception:
            error = typed(exception)
            code = code_of(error)
            await admitted.failed(code)
            await _abort(context, error)
        finally:
            seconds = time.perf_counter() - started
            STARTED.labels(method).dec()
            HANDLED.labels(method, code.name).inc()
            SECONDS.labels(method).observe(seconds)
            logger.log(
                logging.WARNING if code in SERVER_FAULTS else logging.DEBUG,
                "%s %s in %.0f ms",
                method,
                code.name,
                seconds * 1000,
            )


async def _abort(context: Context, error: ChorusError) -> NoReturn:
    await context.abort(code_of(error), error.message, trailing_metadata(error))


def _as_it_is(request: bytes) -> bytes:
    return request


def _read(handler: Handler, read: Callable[[bytes], Any], request: Any) -> Any:
    return _read_all(read, request) if handler.request_streaming else _read_one(read, request)


async def _read_all(read: Callable[[bytes], Any], requests: AsyncIterator[bytes]) -> AsyncIterator[Any]:
    async for request in requests:
        yield _read_one(read, request)


def _read_one(read: Callable[[bytes], Any], request: bytes) -> Any:
    try:
        return read(request)
    except DecodeError:
        raise InvalidArgument(
            "the request is no message of this method; are client and server of one version?"
        ) from None
