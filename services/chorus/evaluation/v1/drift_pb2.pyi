import datetime

from chorus.evaluation.v1 import report_pb2 as _report_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Drift(_message.Message):
    __slots__ = ("communities", "moments", "series", "notes")
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    MOMENTS_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    communities: _containers.RepeatedScalarFieldContainer[str]
    moments: _containers.RepeatedCompositeFieldContainer[Moment]
    series: _containers.RepeatedCompositeFieldContainer[Series]
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, communities: _Optional[_Iterable[str]] = ..., moments: _Optional[_Iterable[_Union[Moment, _Mapping]]] = ..., series: _Optional[_Iterable[_Union[Series, _Mapping]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class Moment(_message.Message):
    __slots__ = ("report", "create_time", "revisions")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISIONS_FIELD_NUMBER: _ClassVar[int]
    report: str
    create_time: _timestamp_pb2.Timestamp
    revisions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, report: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revisions: _Optional[_Iterable[str]] = ...) -> None: ...

class Series(_message.Message):
    __slots__ = ("measure", "voice", "community", "points", "changed")
    MEASURE_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    measure: str
    voice: str
    community: str
    points: _containers.RepeatedCompositeFieldContainer[Point]
    changed: bool
    def __init__(self, measure: _Optional[str] = ..., voice: _Optional[str] = ..., community: _Optional[str] = ..., points: _Optional[_Iterable[_Union[Point, _Mapping]]] = ..., changed: _Optional[bool] = ...) -> None: ...

class Point(_message.Message):
    __slots__ = ("estimate",)
    ESTIMATE_FIELD_NUMBER: _ClassVar[int]
    estimate: _report_pb2.Estimate
    def __init__(self, estimate: _Optional[_Union[_report_pb2.Estimate, _Mapping]] = ...) -> None: ...
