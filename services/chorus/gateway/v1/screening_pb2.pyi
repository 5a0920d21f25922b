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
    OPTION_FORMAT_TEXTS: _ClassVar[OptionFormat]

class Arrangement(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ARRANGEMENT_UNSPECIFIED: _ClassVar[Arrangement]
    ARRANGEMENT_SINGLE: _ClassVar[Arrangement]
    ARRANGEMENT_BATTERY: _ClassVar[Arrangement]

class Framing(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FRAMING_UNSPECIFIED: _ClassVar[Framing]
    FRAMING_NEUTRAL: _ClassVar[Framing]
    FRAMING_HONEST: _ClassVar[Framing]
    FRAMING_DESIRABLE: _ClassVar[Framing]

class Uncounted(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNCOUNTED_UNSPECIFIED: _ClassVar[Uncounted]
    UNCOUNTED_REFUSED: _ClassVar[Uncounted]
    UNCOUNTED_INVALID: _ClassVar[Uncounted]
    UNCOUNTED_MISSING: _ClassVar[Uncounted]
    UNCOUNTED_SKIPPED: _ClassVar[Uncounted]

class AnswerMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ANSWER_MODE_UNSPECIFIED: _ClassVar[AnswerMode]
    ANSWER_MODE_SCORED: _ClassVar[AnswerMode]
    ANSWER_MODE_SAMPLED: _ClassVar[AnswerMode]
OPTION_FORMAT_UNSPECIFIED: OptionFormat
OPTION_FORMAT_LETTERS: OptionFormat
OPTION_FORMAT_STATEMENTS: OptionFormat
OPTION_FORMAT_TEXTS: OptionFormat
ARRANGEMENT_UNSPECIFIED: Arrangement
ARRANGEMENT_SINGLE: Arrangement
ARRANGEMENT_BATTERY: Arrangement
FRAMING_UNSPECIFIED: Framing
FRAMING_NEUTRAL: Framing
FRAMING_HONEST: Framing
FRAMING_DESIRABLE: Framing
UNCOUNTED_UNSPECIFIED: Uncounted
UNCOUNTED_REFUSED: Uncounted
UNCOUNTED_INVALID: Uncounted
UNCOUNTED_MISSING: Uncounted
UNCOUNTED_SKIPPED: Uncounted
ANSWER_MODE_UNSPECIFIED: AnswerMode
ANSWER_MODE_SCORED: AnswerMode
ANSWER_MODE_SAMPLED: AnswerMode

class Screening(_message.Message):
    __slots__ = ("name", "instrument", "protocol", "protocol_hash", "personas", "notes", "create_time", "interpretable")
    NAME_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_HASH_FIELD_NUMBER: _ClassVar[int]
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    INTERPRETABLE_FIELD_NUMBER: _ClassVar[int]
    name: str
    instrument: str
    protocol: Protocol
    protocol_hash: str
    personas: _containers.RepeatedCompositeFieldContainer[PersonaScreening]
    notes: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    interpretable: bool
    def __init__(self, name: _Optional[str] = ..., instrument: _Optional[str] = ..., protocol: _Optional[_Union[Protocol, _Mapping]] = ..., protocol_hash: _Optional[str] = ..., personas: _Optional[_Iterable[_Union[PersonaScreening, _Mapping]]] = ..., notes: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., interpretable: _Optional[bool] = ...) -> None: ...

class Protocol(_message.Message):
    __slots__ = ("num_samples", "seed", "option_format", "num_seeds", "modes", "arrangement", "framing", "paraphrases", "name_community", "context_control")
    NUM_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    OPTION_FORMAT_FIELD_NUMBER: _ClassVar[int]
    NUM_SEEDS_FIELD_NUMBER: _ClassVar[int]
    MODES_FIELD_NUMBER: _ClassVar[int]
    ARRANGEMENT_FIELD_NUMBER: _ClassVar[int]
    FRAMING_FIELD_NUMBER: _ClassVar[int]
    PARAPHRASES_FIELD_NUMBER: _ClassVar[int]
    NAME_COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_CONTROL_FIELD_NUMBER: _ClassVar[int]
    num_samples: int
    seed: int
    option_format: OptionFormat
    num_seeds: int
    modes: _containers.RepeatedScalarFieldContainer[AnswerMode]
    arrangement: Arrangement
    framing: Framing
    paraphrases: bool
    name_community: bool
    context_control: bool
    def __init__(self, num_samples: _Optional[int] = ..., seed: _Optional[int] = ..., option_format: _Optional[_Union[OptionFormat, str]] = ..., num_seeds: _Optional[int] = ..., modes: _Optional[_Iterable[_Union[AnswerMode, str]]] = ..., arrangement: _Optional[_Union[Arrangement, str]] = ..., framing: _Optional[_Union[Framing, str]] = ..., paraphrases: _Optional[bool] = ..., name_community: _Optional[bool] = ..., context_control: _Optional[bool] = ...) -> None: ...

class PersonaScreening(_message.Message):
    __slots__ = ("persona", "items", "scales", "criteria", "flags", "statistics", "competence", "revision")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SCALES_FIELD_NUMBER: _ClassVar[int]
    CRITERIA_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    STATISTICS_FIELD_NUMBER: _ClassVar[int]
    COMPETENCE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    persona: str
    items: _containers.RepeatedCompositeFieldContainer[ItemResult]
    scales: _containers.RepeatedCompositeFieldContainer[ScaleScore]
    criteria: _containers.RepeatedCompositeFieldContainer[Criterion]
    flags: _containers.RepeatedCompositeFieldContainer[Flag]
    statistics: _containers.RepeatedCompositeFieldContainer[ItemStatistics]
    competence: Competence
    revision: str
    def __init__(self, persona: _Optional[str] = ..., items: _Optional[_Iterable[_Union[ItemResult, _Mapping]]] = ..., scales: _Optional[_Iterable[_Union[ScaleScore, _Mapping]]] = ..., criteria: _Optional[_Iterable[_Union[Criterion, _Mapping]]] = ..., flags: _Optional[_Iterable[_Union[Flag, _Mapping]]] = ..., statistics: _Optional[_Iterable[_Union[ItemStatistics, _Mapping]]] = ..., competence: _Optional[_Union[Competence, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class ItemResult(_message.Message):
    __slots__ = ("item", "scored", "sampled", "values", "num_refused", "num_invalid", "scored_receipt", "sampled_receipt", "num_missing", "num_skipped", "applies", "given", "places", "wordings")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    SCORED_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    NUM_REFUSED_FIELD_NUMBER: _ClassVar[int]
    NUM_INVALID_FIELD_NUMBER: _ClassVar[int]
    SCORED_RECEIPT_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_RECEIPT_FIELD_NUMBER: _ClassVar[int]
    NUM_MISSING_FIELD_NUMBER: _ClassVar[int]
    NUM_SKIPPED_FIELD_NUMBER: _ClassVar[int]
    APPLIES_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    PLACES_FIELD_NUMBER: _ClassVar[int]
    WORDINGS_FIELD_NUMBER: _ClassVar[int]
    item: str
    scored: _containers.RepeatedScalarFieldContainer[float]
    sampled: _containers.RepeatedScalarFieldContainer[int]
    values: _containers.RepeatedScalarFieldContainer[float]
    num_refused: int
    num_invalid: int
    scored_receipt: _receipt_pb2.Receipt
    sampled_receipt: _receipt_pb2.Receipt
    num_missing: int
    num_skipped: int
    applies: float
    given: _containers.RepeatedCompositeFieldContainer[Given]
    places: _containers.RepeatedScalarFieldContainer[float]
    wordings: _containers.RepeatedCompositeFieldContainer[Wording]
    def __init__(self, item: _Optional[str] = ..., scored: _Optional[_Iterable[float]] = ..., sampled: _Optional[_Iterable[int]] = ..., values: _Optional[_Iterable[float]] = ..., num_refused: _Optional[int] = ..., num_invalid: _Optional[int] = ..., scored_receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ..., sampled_receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ..., num_missing: _Optional[int] = ..., num_skipped: _Optional[int] = ..., applies: _Optional[float] = ..., given: _Optional[_Iterable[_Union[Given, _Mapping]]] = ..., places: _Optional[_Iterable[float]] = ..., wordings: _Optional[_Iterable[_Union[Wording, _Mapping]]] = ...) -> None: ...

class Given(_message.Message):
    __slots__ = ("options", "value", "uncounted")
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    UNCOUNTED_FIELD_NUMBER: _ClassVar[int]
    options: _containers.RepeatedScalarFieldContainer[int]
    value: float
    uncounted: Uncounted
    def __init__(self, options: _Optional[_Iterable[int]] = ..., value: _Optional[float] = ..., uncounted: _Optional[_Union[Uncounted, str]] = ...) -> None: ...

class Wording(_message.Message):
    __slots__ = ("text", "scored")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SCORED_FIELD_NUMBER: _ClassVar[int]
    text: str
    scored: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, text: _Optional[str] = ..., scored: _Optional[_Iterable[float]] = ...) -> None: ...

class ScaleScore(_message.Message):
    __slots__ = ("scale", "mode", "value", "low", "high", "at_risk", "missing_items", "band", "alpha", "omega", "seed_values")
    SCALE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    AT_RISK_FIELD_NUMBER: _ClassVar[int]
    MISSING_ITEMS_FIELD_NUMBER: _ClassVar[int]
    BAND_FIELD_NUMBER: _ClassVar[int]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    OMEGA_FIELD_NUMBER: _ClassVar[int]
    SEED_VALUES_FIELD_NUMBER: _ClassVar[int]
    scale: str
    mode: AnswerMode
    value: float
    low: float
    high: float
    at_risk: float
    missing_items: _containers.RepeatedScalarFieldContainer[str]
    band: str
    alpha: float
    omega: float
    seed_values: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, scale: _Optional[str] = ..., mode: _Optional[_Union[AnswerMode, str]] = ..., value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., at_risk: _Optional[float] = ..., missing_items: _Optional[_Iterable[str]] = ..., band: _Optional[str] = ..., alpha: _Optional[float] = ..., omega: _Optional[float] = ..., seed_values: _Optional[_Iterable[float]] = ...) -> None: ...

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

class Flag(_message.Message):
    __slots__ = ("id", "title", "advice", "mode", "share", "raised")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    RAISED_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    advice: str
    mode: AnswerMode
    share: float
    raised: bool
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., advice: _Optional[str] = ..., mode: _Optional[_Union[AnswerMode, str]] = ..., share: _Optional[float] = ..., raised: _Optional[bool] = ...) -> None: ...

class ItemStatistics(_message.Message):
    __slots__ = ("item", "scored_majority", "sampled_majority", "position_bias", "paraphrase_robustness", "scored_from_uniform", "sampled_from_uniform", "agreement", "refusal_rate")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    SCORED_MAJORITY_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_MAJORITY_FIELD_NUMBER: _ClassVar[int]
    POSITION_BIAS_FIELD_NUMBER: _ClassVar[int]
    PARAPHRASE_ROBUSTNESS_FIELD_NUMBER: _ClassVar[int]
    SCORED_FROM_UNIFORM_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FROM_UNIFORM_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_RATE_FIELD_NUMBER: _ClassVar[int]
    item: str
    scored_majority: str
    sampled_majority: str
    position_bias: float
    paraphrase_robustness: float
    scored_from_uniform: float
    sampled_from_uniform: float
    agreement: float
    refusal_rate: float
    def __init__(self, item: _Optional[str] = ..., scored_majority: _Optional[str] = ..., sampled_majority: _Optional[str] = ..., position_bias: _Optional[float] = ..., paraphrase_robustness: _Optional[float] = ..., scored_from_uniform: _Optional[float] = ..., sampled_from_uniform: _Optional[float] = ..., agreement: _Optional[float] = ..., refusal_rate: _Optional[float] = ...) -> None: ...

class Competence(_message.Message):
    __slots__ = ("passed", "knowledge", "attention", "order_consistency", "negation_consistency", "acquiescence", "reasons")
    PASSED_FIELD_NUMBER: _ClassVar[int]
    KNOWLEDGE_FIELD_NUMBER: _ClassVar[int]
    ATTENTION_FIELD_NUMBER: _ClassVar[int]
    ORDER_CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    NEGATION_CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    ACQUIESCENCE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    passed: bool
    knowledge: float
    attention: float
    order_consistency: float
    negation_consistency: float
    acquiescence: float
    reasons: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, passed: _Optional[bool] = ..., knowledge: _Optional[float] = ..., attention: _Optional[float] = ..., order_consistency: _Optional[float] = ..., negation_consistency: _Optional[float] = ..., acquiescence: _Optional[float] = ..., reasons: _Optional[_Iterable[str]] = ...) -> None: ...
