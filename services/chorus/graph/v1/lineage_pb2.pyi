from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Change(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANGE_UNSPECIFIED: _ClassVar[Change]
    CHANGE_CONTINUED: _ClassVar[Change]
    CHANGE_SPLIT: _ClassVar[Change]
    CHANGE_MERGED: _ClassVar[Change]
    CHANGE_APPEARED: _ClassVar[Change]
    CHANGE_ENDED: _ClassVar[Change]
CHANGE_UNSPECIFIED: Change
CHANGE_CONTINUED: Change
CHANGE_SPLIT: Change
CHANGE_MERGED: Change
CHANGE_APPEARED: Change
CHANGE_ENDED: Change

class LineageEvent(_message.Message):
    __slots__ = ("change", "earlier", "later", "overlaps")
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    EARLIER_FIELD_NUMBER: _ClassVar[int]
    LATER_FIELD_NUMBER: _ClassVar[int]
    OVERLAPS_FIELD_NUMBER: _ClassVar[int]
    change: Change
    earlier: _containers.RepeatedScalarFieldContainer[str]
    later: _containers.RepeatedScalarFieldContainer[str]
    overlaps: _containers.RepeatedCompositeFieldContainer[Overlap]
    def __init__(self, change: _Optional[_Union[Change, str]] = ..., earlier: _Optional[_Iterable[str]] = ..., later: _Optional[_Iterable[str]] = ..., overlaps: _Optional[_Iterable[_Union[Overlap, _Mapping]]] = ...) -> None: ...

class Overlap(_message.Message):
    __slots__ = ("earlier", "later", "num_members", "share_of_earlier", "share_of_later", "jaccard")
    EARLIER_FIELD_NUMBER: _ClassVar[int]
    LATER_FIELD_NUMBER: _ClassVar[int]
    NUM_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    SHARE_OF_EARLIER_FIELD_NUMBER: _ClassVar[int]
    SHARE_OF_LATER_FIELD_NUMBER: _ClassVar[int]
    JACCARD_FIELD_NUMBER: _ClassVar[int]
    earlier: str
    later: str
    num_members: int
    share_of_earlier: float
    share_of_later: float
    jaccard: float
    def __init__(self, earlier: _Optional[str] = ..., later: _Optional[str] = ..., num_members: _Optional[int] = ..., share_of_earlier: _Optional[float] = ..., share_of_later: _Optional[float] = ..., jaccard: _Optional[float] = ...) -> None: ...
