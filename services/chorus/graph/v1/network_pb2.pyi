import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Tie(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIE_UNSPECIFIED: _ClassVar[Tie]
    TIE_REPOSTS: _ClassVar[Tie]
    TIE_SHARED_LINKS: _ClassVar[Tie]

class Member(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MEMBER_UNSPECIFIED: _ClassVar[Member]
    MEMBER_AUTHORS: _ClassVar[Member]
    MEMBER_LABELS: _ClassVar[Member]

class Restriction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESTRICTION_UNSPECIFIED: _ClassVar[Restriction]
    RESTRICTION_AUTHORS_WITH_POSTS: _ClassVar[Restriction]
    RESTRICTION_ALL: _ClassVar[Restriction]
    RESTRICTION_REPOSTED: _ClassVar[Restriction]
TIE_UNSPECIFIED: Tie
TIE_REPOSTS: Tie
TIE_SHARED_LINKS: Tie
MEMBER_UNSPECIFIED: Member
MEMBER_AUTHORS: Member
MEMBER_LABELS: Member
RESTRICTION_UNSPECIFIED: Restriction
RESTRICTION_AUTHORS_WITH_POSTS: Restriction
RESTRICTION_ALL: Restriction
RESTRICTION_REPOSTED: Restriction

class NetworkConfig(_message.Message):
    __slots__ = ("tie", "member", "restriction", "min_reposters", "min_weight", "largest_component", "start_time", "end_time", "max_sharers")
    TIE_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    RESTRICTION_FIELD_NUMBER: _ClassVar[int]
    MIN_REPOSTERS_FIELD_NUMBER: _ClassVar[int]
    MIN_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    LARGEST_COMPONENT_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    MAX_SHARERS_FIELD_NUMBER: _ClassVar[int]
    tie: Tie
    member: Member
    restriction: Restriction
    min_reposters: int
    min_weight: float
    largest_component: bool
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    max_sharers: int
    def __init__(self, tie: _Optional[_Union[Tie, str]] = ..., member: _Optional[_Union[Member, str]] = ..., restriction: _Optional[_Union[Restriction, str]] = ..., min_reposters: _Optional[int] = ..., min_weight: _Optional[float] = ..., largest_component: _Optional[bool] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., max_sharers: _Optional[int] = ...) -> None: ...

class NetworkSummary(_message.Message):
    __slots__ = ("num_members", "num_ties", "total_weight", "num_components", "largest_component_share", "degree", "weight", "counts")
    NUM_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    NUM_TIES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    NUM_COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    LARGEST_COMPONENT_SHARE_FIELD_NUMBER: _ClassVar[int]
    DEGREE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    num_members: int
    num_ties: int
    total_weight: float
    num_components: int
    largest_component_share: float
    degree: Distribution
    weight: Distribution
    counts: _containers.RepeatedCompositeFieldContainer[TieCount]
    def __init__(self, num_members: _Optional[int] = ..., num_ties: _Optional[int] = ..., total_weight: _Optional[float] = ..., num_components: _Optional[int] = ..., largest_component_share: _Optional[float] = ..., degree: _Optional[_Union[Distribution, _Mapping]] = ..., weight: _Optional[_Union[Distribution, _Mapping]] = ..., counts: _Optional[_Iterable[_Union[TieCount, _Mapping]]] = ...) -> None: ...

class Distribution(_message.Message):
    __slots__ = ("min", "median", "mean", "p90", "p99", "max", "histogram")
    MIN_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_FIELD_NUMBER: _ClassVar[int]
    MEAN_FIELD_NUMBER: _ClassVar[int]
    P90_FIELD_NUMBER: _ClassVar[int]
    P99_FIELD_NUMBER: _ClassVar[int]
    MAX_FIELD_NUMBER: _ClassVar[int]
    HISTOGRAM_FIELD_NUMBER: _ClassVar[int]
    min: float
    median: float
    mean: float
    p90: float
    p99: float
    max: float
    histogram: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, min: _Optional[float] = ..., median: _Optional[float] = ..., mean: _Optional[float] = ..., p90: _Optional[float] = ..., p99: _Optional[float] = ..., max: _Optional[float] = ..., histogram: _Optional[_Iterable[int]] = ...) -> None: ...

class TieCount(_message.Message):
    __slots__ = ("what", "count")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    what: str
    count: int
    def __init__(self, what: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...
