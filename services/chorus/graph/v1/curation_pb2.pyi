import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Curation(_message.Message):
    __slots__ = ("name", "partition", "rename", "merge", "exclude", "restore", "note", "community", "display_name_before", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    RENAME_FIELD_NUMBER: _ClassVar[int]
    MERGE_FIELD_NUMBER: _ClassVar[int]
    EXCLUDE_FIELD_NUMBER: _ClassVar[int]
    RESTORE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_BEFORE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    partition: str
    rename: Rename
    merge: Merge
    exclude: Exclude
    restore: Restore
    note: str
    community: str
    display_name_before: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., partition: _Optional[str] = ..., rename: _Optional[_Union[Rename, _Mapping]] = ..., merge: _Optional[_Union[Merge, _Mapping]] = ..., exclude: _Optional[_Union[Exclude, _Mapping]] = ..., restore: _Optional[_Union[Restore, _Mapping]] = ..., note: _Optional[str] = ..., community: _Optional[str] = ..., display_name_before: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Rename(_message.Message):
    __slots__ = ("community", "display_name")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    community: str
    display_name: str
    def __init__(self, community: _Optional[str] = ..., display_name: _Optional[str] = ...) -> None: ...

class Merge(_message.Message):
    __slots__ = ("communities", "display_name")
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    communities: _containers.RepeatedScalarFieldContainer[str]
    display_name: str
    def __init__(self, communities: _Optional[_Iterable[str]] = ..., display_name: _Optional[str] = ...) -> None: ...

class Exclude(_message.Message):
    __slots__ = ("community",)
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    community: str
    def __init__(self, community: _Optional[str] = ...) -> None: ...

class Restore(_message.Message):
    __slots__ = ("community",)
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    community: str
    def __init__(self, community: _Optional[str] = ...) -> None: ...
