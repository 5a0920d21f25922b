import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Dataset(_message.Message):
    __slots__ = ("name", "digest", "file_name", "summary", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    digest: str
    file_name: str
    summary: ImportSummary
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., digest: _Optional[str] = ..., file_name: _Optional[str] = ..., summary: _Optional[_Union[ImportSummary, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ImportSummary(_message.Message):
    __slots__ = ("num_lines", "num_posts", "num_reposts", "num_duplicates", "num_malformed", "num_blank", "num_authors", "rejected_lines")
    NUM_LINES_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    NUM_REPOSTS_FIELD_NUMBER: _ClassVar[int]
    NUM_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    NUM_MALFORMED_FIELD_NUMBER: _ClassVar[int]
    NUM_BLANK_FIELD_NUMBER: _ClassVar[int]
    NUM_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    REJECTED_LINES_FIELD_NUMBER: _ClassVar[int]
    num_lines: int
    num_posts: int
    num_reposts: int
    num_duplicates: int
    num_malformed: int
    num_blank: int
    num_authors: int
    rejected_lines: _containers.RepeatedCompositeFieldContainer[RejectedLine]
    def __init__(self, num_lines: _Optional[int] = ..., num_posts: _Optional[int] = ..., num_reposts: _Optional[int] = ..., num_duplicates: _Optional[int] = ..., num_malformed: _Optional[int] = ..., num_blank: _Optional[int] = ..., num_authors: _Optional[int] = ..., rejected_lines: _Optional[_Iterable[_Union[RejectedLine, _Mapping]]] = ...) -> None: ...

class RejectedLine(_message.Message):
    __slots__ = ("line", "reason")
    LINE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    line: int
    reason: str
    def __init__(self, line: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...
