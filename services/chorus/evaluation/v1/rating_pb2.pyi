import datetime

from chorus.evaluation.v1 import report_pb2 as _report_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RatingSheet(_message.Message):
    __slots__ = ("name", "report", "config", "codebook", "items", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    CODEBOOK_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    report: str
    config: RatingConfig
    codebook: Codebook
    items: _containers.RepeatedCompositeFieldContainer[RatingItem]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., report: _Optional[str] = ..., config: _Optional[_Union[RatingConfig, _Mapping]] = ..., codebook: _Optional[_Union[Codebook, _Mapping]] = ..., items: _Optional[_Iterable[_Union[RatingItem, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RatingConfig(_message.Message):
    __slots__ = ("codebook", "num_items", "voices", "seed")
    CODEBOOK_FIELD_NUMBER: _ClassVar[int]
    NUM_ITEMS_FIELD_NUMBER: _ClassVar[int]
    VOICES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    codebook: str
    num_items: int
    voices: _containers.RepeatedScalarFieldContainer[str]
    seed: int
    def __init__(self, codebook: _Optional[str] = ..., num_items: _Optional[int] = ..., voices: _Optional[_Iterable[str]] = ..., seed: _Optional[int] = ...) -> None: ...

class Codebook(_message.Message):
    __slots__ = ("id", "title", "question", "pairs", "answers", "ordered", "harmless", "examples")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    ORDERED_FIELD_NUMBER: _ClassVar[int]
    HARMLESS_FIELD_NUMBER: _ClassVar[int]
    EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    question: str
    pairs: bool
    answers: _containers.RepeatedCompositeFieldContainer[Answer]
    ordered: bool
    harmless: str
    examples: _containers.RepeatedCompositeFieldContainer[Example]
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., question: _Optional[str] = ..., pairs: _Optional[bool] = ..., answers: _Optional[_Iterable[_Union[Answer, _Mapping]]] = ..., ordered: _Optional[bool] = ..., harmless: _Optional[str] = ..., examples: _Optional[_Iterable[_Union[Example, _Mapping]]] = ...) -> None: ...

class Answer(_message.Message):
    __slots__ = ("id", "text", "definition")
    ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    id: str
    text: str
    definition: str
    def __init__(self, id: _Optional[str] = ..., text: _Optional[str] = ..., definition: _Optional[str] = ...) -> None: ...

class Example(_message.Message):
    __slots__ = ("text", "answer")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    text: str
    answer: str
    def __init__(self, text: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class RatingItem(_message.Message):
    __slots__ = ("id", "community", "texts")
    ID_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    id: str
    community: str
    texts: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., community: _Optional[str] = ..., texts: _Optional[_Iterable[str]] = ...) -> None: ...

class Rating(_message.Message):
    __slots__ = ("item", "answer")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    item: str
    answer: str
    def __init__(self, item: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class RatingResults(_message.Message):
    __slots__ = ("sheet", "raters", "num_items", "num_rated", "kappa", "alpha", "harm_kappa", "harm_alpha", "voices", "findings")
    SHEET_FIELD_NUMBER: _ClassVar[int]
    RATERS_FIELD_NUMBER: _ClassVar[int]
    NUM_ITEMS_FIELD_NUMBER: _ClassVar[int]
    NUM_RATED_FIELD_NUMBER: _ClassVar[int]
    KAPPA_FIELD_NUMBER: _ClassVar[int]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    HARM_KAPPA_FIELD_NUMBER: _ClassVar[int]
    HARM_ALPHA_FIELD_NUMBER: _ClassVar[int]
    VOICES_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    sheet: str
    raters: _containers.RepeatedScalarFieldContainer[str]
    num_items: int
    num_rated: int
    kappa: float
    alpha: float
    harm_kappa: float
    harm_alpha: float
    voices: _containers.RepeatedCompositeFieldContainer[RatedVoice]
    findings: _containers.RepeatedCompositeFieldContainer[_report_pb2.Finding]
    def __init__(self, sheet: _Optional[str] = ..., raters: _Optional[_Iterable[str]] = ..., num_items: _Optional[int] = ..., num_rated: _Optional[int] = ..., kappa: _Optional[float] = ..., alpha: _Optional[float] = ..., harm_kappa: _Optional[float] = ..., harm_alpha: _Optional[float] = ..., voices: _Optional[_Iterable[_Union[RatedVoice, _Mapping]]] = ..., findings: _Optional[_Iterable[_Union[_report_pb2.Finding, _Mapping]]] = ...) -> None: ...

class RatedVoice(_message.Message):
    __slots__ = ("voice", "community", "num_items", "num_undecided", "answers")
    VOICE_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    NUM_ITEMS_FIELD_NUMBER: _ClassVar[int]
    NUM_UNDECIDED_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    voice: str
    community: str
    num_items: int
    num_undecided: int
    answers: _containers.RepeatedCompositeFieldContainer[AnswerShare]
    def __init__(self, voice: _Optional[str] = ..., community: _Optional[str] = ..., num_items: _Optional[int] = ..., num_undecided: _Optional[int] = ..., answers: _Optional[_Iterable[_Union[AnswerShare, _Mapping]]] = ...) -> None: ...

class AnswerShare(_message.Message):
    __slots__ = ("answer", "num_items", "share")
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    NUM_ITEMS_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    answer: str
    num_items: int
    share: _report_pb2.Estimate
    def __init__(self, answer: _Optional[str] = ..., num_items: _Optional[int] = ..., share: _Optional[_Union[_report_pb2.Estimate, _Mapping]] = ...) -> None: ...
