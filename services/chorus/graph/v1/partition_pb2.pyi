import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Algorithm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALGORITHM_UNSPECIFIED: _ClassVar[Algorithm]
    ALGORITHM_LEIDEN: _ClassVar[Algorithm]
    ALGORITHM_LOUVAIN: _ClassVar[Algorithm]

class Restriction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESTRICTION_UNSPECIFIED: _ClassVar[Restriction]
    RESTRICTION_AUTHORS_WITH_POSTS: _ClassVar[Restriction]
    RESTRICTION_ALL: _ClassVar[Restriction]
ALGORITHM_UNSPECIFIED: Algorithm
ALGORITHM_LEIDEN: Algorithm
ALGORITHM_LOUVAIN: Algorithm
RESTRICTION_UNSPECIFIED: Restriction
RESTRICTION_AUTHORS_WITH_POSTS: Restriction
RESTRICTION_ALL: Restriction

class Partition(_message.Message):
    __slots__ = ("name", "dataset", "config", "num_authors", "num_ties", "num_found", "modularity", "coverage", "communities", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    NUM_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    NUM_TIES_FIELD_NUMBER: _ClassVar[int]
    NUM_FOUND_FIELD_NUMBER: _ClassVar[int]
    MODULARITY_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    dataset: str
    config: DetectionConfig
    num_authors: int
    num_ties: int
    num_found: int
    modularity: float
    coverage: float
    communities: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., dataset: _Optional[str] = ..., config: _Optional[_Union[DetectionConfig, _Mapping]] = ..., num_authors: _Optional[int] = ..., num_ties: _Optional[int] = ..., num_found: _Optional[int] = ..., modularity: _Optional[float] = ..., coverage: _Optional[float] = ..., communities: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DetectionConfig(_message.Message):
    __slots__ = ("algorithm", "resolution", "seed", "restriction", "min_authors", "top_k")
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    RESTRICTION_FIELD_NUMBER: _ClassVar[int]
    MIN_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    algorithm: Algorithm
    resolution: float
    seed: int
    restriction: Restriction
    min_authors: int
    top_k: int
    def __init__(self, algorithm: _Optional[_Union[Algorithm, str]] = ..., resolution: _Optional[float] = ..., seed: _Optional[int] = ..., restriction: _Optional[_Union[Restriction, str]] = ..., min_authors: _Optional[int] = ..., top_k: _Optional[int] = ...) -> None: ...
