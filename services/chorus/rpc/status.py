"""Errors on the wire: one table from the error tree to gRPC codes, with rich details, and back.

Details are those of google.rpc: ``ErrorInfo`` carries the reason, ``BadRequest`` the field at fault, ``RetryInfo`` the time after
which trying again makes sense.
"""

import asyncio
import logging
from collections.abc import Iterator

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from chorus import errors
from chorus.errors import ChorusError

DETAILS_KEY = "grpc-status-details-bin"
DOMAIN = "chorus"

logger = logging.getLogger(__name__)

CODES: dict[type[ChorusError], grpc.StatusCode] = {
    errors.InvalidArgument: grpc.StatusCode.INVALID_ARGUMENT,
    errors.Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    errors.PermissionDenied: grpc.StatusCode.PERMISSION_DENIED,
    errors.NotFound: grpc.StatusCode.NOT_FOUND,
    errors.FailedPrecondition: grpc.StatusCode.FAILED_PRECONDITION,
    errors.ResourceExhausted: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.Unavailable: grpc.StatusCode.UNAVAILABLE,
    errors.DeadlineExceeded: grpc.StatusCode.DEADLINE_EXCEEDED,
    errors.Cancelled: grpc.StatusCode.CANCELLED,
    errors.DataLoss: grpc.StatusCode.DATA_LOSS,
    errors.Internal: grpc.StatusCode.INTERNAL,
}
"""The code of every class below ChorusError; a class further down has its ancestor's."""


def code_of(error: ChorusError) -> grpc.StatusCode:
    """The gRPC code that an error becomes."""
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), grpc.StatusCode.INTERNAL)


def typed(error: BaseException) -> ChorusError:
    """The error a caller may see: typed errors as they are, anything else as INTERNAL without its text, which is logged."""
    if isinstance(error, ChorusError):
        return error
    if isinstance(error, TimeoutError):
        return errors.DeadlineExceeded("the call's time ran out; ask for less or allow more time")
    if isinstance(error, asyncio.CancelledError):
        return errors.Cancelled("the call was cancelled")
    logger.error("unexpected error", exc_info=error)
    return errors.Internal("something went wrong inside Chorus; the service's log has the details")


def to_status(error: ChorusError) -> Status:
    """The google.rpc.Status of an error."""
    number: int = code_of(error).value[0]
    return Status(code=number, message=error.message, details=list(_details(error)))


def trailing_metadata(error: ChorusError) -> tuple[tuple[str, bytes], ...]:
    """What is sent beside code and message so that the other side gets the whole error."""
    return ((DETAILS_KEY, to_status(error).SerializeToString()),)


def from_rpc_error(error: grpc.aio.AioRpcError) -> ChorusError:
    """The typed error that a failed call stands for."""
    if lost := lost_replica(error):
        return lost
    message, field, retry_after, reason = error.details() or "no details", "", None, ""
    status = Status()
    status.ParseFromString(dict(error.trailing_metadata() or ()).get(DETAILS_KEY, b""))
    info, bad, retry = ErrorInfo(), BadRequest(), RetryInfo()
    for detail in status.details:
        if detail.Unpack(info) and info.domain == DOMAIN:
            reason = info.reason
        elif detail.Unpack(bad) and bad.field_violations:
            field = bad.field_violations[0].field
        elif detail.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta().total_seconds()
    if error.code() is grpc.StatusCode.UNAVAILABLE and not reason:
        return errors.Unreachable(message)
    return _class_of(reason, error.code())(message, field=field, retry_after=retry_after)


def lost_replica(error: grpc.aio.AioRpcError) -> errors.Unavailable | None:
    """What to say where a replica of Ray Serve's died with the call; None where that is not what happened.

    Its proxy then answers INTERNAL with a text about actors, files and logs, which is nothing for a caller.
    """
    from_proxy = DETAILS_KEY not in dict(error.trailing_metadata() or ())
    if error.code() is not grpc.StatusCode.INTERNAL or not from_proxy or "actor" not in (error.details() or "").lower():
        return None
    logger.warning("a replica is gone: %s", (error.details() or "").partition("\n")[0])
    return errors.Unavailable("the replica that was asked is gone and is being replaced; ask again", retry_after=5.0)


def _details(error: ChorusError) -> Iterator[Any]:
    yield _pack(ErrorInfo(reason=error.reason, domain=DOMAIN))
    if error.field:
        violation = BadRequest.FieldViolation(field=error.field, description=error.message)
        yield _pack(BadRequest(field_violations=[violation]))
    if error.retry_after is not None:
        delay = Duration()
        delay.FromMilliseconds(round(error.retry_after * 1000))
        yield _pack(RetryInfo(retry_delay=delay))


def _pack(message: ErrorInfo | BadRequest | RetryInfo) -> Any:
    packed = Any()
    packed.Pack(message)
    return packed


def _class_of(reason: str, code: grpc.StatusCode) -> type[ChorusError]:
    by_reason = {kind.reason: kind for kind in _descendants(ChorusError)}
    by_code = {grpc_code: kind for kind, grpc_code in CODES.items()}
    return by_reason.get(reason) or by_code.get(code) or errors.Internal


def _descendants(kind: type[ChorusError]) -> Iterator[type[ChorusError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)
