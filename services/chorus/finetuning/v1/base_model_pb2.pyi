import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BaseModelOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BASE_MODEL_ORIGIN_UNSPECIFIED: _ClassVar[BaseModelOrigin]
    BASE_MODEL_ORIGIN_BUILT: _ClassVar[BaseModelOrigin]
    BASE_MODEL_ORIGIN_GIVEN: _ClassVar[BaseModelOrigin]
BASE_MODEL_ORIGIN_UNSPECIFIED: BaseModelOrigin
BASE_MODEL_ORIGIN_BUILT: BaseModelOrigin
BASE_MODEL_ORIGIN_GIVEN: BaseModelOrigin

class BaseModel(_message.Message):
    __slots__ = ("name", "digest", "location", "origin", "num_parameters", "context_length", "limits", "history", "create_time", "partition")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    NUM_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_LENGTH_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    name: str
    digest: str
    location: str
    origin: BaseModelOrigin
    num_parameters: int
    context_length: int
    limits: str
    history: _containers.RepeatedCompositeFieldContainer[TrainingPoint]
    create_time: _timestamp_pb2.Timestamp
    partition: str
    def __init__(self, name: _Optional[str] = ..., digest: _Optional[str] = ..., location: _Optional[str] = ..., origin: _Optional[_Union[BaseModelOrigin, str]] = ..., num_parameters: _Optional[int] = ..., context_length: _Optional[int] = ..., limits: _Optional[str] = ..., history: _Optional[_Iterable[_Union[TrainingPoint, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., partition: _Optional[str] = ...) -> None: ...

class TrainingPoint(_message.Message):
    __slots__ = ("step", "loss", "validation_loss")
    STEP_FIELD_NUMBER: _ClassVar[int]
    LOSS_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_LOSS_FIELD_NUMBER: _ClassVar[int]
    step: int
    loss: float
    validation_loss: float
    def __init__(self, step: _Optional[int] = ..., loss: _Optional[float] = ..., validation_loss: _Optional[float] = ...) -> None: ...
