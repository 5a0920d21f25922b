import datetime

from chorus.finetuning.v1 import revision_pb2 as _revision_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SweepConfig(_message.Message):
    __slots__ = ("finetuning", "general_ratios", "template_counts")
    FINETUNING_FIELD_NUMBER: _ClassVar[int]
    GENERAL_RATIOS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_COUNTS_FIELD_NUMBER: _ClassVar[int]
    finetuning: _revision_pb2.FinetuningConfig
    general_ratios: _containers.RepeatedScalarFieldContainer[float]
    template_counts: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, finetuning: _Optional[_Union[_revision_pb2.FinetuningConfig, _Mapping]] = ..., general_ratios: _Optional[_Iterable[float]] = ..., template_counts: _Optional[_Iterable[int]] = ...) -> None: ...

class FinetuningSweep(_message.Message):
    __slots__ = ("name", "base_model", "communities", "config", "trials", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    TRIALS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    base_model: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    config: SweepConfig
    trials: _containers.RepeatedCompositeFieldContainer[Trial]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., base_model: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[SweepConfig, _Mapping]] = ..., trials: _Optional[_Iterable[_Union[Trial, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Trial(_message.Message):
    __slots__ = ("community", "general_ratio", "num_templates", "num_demonstrations", "num_general", "metrics", "seconds")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    GENERAL_RATIO_FIELD_NUMBER: _ClassVar[int]
    NUM_TEMPLATES_FIELD_NUMBER: _ClassVar[int]
    NUM_DEMONSTRATIONS_FIELD_NUMBER: _ClassVar[int]
    NUM_GENERAL_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    community: str
    general_ratio: float
    num_templates: int
    num_demonstrations: int
    num_general: int
    metrics: _revision_pb2.AdapterMetrics
    seconds: float
    def __init__(self, community: _Optional[str] = ..., general_ratio: _Optional[float] = ..., num_templates: _Optional[int] = ..., num_demonstrations: _Optional[int] = ..., num_general: _Optional[int] = ..., metrics: _Optional[_Union[_revision_pb2.AdapterMetrics, _Mapping]] = ..., seconds: _Optional[float] = ...) -> None: ...
