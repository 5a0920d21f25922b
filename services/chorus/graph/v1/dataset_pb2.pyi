import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FileFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FILE_FORMAT_UNSPECIFIED: _ClassVar[FileFormat]
    FILE_FORMAT_JSONL: _ClassVar[FileFormat]
    FILE_FORMAT_CSV: _ClassVar[FileFormat]
    FILE_FORMAT_PARQUET: _ClassVar[FileFormat]
FILE_FORMAT_UNSPECIFIED: FileFormat
FILE_FORMAT_JSONL: FileFormat
FILE_FORMAT_CSV: FileFormat
FILE_FORMAT_PARQUET: FileFormat

class Dataset(_message.Message):
    __slots__ = ("name", "digest", "file_name", "summary", "create_time", "config")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    name: str
    digest: str
    file_name: str
    summary: ImportSummary
    create_time: _timestamp_pb2.Timestamp
    config: ImportConfig
    def __init__(self, name: _Optional[str] = ..., digest: _Optional[str] = ..., file_name: _Optional[str] = ..., summary: _Optional[_Union[ImportSummary, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., config: _Optional[_Union[ImportConfig, _Mapping]] = ...) -> None: ...

class ImportConfig(_message.Message):
    __slots__ = ("format", "columns", "keywords", "keep_unattributed")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    KEYWORDS_FIELD_NUMBER: _ClassVar[int]
    KEEP_UNATTRIBUTED_FIELD_NUMBER: _ClassVar[int]
    format: FileFormat
    columns: ColumnMapping
    keywords: _containers.RepeatedScalarFieldContainer[str]
    keep_unattributed: bool
    def __init__(self, format: _Optional[_Union[FileFormat, str]] = ..., columns: _Optional[_Union[ColumnMapping, _Mapping]] = ..., keywords: _Optional[_Iterable[str]] = ..., keep_unattributed: _Optional[bool] = ...) -> None: ...

class ColumnMapping(_message.Message):
    __slots__ = ("id", "author", "author_name", "text", "created_at", "language", "label", "link", "repost_of_id", "repost_of_author")
    ID_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    REPOST_OF_ID_FIELD_NUMBER: _ClassVar[int]
    REPOST_OF_AUTHOR_FIELD_NUMBER: _ClassVar[int]
    id: str
    author: str
    author_name: str
    text: _containers.RepeatedScalarFieldContainer[str]
    created_at: str
    language: str
    label: str
    link: str
    repost_of_id: str
    repost_of_author: str
    def __init__(self, id: _Optional[str] = ..., author: _Optional[str] = ..., author_name: _Optional[str] = ..., text: _Optional[_Iterable[str]] = ..., created_at: _Optional[str] = ..., language: _Optional[str] = ..., label: _Optional[str] = ..., link: _Optional[str] = ..., repost_of_id: _Optional[str] = ..., repost_of_author: _Optional[str] = ...) -> None: ...

class ImportSummary(_message.Message):
    __slots__ = ("num_lines", "num_posts", "num_reposts", "num_duplicates", "num_malformed", "num_blank", "num_authors", "rejected_lines", "num_records", "num_shares", "num_unmatched", "num_text_reposts", "num_unattributed", "num_links", "keywords", "labels", "first_time", "last_time")
    NUM_LINES_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    NUM_REPOSTS_FIELD_NUMBER: _ClassVar[int]
    NUM_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    NUM_MALFORMED_FIELD_NUMBER: _ClassVar[int]
    NUM_BLANK_FIELD_NUMBER: _ClassVar[int]
    NUM_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    REJECTED_LINES_FIELD_NUMBER: _ClassVar[int]
    NUM_RECORDS_FIELD_NUMBER: _ClassVar[int]
    NUM_SHARES_FIELD_NUMBER: _ClassVar[int]
    NUM_UNMATCHED_FIELD_NUMBER: _ClassVar[int]
    NUM_TEXT_REPOSTS_FIELD_NUMBER: _ClassVar[int]
    NUM_UNATTRIBUTED_FIELD_NUMBER: _ClassVar[int]
    NUM_LINKS_FIELD_NUMBER: _ClassVar[int]
    KEYWORDS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    FIRST_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_TIME_FIELD_NUMBER: _ClassVar[int]
    num_lines: int
    num_posts: int
    num_reposts: int
    num_duplicates: int
    num_malformed: int
    num_blank: int
    num_authors: int
    rejected_lines: _containers.RepeatedCompositeFieldContainer[RejectedLine]
    num_records: int
    num_shares: int
    num_unmatched: int
    num_text_reposts: int
    num_unattributed: int
    num_links: int
    keywords: _containers.RepeatedCompositeFieldContainer[KeywordCount]
    labels: _containers.RepeatedCompositeFieldContainer[LabelCount]
    first_time: _timestamp_pb2.Timestamp
    last_time: _timestamp_pb2.Timestamp
    def __init__(self, num_lines: _Optional[int] = ..., num_posts: _Optional[int] = ..., num_reposts: _Optional[int] = ..., num_duplicates: _Optional[int] = ..., num_malformed: _Optional[int] = ..., num_blank: _Optional[int] = ..., num_authors: _Optional[int] = ..., rejected_lines: _Optional[_Iterable[_Union[RejectedLine, _Mapping]]] = ..., num_records: _Optional[int] = ..., num_shares: _Optional[int] = ..., num_unmatched: _Optional[int] = ..., num_text_reposts: _Optional[int] = ..., num_unattributed: _Optional[int] = ..., num_links: _Optional[int] = ..., keywords: _Optional[_Iterable[_Union[KeywordCount, _Mapping]]] = ..., labels: _Optional[_Iterable[_Union[LabelCount, _Mapping]]] = ..., first_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RejectedLine(_message.Message):
    __slots__ = ("line", "reason")
    LINE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    line: int
    reason: str
    def __init__(self, line: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class KeywordCount(_message.Message):
    __slots__ = ("keyword", "num_records")
    KEYWORD_FIELD_NUMBER: _ClassVar[int]
    NUM_RECORDS_FIELD_NUMBER: _ClassVar[int]
    keyword: str
    num_records: int
    def __init__(self, keyword: _Optional[str] = ..., num_records: _Optional[int] = ...) -> None: ...

class LabelCount(_message.Message):
    __slots__ = ("label", "num_posts")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    label: str
    num_posts: int
    def __init__(self, label: _Optional[str] = ..., num_posts: _Optional[int] = ...) -> None: ...
