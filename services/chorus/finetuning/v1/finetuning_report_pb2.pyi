import datetime

from chorus.finetuning.v1 import revision_pb2 as _revision_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FinetuningReport(_message.Message):
    __slots__ = ("name", "base_model", "communities", "revisions", "config", "losses", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    REVISIONS_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    LOSSES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    base_model: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    revisions: _containers.RepeatedScalarFieldContainer[str]
    config: _revision_pb2.FinetuningConfig
    losses: _containers.RepeatedCompositeFieldContainer[CrossLosses]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., base_model: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., revisions: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[_revision_pb2.FinetuningConfig, _Mapping]] = ..., losses: _Optional[_Iterable[_Union[CrossLosses, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CrossLosses(_message.Message):
    __slots__ = ("community", "num_validation", "base", "adapters", "lead")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    NUM_VALIDATION_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    ADAPTERS_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    community: str
    num_validation: int
    base: float
    adapters: _containers.RepeatedScalarFieldContainer[float]
    lead: Lead
    def __init__(self, community: _Optional[str] = ..., num_validation: _Optional[int] = ..., base: _Optional[float] = ..., adapters: _Optional[_Iterable[float]] = ..., lead: _Optional[_Union[Lead, _Mapping]] = ...) -> None: ...

class Lead(_message.Message):
    __slots__ = ("value", "low", "high", "num_authors")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    NUM_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    value: float
    low: float
    high: float
    num_authors: int
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., num_authors: _Optional[int] = ...) -> None: ...
