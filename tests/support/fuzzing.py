"""Messages that nobody should send: random bytes, messages cut short, and well-formed ones full of nonsense."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

import chorus.client  # noqa: F401  with the clients come the descriptors of every service
from chorus.gateway.access import Call

AT_ONCE = 50
FAULTS = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS}
TEXTS = (
    "", " ", "personas/high", "personas/base", "instruments/wcs", "screenings/none", "jobs/gateway.screen-0", "jobs/graph.x",
    "../../etc/passwd", "personas/../x", "%s%n", "\x00", "\u202e", "😀" * 50, "a" * 5000, "'; DROP TABLE links;--", "gateway",
    "personas/" + "a" * 300, "(a+)+$", '{"type": "object"}',
)  # fmt: skip
NUMBERS = (0, 1, -1, 7, 2**31 - 1, -(2**31), 2**62, 2**63 - 1, -(2**63))
FLOATS = (0.0, 1.0, -1.0, 0.05, float("nan"), float("inf"), -float("inf"), 1e308)


def message(kind: Descriptor, random: Random, depth: int = 0) -> Message:
    """A message of a kind with fields at random."""
    made = GetMessageClass(kind)()
    for field in kind.fields:
        if random.random() < 0.3 or depth > 4:
            continue
        for value in [value_of(field, random, depth) for _ in range(random.choice((1, 1, 2, 5)))]:
            put(made, field, value)
            if not field.is_repeated:
                break
    return made


def put(made: Message, field: FieldDescriptor, value: Any) -> None:
    if field.message_type is not None:
        target = getattr(made, field.name)
        (target.add() if field.is_repeated else target).CopyFrom(value)
        return
    try:
        if field.is_repeated:
            getattr(made, field.name).append(value)
        else:
            setattr(made, field.name, value)
    except ValueError:
        return


def value_of(field: FieldDescriptor, random: Random, depth: int) -> Any:
    if field.message_type is not None:
        if field.message_type.GetOptions().map_entry:
            return GetMessageClass(field.message_type)()
        return message(field.message_type, random, depth + 1)
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING:
            text = random.choice(TEXTS)
            return text.encode() if field.type == FieldDescriptor.TYPE_BYTES else text
        case FieldDescriptor.CPPTYPE_DOUBLE | FieldDescriptor.CPPTYPE_FLOAT:
            return random.choice(FLOATS)
        case FieldDescriptor.CPPTYPE_BOOL:
            return random.random() < 0.5
        case _:
            return random.choice(NUMBERS)


def request(call: Call, random: Random) -> bytes:
    service, _, method = call.path.lstrip("/").partition("/")
    kind = descriptor_pool.Default().FindServiceByName(service).methods_by_name[method].input_type
    whole = message(kind, random).SerializeToString()
    match random.randrange(6):
        case 0:
            return random.randbytes(random.randrange(200))
        case 1:
            return whole[: random.randrange(len(whole) + 1)]
        case 2:
            return whole + random.randbytes(5)
        case _:
            return whole


async def send(channel: grpc.aio.Channel, call: Call, data: bytes, *, whole: bool = False) -> grpc.StatusCode:
    """What becomes of a call with such a request; of a stream that begins well nothing more is read, unless it is read whole."""
    for _ in range(10):
        code, details = await _sent(channel, call, data, whole)
        # grpc.aio's own stumble where a server answers while a request is still being written.
        if not details.startswith("Internal error from Core"):
            return code
    raise AssertionError(f"{call.path}: {details}")


async def _sent(channel: grpc.aio.Channel, call: Call, data: bytes, whole: bool) -> tuple[grpc.StatusCode, str]:
    kinds = {
        (False, False): channel.unary_unary,
        (False, True): channel.unary_stream,
        (True, False): channel.stream_unary,
        (True, True): channel.stream_stream,
    }
    sent: Any = iter([data]) if call.streams_requests else data
    made = kinds[call.streams_requests, call.streams_responses](call.path)(sent, timeout=20)
    try:
        if call.streams_responses:
            async for _ in made:
                if not whole:
                    break
            made.cancel()
        else:
            await made
    except grpc.aio.AioRpcError as error:
        return error.code(), error.details() or ""
    return grpc.StatusCode.OK, ""


async def fuzz(channel: grpc.aio.Channel, calls: Sequence[Call], number: int, seed: int) -> Counter:
    """Send so many messages to the calls in turn; how often each answered with which code."""
    random = Random(seed)
    found: Counter[tuple[str, grpc.StatusCode]] = Counter()

    async def one(place: int) -> None:
        call = calls[place % len(calls)]
        found[call.path, await send(channel, call, request(call, random))] += 1

    for start in range(0, number, AT_ONCE):
        await asyncio.gather(*(one(place) for place in range(start, min(number, start + AT_ONCE))))
    return found


def faults(found: Counter) -> dict[tuple[str, grpc.StatusCode], int]:
    """Those that are the server's own."""
    return {what: number for what, number in found.items() if what[1] in FAULTS}
