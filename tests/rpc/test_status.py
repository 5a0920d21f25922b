import asyncio

import grpc
import pytest

from chorus import errors
from chorus.errors import ChorusError
from chorus.rpc.status import CODES, DETAILS_KEY, code_of, from_rpc_error, trailing_metadata, typed

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ChorusError)]


def sent(error: ChorusError) -> grpc.aio.AioRpcError:
    """The error as a client's stub raises it."""
    metadata = grpc.aio.Metadata(*trailing_metadata(error))
    return grpc.aio.AioRpcError(code_of(error), grpc.aio.Metadata(), metadata, details=error.message)


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind is not ChorusError])
def test_every_error_crosses_the_wire(kind: type[ChorusError]) -> None:
    received = from_rpc_error(sent(kind("say what to do", field="prompt", retry_after=1.5)))
    assert type(received) is kind
    assert (received.message, received.field, received.retry_after) == ("say what to do", "prompt", 1.5)


def test_every_error_is_drawn_and_has_a_code() -> None:
    for kind in ALL:
        assert kind.__name__ in (errors.__doc__ or "")
        assert kind is ChorusError or any(ancestor in CODES for ancestor in kind.__mro__)


def test_an_error_of_another_server_is_typed_by_its_code() -> None:
    plain = grpc.aio.AioRpcError(grpc.StatusCode.NOT_FOUND, grpc.aio.Metadata(), grpc.aio.Metadata(), "gone")
    assert type(from_rpc_error(plain)) is errors.NotFound


def test_where_nobody_answers_is_told_from_a_service_that_cannot_now() -> None:
    nobody = grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata(), "refused")
    assert type(from_rpc_error(nobody)) is errors.Unreachable
    assert type(from_rpc_error(sent(errors.Unavailable("starting")))) is errors.Unavailable


def test_a_replica_that_died_with_the_call_is_no_fault_of_ours() -> None:
    text = "The actor died unexpectedly before finishing this task.\n\tclass_name: ServeReplica\n/secret/path"
    lost = grpc.aio.AioRpcError(grpc.StatusCode.INTERNAL, grpc.aio.Metadata(), grpc.aio.Metadata(), text)
    received = from_rpc_error(lost)
    assert type(received) is errors.Unavailable
    assert received.retry_after
    assert "secret" not in received.message
    # A fault of our own that speaks of actors is still one.
    assert type(from_rpc_error(sent(errors.Internal("an actor of ours failed")))) is errors.Internal


def test_what_was_not_raised_on_purpose_keeps_its_text_inside() -> None:
    hidden = typed(ValueError("a secret"))
    assert type(hidden) is errors.Internal
    assert "secret" not in hidden.message
    assert type(typed(TimeoutError())) is errors.DeadlineExceeded
    assert type(typed(asyncio.CancelledError())) is errors.Cancelled


def test_details_are_binary_metadata() -> None:
    ((key, value),) = trailing_metadata(errors.NotFound("no"))
    assert key == DETAILS_KEY
    assert isinstance(value, bytes)
