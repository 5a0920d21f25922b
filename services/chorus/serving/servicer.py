"""The wire: requests to questions, answers to responses, errors to statuses.

Ray Serve's gRPC proxy has no interceptors, and sends a traceback to whoever asked when a method raises. So what the other
services leave to ``chorus.rpc.server`` is done here: typed errors with details, metrics, and a look at who is calling.
"""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from ipaddress import ip_address
from typing import Protocol, TypeVar
from urllib.parse import unquote

import grpc
import msgspec

from chorus.errors import ChorusError, FailedPrecondition, InvalidArgument
from chorus.rpc.interceptors import HANDLED, SECONDS, STARTED
from chorus.rpc.service_token import ServiceGuard
from chorus.rpc.status import code_of, trailing_metadata, typed
from chorus.rpc.wire import decode, encode
from chorus.serving.answer import ChoiceQuestion, Failure, Outcome, Question, Reply
from chorus.serving.batch import Finished, answer_batch, check_entries
from chorus.serving.stage import Stage
from chorus.serving.v1 import persona_pb2, serving_pb2

Response = TypeVar("Response")

CALLERS = ("gateway", "evaluation", "graph")
"""Services that may have personas speak; graph has the base model say what communities write about."""
_PREFIX = "/chorus.serving.v1.ServingService/"


class CallContext(Protocol):
    """What Ray Serve hands over beside a request."""

    def peer(self) -> str:
        """The caller's address, for example ``ipv4:127.0.0.1:40000``."""

    def invocation_metadata(self) -> Sequence[tuple[str, str]]:
        """What came with the call."""

    def set_code(self, code: grpc.StatusCode) -> None:
        """Answer with this code."""

    def set_details(self, details: str) -> None:
        """Answer with this message."""

    def set_trailing_metadata(self, trailing_metadata: list[tuple[str, bytes]]) -> None:
        """Answer with these details."""


class ServingServicer:
    """``chorus.serving.v1.ServingService`` on a stage. Ray Serve knows the context by its parameter's name."""

    def __init__(self, stage: Stage, guard: ServiceGuard | None = None) -> None:
        """``guard`` says which services may call; without one, whoever calls from this machine."""
        self._stage = stage
        self._guard = guard

    async def GetEngine(
        self, request: serving_pb2.GetEngineRequest, grpc_context: CallContext
    ) -> serving_pb2.GetEngineResponse:
        """Whether questions are answered now."""

        async def answer() -> serving_pb2.GetEngineResponse:
            return encode(self._stage.status(), serving_pb2.GetEngineResponse)

        return await self._unary("GetEngine", grpc_context, answer, serving_pb2.GetEngineResponse())

    async def ListPersonas(
        self, request: serving_pb2.ListPersonasRequest, grpc_context: CallContext
    ) -> serving_pb2.ListPersonasResponse:
        """The personas there are."""

        async def answer() -> serving_pb2.ListPersonasResponse:
            personas = await self._stage.speech().personas.list()
            return serving_pb2.ListPersonasResponse(personas=[encode(one, persona_pb2.Persona) for one in personas])

        return await self._unary("ListPersonas", grpc_context, answer, serving_pb2.ListPersonasResponse())

    async def GetPersona(
        self, request: serving_pb2.GetPersonaRequest, grpc_context: CallContext
    ) -> serving_pb2.GetPersonaResponse:
        """One persona."""

        async def answer() -> serving_pb2.GetPersonaResponse:
            voice = await self._stage.speech().personas.find(request.name)
            return serving_pb2.GetPersonaResponse(persona=encode(voice.persona, persona_pb2.Persona))

        return await self._unary("GetPersona", grpc_context, answer, serving_pb2.GetPersonaResponse())

    async def WatchPersonas(
        self, request: serving_pb2.WatchPersonasRequest, grpc_context: CallContext
    ) -> AsyncIterator[serving_pb2.WatchPersonasResponse]:
        """The personas there are, and again whenever they change."""

        async def answers() -> AsyncGenerator[serving_pb2.WatchPersonasResponse, None]:
            async with aclosing(self._stage.watch_personas()) as changes:
                async for personas in changes:
                    listed = [encode(one, persona_pb2.Persona) for one in personas]
                    yield serving_pb2.WatchPersonasResponse(personas=listed)

        async with aclosing(
            self._stream("WatchPersonas", grpc_context, answers, serving_pb2.WatchPersonasResponse())
        ) as responses:
            async for response in responses:
                yield response

    async def PinPersona(
        self, request: serving_pb2.PinPersonaRequest, grpc_context: CallContext
    ) -> serving_pb2.PinPersonaResponse:
        """Keep an adapter in memory."""

        async def answer() -> serving_pb2.PinPersonaResponse:
            return serving_pb2.PinPersonaResponse(pinned=await self._stage.speech().pins.pin(request.name))

        return await self._unary("PinPersona", grpc_context, answer, serving_pb2.PinPersonaResponse())

    async def UnpinPersona(
        self, request: serving_pb2.UnpinPersonaRequest, grpc_context: CallContext
    ) -> serving_pb2.UnpinPersonaResponse:
        """Let an adapter go when room is needed."""

        async def answer() -> serving_pb2.UnpinPersonaResponse:
            return serving_pb2.UnpinPersonaResponse(pinned=await self._stage.speech().pins.unpin(request.name))

        return await self._unary("UnpinPersona", grpc_context, answer, serving_pb2.UnpinPersonaResponse())

    async def Generate(
        self, request: serving_pb2.GenerateRequest, grpc_context: CallContext
    ) -> serving_pb2.GenerateResponse:
        """All answers at once."""

        async def answer() -> serving_pb2.GenerateResponse:
            reply = await self._stage.speech().ask(decode(request, Question))
            return encode(reply, serving_pb2.GenerateResponse)

        return await self._unary("Generate", grpc_context, answer, serving_pb2.GenerateResponse())

    async def StreamGenerate(
        self, request: serving_pb2.StreamGenerateRequest, grpc_context: CallContext
    ) -> AsyncIterator[serving_pb2.StreamGenerateResponse]:
        """One answer, piece by piece."""

        async def answers() -> AsyncGenerator[serving_pb2.StreamGenerateResponse, None]:
            async with aclosing(self._stage.speech().stream(decode(request, Question))) as pieces:
                async for piece in pieces:
                    yield encode(piece, serving_pb2.StreamGenerateResponse)

        async with aclosing(
            self._stream("StreamGenerate", grpc_context, answers, serving_pb2.StreamGenerateResponse())
        ) as responses:
            async for response in responses:
                yield response

    async def BatchGenerate(
        self, request: serving_pb2.BatchGenerateRequest, grpc_context: CallContext
    ) -> AsyncIterator[serving_pb2.BatchGenerateResponse]:
        """Many questions, answered as they finish."""

        async def answers() -> AsyncGenerator[serving_pb2.BatchGenerateResponse, None]:
            entries = [decode(entry, Question) for entry in request.entries]
            check_entries(entries)
            async with aclosing(answer_batch(self._stage.speech().ask, entries)) as finished:
                async for each in finished:
                    yield encode(_outcome(each), serving_pb2.BatchGenerateResponse)

        async with aclosing(
            self._stream("BatchGenerate", grpc_context, answers, serving_pb2.BatchGenerateResponse())
        ) as responses:
            async for response in responses:
                yield response

    async def ScoreOptions(
        self, request: serving_pb2.ScoreOptionsRequest, grpc_context: CallContext
    ) -> serving_pb2.ScoreOptionsResponse:
        """The distribution over every question's options."""

        async def answer() -> serving_pb2.ScoreOptionsResponse:
            questions = [decode(question, ChoiceQuestion) for question in request.questions]
            scores = await self._stage.speech().score(request.persona, questions)
            return encode(scores, serving_pb2.ScoreOptionsResponse)

        return await self._unary("ScoreOptions", grpc_context, answer, serving_pb2.ScoreOptionsResponse())

    async def _unary(
        self, method: str, context: CallContext, answer: Callable[[], Awaitable[Response]], empty: Response
    ) -> Response:
        call = _Call(method, context)
        try:
            call.check(self._guard)
            return await answer()
        except Exception as exception:
            call.fail(exception)
            return empty
        finally:
            call.end()

    async def _stream(
        self, method: str, context: CallContext, answers: Callable[[], AsyncGenerator[Response, None]], empty: Response
    ) -> AsyncGenerator[Response, None]:
        call = _Call(method, context)
        try:
            call.check(self._guard)
            async with aclosing(answers()) as responses:
                async for response in responses:
                    yield response
        except Exception as exception:
            call.fail(exception)
            # Ray Serve takes a stream's status from its last message, so the error needs one to travel with.
            yield empty
        finally:
            call.end()


