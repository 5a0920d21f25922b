from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ItemKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ITEM_KIND_UNSPECIFIED: _ClassVar[ItemKind]
    ITEM_KIND_ORDINAL: _ClassVar[ItemKind]
    ITEM_KIND_CATEGORICAL: _ClassVar[ItemKind]
    ITEM_KIND_YES_NO: _ClassVar[ItemKind]
    ITEM_KIND_COUNT: _ClassVar[ItemKind]
    ITEM_KIND_NUMERIC: _ClassVar[ItemKind]
    ITEM_KIND_SEVERAL: _ClassVar[ItemKind]

class ScoringRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCORING_RULE_UNSPECIFIED: _ClassVar[ScoringRule]
    SCORING_RULE_MEAN_RANK: _ClassVar[ScoringRule]
    SCORING_RULE_SUM: _ClassVar[ScoringRule]
ITEM_KIND_UNSPECIFIED: ItemKind
ITEM_KIND_ORDINAL: ItemKind
ITEM_KIND_CATEGORICAL: ItemKind
ITEM_KIND_YES_NO: ItemKind
ITEM_KIND_COUNT: ItemKind
ITEM_KIND_NUMERIC: ItemKind
ITEM_KIND_SEVERAL: ItemKind
SCORING_RULE_UNSPECIFIED: ScoringRule
SCORING_RULE_MEAN_RANK: ScoringRule
SCORING_RULE_SUM: ScoringRule

class Instrument(_message.Message):
    __slots__ = ("name", "title", "description", "source", "license", "items", "scales", "criteria", "flags", "instructions")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    LICENSE_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SCALES_FIELD_NUMBER: _ClassVar[int]
    CRITERIA_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    INSTRUCTIONS_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    description: str
    source: str
    license: str
    items: _containers.RepeatedCompositeFieldContainer[Item]
    scales: _containers.RepeatedCompositeFieldContainer[Scale]
    criteria: _containers.RepeatedCompositeFieldContainer[CriterionRule]
    flags: _containers.RepeatedCompositeFieldContainer[FlagRule]
    instructions: str
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., description: _Optional[str] = ..., source: _Optional[str] = ..., license: _Optional[str] = ..., items: _Optional[_Iterable[_Union[Item, _Mapping]]] = ..., scales: _Optional[_Iterable[_Union[Scale, _Mapping]]] = ..., criteria: _Optional[_Iterable[_Union[CriterionRule, _Mapping]]] = ..., flags: _Optional[_Iterable[_Union[FlagRule, _Mapping]]] = ..., instructions: _Optional[str] = ...) -> None: ...

class Item(_message.Message):
    __slots__ = ("id", "text", "kind", "options", "minimum", "maximum", "unit", "paraphrases", "reverse", "points", "asked_if")
    ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    PARAPHRASES_FIELD_NUMBER: _ClassVar[int]
    REVERSE_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    ASKED_IF_FIELD_NUMBER: _ClassVar[int]
    id: str
    text: str
    kind: ItemKind
    options: _containers.RepeatedCompositeFieldContainer[Option]
    minimum: float
    maximum: float
    unit: str
    paraphrases: _containers.RepeatedScalarFieldContainer[str]
    reverse: bool
    points: _containers.RepeatedScalarFieldContainer[float]
    asked_if: _containers.RepeatedCompositeFieldContainer[Condition]
    def __init__(self, id: _Optional[str] = ..., text: _Optional[str] = ..., kind: _Optional[_Union[ItemKind, str]] = ..., options: _Optional[_Iterable[_Union[Option, _Mapping]]] = ..., minimum: _Optional[float] = ..., maximum: _Optional[float] = ..., unit: _Optional[str] = ..., paraphrases: _Optional[_Iterable[str]] = ..., reverse: _Optional[bool] = ..., points: _Optional[_Iterable[float]] = ..., asked_if: _Optional[_Iterable[_Union[Condition, _Mapping]]] = ...) -> None: ...

class Option(_message.Message):
    __slots__ = ("id", "text", "statement")
    ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    id: str
    text: str
    statement: str
    def __init__(self, id: _Optional[str] = ..., text: _Optional[str] = ..., statement: _Optional[str] = ...) -> None: ...

class Condition(_message.Message):
    __slots__ = ("item", "options", "at_least")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    item: str
    options: _containers.RepeatedScalarFieldContainer[str]
    at_least: float
    def __init__(self, item: _Optional[str] = ..., options: _Optional[_Iterable[str]] = ..., at_least: _Optional[float] = ...) -> None: ...

class Scale(_message.Message):
    __slots__ = ("id", "title", "items", "rule", "minimum", "maximum", "cutoff", "bands")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_FIELD_NUMBER: _ClassVar[int]
    CUTOFF_FIELD_NUMBER: _ClassVar[int]
    BANDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    items: _containers.RepeatedScalarFieldContainer[str]
    rule: ScoringRule
    minimum: float
    maximum: float
    cutoff: float
    bands: _containers.RepeatedCompositeFieldContainer[Band]
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., items: _Optional[_Iterable[str]] = ..., rule: _Optional[_Union[ScoringRule, str]] = ..., minimum: _Optional[float] = ..., maximum: _Optional[float] = ..., cutoff: _Optional[float] = ..., bands: _Optional[_Iterable[_Union[Band, _Mapping]]] = ...) -> None: ...

class Band(_message.Message):
    __slots__ = ("title", "at_least")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    title: str
    at_least: float
    def __init__(self, title: _Optional[str] = ..., at_least: _Optional[float] = ...) -> None: ...

class CriterionRule(_message.Message):
    __slots__ = ("id", "title", "scale", "at_least", "conditions", "num_conditions")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    NUM_CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    scale: str
    at_least: float
    conditions: _containers.RepeatedCompositeFieldContainer[Condition]
    num_conditions: int
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., scale: _Optional[str] = ..., at_least: _Optional[float] = ..., conditions: _Optional[_Iterable[_Union[Condition, _Mapping]]] = ..., num_conditions: _Optional[int] = ...) -> None: ...

class FlagRule(_message.Message):
    __slots__ = ("id", "title", "advice", "condition")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    advice: str
    condition: Condition
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., advice: _Optional[str] = ..., condition: _Optional[_Union[Condition, _Mapping]] = ...) -> None: ...
