"""Calls: every one has a deadline, and fails with an error of ``chorus.errors``."""

from collections.abc import AsyncIterator
from typing import Protocol, TypeVar

import grpc

from chorus.rpc.status import from_rpc_error

DEFAULT_TIMEOUT = 30.0

Metadata = tuple[tuple[str, str | bytes], ...]

Request = TypeVar("Request", contravariant=True)
Response = TypeVar("Response", covariant=True)


class UnaryCall(Protocol[Request, Response]):
    """A method of a stub that answers once."""

    async def __call__(
        self, request: Request, *, timeout: float | None = None, metadata: Metadata | None = None
    ) -> Response:
        """Send the request and wait for the answer."""
        ...


class StreamCall(Protocol[Request, Response]):
    """A method of a stub that answers with a stream."""

    def __call__(
        self, request: Request, *, timeout: float | None = None, metadata: Metadata | None = None
    ) -> AsyncIterator[Response]:
        """Send the request and read the answers as they come."""
        ...


async def call(
    method: UnaryCall[Request, Response],
    request: Request,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    metadata: Metadata | None = None,
) -> Response:
    """Call a method that answers once; ``request`` may be a stream of messages where the method takes one."""
    try:
        return await method(request, timeout=timeout, metadata=metadata)
    except grpc.aio.AioRpcError as error:
        raise from_rpc_error(error) from None


async def stream(
    method: StreamCall[Request, Response],
    request: Request,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    metadata: Metadata | None = None,
) -> AsyncIterator[Response]:
    """Call a method that answers with a stream; closing the iterator cancels the call."""
    responses = method(request, timeout=timeout, metadata=metadata)
    try:
        async for response in responses:
            yield response
    except grpc.aio.AioRpcError as error:
        raise from_rpc_error(error) from None
    finally:
        cancel = getattr(responses, "cancel", None)
        if cancel is not None:
            cancel()