def _outcome(finished: Finished) -> Outcome:
    """What the wire says of one entry of a batch."""
    if isinstance(finished.result, Reply):
        return Outcome(finished.entry, finished.result.answers, finished.result.receipt)
    error = finished.result
    return Outcome(finished.entry, failure=Failure(code_of(error).name, error.reason, error.message, error.field))


class _Call:
    """One call, from its arrival to its end."""

    def __init__(self, method: str, context: CallContext) -> None:
        self._method = _PREFIX + method
        self._context = context
        self._code: grpc.StatusCode | None = None
        self._started = time.perf_counter()
        STARTED.labels(self._method).inc()

    def check(self, guard: ServiceGuard | None) -> None:
        """Refuse whoever may not call: Ray Serve listens on every address, without TLS or authentication."""
        if guard:
            guard.check(dict(self._context.invocation_metadata()))
        elif not _is_local(self._context.peer()):
            raise FailedPrecondition("the serving service answers this machine only; ask through the gateway")

    def fail(self, exception: Exception) -> None:
        """Answer with an error. Ray drops the details of a method that raises, so this sets and returns."""
        if isinstance(exception, msgspec.ValidationError):
            exception = InvalidArgument(f"the request does not make sense: {exception}")
        error: ChorusError = typed(exception)
        self._code = code_of(error)
        self._context.set_code(self._code)
        self._context.set_details(error.message)
        self._context.set_trailing_metadata(list(trailing_metadata(error)))

    def end(self) -> None:
        """Count the call."""
        STARTED.labels(self._method).dec()
        HANDLED.labels(self._method, self._code.name if self._code else "OK").inc()
        SECONDS.labels(self._method).observe(time.perf_counter() - self._started)


def _is_local(peer: str) -> bool:
    """Whether an address as gRPC writes it is of this machine.

    >>> [_is_local(peer) for peer in ("ipv4:127.0.0.1:1", "ipv6:%5B::1%5D:1", "unix:", "ipv4:10.0.0.7:1")]
    [True, True, True, False]
    """
    family, _, rest = unquote(peer).partition(":")
    if family not in {"ipv4", "ipv6"}:
        return family == "unix"
    address = ip_address(rest.rpartition(":")[0].strip("[]"))
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
