from chorus.gateway.v1 import screening_pb2 as _screening_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Comparison(_message.Message):
    __slots__ = ("instrument", "protocol_hash", "personas", "scales", "modes", "level", "num_tests", "notes", "interpretable")
    INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_HASH_FIELD_NUMBER: _ClassVar[int]
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    SCALES_FIELD_NUMBER: _ClassVar[int]
    MODES_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    NUM_TESTS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    INTERPRETABLE_FIELD_NUMBER: _ClassVar[int]
    instrument: str
    protocol_hash: str
    personas: _containers.RepeatedScalarFieldContainer[str]
    scales: _containers.RepeatedCompositeFieldContainer[ScaleComparison]
    modes: _containers.RepeatedCompositeFieldContainer[ModeAgreement]
    level: float
    num_tests: int
    notes: _containers.RepeatedScalarFieldContainer[str]
    interpretable: bool
    def __init__(self, instrument: _Optional[str] = ..., protocol_hash: _Optional[str] = ..., personas: _Optional[_Iterable[str]] = ..., scales: _Optional[_Iterable[_Union[ScaleComparison, _Mapping]]] = ..., modes: _Optional[_Iterable[_Union[ModeAgreement, _Mapping]]] = ..., level: _Optional[float] = ..., num_tests: _Optional[int] = ..., notes: _Optional[_Iterable[str]] = ..., interpretable: _Optional[bool] = ...) -> None: ...

class ScaleComparison(_message.Message):
    __slots__ = ("scale", "mode", "ranking", "pairs", "alpha", "omega", "stability", "criterion", "shifts")
    SCALE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    RANKING_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    OMEGA_FIELD_NUMBER: _ClassVar[int]
    STABILITY_FIELD_NUMBER: _ClassVar[int]
    CRITERION_FIELD_NUMBER: _ClassVar[int]
    SHIFTS_FIELD_NUMBER: _ClassVar[int]
    scale: str
    mode: _screening_pb2.AnswerMode
    ranking: _containers.RepeatedCompositeFieldContainer[Ranked]
    pairs: _containers.RepeatedCompositeFieldContainer[Pair]
    alpha: float
    omega: float
    stability: Stability
    criterion: CriterionAgreement
    shifts: _containers.RepeatedCompositeFieldContainer[Pair]
    def __init__(self, scale: _Optional[str] = ..., mode: _Optional[_Union[_screening_pb2.AnswerMode, str]] = ..., ranking: _Optional[_Iterable[_Union[Ranked, _Mapping]]] = ..., pairs: _Optional[_Iterable[_Union[Pair, _Mapping]]] = ..., alpha: _Optional[float] = ..., omega: _Optional[float] = ..., stability: _Optional[_Union[Stability, _Mapping]] = ..., criterion: _Optional[_Union[CriterionAgreement, _Mapping]] = ..., shifts: _Optional[_Iterable[_Union[Pair, _Mapping]]] = ...) -> None: ...

class Ranked(_message.Message):
    __slots__ = ("persona", "score", "rank", "rank_low", "rank_high", "highest")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    RANK_LOW_FIELD_NUMBER: _ClassVar[int]
    RANK_HIGH_FIELD_NUMBER: _ClassVar[int]
    HIGHEST_FIELD_NUMBER: _ClassVar[int]
    persona: str
    score: float
    rank: int
    rank_low: int
    rank_high: int
    highest: float
    def __init__(self, persona: _Optional[str] = ..., score: _Optional[float] = ..., rank: _Optional[int] = ..., rank_low: _Optional[int] = ..., rank_high: _Optional[int] = ..., highest: _Optional[float] = ...) -> None: ...

class Pair(_message.Message):
    __slots__ = ("first", "second", "difference", "low", "high", "effect_size", "p", "q", "clear", "untested")
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    EFFECT_SIZE_FIELD_NUMBER: _ClassVar[int]
    P_FIELD_NUMBER: _ClassVar[int]
    Q_FIELD_NUMBER: _ClassVar[int]
    CLEAR_FIELD_NUMBER: _ClassVar[int]
    UNTESTED_FIELD_NUMBER: _ClassVar[int]
    first: str
    second: str
    difference: float
    low: float
    high: float
    effect_size: float
    p: float
    q: float
    clear: bool
    untested: str
    def __init__(self, first: _Optional[str] = ..., second: _Optional[str] = ..., difference: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., effect_size: _Optional[float] = ..., p: _Optional[float] = ..., q: _Optional[float] = ..., clear: _Optional[bool] = ..., untested: _Optional[str] = ...) -> None: ...

class Stability(_message.Message):
    __slots__ = ("num_seeds", "deviation", "icc")
    NUM_SEEDS_FIELD_NUMBER: _ClassVar[int]
    DEVIATION_FIELD_NUMBER: _ClassVar[int]
    ICC_FIELD_NUMBER: _ClassVar[int]
    num_seeds: int
    deviation: float
    icc: float
    def __init__(self, num_seeds: _Optional[int] = ..., deviation: _Optional[float] = ..., icc: _Optional[float] = ...) -> None: ...

class CriterionAgreement(_message.Message):
    __slots__ = ("num_personas", "spearman", "spearman_p", "kendall", "kendall_p")
    NUM_PERSONAS_FIELD_NUMBER: _ClassVar[int]
    SPEARMAN_FIELD_NUMBER: _ClassVar[int]
    SPEARMAN_P_FIELD_NUMBER: _ClassVar[int]
    KENDALL_FIELD_NUMBER: _ClassVar[int]
    KENDALL_P_FIELD_NUMBER: _ClassVar[int]
    num_personas: int
    spearman: float
    spearman_p: float
    kendall: float
    kendall_p: float
    def __init__(self, num_personas: _Optional[int] = ..., spearman: _Optional[float] = ..., spearman_p: _Optional[float] = ..., kendall: _Optional[float] = ..., kendall_p: _Optional[float] = ...) -> None: ...

class ModeAgreement(_message.Message):
    __slots__ = ("scale", "num_personas", "spearman", "items")
    SCALE_FIELD_NUMBER: _ClassVar[int]
    NUM_PERSONAS_FIELD_NUMBER: _ClassVar[int]
    SPEARMAN_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    scale: str
    num_personas: int
    spearman: float
    items: float
    def __init__(self, scale: _Optional[str] = ..., num_personas: _Optional[int] = ..., spearman: _Optional[float] = ..., items: _Optional[float] = ...) -> None: ...

class CriterionValue(_message.Message):
    __slots__ = ("persona", "value")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    persona: str
    value: float
    def __init__(self, persona: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
