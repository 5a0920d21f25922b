import datetime

from chorus.types.v1 import receipt_pb2 as _receipt_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OptionFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OPTION_FORMAT_UNSPECIFIED: _ClassVar[OptionFormat]
    OPTION_FORMAT_LETTERS: _ClassVar[OptionFormat]
    OPTION_FORMAT_STATEMENTS: _ClassVar[OptionFormat]

class AnswerMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ANSWER_MODE_UNSPECIFIED: _ClassVar[AnswerMode]
    ANSWER_MODE_SCORED: _ClassVar[AnswerMode]
    ANSWER_MODE_SAMPLED: _ClassVar[AnswerMode]
OPTION_FORMAT_UNSPECIFIED: OptionFormat
OPTION_FORMAT_LETTERS: OptionFormat
OPTION_FORMAT_STATEMENTS: OptionFormat
ANSWER_MODE_UNSPECIFIED: AnswerMode
ANSWER_MODE_SCORED: AnswerMode
ANSWER_MODE_SAMPLED: AnswerMode

class Screening(_message.Message):
    __slots__ = ("name", "instrument", "protocol", "protocol_hash", "personas", "notes", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_HASH_FIELD_NUMBER: _ClassVar[int]
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    instrument: str
    protocol: Protocol
    protocol_hash: str
    personas: _containers.RepeatedCompositeFieldContainer[PersonaScreening]
    notes: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., instrument: _Optional[str] = ..., protocol: _Optional[_Union[Protocol, _Mapping]] = ..., protocol_hash: _Optional[str] = ..., personas: _Optional[_Iterable[_Union[PersonaScreening, _Mapping]]] = ..., notes: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Protocol(_message.Message):
    __slots__ = ("num_samples", "seed", "option_format")
    NUM_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    OPTION_FORMAT_FIELD_NUMBER: _ClassVar[int]
    num_samples: int
    seed: int
    option_format: OptionFormat
    def __init__(self, num_samples: _Optional[int] = ..., seed: _Optional[int] = ..., option_format: _Optional[_Union[OptionFormat, str]] = ...) -> None: ...

class PersonaScreening(_message.Message):
    __slots__ = ("persona", "items", "scales", "criteria")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SCALES_FIELD_NUMBER: _ClassVar[int]
    CRITERIA_FIELD_NUMBER: _ClassVar[int]
    persona: str
    items: _containers.RepeatedCompositeFieldContainer[ItemResult]
    scales: _containers.RepeatedCompositeFieldContainer[ScaleScore]
    criteria: _containers.RepeatedCompositeFieldContainer[Criterion]
    def __init__(self, persona: _Optional[str] = ..., items: _Optional[_Iterable[_Union[ItemResult, _Mapping]]] = ..., scales: _Optional[_Iterable[_Union[ScaleScore, _Mapping]]] = ..., criteria: _Optional[_Iterable[_Union[Criterion, _Mapping]]] = ...) -> None: ...

class ItemResult(_message.Message):
    __slots__ = ("item", "scored", "sampled", "values", "num_refused", "num_invalid", "scored_receipt", "sampled_receipt")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    SCORED_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    NUM_REFUSED_FIELD_NUMBER: _ClassVar[int]
    NUM_INVALID_FIELD_NUMBER: _ClassVar[int]
    SCORED_RECEIPT_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_RECEIPT_FIELD_NUMBER: _ClassVar[int]
    item: str
    scored: _containers.RepeatedScalarFieldContainer[float]
    sampled: _containers.RepeatedScalarFieldContainer[int]
    values: _containers.RepeatedScalarFieldContainer[float]
    num_refused: int
    num_invalid: int
    scored_receipt: _receipt_pb2.Receipt
    sampled_receipt: _receipt_pb2.Receipt
    def __init__(self, item: _Optional[str] = ..., scored: _Optional[_Iterable[float]] = ..., sampled: _Optional[_Iterable[int]] = ..., values: _Optional[_Iterable[float]] = ..., num_refused: _Optional[int] = ..., num_invalid: _Optional[int] = ..., scored_receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ..., sampled_receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ...) -> None: ...

class ScaleScore(_message.Message):
    __slots__ = ("scale", "mode", "value", "low", "high", "at_risk", "missing_items")
    SCALE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    AT_RISK_FIELD_NUMBER: _ClassVar[int]
    MISSING_ITEMS_FIELD_NUMBER: _ClassVar[int]
    scale: str
    mode: AnswerMode
    value: float
    low: float
    high: float
    at_risk: float
    missing_items: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, scale: _Optional[str] = ..., mode: _Optional[_Union[AnswerMode, str]] = ..., value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., at_risk: _Optional[float] = ..., missing_items: _Optional[_Iterable[str]] = ...) -> None: ...

class Criterion(_message.Message):
    __slots__ = ("id", "title", "mode", "met")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    MET_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    mode: AnswerMode
    met: bool
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., mode: _Optional[_Union[AnswerMode, str]] = ..., met: _Optional[bool] = ...) -> None: ...
