"""Values to messages and back.

A value that mirrors a message field for field needs no hand-written conversion. Fields that a message leaves out take the
value's default, which is how "0 means 50" of the protos is kept in one place. ``tests/rpc/test_wire.py`` asserts that every
mirrored pair has the same fields.
"""

from datetime import datetime
from typing import TypeVar

import msgspec
from google.protobuf.json_format import MessageToDict, SerializeToJsonError
from google.protobuf.message import Message

from chorus.errors import InvalidArgument

V = TypeVar("V")
M = TypeVar("M", bound=Message)


def encode(value: object, message_type: type[M]) -> M:
    """The message that mirrors a value."""
    # The constructor takes names of enum members, mappings and datetimes, twenty times as fast as a detour over JSON.
    return message_type(**msgspec.to_builtins(value, builtin_types=(datetime,)))


def decode(message: Message, value_type: type[V]) -> V:
    """The value that mirrors a message; unset fields take the value's defaults.

    ``InvalidArgument`` where the message holds what the value cannot, such as the number of no enum member or a time beyond
    the year 9999.
    """
    try:
        fields = MessageToDict(message, preserving_proto_field_name=True)
    except SerializeToJsonError as error:
        raise InvalidArgument(f"{message.DESCRIPTOR.name}: {error}") from None
    try:
        return msgspec.convert(fields, value_type, strict=False)
    except msgspec.ValidationError as error:
        # msgspec ends with the place, as in "… - at `$.algorithm`".
        what, _, place = str(error).partition(" - at `$.")
        field = place.rstrip("`")
        raise InvalidArgument(f"{message.DESCRIPTOR.name}.{field}: {what}", field=field) from None
