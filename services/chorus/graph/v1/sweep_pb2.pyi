import datetime

from chorus.graph.v1 import partition_pb2 as _partition_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Sweep(_message.Message):
    __slots__ = ("name", "dataset", "config", "points", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    dataset: str
    config: SweepConfig
    points: _containers.RepeatedCompositeFieldContainer[SweepPoint]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., dataset: _Optional[str] = ..., config: _Optional[_Union[SweepConfig, _Mapping]] = ..., points: _Optional[_Iterable[_Union[SweepPoint, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SweepConfig(_message.Message):
    __slots__ = ("detection", "resolutions")
    DETECTION_FIELD_NUMBER: _ClassVar[int]
    RESOLUTIONS_FIELD_NUMBER: _ClassVar[int]
    detection: _partition_pb2.DetectionConfig
    resolutions: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, detection: _Optional[_Union[_partition_pb2.DetectionConfig, _Mapping]] = ..., resolutions: _Optional[_Iterable[float]] = ...) -> None: ...

class SweepPoint(_message.Message):
    __slots__ = ("resolution", "num_communities", "largest", "coverage", "modularity", "stability")
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    NUM_COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    LARGEST_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    MODULARITY_FIELD_NUMBER: _ClassVar[int]
    STABILITY_FIELD_NUMBER: _ClassVar[int]
    resolution: float
    num_communities: float
    largest: float
    coverage: float
    modularity: float
    stability: float
    def __init__(self, resolution: _Optional[float] = ..., num_communities: _Optional[float] = ..., largest: _Optional[float] = ..., coverage: _Optional[float] = ..., modularity: _Optional[float] = ..., stability: _Optional[float] = ...) -> None: ...
